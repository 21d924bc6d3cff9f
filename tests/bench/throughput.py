"""Many people ask at the same moment: what is lost, what is doubled, and how long the last one waits."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from typing import Any

from tests.bench.stage import QUESTIONS, stage
from tests.bench.tables import show
from tests.integration.person import Person, answers

_PEOPLE = 50
_EACH = 10
_LOOKS_EVERY_S = 0.25
_PATIENCE_S = 300
# So long after the last reaction none is to be expected any more.
_SETTLED_S = 5.0

Event = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Room:
    person: Person
    id: str
    bot: str
    asked: frozenset[str]

    async def waits(self) -> list[tuple[Event, list[Event]]]:
        """Every question with its answers, as the homeserver holds them."""
        events = await self.person.history(self.id)
        found: dict[str | None, list[Event]] = defaultdict(list)
        for event in events:
            if event["type"] == "m.room.message" and event["sender"] == self.bot:
                found[answers(event)].append(event)
        return [(event, found[event["event_id"]]) for event in events if event["event_id"] in self.asked]

    async def reactions(self) -> list[Event]:
        """Those of the bot, as the homeserver holds them."""
        events = await self.person.history(self.id)
        return [event for event in events if event["type"] == "m.reaction" and event["sender"] == self.bot]


async def throughput() -> None:
    async with stage() as on:
        people = [await on.enter(f"person-{number}") for number in range(_PEOPLE)]
        rows = []
        for name, (bot, _) in on.bots.items():
            rooms = await _round(people, bot)
            reactions = await _settled(rooms)
            waits = [wait for room in rooms for wait in await room.waits()]
            rows.append((*_row(name, waits), *_buttons(waits, reactions)))
        for person in people:
            await person.leave()
    columns = ("", "answered once", "lost", "doubled", "s for all", "answers/s", "median wait s", "buttons s", "last s")
    show(f"Matrix: {_PEOPLE * _EACH} questions from {_PEOPLE} people in {_PEOPLE} rooms at once", columns, rows)


async def _round(people: Sequence[Person], bot: str) -> Sequence[_Room]:
    opened = [await person.open_room(bot, direct=True) for person in people]
    for person, room in zip(people, opened, strict=True):
        await person.with_company(room, bot)
    rooms = await asyncio.gather(*(_ask(person, room, bot) for person, room in zip(people, opened, strict=True)))
    async with asyncio.timeout(_PATIENCE_S):
        for asked in rooms:
            while not all(replies for _, replies in await asked.waits()):  # noqa: ASYNC110
                await asyncio.sleep(_LOOKS_EVERY_S)
    return rooms


async def _settled(rooms: Sequence[_Room]) -> Sequence[Event]:
    """Return the reactions as soon as no more come."""
    found: list[Event] = []
    while True:
        await asyncio.sleep(_SETTLED_S)
        now = [event for room in rooms for event in await room.reactions()]
        if len(now) == len(found):
            return now
        found = now


async def _ask(person: Person, room: str, bot: str) -> _Room:
    texts = islice(cycle(QUESTIONS), _EACH)
    asked = await asyncio.gather(*(person.say(room, text) for text in texts))
    return _Room(person=person, id=room, bot=bot, asked=frozenset(asked))


def _row(name: str, waits: Sequence[tuple[Event, list[Event]]]) -> tuple[str, ...]:
    """By the homeserver's own clock, so that nobody's looking counts."""
    numbers = [len(replies) for _, replies in waits]
    taken = [_at(replies[0]) - _at(question) for question, replies in waits if replies]
    whole = max(_at(reply) for _, replies in waits for reply in replies) - min(_at(question) for question, _ in waits)
    counts = (numbers.count(1), numbers.count(0), sum(number > 1 for number in numbers))
    return (name, *map(str, counts), f"{whole:.1f}", f"{len(taken) / whole:.1f}", f"{median(taken):.1f}")


def _buttons(waits: Sequence[tuple[Event, list[Event]]], reactions: Sequence[Event]) -> tuple[str, str]:
    """How long after an answer the last of its reactions stood there, in the median and at most."""
    answered = {reply["event_id"]: _at(reply) for _, replies in waits for reply in replies}
    complete: dict[str, float] = {}
    for reaction in reactions:
        of = reaction["content"]["m.relates_to"]["event_id"]
        if of in answered:
            complete[of] = max(complete.get(of, 0.0), _at(reaction) - answered[of])
    return (f"{median(complete.values()):.1f}", f"{max(complete.values()):.1f}") if complete else ("–", "–")


def _at(event: Event) -> float:
    return float(event["origin_server_ts"]) / 1000
