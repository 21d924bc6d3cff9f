"""How the bot presents itself may fail in any way: people are answered all the same."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.bot_api.faults import Fault
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service

FOR_GOOD = 1_000
TROUBLE = [
    Fault(method="getMyCommands", times=FOR_GOOD, result="[5]"),
    Fault(method="getMyDescription", times=FOR_GOOD, result="null"),
    Fault(method="getMyShortDescription", times=FOR_GOOD, status=404, description="Not Found"),
    Fault(method="getChatMenuButton", times=FOR_GOOD, breaks=True),
]


@pytest.fixture
async def lotse(api: BotApi, tmp_path: Path, otto: Human) -> AsyncIterator[Service]:
    """With an editor, who has a menu of their own."""
    service = Service(folder=tmp_path / "service", telegram=api.url)
    service.sections = f"[roles]\neditors = {json.dumps([f'telegram:{otto.user.id}'])}"
    yield service
    await service.close()


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda trouble: str(trouble.method))
async def test_people_are_answered_whatever_the_profile_meets(
    lotse: Service, api: BotApi, otto: Human, trouble: Fault
) -> None:
    api.trouble.append(replace(trouble))
    await lotse.start()
    await lotse.logs("The bot presents itself as before")
    await otto.writes("E-Mail KI Duisburg")
    assert "integration@stadt-duisburg.de" in (await otto.hears()).text
    assert await lotse.stop() == 0
    assert lotse.log().count("presents itself as before") == 1
