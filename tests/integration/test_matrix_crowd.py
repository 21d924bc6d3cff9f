"""Rooms with many members, and with more going on than anybody reads."""

import asyncio
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.conftest import unique
from tests.integration.gate import Gate
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
TEN_THOUSAND = 10_000
AT_ONCE = 8


@pytest.fixture(params=[80, pytest.param(300, marks=pytest.mark.soak)])
def members(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
async def crowded(lotse: Service, synapse: Synapse, enter: Enter, members: int) -> tuple[Person, str]:
    """A room with many members, and the one who opened it."""
    admin = await enter(account=await synapse.register(unique("admin"), admin=True))
    room = await admin.open_room(lotse.user_id, name="Vollversammlung")
    await admin.with_company(room, lotse.user_id)
    turn = asyncio.Semaphore(AT_ONCE)

    async def join() -> None:
        async with turn:
            user = await synapse.register(unique("member"))
            await admin.request("POST", f"/_synapse/admin/v1/join/{quote(room)}", {"user_id": user})

    await asyncio.gather(*(join() for _ in range(members)))
    return admin, room


async def _answered_in(person: Person, room: str, lotse: Service) -> float:
    began = monotonic()
    await person.answered(room, await person.ask(room, QUESTION, lotse.user_id), lotse.user_id)
    return monotonic() - began


async def test_neither_a_crowd_nor_a_storm_of_changes_keeps_lotse_from_answering(
    lotse: Service, crowded: tuple[Person, str], anna: Person, members: int
) -> None:
    """The storm has more changes than the crowd has members."""
    person, room = crowded
    quiet = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(quiet, lotse.user_id)
    await _answered_in(anna, quiet, lotse)
    await _answered_in(person, room, lotse)
    turn = asyncio.Semaphore(AT_ONCE)

    async def change(number: int) -> None:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/state/org.example.unknown/{number}"
        async with turn:
            await person.request("PUT", path, {"value": {"number": number, "nothing": [None]}})

    storm = asyncio.gather(*(change(number) for number in range(members * 5 // 3)))
    during = await _answered_in(anna, quiet, lotse)
    await storm
    await _answered_in(person, room, lotse)
    assert during < 10
    await lotse.crash()
    await lotse.start()
    await _answered_in(person, room, lotse)
    await _answered_in(anna, quiet, lotse)
    assert "could not be" not in lotse.log()


async def test_ten_thousand_members_neither_stop_lotse_nor_slow_others_down(
    synapse: Synapse, serve: Serve, anna: Person
) -> None:
    """Members whom only Lotse is told of: to let so many in takes a homeserver a quarter of an hour."""
    async with Gate(behind=synapse.url).opened() as gate:
        lotse = await serve(gate.url)
        large = await anna.open_room(lotse.user_id, name="Vollversammlung", encrypted=True)
        quiet = await anna.open_room(lotse.user_id, direct=True)
        told: list[int] = []

        def crowded(answer: Any) -> Any:
            room = answer.get("rooms", {}).get("join", {}).get(large)
            if room is not None and not told:
                room["state"]["events"] += _members(TEN_THOUSAND)
                told.append(TEN_THOUSAND)
            return answer

        gate.rewrites.append(("/sync", crowded))
        await lotse.start()
        for room in (large, quiet):
            await anna.with_company(room, lotse.user_id)
        await _answered_in(anna, large, lotse)
        assert told == [TEN_THOUSAND]
        assert await _answered_in(anna, quiet, lotse) < 10
        told.clear()
        await lotse.crash()
        await lotse.start()
        await _answered_in(anna, large, lotse)
        assert told == [TEN_THOUSAND]
        assert "could not be" not in lotse.log()


def _members(number: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "m.room.member",
            "event_id": f"$member-{each}",
            "sender": f"@member-{each}:lotse.test",
            "state_key": f"@member-{each}:lotse.test",
            "origin_server_ts": 1,
            "content": {"membership": "join", "displayname": f"Mitglied {each}"},
        }
        for each in range(number)
    ]
