"""Announcements on a homeserver: to few and to many rooms beside a bare loop, and answers while one is under way."""

import asyncio
import sqlite3
from asyncio import Semaphore, gather
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from nio import AsyncClient, RoomCreateResponse, RoomSendResponse

from bot.delivery.outbox import MAX_CONCURRENT_ANNOUNCEMENTS
from bot.platforms.matrix.sending import message_content
from bot.storage.database import open_database
from handlers.announcements.model.announcement import Reader
from handlers.announcements.model.policy import OFFICE
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import Message
from handlers.i18n.announcements import ANNOUNCING
from tests.bench.stage import QUESTIONS, homeserver
from tests.bench.tables import show
from tests.integration.news import planned
from tests.integration.person import Person
from tests.integration.service import Service
from tests.integration.synapse import PASSWORD, Synapse

_FEW, _MANY = 54, 1_000
_ROUNDS = 3
_LOOPS = (MAX_CONCURRENT_ANNOUNCEMENTS, 64)
_BROADCAST = 10
_BETWEEN_S = 3
_PATIENCE_S = 600
_TEXT = "**Neuigkeit {number}**: Morgen um neun ist Treffen, wie immer im großen Saal. " + "Bitte kommt alle. " * 10


@dataclass(frozen=True, kw_only=True)
class _Asker:
    """A person in a room with Lotse."""

    person: Person
    room: str
    lotse: Service

    async def asks(self, question: str) -> float:
        """Milliseconds until the answer is there."""
        began = perf_counter()
        asked = await self.person.say(self.room, question)
        await self.person.until(lambda: self.person.has_reply(self.room, asked, self.lotse.user_id), _PATIENCE_S)
        return (perf_counter() - began) * 1000


async def announcement() -> None:
    with TemporaryDirectory() as temporary, homeserver(Path(temporary)) as synapse:
        folder = Path(temporary)
        lotse = Service(
            folder=folder / "lotse",
            homeserver=synapse.url,
            user_id=await synapse.register("lotse"),
            variables={"LOTSE_ANNOUNCEMENTS__QUIET": "false"},
        )
        async with _client(synapse, lotse.user_id) as client:
            # The first login makes the account's identity; the rooms are Lotse's own.
            await lotse.start()
            asker = await _asker(synapse, folder, lotse)
            await lotse.stop()
            rooms = [await _room(client) for _ in range(_MANY)]
            rows = [row for number in (_FEW, _MANY) for row in await _beside(client, rooms[:number], asker)]
            show(
                f"Announcements on Matrix, median of {_ROUNDS} rounds",
                ("", "rooms", "messages a second", "× bare loop with as many at once", "× its best"),
                rows,
            )
            row = await _answers(rooms, asker)
            await asker.person.leave()
        title = f"Answers on Matrix while {_BROADCAST * _MANY:,} copies go out to {_MANY:,} rooms"
        show(title, ("", "answers", "median ms", "p99 ms", "copies a second"), row)


async def _asker(synapse: Synapse, folder: Path, lotse: Service) -> _Asker:
    await asyncio.to_thread((folder / "asker").mkdir)
    person = await Person.enter(synapse.url, await synapse.register("asker"), folder / "asker")
    room = await person.open_room(lotse.user_id, direct=True)
    await person.with_company(room, lotse.user_id)
    return _Asker(person=person, room=room, lotse=lotse)


@asynccontextmanager
async def _client(synapse: Synapse, user_id: str) -> AsyncIterator[AsyncClient]:
    client = AsyncClient(synapse.url, user_id)
    await client.login(PASSWORD)
    yield client
    await client.close()


async def _room(client: AsyncClient) -> str:
    created = await client.room_create()
    assert isinstance(created, RoomCreateResponse), created
    return str(created.room_id)


