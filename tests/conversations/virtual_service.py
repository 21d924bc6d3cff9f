"""The service as the composition root builds it, with its jobs, in a time that tests move; its chats are in memory."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from bot.jobs.scheduler import Job
from bot.platforms.base.contract import Action, Delivery, Unreachable
from bot.platforms.telegram.outgoing import split_message
from bot.runtime.app import build
from bot.runtime.services import App, leader_jobs
from bot.settings.knowledge import KnowledgeSettings
from bot.settings.loading import Settings
from bot.settings.service import Limits, Roles
from bot.storage.database import open_database
from handlers.announcements.model.announcement import format_account
from handlers.context.records import Revision
from handlers.core.events import (
    Address,
    ChoiceTaken,
    Event,
    EventId,
    MessageId,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
)
from handlers.core.messages import Card, Choice, DeliveryId, Message
from handlers.curation.model.fields import bring_back, mark_changed
from knowledge.entries import AnyRecord, Centre, Faq, Offer
from tests.platforms import OutgoingOnly
from tests.prepared import write_file

# When all jobs of the calendar have begun, the one about owners first.
_HOUR = time(9, 10)
_FIRST = "owners"
# It takes as long as all others together.
_WEEKLY, _MONDAY = "cleaning", 0
_UNLIMITED = 100_000


@dataclass(kw_only=True)
class Shown:
    """A message as it stands in a chat."""

    message: MessageId
    text: str
    choices: Sequence[Choice]
    cards: Sequence[Card] = ()

    @property
    def labels(self) -> Sequence[str]:
        return [choice.label for choice in self.choices]

    def __str__(self) -> str:
        return "\n".join((_plain(self.text), *(f"[{label}]" for label in self.labels)))


@dataclass
class _Chats(OutgoingOnly):
    """A platform that takes everything at once and tells the world what has come."""

    name: PlatformName
    world: "World"
    pace: None = None

    async def run(self) -> None:
        await asyncio.Event().wait()

    def parts(self, message: Message) -> list[Message]:
        return [*split_message(message)] if self.name is PlatformName.TELEGRAM else [message]

    async def send(self, delivery: Delivery) -> MessageId:
        if self.name in self.world.out_of_reach:
            raise Unreachable("out of reach")
        self.world.show(delivery)
        return delivery.about or MessageId(f"${delivery.id}")


@dataclass(kw_only=True)
class World:
    """The service, its people, and each message that came to one of them while they had not just written."""

    now: datetime
    app: App = field(init=False)
    jobs: Sequence[Job] = ()
    out_of_reach: set[PlatformName] = field(default_factory=set)
    people: list["Person"] = field(default_factory=list)
    unasked: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Mapping[str, str]
    _actor: "Person | None" = None
    _numbers: "count[int]" = field(default_factory=count)

    def enter(self, name: str, id_: str) -> "Person":
        """Let a person in, on Matrix with an id such as @anna:example.org, or else on Telegram."""
        platform = PlatformName.MATRIX if id_.startswith("@") else PlatformName.TELEGRAM
        person = Person(sender=Sender(platform=platform, id=id_, name=name), world=self)
        self.people.append(person)
        return person

    def show(self, delivery: Delivery) -> None:
        message = delivery.message
        (person,) = [each for each in self.people if each.address.shares_room(message.address)]
        if delivery.action is Action.DELETION and delivery.target is not None:
            del person.chat[delivery.target]
            return
        shown = person.show(delivery)
        if person is not self._actor:
            self.unasked[person.sender.name, self._find_kind(shown)] += 1

    def _find_kind(self, shown: Shown) -> str:
        """Return the kind of a message; one that is not expected at all is its own."""
        found = [kind for words, kind in self.kinds.items() if re.search(words, _plain(shown.text))]
        return found[0] if found else str(shown)

    async def happen(self, event: Event, actor: "Person") -> None:
        self._actor = actor
        await self.app.dispatcher.handle(event)
        self._actor = None
        await self.app.knowledge.reload_if_changed()

    async def until(self, day: date, at: time = time(10)) -> None:
        """Let time pass until then, local time, and the jobs run each day."""
        zone = self.app.settings.time_zone
        end = datetime.combine(day, at, zone)
        first = self.now.astimezone(zone).date()
        for number in range((day - first).days + 1):
            then = datetime.combine(first + timedelta(days=number), _HOUR, zone)
            if self.now < then < end:
                await self._look(then)
        await self._look(end)

    async def later(self, delay: timedelta) -> None:
        await self._look(self.now + delay)

    async def _look(self, now: datetime) -> None:
        self.now = now
        is_monday = now.astimezone(self.app.settings.time_zone).weekday() == _MONDAY
        for job in self.jobs:
            if job.name != _WEEKLY or is_monday:
                await job.run()

    def make_id(self) -> str:
        return str(next(self._numbers))

    async def save(self, author: "Person", id_: str, **changes: object) -> None:
        """Save an entry with other values over what is stored, as the desk does."""
        async with self.app.database.begin() as unit:
            stored = await unit.records.find(id_)
            assert stored is not None
            assert isinstance(stored.record, Centre | Offer | Faq)
            new = type(stored.record).model_validate({**stored.record.model_dump(), **changes})
            entry = mark_changed(stored.record, new, self.now.date())
            assert await unit.records.save(entry, stored.revision, format_account(author.sender), self.now)
        await self.app.knowledge.reload_if_changed()

    async def restore(self, author: "Person", id_: str, revision: Revision) -> None:
        """Put an earlier revision in force again, as the desk does."""
        async with self.app.database.begin() as unit:
            stored = await unit.records.find(id_)
            assert stored is not None
            assert isinstance(stored.record, Centre | Offer | Faq)
            assert isinstance(revision.record, Centre | Offer | Faq)
            entry = bring_back(revision.record, stored.record, self.now.date())
            assert await unit.records.save(entry, stored.revision, format_account(author.sender), self.now)
        await self.app.knowledge.reload_if_changed()

    async def list_revisions(self, id_: str) -> Sequence[Revision]:
        """Return all revisions of an entry, the oldest first."""
        async with self.app.database.begin() as unit:
            return [*reversed(await unit.records.list_revisions(id_, None, 100))]


@dataclass(kw_only=True)
class Person:
    """Somebody in a direct chat with Lotse."""

    sender: Sender
    world: World
    chat: dict[DeliveryId, Shown] = field(default_factory=dict)
    _unread: list[Shown] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return Address(platform=self.sender.platform, room=RoomId(self.sender.id.replace("@", "!")))

    def show(self, delivery: Delivery) -> Shown:
        """Put what has come into the chat, and return it."""
        if delivery.action is Action.EDIT and delivery.target is not None:
            shown = self.chat[delivery.target]
            assert shown.text, "a contact card can't be edited"
            shown.text, shown.choices = delivery.message.text, delivery.message.choices
        else:
            assert delivery.action is Action.MESSAGE
            id_ = MessageId(f"${delivery.id}")
            message = delivery.message
            shown = Shown(message=id_, text=message.text, choices=message.choices, cards=message.cards)
            self.chat[delivery.id] = shown
        self._unread.append(shown)
        return shown

    def hears(self) -> str:
        """Return everything that came since the last time."""
        heard, self._unread = "\n\n".join(str(each) for each in self._unread if each.text), []
        return heard

    async def says(self, text: str) -> str:
        """Write to Lotse, and return what follows."""
        id_ = self.world.make_id()
        return await self._do(
            MessageReceived(
                id=EventId(id_),
                at=self.world.now,
                address=self.address,
                sender=self.sender,
                message=MessageId(id_),
                text=text,
                direct=True,
                addressed=True,
            )
        )

    async def presses(self, label: str) -> str:
        """Take the choice with this label in the newest message that has it, and return what follows."""
        shown = next(each for each in reversed(self.chat.values()) if label in each.labels)
        return await self._do(
            ChoiceTaken(
                id=EventId(self.world.make_id()),
                at=self.world.now,
                address=self.address,
                sender=self.sender,
                message=shown.message,
                number=shown.labels.index(label) + 1,
                direct=True,
                in_place=self.sender.platform is PlatformName.TELEGRAM,
            )
        )

    async def reacts(self, key: str, words: str) -> str:
        """React to the newest message with these words, and return what follows."""
        shown = next(each for each in reversed(self.chat.values()) if words in str(each))
        return await self._do(
            ReactionAdded(
                id=EventId(self.world.make_id()),
                at=self.world.now,
                address=self.address,
                sender=self.sender,
                message=shown.message,
                key=key,
            )
        )

    async def _do(self, event: Event) -> str:
        self._unread = []
        await self.world.happen(event, self)
        return self.hears()


@asynccontextmanager
async def open_world(
    folder: Path, now: datetime, editors: Sequence[str], records: Sequence[AnyRecord], kinds: Mapping[str, str]
) -> AsyncIterator[World]:
    """Open a service with these records; `kinds` names messages by words in them."""
    async with open_database(write_file(folder / "lotse.db")) as database, database.begin() as unit:
        for record in records:
            await unit.records.put(record, "lotse", now)
    settings = Settings(
        data_dir=folder,
        roles=Roles(editors=tuple(editors)),
        limits=Limits(burst=_UNLIMITED, per_minute=_UNLIMITED),
        # In a round each detail is asked for every quarter, whether or not its time is over.
        knowledge=KnowledgeSettings(links_days=0, contact_rounds=False),
    )
    world = World(now=now, kinds=kinds)
    async with build(settings, clock=lambda: world.now) as app:
        for name in (PlatformName.MATRIX, PlatformName.TELEGRAM):
            app.reachable_platforms[name] = _Chats(name, world)
        world.app = app
        world.jobs = sorted(leader_jobs(app), key=lambda job: job.name != _FIRST)
        yield world


def _plain(text: str) -> str:
    return text.replace("\\", "")
