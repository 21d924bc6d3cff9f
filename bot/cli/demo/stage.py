"""The running service as the demo plays on it: its clock, its platforms, and what people say."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.cli.demo.people import Person
from bot.jobs.due_events import DueEvents
from bot.platforms.base.contract import Action, Delivery, PermanentFailure, Platform
from bot.platforms.base.pace import Pace
from bot.runtime.services import App
from bot.system import clock
from handlers.core.events import Address, Attachment, EventId, MessageId, MessageReceived, PlatformName
from handlers.core.messages import Message

_ANNOUNCEMENT_SECONDS = 4.0
_BEAT_SECONDS = 30.0
_GONE = "the room is gone"


@dataclass
class DemoClock:
    """The time of the demo: `at` while it is set, the time of the machine from then on."""

    at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or clock.now()


@dataclass
class DemoPlatform:
    """A platform without a network, on which messages arrive; announcements one by one as soon as it is `live`.

    `beat` tells that it is there, as platforms do that ask a server. `rooms` are those in which somebody invented has
    spoken, `gone` those that can't be reached.
    """

    name: PlatformName
    beat: Callable[[PlatformName], None]
    pace: None = None
    is_live: bool = False
    rooms: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    messages: dict[Address, list[tuple[MessageId, Message]]] = field(default_factory=lambda: defaultdict(list))
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Beat until cancelled: nothing comes from here."""
        while True:
            self.beat(self.name)
            await asyncio.sleep(_BEAT_SECONDS)

    def parts(self, message: Message) -> Sequence[Message]:
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(f"there is no file {attachment.name!r}")

    async def send(self, delivery: Delivery) -> MessageId:
        message = delivery.message
        if message.address.room in self.gone:
            raise PermanentFailure(_GONE)
        if self.is_live and message.announcement is not None:
            async with self._one_by_one:
                await asyncio.sleep(_ANNOUNCEMENT_SECONDS)
        sent = MessageId(f"${delivery.id}")
        if delivery.action is Action.MESSAGE:
            self.messages[message.address].append((sent, message))
        return sent

    async def close(self) -> None:
        """Do nothing: there is no connection."""


@dataclass(kw_only=True)
class ConnectedPlatform:
    """A real platform; what goes to `invented` rooms stays in the demo."""

    name: PlatformName
    real: Platform
    invented: DemoPlatform

    @property
    def pace(self) -> Pace | None:
        return self.real.pace

    async def run(self) -> None:
        await self.real.run()

    def parts(self, message: Message) -> Sequence[Message]:
        return self.real.parts(message)

    async def fetch(self, attachment: Attachment) -> bytes:
        return await self.real.fetch(attachment)

    async def send(self, delivery: Delivery) -> MessageId:
        is_invented = delivery.message.address.room in self.invented.rooms
        return await (self.invented if is_invented else self.real).send(delivery)

    async def close(self) -> None:
        await self.real.close()


@dataclass(kw_only=True)
class Stage:
    """A service that is built but not running yet, at the time of its demo clock."""

    app: App
    clock: DemoClock
    platforms: dict[PlatformName, DemoPlatform]
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def say(self, person: Person, text: str) -> None:
        """Let a person write into their direct chat; Lotse's answer arrives."""
        await self.write(person, text, person.address, is_direct=True)

    async def write(
        self,
        person: Person,
        text: str,
        address: Address,
        reply_to: MessageId | None = None,
        *,
        is_direct: bool = False,
        is_addressed: bool = False,
    ) -> None:
        """Let a person write somewhere."""
        self.platforms[address.platform].rooms.add(address.room)
        number = f"demo-{next(self._numbers)}"
        await self.app.dispatcher.handle(
            MessageReceived(
                id=EventId(number),
                at=self.clock(),
                address=address,
                sender=person.sender,
                message=MessageId(number),
                text=text,
                direct=is_direct,
                addressed=is_direct or is_addressed,
                reply_to=reply_to,
            )
        )

    async def let_happen(self) -> None:
        """Do what is due by now."""
        await DueEvents(self.app.database, self.app.dispatcher.handle, self.clock).dispatch()
        await self.app.outbox.deliver_due()

    async def take_choice(self, person: Person, command: str, address: Address | None = None) -> None:
        """Press the newest button at an address, else in the person's own chat, that does what a command does."""
        place = address or person.address
        messages = reversed(self.platforms[place.platform].messages[place])
        choices = (choice for _, message in messages for choice in message.choices)
        said = next(choice.says for choice in choices if choice.says.startswith(command))
        await self.write(person, said, place, is_direct=address is None, is_addressed=True)

    def last_text(self, person: Person) -> str:
        """Return what Lotse said last to a person, without backslashes."""
        last = self._find_last(person)
        return last.text.replace("\\", "") if last else ""

    def asks_back(self, person: Person) -> bool:
        """Return whether Lotse asked a person last which entry they mean."""
        last = self._find_last(person)
        return last is not None and any(choice.question is not None for choice in last.choices)

    def _find_last(self, person: Person) -> Message | None:
        """Return Lotse's last message to a person; None if there is none."""
        messages = self.platforms[person.address.platform].messages[person.address]
        return messages[-1][1] if messages else None

    def find_message(self, address: Address, part: str) -> MessageId | None:
        """Return the id of the newest message at an address with a text in it; None if there is none."""
        messages = self.platforms[address.platform].messages[address]
        return next((id_ for id_, message in reversed(messages) if part in message.text.replace("\\", "")), None)