async def _beside(client: AsyncClient, rooms: Sequence[str], asker: _Asker) -> list[tuple[str, ...]]:
    """In turn, so that both meet the same machine; the loop without Lotse at its side."""
    await _subscribed(asker.lotse, rooms)
    loops: dict[int, list[float]] = {at_once: [] for at_once in _LOOPS}
    ours: list[float] = []
    for number in range(_ROUNDS):
        for at_once in _LOOPS:
            loops[at_once].append(await _loop(client, rooms, at_once, number))
        ours.append(await _announced(asker, len(rooms)))
    alike, best = median(loops[MAX_CONCURRENT_ANNOUNCEMENTS]), max(map(median, loops.values()))
    rates = {
        **{f"bare loop, {at_once} at once": median(rates) for at_once, rates in loops.items()},
        "Lotse": median(ours),
    }
    return [
        (name, f"{len(rooms):,}", f"{rate:.0f}", f"{rate / alike:.2f}", f"{rate / best:.2f}")
        for name, rate in rates.items()
    ]


async def _loop(client: AsyncClient, rooms: Sequence[str], at_once: int, number: int) -> float:
    turn = Semaphore(at_once)
    footer = ANNOUNCING["de"].footer_in_room.format(source="LaKI")
    text = f"{_TEXT.format(number=number)}\n\n{footer}"

    async def send(room: str) -> None:
        async with turn:
            sent = await client.room_send(
                room, "m.room.message", message_content.build_content(Message(address=_address(room), text=text))
            )
            assert isinstance(sent, RoomSendResponse), sent

    began = perf_counter()
    await gather(*map(send, rooms))
    return len(rooms) / (perf_counter() - began)


def _address(room: str) -> Address:
    return Address(platform=PlatformName.MATRIX, room=RoomId(room))


async def _subscribed(lotse: Service, rooms: Sequence[str]) -> None:
    now = datetime.now(UTC)
    file = lotse.folder / "data" / "lotse.db"
    async with open_database(f"sqlite+aiosqlite:///{file}") as database, database.begin() as unit:
        for room in rooms:
            await unit.readers.put(Reader(address=_address(room), tags=frozenset({f"source/{OFFICE}"}), chosen_at=now))


async def _announced(asker: _Asker, rooms: int) -> float:
    """Messages a second, from the moment at which the announcement begins to the last answer of the homeserver."""
    lotse = asker.lotse
    await lotse.start()
    await asker.asks(QUESTIONS[0])
    number = len(lotse.stored("SELECT number FROM announcements")) + 1
    await planned(lotse, {_TEXT.format(number=number): datetime.now(UTC)})
    seconds = await _under_way(lotse, number)
    await lotse.stop()
    return rooms / seconds


async def _under_way(lotse: Service, first: int) -> float:
    """Seconds that the announcements from this one on have taken."""
    await lotse.stores("SELECT count(*) FROM announcements WHERE state != 'finished'", [(0,)], _PATIENCE_S)
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db")) as database:
        began, sent = database.execute(
            "SELECT min(started_at), (SELECT max(sent_at) FROM deliveries WHERE announcement >= :first)"
            " FROM announcements WHERE number >= :first",
            {"first": first},
        ).fetchone()
    return (datetime.fromisoformat(sent) - datetime.fromisoformat(began)).total_seconds()


async def _answers(rooms: Sequence[str], asker: _Asker) -> list[tuple[str, ...]]:
    """A person asks again and again, in a room of their own."""
    lotse = asker.lotse
    await lotse.start()
    await asker.asks(QUESTIONS[0])
    quiet = [await asker.asks(question) for question in QUESTIONS * 4]
    first = len(lotse.stored("SELECT number FROM announcements")) + 1
    texts = {_TEXT.format(number=first + number): datetime.now(UTC) for number in range(_BROADCAST)}
    await planned(lotse, texts)
    broadcast = asyncio.create_task(_under_way(lotse, first))
    await lotse.stores(
        "SELECT count(*) > 0 FROM deliveries WHERE announcement IS NOT NULL AND state = 'pending'", [(1,)]
    )
    times = []
    for question in cycle(QUESTIONS):
        if broadcast.done():
            break
        times.append(await asker.asks(question))
        await asyncio.sleep(_BETWEEN_S)
    seconds = await broadcast
    await lotse.close()
    return [
        ("before", *_figures(quiet), ""),
        ("during the broadcast", *_figures(times), f"{_BROADCAST * len(rooms) / seconds:.0f}"),
    ]


def _figures(times: Sequence[float]) -> tuple[str, ...]:
    return str(len(times)), f"{median(times):.0f}", f"{quantiles(times, n=100)[98]:.0f}"
