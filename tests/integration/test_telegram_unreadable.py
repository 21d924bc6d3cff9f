"""Updates that Lotse can't read: it passes over these, by their own ids, and over nothing else."""

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service
from tests.integration.synapse import free_port
from tests.integration.test_telegram import HOOK

QUESTION = "E-Mail KI Duisburg"
POLL: dict[str, Any] = {
    "id": "123456789",
    "question": "Geheime Frage?",
    "options": [{"text": "Ja", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
CHAT: dict[str, Any] = {"id": 777_000_111, "type": "private", "first_name": "Paul Geheim"}
MESSAGE: dict[str, Any] = {
    "message_id": 7,
    "date": 1_780_000_000,
    "chat": CHAT,
    "from": {"id": 777_000_111, "is_bot": False, "first_name": "Paul Geheim"},
}


def _update(**message: Any) -> str:
    return json.dumps({"update_id": 0, "message": {**MESSAGE, **message}}).replace('"update_id": 0', '"update_id": %d')


UNREADABLE = {
    "a poll of an older server": _update(poll=POLL),
    "a message without a chat": '{"update_id": %d, "message": {"message_id": 1}}',
    "a message that is none": '{"update_id": %d, "message": "x"}',
    "text that is none": _update(text={"a": "Geheim"}),
    "an id that is none": _update(text="Geheim", chat={**CHAT, "id": "Geheim"}),
    "a date out of range": _update(text="Geheim", date=2**61),
    "a number out of range": _update(text="Geheim", date=0).replace('"date": 0', '"date": ' + "9" * 5000),
    "too deep": _update(text="Geheim", poll=0).replace('"poll": 0', '"poll": ' + "[" * 3000 + "]" * 3000),
    "a button that is none": '{"update_id": %d, "callback_query": {"id": 5, "from": []}}',
    "a membership that is none": '{"update_id": %d, "my_chat_member": {"new_chat_member": {"status": 5}}}',
    "an update of lists": '{"update_id": %d, "message": [], "edited_message": [[]]}',
}
WITHOUT_ID = ("{}", "5", "null", '"x"', "[]", '{"update_id": "x"}', '{"update_id": 99999999999999999999}')


@pytest.fixture
async def lotse(api: BotApi, tmp_path: Path) -> AsyncIterator[Service]:
    """It has asked for updates, and there were none."""
    api.longest_poll = 0.3
    listen = {"LOTSE_MONITORING__LISTEN": f"127.0.0.1:{free_port()}"}
    service = Service(folder=tmp_path / "service", telegram=api.url, variables=listen)
    await service.start()
    await api.until(lambda: len(api.asked("getUpdates")) >= 2)
    api.longest_poll = 50
    yield service
    await service.close()


@pytest.fixture
def anna(api: BotApi) -> Human:
    return Human(api=api)


async def _counted(service: Service) -> float:
    address = service.variables["LOTSE_MONITORING__LISTEN"]
    async with ClientSession() as session, session.get(f"http://{address}/metrics") as metrics:
        lines = (await metrics.text()).splitlines()
    name = 'lotse_unreadable_updates_total{platform="telegram"} '
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0)


async def test_each_is_passed_over_by_its_own_id(lotse: Service, anna: Human) -> None:
    for shape in UNREADABLE.values():
        await anna.api.sends(shape)
        await anna.writes(QUESTION)
    await anna.hears(number=len(UNREADABLE))
    assert await _counted(lotse) == len(UNREADABLE)
    assert len(anna.api.asked("getUpdates")) < 10 + 2 * len(UNREADABLE)
    log = lotse.log()
    assert log.count("could not be read") == len(UNREADABLE)
    assert "question: str" in log
    assert all(secret not in log for secret in ("Geheim", "777000111", "123456789", "Duisburg"))
    assert lotse.stored("SELECT count(*) FROM inbox WHERE state = 'pending'") == [(0,)]
    await lotse.crash()
    await lotse.start()
    await anna.writes(QUESTION)
    await anna.hears(number=len(UNREADABLE) + 1)
    assert lotse.log().count("could not be read") == len(UNREADABLE)


def _confirms(api: BotApi, following: int) -> bool:
    return bool(api.asked("getUpdates")[-1].offset == following)


async def test_alone_none_makes_lotse_deaf(lotse: Service, anna: Human) -> None:
    for number, shape in enumerate(UNREADABLE.values(), 1):
        asked = len(anna.api.asked("getUpdates"))
        await anna.api.sends(shape)
        await lotse.logs("could not be read", times=number)
        await anna.writes(QUESTION)
        await anna.hears(number=number)
        assert len(anna.api.asked("getUpdates")) <= asked + 4
        # Both are confirmed by their own ids, the first of which is 1000.
        await anna.api.until(partial(_confirms, anna.api, 1000 + 2 * number))


async def test_what_was_written_down_by_another_version_is_passed_over(lotse: Service, anna: Human) -> None:
    await lotse.stop()
    await anna.api.sends(UNREADABLE["a poll of an older server"])
    await anna.writes(QUESTION)
    await lotse.start()
    await anna.hears()
    assert lotse.stored("SELECT count(*) FROM inbox WHERE state = 'pending'") == [(0,)]


async def test_without_an_id_they_slow_lotse_down_and_cost_nothing(lotse: Service, anna: Human) -> None:
    before = len(anna.api.asked("getUpdates"))
    began = monotonic()
    for shape in WITHOUT_ID:
        await anna.api.sends(shape)
    await anna.api.until(lambda: len(anna.api.asked("getUpdates")) >= before + 3)
    assert monotonic() - began > 1
    await anna.writes(QUESTION)
    await anna.hears()
    asked = len(anna.api.asked("getUpdates"))
    await anna.writes(QUESTION)
    await anna.hears(number=2)
    assert len(anna.api.asked("getUpdates")) <= asked + 3
    assert await _counted(lotse) >= len(WITHOUT_ID)


@pytest.mark.usefixtures("lotse")
async def test_a_server_that_does_not_wait_is_not_asked_all_the_time(anna: Human) -> None:
    anna.api.longest_poll = 0
    await anna.writes(QUESTION)
    await anna.hears()
    before, began = len(anna.api.asked("getUpdates")), monotonic()
    await anna.api.until(lambda: len(anna.api.asked("getUpdates")) >= before + 3)
    assert monotonic() - began > 1
    await anna.writes(QUESTION)
    await anna.hears(number=2)


async def test_the_webhook_takes_what_can_not_be_read(api: BotApi, anna: Human, tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    api.settings["webhook"] = f"http://{listen}/telegram"
    service = Service(folder=tmp_path / "service", telegram=api.url)
    service.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": listen}
    await service.start()
    await api.until(lambda: bool(api.asked("setWebhook")))
    shapes = [*UNREADABLE.values(), *WITHOUT_ID, "no JSON", _update(text="x" * 1_010_000)]
    for shape in shapes:
        await api.sends(shape)
    await anna.writes(QUESTION)
    await anna.hears()
    assert api.brought.count(200) == len(shapes) + 1
    assert service.log().count("could not be read") == len(shapes)
    assert "Geheim" not in service.log()
    await service.close()
