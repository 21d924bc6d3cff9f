"""A question to colleagues while things go wrong: nothing is lost, nothing stands twice unmarked, the order stays."""

import asyncio
import re

import pytest

from tests.integration.bot_api.faults import broken_connection
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.news import MARK
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.synapse import Synapse
from tests.integration.test_exchange import asked, channel, notices
from tests.integration.test_matrix_moves import open_to_all, upgraded

_PATIENCE = 180


@pytest.fixture
def lotse(both: Service) -> Service:
    return both


def _numbers(anna: Person, room: str, lotse: Service) -> list[int]:
    """Of the asker's questions as they stand in the room, without those that are told twice by a sync."""
    found = {str(event["event_id"]): event for event in notices(anna, room, lotse, "Rückfrage ")}
    return [int(re.findall(r"Rückfrage (\d+)\.", event["content"]["body"])[0]) for event in found.values()]


def _heard(otto: Human) -> list[int]:
    return [int(found) for text in _texts(otto) for found in re.findall(r"Antwort (\d+)\.", text)]


def _texts(otto: Human) -> list[str]:
    return [shown.text for shown in otto.room.by_bot]


@pytest.mark.parametrize("after", [True, False])
async def test_a_copy_whose_fate_is_unknown_is_repeated_once_and_marked(
    lotse: Service, otto: Human, anna: Person, api: BotApi, *, after: bool
) -> None:
    room = await channel(anna, lotse, encrypted=False)
    post = await asked(otto, anna, room, lotse)
    before = len(otto.room.by_bot)
    api.trouble.append(broken_connection("sendMessage", after=after))
    await anna.say(room, "Ja, seit 2019.", **in_thread(post))
    copy = await otto.hears_that(lambda shown: MARK in shown.text)
    assert "Ja, seit 2019." in copy.text
    assert len(otto.room.by_bot) == before + (2 if after else 1)


async def test_a_colleague_learns_that_the_asker_is_gone(lotse: Service, otto: Human, anna: Person) -> None:
    room = await channel(anna, lotse, encrypted=False)
    post = await asked(otto, anna, room, lotse)
    await otto.blocks_the_bot()
    await anna.say(room, "Ja, seit 2019.", **in_thread(post))
    await anna.until(lambda: bool(notices(anna, room, lotse, "nicht mehr erreichbar")))


async def test_answers_wait_for_a_platform_that_is_down(lotse: Service, otto: Human, anna: Person) -> None:
    room = await channel(anna, lotse, encrypted=False)
    post = await asked(otto, anna, room, lotse)
    otto.room.refuses = (502, "Bad Gateway", {})
    for number in range(3):
        await anna.say(room, f"Antwort {number}.", **in_thread(post))
    await lotse.stores("SELECT count(*) FROM remarks", [(3,)])
    await lotse.logs("is postponed by")
    otto.room.refuses = None
    await otto.api.until(lambda: len(_heard(otto)) == 3)
    assert _heard(otto) == [0, 1, 2]


async def test_what_is_said_while_the_homeserver_is_down_arrives_once(
    lotse: Service, otto: Human, anna: Person, synapse: Synapse
) -> None:
    room = await channel(anna, lotse, encrypted=True)
    await asked(otto, anna, room, lotse)
    await asyncio.to_thread(synapse.stop)
    for number in range(3):
        await otto.writes(f"#A1 Rückfrage {number}.")
    await lotse.stores("SELECT count(*) FROM remarks", [(3,)])
    await asyncio.to_thread(synapse.start)
    await anna.until(lambda: len(_numbers(anna, room, lotse)) == 3, _PATIENCE)
    assert _numbers(anna, room, lotse) == [0, 1, 2]


async def test_a_question_goes_on_in_the_room_that_its_channel_has_moved_to(
    lotse: Service, otto: Human, anna: Person
) -> None:
    room = await open_to_all(anna, lotse)
    command = await anna.say(room, "!lotse /kanal sprachmittlung ja")
    await anna.answered(room, command, lotse.user_id)
    await asked(otto, anna, room, lotse)
    new = await upgraded(anna, room)
    await anna.with_company(new, lotse.user_id)
    await lotse.logs(f"Moved from {room} to {new}")
    await otto.writes("#A1 Rückfrage 1.")
    await anna.until(lambda: bool(_numbers(anna, new, lotse)))
    await anna.say(new, "#A1 Antwort 1.")
    await otto.hears_that("Antwort 1.")


async def test_the_asker_learns_of_a_channel_that_is_gone(lotse: Service, otto: Human, anna: Person) -> None:
    rooms = [await channel(anna, lotse, encrypted=False) for _ in range(2)]
    await anna.client.room_kick(rooms[1], lotse.user_id)
    await lotse.stores("SELECT state FROM rooms", [("gone",)])
    await asked(otto, anna, rooms[0], lotse)
    await otto.hears_that("konnte in einem der Kanäle nicht erscheinen")
