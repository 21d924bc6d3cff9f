"""Sending that is cut off in the middle on Telegram: the person reads it twice rather than never, and is told so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.bot_api.faults import broken_connection, held
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.news import MARK
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import asked, channel, notices

QUESTION, ANSWER = "E-Mail KI Duisburg", "integration@stadt-duisburg.de"
STATES = "SELECT state FROM deliveries ORDER BY number"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.fixture
async def lotse(api: BotApi, tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(folder=tmp_path / "service", telegram=api.url)
    await service.start()
    yield service
    await service.close()


@pytest.fixture
def pia(api: BotApi) -> Human:
    return Human(api=api)


async def killed(lotse: Service, api: BotApi, method: str, times: int = 1) -> None:
    """Once a request of this kind is held."""
    await api.until(lambda: len(api.asked(method)) == times)
    await lotse.crash()
    await lotse.start()


def marks(pia: Human) -> list[bool]:
    assert all(ANSWER in shown.text for shown in pia.room.by_bot)
    return [MARK in shown.text for shown in pia.room.by_bot]


@pytest.mark.parametrize("after", [True, False])
async def test_an_answer_is_repeated_once_after_a_kill(lotse: Service, pia: Human, *, after: bool) -> None:
    pia.api.trouble.append(held("sendMessage", after=after))
    await pia.writes(QUESTION)
    await killed(lotse, pia.api, "sendMessage")
    await lotse.stores(STATES, [("sent",)])
    assert marks(pia) == ([False, True] if after else [True])


@pytest.mark.parametrize("after", [True, False])
async def test_an_answer_is_repeated_once_after_a_broken_connection(lotse: Service, pia: Human, *, after: bool) -> None:
    pia.api.trouble.append(broken_connection("sendMessage", after=after))
    await pia.writes(QUESTION)
    await pia.hears(number=2 if after else 1)
    await lotse.stores(STATES, [("sent",)])
    assert marks(pia) == ([False, True] if after else [True])


async def test_what_is_cut_off_twice_is_not_sent_a_third_time(lotse: Service, pia: Human) -> None:
    pia.api.trouble.append(held("sendMessage", after=True))
    pia.api.trouble.append(held("sendMessage", after=True))
    await pia.writes(QUESTION)
    await killed(lotse, pia.api, "sendMessage")
    await killed(lotse, pia.api, "sendMessage", times=2)
    await lotse.stores(STATES, [("uncertain",)])
    await pia.writes(QUESTION)
    await lotse.stores(STATES, [("uncertain",), ("sent",)])
    assert marks(pia) == [False, True, False]


async def test_buttons_under_either_copy_act_once(lotse: Service, pia: Human) -> None:
    pia.api.trouble.append(held("sendMessage", after=True))
    await pia.writes(QUESTION)
    await killed(lotse, pia.api, "sendMessage")
    second = await pia.hears(number=2)
    first = pia.room.by_bot[0]
    assert first.buttons == second.buttons
    await lotse.stores(STATES, [("sent",)])
    await pia.presses(first, "Angebote")
    await pia.api.until(lambda: second.edits == 1)
    assert "← zurück" in second.buttons
    for _ in range(2):
        await pia.presses(first, "Angebote")
    await pia.presses(second, "← zurück")
    await pia.api.until(lambda: second.edits == 2)
    assert [str(toast).partition(".")[0] for toast in toasts(pia.api)] == [
        "None",
        *["Diese Auswahl gilt nicht mehr"] * 2,
        "None",
    ]
    assert (first.edits, len(pia.room.by_bot)) == (0, 2)


def toasts(api: BotApi) -> list[str | None]:
    return [getattr(request, "text", None) for request in api.asked("answerCallbackQuery")]


@pytest.mark.parametrize("after", [True, False])
async def test_an_edit_is_made_again(lotse: Service, pia: Human, *, after: bool) -> None:
    await pia.writes(QUESTION)
    answer = await pia.hears()
    await lotse.stores(STATES, [("sent",)])
    pia.api.trouble.append(held("editMessageText", after=after))
    await pia.presses(answer, "Angebote")
    await killed(lotse, pia.api, "editMessageText")
    await lotse.stores(STATES, [("sent",), ("sent",)])
    assert "← zurück" in answer.buttons
    assert len(pia.room.by_bot) == 1
    assert MARK not in answer.text


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto"])
async def test_a_reply_to_the_first_of_two_copies_reaches_the_colleagues(
    both: Service, otto: Human, anna: Person, method: str
) -> None:
    lotse, api = both, otto.api
    room = await channel(anna, lotse, encrypted=False)
    post = await asked(otto, anna, room, lotse)
    before = len(otto.room.by_bot)
    api.trouble.append(held(method, after=True))
    if method == "sendPhoto":
        await anna.show(room, PICTURE, "plan.png", "image/png", **in_thread(post))
    else:
        await anna.say(room, "Ja, seit 2019.", **in_thread(post))
    await api.until(lambda: len(otto.room.by_bot) > before)
    await lotse.crash()
    await lotse.start()
    second = await otto.hears_that(MARK)
    first = otto.room.by_bot[before]
    assert MARK not in first.text
    assert (second.message.photo is None) is (first.message.photo is None) is (method == "sendMessage")
    for number, copy in enumerate((first, second)):
        await otto.writes(f"Danke {number}!", reply_to_message=copy.message)
        await anna.until(lambda number=number: bool(notices(anna, room, lotse, f"Danke {number}!")))  # type: ignore[misc]
