"""A month of the demo: people subscribe, ask, help each other, and the office announces and edits."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.cli.demo.curation import add_members, confirm_contacts, mark_questions, propose_values, read_feeds
from bot.cli.demo.editing import check_links, edit_entries
from bot.cli.demo.people import LENA, MALTE, Person, channel_of, make_person
from bot.cli.demo.stage import Stage
from bot.cli.demo.texts import (
    ANNOUNCEMENTS,
    EXCHANGES,
    GAPS,
    PHRASINGS,
    PLACES,
    RUNNING,
    TEMPLATE,
    Announcement,
    Exchange,
)

DAYS = 30
_SEED = 22
_PEOPLE = 48
_TOPICS = ("sprachmittlung", "elternarbeit", "sport", "ehrenamt-komm-an")
_NUMBER = re.compile(r"#A(\d+)")
# Each so much more often than the one after it: few entries make up most of what is asked.
_DECAY = 0.93
# When what is due happens: reminders, digests, announcements.
_HOURS = (7, 9, 12, 15, 18)
_SHARE_OF_PLACES = 0.3
# Of those who are asked what they mean, so many take a choice.
_SHARE_OF_CHOICES = 0.8

Scene: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of events up to `end` on a stage; the same each time, but for the days of the week.

    `asked` are the numbers of questions to colleagues by their texts.
    """

    stage: Stage
    end: datetime
    zone: ZoneInfo
    questions_a_day: int = 14
    chance: Random = field(default_factory=lambda: Random(_SEED))  # noqa: S311
    asked: dict[str, str] = field(default_factory=dict, init=False)

    async def play(self) -> None:
        """Let everything happen in its order, with the time in between, up to `end`."""
        people = [make_person(number, self.chance) for number in range(_PEOPLE)]
        scenes: list[tuple[datetime, Scene]] = [
            (self._at(DAYS, 8), lambda: self._begin(people)),
            *self._subscriptions(people),
            *self._questions(people, await self._list_phrasings()),
            *(scene for each in EXCHANGES for scene in self._exchange(each, people)),
            *((self._at(each.days_ago, 10), self._announcing(each, people)) for each in ANNOUNCEMENTS),
            *((self._at(days, 11), self._editing(days)) for days in (21, 12, 5)),
            *((self._at(days, 3), lambda: check_links(self.stage)) for days in (9, 2)),
            (self._at(16, 12), lambda: add_members(self.stage, people)),
            (self._at(6, 12), lambda: confirm_contacts(self.stage, people)),
            (self._at(3, 12), lambda: mark_questions(self.stage)),
            (self._at(2, 12), lambda: propose_values(self.stage, people)),
            *((self._at(days, hour), self.stage.let_happen) for days in range(DAYS) for hour in _HOURS),
        ]
        for at, scene in sorted(scenes, key=lambda each: each[0]):
            if at < self.end:
                self.stage.clock.at = at
                await scene()
        self.stage.clock.at = self.end
        await self.stage.let_happen()
        await read_feeds(self.stage)
        await self._run_one(people)

    def _at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Return a local time on a day before `end`."""
        day = self.end.astimezone(self.zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, minute), self.zone)

    async def _begin(self, people: list[Person]) -> None:
        for person in (LENA, MALTE):
            await self.stage.say(person, "Hallo")
            await self.stage.say(person, "/zentrum Dortmund")
        await self.stage.say(LENA, TEMPLATE)
        for topic in _TOPICS:
            await self.stage.write(LENA, f"/kanal {topic}", channel_of(topic), is_addressed=True)
        for person, place in zip(people[:20], PLACES + PLACES, strict=False):
            await self.stage.say(person, f"/zentrum {place}")

    def _subscriptions(self, people: list[Person]) -> Iterator[tuple[datetime, Scene]]:
        for number, person in enumerate(people[:40]):

            async def subscribe(person: Person = person, number: int = number) -> None:
                await self.stage.say(person, "/abo laki")
                await self.stage.say(person, f"/abonnieren {_TOPICS[number % len(_TOPICS)]} sofort")

            yield self._at(29 - number // 12, 9, number), subscribe

    async def _list_phrasings(self) -> list[tuple[str, ...]]:
        async with self.stage.app.database.begin() as unit:
            knowledge = await unit.records.load()
        phrasings = [entry.phrasings for entry in (*knowledge.faqs, *knowledge.offers) if entry.phrasings]
        self.chance.shuffle(phrasings)
        return phrasings

    def _questions(self, people: list[Person], known: list[tuple[str, ...]]) -> Iterator[tuple[datetime, Scene]]:
        weights = [_DECAY**place for place in range(len(known))]
        gaps = [self.chance.choice(texts) for times, texts in GAPS for _ in range(times)]
        self.chance.shuffle(gaps)
        for days in range(DAYS - 1, -1, -1):
            is_weekend = self._at(days, 12).weekday() >= 5
            count = 2 if is_weekend else max(1, self.questions_a_day + self.chance.randrange(-4, 5))
            texts = [self._question(known, weights) for _ in range(count)]
            for text in (*texts, *gaps[days::DAYS]):
                at = self._at(days, self.chance.randrange(8, 17), self.chance.randrange(60))
                yield at, self._asking(self.chance.choice(people), text)

    def _question(self, known: list[tuple[str, ...]], weights: list[float]) -> str:
        if self.chance.random() < _SHARE_OF_PLACES:
            return self.chance.choice(PHRASINGS).format(place=self.chance.choice(PLACES))
        (phrasings,) = self.chance.choices(known, weights)
        return self.chance.choice(phrasings)

    def _asking(self, person: Person, text: str) -> Scene:
        async def ask() -> None:
            await self.stage.say(person, text)
            if self.stage.asks_back(person) and self.chance.random() < _SHARE_OF_CHOICES:
                await self.stage.say(person, "1")

        return ask

    def _exchange(self, exchange: Exchange, people: list[Person]) -> Iterator[tuple[datetime, Scene]]:
        """Yield the steps of a question to colleagues; its number is known as soon as it is asked."""
        asker, channel = people[exchange.asker], channel_of(exchange.topic)

        async def ask() -> None:
            for step in (
                f"/frage {exchange.text}",
                "/kollegen",
                f"/thema {exchange.topic}",
                f"/zeichnen {exchange.signature}",
                "/absenden",
            ):
                await self.stage.say(asker, step)
            found = _NUMBER.search(self.stage.last_text(asker))
            self.asked[exchange.text] = found[1] if found else ""

        async def end() -> None:
            await self._end(exchange, asker, [people[each] for _, each, _ in exchange.answers])

        asked_at = self._at(exchange.days_ago, 9, 20)
        yield asked_at, ask
        for hours, by, text in exchange.answers:

            async def answer(person: Person = people[by], text: str = text) -> None:
                post = self.stage.find_message(channel, f"#A{self.asked[exchange.text]}")
                await self.stage.write(person, text, channel, post)

            yield asked_at + timedelta(hours=hours), answer
        yield asked_at + timedelta(hours=(exchange.answers or ((20, 0, ""),))[-1][0] + 2), end

    async def _end(self, exchange: Exchange, asker: Person, answering: list[Person]) -> None:
        stage, number = self.stage, self.asked[exchange.text]
        if exchange.end == "hidden":
            await stage.say(LENA, f"/verbergen #A{number}")
        elif exchange.end == "moved":
            await stage.say(LENA, f"/verschieben #A{number} ehrenamt-komm-an")
        elif exchange.end == "merged":
            await stage.say(LENA, f"/zusammenlegen #A{number} #A{self.asked[exchange.into]}")
        elif exchange.end != "open":
            await stage.say(asker, f"/geloest {number}")
            await stage.take_choice(asker, "/geholfen")
        if exchange.end in ("kept", "approved"):
            await stage.take_choice(answering[0], "/einverstanden", channel_of(exchange.topic))
        if exchange.end == "approved":
            await stage.take_choice(LENA, "/freigeben")
            await stage.app.knowledge.reload_if_changed()

    def _announcing(self, announcement: Announcement, people: list[Person]) -> Scene:
        async def announce() -> None:
            number = await self._write(announcement)
            if announcement.end == "draft":
                return
            await self.stage.say(LENA, f"/ankuendigung {number} senden")
            if announcement.end != "waiting":
                await self.stage.say(MALTE, f"/ankuendigung {number} freigeben")
                await self._deliver(people[13:18:2] if announcement.asks_to_confirm else [])
            if announcement.asks_to_confirm:
                for reader in people[:20:2]:
                    await self.stage.take_choice(reader, f"/ankuendigung {number} gelesen")
            if announcement.end == "recalled":
                await self.stage.say(LENA, f"/ankuendigung {number} zurueckrufen ja")

        return announce

    async def _deliver(self, absent: list[Person]) -> None:
        """Do what is due while these people's chats can't be reached."""
        rooms = {person.address.room for person in absent}
        for platform in self.stage.platforms.values():
            platform.gone.update(rooms)
        await self.stage.let_happen()
        for platform in self.stage.platforms.values():
            platform.gone.difference_update(rooms)

    async def _write(self, announcement: Announcement) -> int:
        for step in ("/ankuendigung neu", announcement.text, announcement.audience, announcement.at):
            await self.stage.say(LENA, step)
        async with self.stage.app.database.begin() as unit:
            (newest,) = await unit.announcements.list_newest(1)
        number = newest.number
        await self.stage.say(LENA, f"/ankuendigung {number} dringend")
        if announcement.asks_to_confirm:
            await self.stage.say(LENA, f"/ankuendigung {number} bestaetigung")
        return number

    async def _run_one(self, people: list[Person]) -> None:
        """Leave an announcement under way, and rooms of two people that are gone."""
        for platform in self.stage.platforms.values():
            platform.is_live = True
            platform.gone.update(person.address.room for person in people[5:11:3])
        number = await self._write(RUNNING)
        await self.stage.say(LENA, f"/ankuendigung {number} senden")
        await self.stage.say(MALTE, f"/ankuendigung {number} freigeben")

    def _editing(self, days: int) -> Scene:
        return lambda: edit_entries(self.stage, days)
