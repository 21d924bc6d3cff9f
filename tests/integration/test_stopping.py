"""Told to stop, Lotse is gone within ten seconds; what was in hand goes out afterwards, and nothing twice unmarked."""

import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.integration.bot_api.faults import Fault
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.gate import Gate
from tests.integration.news import MARK
from tests.integration.person import Person
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

QUESTION = "E-Mail KI Duisburg"
SECONDS = 10


async def stopped(lotse: Service) -> None:
    began = monotonic()
    assert await lotse.stop() == 0
    assert monotonic() - began < SECONDS


@pytest.fixture
def _hears_hang_ups() -> Iterator[None]:
    """The tests themselves may run under `nohup`, whose children ignore it as well."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("_hears_hang_ups")
async def test_a_hang_up_ends_it_in_order_for_a_new_start(api: BotApi, tmp_path: Path) -> None:
    """Whoever starts services takes a code other than 0 for a reason to start it again, with new settings."""
    anna = Human(api=api)
    lotse = Service(folder=tmp_path / "service", telegram=api.url)
    await lotse.start()
    await lotse.logs("Lotse is running")
    assert await lotse.stop(signal.SIGHUP) == 4
    assert "Lotse has stopped" in lotse.log()
    lotse.sections = '[monitoring]\nlog = "json"'
    await lotse.start()
    await lotse.logs('"event": "Lotse is running (telegram)"')
    await anna.writes(QUESTION)
    assert "integration@stadt-duisburg.de" in (await anna.hears()).text
    await lotse.close()


async def test_while_telegram_does_not_answer(api: BotApi, tmp_path: Path) -> None:
    anna, bea = Human(api=api), Human(api=api, name="Bea")
    lotse = Service(folder=tmp_path / "service", telegram=api.url)
    await lotse.start()
    api.trouble.append(Fault(method="sendMessage", hangs=True))
    await anna.writes(QUESTION)
    await api.until(lambda: bool(api.asked("sendMessage")))
    await stopped(lotse)
    await bea.writes(QUESTION)
    await lotse.start()
    assert "integration@stadt-duisburg.de" in (await bea.hears()).text
    # Whether it had arrived nobody knows.
    repeated = await anna.hears()
    assert "integration@stadt-duisburg.de" in repeated.text
    assert MARK in repeated.text
    await lotse.stores("SELECT state FROM deliveries ORDER BY number", [("sent",), ("sent",)])
    await lotse.close()


async def test_while_the_homeserver_does_not_answer(synapse: Synapse, serve: Serve, anna: Person) -> None:
    async with Gate(behind=synapse.url).opened() as gate:
        lotse = await serve(homeserver=gate.url)
        await lotse.start()
        room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
        await anna.with_company(room, lotse.user_id)
        gate.hold("after")
        question = await anna.say(room, QUESTION)
        await gate.holds_one()
        await stopped(lotse)
        gate.release()
        later = await anna.say(room, QUESTION)
        await lotse.start()
        for asked in (question, later):
            await anna.answered(room, asked, lotse.user_id)
            assert len(await anna.replies(room, asked, lotse.user_id)) == 1
        await lotse.close()
