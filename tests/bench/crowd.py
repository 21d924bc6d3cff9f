"""What an encrypted room of ten thousand members costs: answers in it and beside it, memory, and a start."""

import asyncio
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

from aiohttp import ClientSession

from tests.bench.memory import resident
from tests.bench.stage import QUESTIONS, homeserver
from tests.bench.tables import show
from tests.integration.person import Person
from tests.integration.service import Service
from tests.integration.synapse import Synapse

_MEMBERS = 10_000
_ASKED = 30
_AT_ONCE = 4


async def crowd() -> None:
    with TemporaryDirectory() as temporary, homeserver(Path(temporary)) as synapse:
        folder = Path(temporary)
        lotse = Service(folder=folder / "lotse", homeserver=synapse.url, user_id=await synapse.register("lotse"))
        await lotse.start()
        try:
            admin = await _enter(synapse, folder, "admin", admin=True)
            rooms = [await _room(admin, lotse, name) for name in ("Kleine Runde", "Vollversammlung")]
            before = await _row("without the crowd", admin, rooms, lotse)
            asker = await _enter(synapse, folder, "asker")
            for room in rooms:
                await admin.client.room_put_state(room, "m.room.join_rules", {"join_rule": "public"})
                await asker.client.join(room)
            # Nobody looks on while the room fills: the homeserver would be busy with telling them.
            await lotse.stop()
            for person in (admin, asker):
                await person.leave()
            await _fill(synapse, str(admin.client.access_token), rooms[1])
            await lotse.start()
            back = await Person.enter(synapse.url, asker.id, await _folder(folder, "back"))
            rows = [before, await _row(f"with {_MEMBERS:,} members", back, rooms, lotse)]
            await back.leave()
        finally:
            await lotse.close()
    columns = ("", "small room, median ms", "large room: question taken", "answered", "memory MB", "start to answer s")
    show("Matrix: an encrypted room with a crowd", columns, rows)


async def _enter(synapse: Synapse, folder: Path, name: str, *, admin: bool = False) -> Person:
    return await Person.enter(synapse.url, await synapse.register(name, admin=admin), await _folder(folder, name))


async def _folder(above: Path, name: str) -> Path:
    await asyncio.to_thread((above / name).mkdir)
    return above / name


async def _room(person: Person, lotse: Service, name: str) -> str:
    room = await person.open_room(lotse.user_id, name=name, encrypted=True)
    await person.with_company(room, lotse.user_id)
    return room


async def _fill(synapse: Synapse, token: str, room: str) -> None:
    turn = asyncio.Semaphore(_AT_ONCE)
    headers = {"Authorization": f"Bearer {token}"}
    async with ClientSession(synapse.url, headers=headers, raise_for_status=True) as session:

        async def join(number: int) -> None:
            async with turn:
                user = {"user_id": await synapse.register(f"member-{number}")}
                async with session.post(f"/_synapse/admin/v1/join/{quote(room)}", json=user):
                    pass

        await asyncio.gather(*(join(number) for number in range(_MEMBERS)))


async def _row(name: str, person: Person, rooms: Sequence[str], lotse: Service) -> tuple[str, ...]:
    """The homeserver itself takes its time in a large room, for a message of anybody's."""
    small, large = [await _times(person, room, lotse) for room in rooms]
    assert lotse.process is not None
    memory = resident(lotse.process.pid)
    started = await _start(person, rooms[0], lotse)
    times = (median(answered for _, answered in small), *(median(part) for part in zip(*large, strict=True)))
    return (name, *(f"{1000 * time:.0f}" for time in times), memory, f"{started:.1f}")


async def _times(person: Person, room: str, lotse: Service) -> list[tuple[float, float]]:
    return [await _asked(person, room, question, lotse) for question in islice(cycle(QUESTIONS), _ASKED)]


async def _asked(person: Person, room: str, question: str, lotse: Service) -> tuple[float, float]:
    """Seconds until the homeserver has taken the question, and until its answer is there."""
    began = perf_counter()
    asked = await person.ask(room, question, lotse.user_id)
    taken = perf_counter() - began
    await person.until(lambda: person.has_reply(room, asked, lotse.user_id), 120)
    return taken, perf_counter() - began


async def _start(person: Person, room: str, lotse: Service) -> float:
    """Return the seconds until a question of the meantime is answered."""
    await lotse.stop()
    asked = await person.ask(room, QUESTIONS[0], lotse.user_id)
    began = perf_counter()
    await lotse.start()
    await person.until(lambda: person.has_reply(room, asked, lotse.user_id), 120)
    return perf_counter() - began
