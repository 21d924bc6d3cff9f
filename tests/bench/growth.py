"""The memory of a service that reads along in many encrypted rooms."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from tests.bench.memory import resident
from tests.bench.stage import QUESTIONS, Stage, stage
from tests.bench.tables import show
from tests.integration.person import Person, answers

_ROOMS = 100
_PEOPLE = 10
_MESSAGES = 10_000
_A_ROW = 1_000
_PATIENCE_S = 120


@dataclass(frozen=True, kw_only=True)
class _Room:
    person: Person
    id: str


async def growth() -> None:
    """A row every thousand messages, each after a question in every room has been answered: so all are read."""
    async with stage(echo=False) as on:
        bot, process = on.bots["Lotse"]
        rooms = [room async for room in _rooms(on, bot)]
        rows = [("0", resident(process))]
        for said in range(_A_ROW, _MESSAGES + 1, _A_ROW):
            await _talk(rooms, bot)
            rows.append((f"{said:,}", resident(process)))
        for person in {room.person.id: room.person for room in rooms}.values():
            await person.leave()
    show(f"Matrix: memory after messages in {_ROOMS} encrypted rooms", ("messages", "MB"), rows)


async def _rooms(on: Stage, bot: str) -> AsyncIterator[_Room]:
    """Groups, in which Lotse reads everything and answers only when it is asked."""
    people = [await on.enter(f"person-{number}") for number in range(_PEOPLE)]
    listener = await on.enter("listener")
    await listener.leave()
    for person in islice(cycle(people), _ROOMS):
        room = await person.open_room(bot, listener.id, encrypted=True)
        await person.with_company(room, bot)
        yield _Room(person=person, id=room)


async def _talk(rooms: Sequence[_Room], bot: str) -> None:
    people = {room.person.id: [each for each in rooms if each.person is room.person] for room in rooms}
    await asyncio.gather(*(_speak(theirs, bot) for theirs in people.values()))


async def _speak(rooms: Sequence[_Room], bot: str) -> None:
    """One person's share: first their words to each other, then a question in each room."""
    for number in range(_A_ROW // _ROOMS - 1):
        for room in rooms:
            await room.person.say(room.id, f"Das ist Beitrag {number} in unserer Runde.")
    asked = {
        room.id: await room.person.ask(room.id, question, bot)
        for room, question in zip(rooms, cycle(QUESTIONS), strict=False)
    }
    person = rooms[0].person
    await person.until(lambda: all(_answered(person, *question, bot) for question in asked.items()), _PATIENCE_S)
    person.seen.clear()


def _answered(person: Person, room: str, question: str, bot: str) -> bool:
    return any(event["sender"] == bot and answers(event) == question for event in person.heard(room))
