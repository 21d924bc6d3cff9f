"""A platform of its own: a chat over TCP in which a line is a message, and the first line is a person's name.

What Lotse says ends with an empty line. Nothing outside this file knows of this platform.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count

from bot import rendering
from bot.platforms.base.contract import Action, Delivery, Handle, NotPrivate, PermanentFailure, Unreachable
from bot.platforms.base.registration import Host, Registration
from bot.platforms.base.sanitising import sanitise_text
from bot.system.clock import Clock
from handlers.core.events import Address, Attachment, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.core.traits import Traits

LINE = PlatformName("line")


class LineChat:
    """A server to which people connect. Each person has one room, which bears their name."""

    name = LINE
    pace = None

    def __init__(self, handle: Handle, clock: Clock) -> None:
        self._handle = handle
        self._clock = clock
        self._people: dict[str, asyncio.StreamWriter | None] = {}
        self._sent: set[DeliveryId] = set()
        self._numbers = count(1)
        self.port: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Take what people write until cancelled."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port.set_result(server.sockets[0].getsockname()[1])
        try:
            await server.serve_forever()
        finally:
            await self.close()

    def parts(self, message: Message) -> Sequence[Message]:
        """Return the message: a line takes any length."""
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(f"no file comes in a line, so {attachment.name!r} is none of these")

    async def send(self, delivery: Delivery) -> MessageId:
        """Write a message, or an edit as a message of its own; what was written can't be taken back."""
        room, reader = delivery.message.address.room, delivery.message.private_to
        if room not in self._people:
            raise PermanentFailure("nobody of this name has been here")
        if reader is not None and reader.id != room:
            raise NotPrivate("another person would read it")
        writer = self._people[room]
        if writer is None:
            raise Unreachable("the person is not connected")
        if delivery.action in (Action.MESSAGE, Action.EDIT) and delivery.id not in self._sent:
            text = rendering.render_plain(rendering.append_choices(delivery.message))
            writer.write("".join(f"{line}\n" for line in [*filter(None, text.splitlines()), ""]).encode())
            with suppress(ConnectionError):
                await writer.drain()
            self._sent.add(delivery.id)
        return MessageId(delivery.id)

    async def close(self) -> None:
        for writer in filter(None, self._people.values()):
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = (await reader.readline()).decode(errors="replace").strip()
        self._people[name] = writer
        try:
            while line := await reader.readline():
                await self._handle(self._translate(name, line.decode(errors="replace").strip()))
        finally:
            self._people[name] = None
            writer.close()

    def _translate(self, name: str, text: str) -> MessageReceived:
        number = str(next(self._numbers))
        return MessageReceived(
            id=EventId(number),
            at=self._clock(),
            address=Address(platform=LINE, room=RoomId(name)),
            sender=Sender(platform=LINE, id=name, name=name),
            message=MessageId(number),
            text=sanitise_text(text),
            direct=True,
            addressed=True,
        )


def register_line(opened: Callable[[LineChat], None]) -> Registration:
    """Return the one line that makes the chat a platform of Lotse; `opened` learns of the chat when it is opened."""

    def open_platform(host: Host) -> LineChat:
        chat = LineChat(host.handle, host.clock)
        opened(chat)
        return chat

    return Registration(traits=Traits(name=LINE, is_idempotent=True), open=open_platform)
