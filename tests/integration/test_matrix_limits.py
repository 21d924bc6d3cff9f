"""A homeserver that limits requests as Synapse does when nobody has changed its settings."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.integration.conftest import unique
from tests.integration.gate import Gate
from tests.integration.person import Person
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
ROOMS = 4
EACH = 3
# Ten messages at once, and then one in five seconds.
PATIENCE = 120


@pytest.fixture
async def limited(tmp_path: Path) -> AsyncIterator[Synapse]:
    server = Synapse.prepare(tmp_path / "synapse", limited=True)
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.stop)


async def test_every_question_is_answered_once_as_fast_as_the_homeserver_allows(
    limited: Synapse, tmp_path: Path
) -> None:
    lotse_id, anna_id = await limited.register(unique("lotse")), await limited.register(unique("anna"))
    (tmp_path / "anna").mkdir()
    anna = await Person.enter(limited.url, anna_id, tmp_path / "anna")
    async with Gate(behind=limited.url).opened() as gate:
        lotse = Service(folder=tmp_path / "lotse", homeserver=gate.url, user_id=lotse_id)
        await lotse.start()
        try:
            rooms = [await anna.open_room(lotse.user_id, direct=True) for _ in range(ROOMS)]
            for room in rooms:
                await anna.with_company(room, lotse.user_id)
            asked = [(room, await _say(anna, room)) for _ in range(EACH) for room in rooms]
            for room, question in asked:
                await anna.until(partial(anna.has_reply, room, question, lotse_id), PATIENCE)
            counts = [len(await anna.replies(room, question, lotse_id)) for room, question in asked]
            assert counts == [1] * len(asked)
            assert gate.refusals > 0
            assert gate.impatient == []
            assert gate.refusals <= 5 * len(asked)
        finally:
            await lotse.close()
            await anna.leave()


async def test_a_room_that_has_to_wait_holds_up_no_other(synapse: Synapse, serve: Serve, anna: Person) -> None:
    async with Gate(behind=synapse.url).opened() as gate:
        lotse = await serve(gate.url)
        await lotse.start()
        waiting, other = [await anna.open_room(lotse.user_id, direct=True) for _ in range(2)]
        for room in (waiting, other):
            await anna.with_company(room, lotse.user_id)
        slower = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 5_000}
        gate.instead.append((f"/rooms/{waiting}/send/", 429, slower))
        first = await anna.say(waiting, QUESTION)
        await lotse.logs("asks to slow down")
        await anna.answered(other, await anna.say(other, QUESTION), lotse.user_id)
        assert not anna.has_reply(waiting, first, lotse.user_id)
        await anna.answered(waiting, first, lotse.user_id)
        assert len(await anna.replies(waiting, first, lotse.user_id)) == 1


async def _say(person: Person, room: str) -> str:
    """A person's client waits as well when it is told to."""
    async with asyncio.timeout(PATIENCE):
        while True:
            response = await person.client.room_send(room, "m.room.message", {"msgtype": "m.text", "body": QUESTION})
            if hasattr(response, "event_id"):
                return str(response.event_id)
            await asyncio.sleep(response.retry_after_ms / 1000)
