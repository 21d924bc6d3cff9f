"""`lotse outbox` beside a running service: what failed goes out again, or never."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.bot_api.faults import Fault
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.postgres import databases
from tests.integration.service import Service
from tests.integration.shell import Shell

QUESTION, ANSWER = "E-Mail KI Duisburg", "integration@stadt-duisburg.de"


@pytest.fixture(params=["sqlite", "postgresql"])
async def lotse(request: pytest.FixtureRequest, api: BotApi, tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(folder=tmp_path / "service", telegram=api.url)
    if request.param == "postgresql":
        with databases() as create:
            service.variables["LOTSE_DATABASE"] = create()
            await service.start()
            yield service
            await service.close()
    else:
        await service.start()
        yield service
        await service.close()


async def test_what_failed_goes_out_again_or_never(lotse: Service, api: BotApi) -> None:
    pia, shell = Human(api=api), Shell(folder=lotse.folder)
    refusal = Fault(method="sendMessage", status=400, description="Bad Request: not enough rights", times=2)
    api.trouble.append(refusal)
    for number in (1, 2):
        await pia.writes(QUESTION)
        await api.until(lambda number=number: len(api.asked("sendMessage")) == number)  # type: ignore[misc]
    await lotse.stores("SELECT state FROM deliveries", [("failed",), ("failed",)])
    code, printed, complaint = await shell.lotse("outbox", "list", "--json")
    assert (code, complaint) == (0, "")
    first, second = json.loads(printed)
    assert first["why"] == "Telegram refused: Not enough rights"
    assert not [word for word in (str(pia.user.id), ANSWER) if word in printed]

    assert await shell.lotse("outbox", "drop", first["id"]) == (0, f"Delivery {first['id']} is dropped.\n", "")
    assert await shell.lotse("outbox", "retry", "--all-failed") == (0, "1 delivery goes out again.\n", "")
    assert ANSWER in (await pia.hears()).text
    await lotse.stores("SELECT state FROM deliveries ORDER BY number", [("skipped",), ("sent",)])
    assert await shell.lotse("outbox", "list", "--json") == (0, "[]\n", "")
    code, printed, complaint = await shell.lotse("outbox", "retry", second["id"])
    assert (code, printed) == (1, "")
    assert complaint == f"Delivery {second['id']} is sent: there is nothing to retry or drop.\n"
    assert len(pia.room.by_bot) == 1
