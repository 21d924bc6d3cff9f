"""A person and Lotse, talking: the real handlers on the real stores and the shipped knowledge."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.platforms.base.contract import Action, Delivery
from bot.runtime.contexts import Contexts
from bot.runtime.dispatcher import classify_delivery, to_delivery
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from handlers.announcements.model.policy import AnnouncementPolicy as AnnouncementRules
from handlers.commands import COMMANDS
from handlers.context.context import Context
from handlers.context.stores import Stores
from handlers.core.commands import Commands
from handlers.core.events import Address, Event, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message, Outgoing, Toast
from handlers.core.retention import Retention
from handlers.curation.model.rounds import CareRules
from handlers.exchange.model.rules import ExchangeRules
from handlers.routes import respond
from knowledge.search import Language, Search
from tests.deliveries import claim_next, mark_sent
from tests.prepared import index, open_in_memory

ANNA = Sender(platform=PlatformName.CONSOLE, id="anna")

EDITOR = Sender(platform=PlatformName.CONSOLE, id="edith")

_NUMBERS = count(1)
_READ = (Action.MESSAGE, Action.EDIT)


@dataclass
class Talk:
    """One person's talk with Lotse; `now` is theirs to move."""

    database: Database
    search: Search
    now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    direct: bool = True
    sender: Sender = ANNA
    room: str = "room"
    platform: PlatformName = PlatformName.CONSOLE
    commands: Commands = COMMANDS
    language: Language = "de"
    rules: ExchangeRules = field(default_factory=ExchangeRules)
    editors: tuple[Sender, ...] = (EDITOR,)
    admins: tuple[Sender, ...] = ()
    member_domains: tuple[str, ...] = ()
    member_space: tuple[Sender, ...] = ()
    announcement_policy: AnnouncementRules = field(default_factory=AnnouncementRules)
    retention: Retention = field(default_factory=Retention)
    care_rules: CareRules = field(default_factory=CareRules)
    in_messages: Callable[[Message], int] = lambda _: 1
    desk_url: str | None = None
    # By identity, which lasts as long as the messages are kept here.
    arrived: dict[int, tuple[Message, MessageId]] = field(default_factory=dict)

    async def say(self, text: str, *, addressed: bool = True) -> list[Message]:
        """What Lotse says to it."""
        return await self.to(self.received(text, addressed=addressed))

    async def to(self, event: MessageReceived) -> list[Message]:
        """What Lotse says to a message; what it says to the person there arrives."""
        said = await self.happens(event)
        messages = [message for message in said if isinstance(message, Message)]
        assert len(messages) == len(said)
        for message in messages:
            if message.id is None and message.address == event.address:
                await self.sent(message)
        return messages

    def received(self, text: str, *, addressed: bool = True) -> MessageReceived:
        number = str(next(_NUMBERS))
        return MessageReceived(
            id=EventId(number),
            at=self.now,
            address=self.address,
            sender=self.sender,
            message=MessageId(number),
            text=text,
            direct=self.direct,
            addressed=addressed,
        )

    async def happens(self, event: Event) -> list[Outgoing]:
        """What Lotse says to any event; nothing is sent."""
        async with self.database.begin() as unit:
            said = await respond(event, self.context(unit))
        _assert_private(event, said)
        return said

    def context(self, stores: Stores) -> Context:
        """The context of an event, before it is known who acts."""
        contexts = Contexts(
            search=lambda: self.search,
            clock=lambda: self.now,
            office="LaKI",
            language=self.language,
            commands=self.commands,
            editors=self.editors,
            admins=self.admins,
            member_domains=self.member_domains,
            is_in_member_space=lambda account: any(account.is_same(joined) for joined in self.member_space),
            list_space_members=lambda: self.member_space,
            rules=self.rules,
            announcement_policy=self.announcement_policy,
            retention=self.retention,
            care_rules=self.care_rules,
            in_messages=self.in_messages,
            desk_url=self.desk_url,
        )
        return contexts.on(stores)

    async def asked(self, text: str) -> tuple[MessageReceived, Message]:
        """A question and its one answer, which is sent."""
        question = self.received(text)
        return question, await self.answered(question)

    async def answered(self, event: Event) -> Message:
        """The one answer to any event, which is sent."""
        (answer,) = await self.happens(event)
        assert isinstance(answer, Message)
        await self.sent(answer)
        return answer

    @property
    def address(self) -> Address:
        return Address(platform=self.platform, room=RoomId(self.room))

    async def sent(self, message: Message) -> MessageId:
        """It is written down and arrives, once."""
        before = self.arrived.get(id(message))
        if before is not None:
            return before[1]
        delivery = message.id or DeliveryId(f"d{next(_NUMBERS)}")
        await self.written(replace(message, id=delivery))
        arrived = await self.arrives(replace(message, id=delivery))
        self.arrived[id(message)] = (message, arrived)
        return arrived

    async def delivered(self, outgoing: Outgoing) -> None:
        """Whatever it is, it is written down and arrives."""
        if isinstance(outgoing, Message):
            await self.sent(outgoing)
        else:
            await self.written(outgoing)

    async def written(self, outgoing: Outgoing) -> None:
        """As the dispatcher does."""
        if isinstance(outgoing, Toast):
            return
        number = DeliveryId(f"d{next(_NUMBERS)}")
        delivery = to_delivery(number, outgoing)
        async with self.database.begin() as unit:
            await unit.deliveries.add([delivery], classify_delivery(delivery, "reply"), self.now)
            written = select(deliveries.c.private_to).where(deliveries.c.id == delivery.id)
            reader = await unit.connection.scalar(written)
        if self.direct and delivery.message.address.shares_room(self.address) and delivery.action in _READ:
            assert reader is not None
        if not isinstance(outgoing, Message):
            await self.arrives(replace(delivery.message, id=delivery.id))

    async def arrives(self, message: Message) -> MessageId:
        """What was written down before, and whatever stands before it in that room."""
        assert message.id is not None
        lane = (message.address.platform, message.address.room)
        async with self.database.begin() as unit:
            while (claimed := await claim_next(unit, lane, self.now)) is not None:
                sent = replace(message, id=claimed.delivery.id)
                await mark_sent(unit, claimed.delivery.id, self.message(sent), self.now)
                if claimed.delivery.id == message.id:
                    break
        return self.message(message)

    def message(self, message: Message) -> MessageId:
        """The platform's id of what has arrived."""
        return MessageId(f"m-{message.id}")

    async def refused(self, message: Message) -> None:
        """It will never arrive."""
        assert message.id is not None
        async with self.database.begin() as unit:
            await unit.deliveries.add([Delivery(id=message.id, message=message)], "reply", self.now)
            await claim_next(unit, (message.address.platform, message.address.room), self.now)
            await unit.deliveries.give_up(message.id, "refused")

    async def message_of(self, question: MessageReceived) -> MessageId:
        """The message that answered a question."""
        async with self.database.begin() as unit:
            (said,) = await unit.sent_messages.in_reply_to(question.address, question.message)
        assert said.message is not None
        return said.message

    async def hear(self, text: str) -> str:
        """The one answer to it, choices included."""
        (message,) = await self.say(text)
        return "\n".join((message.text.replace("\\", ""), *(f"[{choice.label}]" for choice in message.choices)))

    def later(self, delay: timedelta) -> None:
        self.now += delay

    def as_other(self, name: str) -> "Talk":
        """The same room, another person."""
        return replace(self, sender=Sender(platform=PlatformName.CONSOLE, id=name))


def _assert_private(event: Event, said: Sequence[Outgoing]) -> None:
    """Whatever is said in a direct chat is for one person alone, and in a group for all."""
    if isinstance(event, MessageReceived):
        here = [each for each in said if isinstance(each, Message) and each.address.shares_room(event.address)]
        assert all((each.private_to is not None) is event.direct for each in here)


@pytest.fixture(scope="session")
def search() -> Search:
    return index()


@pytest.fixture
async def talk(search: Search) -> AsyncIterator[Talk]:
    async with open_in_memory() as database:
        yield Talk(database=database, search=search)
