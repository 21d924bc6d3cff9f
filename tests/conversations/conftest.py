"""A person and Lotse, talking: the real handlers on the real stores and the shipped knowledge."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.platforms import Delivery, DeliveryId
from bot.storage.database import Database, open_database
from handlers import respond
from handlers.context import Context
from handlers.events import Address, Event, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender
from handlers.exchange.rules import Rules
from handlers.messages import Message, Outgoing
from knowledge.loader import SHIPPED, load
from knowledge.search import Search

ANNA = Sender(platform=PlatformName.CONSOLE, id="anna")

EDITOR = Sender(platform=PlatformName.CONSOLE, id="edith")

_NUMBERS = count(1)


@dataclass
class Talk:
    """One person's talk with Lotse; `now` is theirs to move."""

    database: Database
    search: Search
    now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    direct: bool = True
    sender: Sender = ANNA
    rules: Rules = field(default_factory=Rules)

    async def say(self, text: str, *, addressed: bool = True) -> list[Message]:
        """What Lotse says to it."""
        return await self.to(self.received(text, addressed=addressed))

    async def to(self, event: MessageReceived) -> list[Message]:
        """What Lotse says to a message."""
        said = await self.happens(event)
        messages = [message for message in said if isinstance(message, Message)]
        assert len(messages) == len(said)
        return messages

    def received(self, text: str, *, addressed: bool = True) -> MessageReceived:
        number = str(next(_NUMBERS))
        return MessageReceived(
            id=EventId(number),
            at=self.now,
            address=Address(platform=PlatformName.CONSOLE, room=RoomId("room")),
            sender=self.sender,
            message=MessageId(number),
            text=text,
            direct=self.direct,
            addressed=addressed,
        )

    async def happens(self, event: Event) -> list[Outgoing]:
        """What Lotse says to any event; nothing is sent."""
        async with self.database.begin() as unit:
            context = Context(
                now=self.now,
                search=self.search,
                conversations=unit.conversations,
                preferences=unit.preferences,
                sayings=unit.sayings,
                rooms=unit.rooms,
                notices=unit.notices,
                people=unit.people,
                drafts=unit.drafts,
                exchanges=unit.exchanges,
                copies=unit.copies,
                remarks=unit.remarks,
                channels=unit.channels,
                subscriptions=unit.subscriptions,
                lessons=unit.lessons,
                records=unit.records,
                office="LaKI",
                editors=(EDITOR,),
                rules=self.rules,
                language="de",
            )
            return await respond(event, context)

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

    async def sent(self, message: Message) -> None:
        delivery = message.id or DeliveryId(f"d{next(_NUMBERS)}")
        async with self.database.begin() as unit:
            await unit.outbox.add([Delivery(id=delivery, message=message)], "reply", self.now)
            await unit.outbox.claim((message.address.platform, message.address.room), self.now)
            await unit.outbox.record_sent(delivery, MessageId(f"m-{delivery}"), self.now)

    async def refused(self, message: Message) -> None:
        """It will never arrive."""
        assert message.id is not None
        async with self.database.begin() as unit:
            await unit.outbox.add([Delivery(id=message.id, message=message)], "reply", self.now)
            await unit.outbox.claim((message.address.platform, message.address.room), self.now)
            await unit.outbox.give_up(message.id, "refused")

    async def message_of(self, question: MessageReceived) -> MessageId:
        """The message that answered a question."""
        async with self.database.begin() as unit:
            (said,) = await unit.sayings.in_reply_to(question.address, question.message)
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


@pytest.fixture(scope="session")
def search() -> Search:
    return Search(load(SHIPPED))


@pytest.fixture
async def talk(search: Search) -> AsyncIterator[Talk]:
    async with open_database("sqlite+aiosqlite:///:memory:") as database:
        yield Talk(database=database, search=search)
