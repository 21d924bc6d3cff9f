"""How long a person waits for an answer: from `room_send` to the answer in their sync."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import perf_counter

from nio import RoomMessage, SyncResponse

from tests.bench.stage import QUESTIONS, Stage, stage
from tests.bench.tables import beside_the_echo, show
from tests.integration.person import Person

_PEOPLE = 8  # so that nobody asks more than a person does
_WARM_UP = 24
_ASKED = 200
_BETWEEN_S = 0.5  # what a bot does after its answer, or a moment later, is not to fall into the next one's time
_GIVEN_UP_S = 60


@dataclass(frozen=True, kw_only=True)
class _Asker:
    """A person who syncs all the while, as a client does, with a room for each bot."""

    person: Person
    rooms: Mapping[str, str]
    waiting: "dict[str, asyncio.Future[float]]" = field(default_factory=dict)

    def heard(self, response: SyncResponse) -> None:
        now = perf_counter()
        for room, info in response.rooms.join.items():
            others = [event for event in info.timeline.events if event.sender != self.person.id]
            waiting = self.waiting.get(room)
            if waiting is not None and not waiting.done() and any(isinstance(event, RoomMessage) for event in others):
                waiting.set_result(now)

    async def takes(self, bot: str, question: str) -> float:
        """Milliseconds until the answer."""
        room = self.rooms[bot]
        answered = self.waiting[room] = asyncio.get_running_loop().create_future()
        began = perf_counter()
        await self.person.say(room, question)
        seen: float = await asyncio.wait_for(answered, _GIVEN_UP_S)
        return (seen - began) * 1000


async def latency() -> None:
    async with stage() as on:
        for kind in ("plain", "encrypted"):
            async with _askers(on, kind) as askers:
                times = await _times(askers, list(on.bots))
            columns = ("", "median ms", "p99 ms", "median ×", "p99 ×")
            show(
                f"Matrix: from question to answer in {kind} rooms, {_ASKED} questions each",
                columns,
                beside_the_echo(times),
            )


async def _times(askers: Sequence[_Asker], bots: Sequence[str]) -> Mapping[str, Sequence[float]]:
    """By bot; they take turns, so that both see the same weather."""
    times: dict[str, list[float]] = {bot: [] for bot in bots}
    for asker, question in islice(zip(cycle(askers), cycle(QUESTIONS), strict=False), _WARM_UP + _ASKED):
        for bot in bots:
            times[bot].append(await asker.takes(bot, question))
            await asyncio.sleep(_BETWEEN_S)
    return {bot: taken[_WARM_UP:] for bot, taken in times.items()}


@asynccontextmanager
async def _askers(on: Stage, kind: str) -> AsyncIterator[Sequence[_Asker]]:
    async with AsyncExitStack() as stack:
        askers = []
        for number in range(_PEOPLE):
            asker = await _asker(on, f"{kind}-{number}", encrypted=kind == "encrypted")
            stack.push_async_callback(asker.person.leave)
            await stack.enter_async_context(syncing(asker.person, asker.heard))
            askers.append(asker)
        yield askers


async def _asker(on: Stage, name: str, *, encrypted: bool) -> _Asker:
    person = await on.enter(name)
    rooms = {}
    for bot, (user_id, _) in on.bots.items():
        rooms[bot] = await person.open_room(user_id, direct=True, encrypted=encrypted)
        await person.with_company(rooms[bot], user_id)
    return _Asker(person=person, rooms=rooms)


@asynccontextmanager
async def syncing(person: Person, heard: Callable[[SyncResponse], None]) -> AsyncIterator[None]:
    """Meanwhile the person hears what comes in, as a client does."""
    person.client.add_response_callback(heard, SyncResponse)
    syncing = asyncio.create_task(person.client.sync_forever(timeout=30_000))
    try:
        yield
    finally:
        syncing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await syncing
