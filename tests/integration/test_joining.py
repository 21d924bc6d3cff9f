"""Accounts on Matrix and Telegram that become one person, through one service."""

import pytest

from bot.platforms.matrix.homeserver.raw_events import keycap
from tests.integration.bot_api.people import Human
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import QUESTION, channel, notices


@pytest.fixture
def lotse(both: Service) -> Service:
    return both


async def test_the_account_that_issued_a_code_confirms_and_is_the_asker_everywhere(
    lotse: Service, otto: Human, anna: Person
) -> None:
    direct = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(direct, lotse.user_id)
    command = await anna.say(direct, "/verbinden")
    body = (await anna.answered(direct, command, lotse.user_id))["content"]["body"]
    code = body.partition("Code: ")[2].split()[0]
    await otto.writes(code.lower().replace("-", " "))
    await otto.hears_that("bestätigt wird")
    await anna.until(lambda: bool(notices(anna, direct, lotse, "auf Telegram hat deinen Code")))
    (question,) = notices(anna, direct, lotse, "auf Telegram hat deinen Code")
    assert str(otto.user.id) in question["content"]["body"]
    await lotse.stores("SELECT count(*) FROM people", [(0,)])
    await anna.react(direct, str(question["event_id"]), keycap(1))
    told = await otto.hears_that("Verbunden mit")
    assert anna.id in told.text
    await anna.until(lambda: bool(notices(anna, direct, lotse, "Verbunden mit")))
    await lotse.stores("SELECT count(*) FROM people", [(2,)])

    room = await channel(anna, lotse, encrypted=False)
    for command in (f"/frage {QUESTION}", "/kollegen", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        await otto.writes(command)
    await anna.until(lambda: bool(notices(anna, room, lotse, "Frage #A1")))
    post = str(notices(anna, room, lotse, "Frage #A1")[0]["event_id"])
    await anna.say(room, "Es geht um Kurdisch.", **in_thread(post))
    await anna.ask(direct, "#A1 Und um Farsi.", lotse.user_id)
    await anna.until(lambda: bool(notices(anna, room, lotse, "Und um Farsi.")))
    (copy,) = notices(anna, room, lotse, "Und um Farsi.")
    assert copy["content"]["body"].startswith("anonym zu #A1")
    await lotse.stores("SELECT count(*) FROM remarks WHERE by_asker", [(2,)])
    await lotse.stores("SELECT count(*) FROM exchanges WHERE answered_at IS NULL", [(1,)])

    await otto.writes("/trennen")
    await anna.until(lambda: bool(notices(anna, direct, lotse, "hat sich getrennt")))
