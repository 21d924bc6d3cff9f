"""Platforms that exist in memory: what is sent stays there."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.platforms.base.contract import Delivery, PermanentFailure
from handlers.core.events import Attachment, MessageId, PlatformName
from handlers.core.messages import Message


class OutgoingOnly:
    """What a platform is beside what it sends: nothing."""

    def parts(self, message: Message) -> list[Message]:
        return [message]

    async def run(self) -> None: ...

    async def close(self) -> None: ...

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(attachment.name)


@dataclass
class MemoryPlatform(OutgoingOnly):
    """Takes everything, at once, and runs until it is cancelled; `cut` splits what is too long."""

    name: PlatformName = PlatformName.MATRIX
    pace: None = None
    texts: list[str] = field(default_factory=list)
    cut: Callable[[Message], list[Message]] = lambda message: [message]
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await asyncio.Event().wait()

    def parts(self, message: Message) -> list[Message]:
        return self.cut(message)

    async def send(self, delivery: Delivery) -> MessageId:
        self.texts.append(delivery.message.text)
        self.arrived.set()
        return MessageId(f"${delivery.id}")
