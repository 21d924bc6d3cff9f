"""What Lotse takes back on Telegram, also where messages can't be deleted any more."""

from typing import Any

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import PLAN, QUESTION, asked, channel, press


@pytest.fixture
def lotse(both: Service) -> Service:
    return both


async def test_a_message_that_is_too_old_loses_its_text(lotse: Service, otto: Human, anna: Person) -> None:
    room = await channel(anna, lotse, encrypted=False)
    thread = in_thread(await asked(otto, anna, room, lotse))
    answer = await anna.say(room, "Ja, seit 2019.", **thread)
    copy = await otto.hears_that("Ja, seit 2019.")
    plan = await anna.show(room, PLAN, "plan.pdf", "application/pdf", **thread)
    file = await otto.hears_that(lambda shown: shown.message.document is not None)
    otto.room.keeps = True
    for event in (answer, plan):
        await anna.take_back(room, event)
    await otto.api.until(lambda: (copy.text, file.text) == ("🗑", "🗑"))
    # The file itself stays, and those who run Lotse learn that.
    await lotse.stores("SELECT count(*) FROM deliveries WHERE state = 'failed' AND action = 'deletion'", [(1,)])


@pytest.mark.usefixtures("lotse")
async def test_a_withdrawn_name_is_gone_from_a_topic(otto: Human) -> None:
    forum = otto.group(topics=(7,))
    place: dict[str, Any] = {"message_thread_id": 7, "is_topic_message": True}
    await otto.writes("/kanal@lotse_bot sprachmittlung", forum, **place)
    await otto.hears(forum)
    await otto.writes("/zentrum Bochum")
    await otto.hears()
    await otto.writes(QUESTION)
    talk = await otto.hears_that(lambda shown: "Kolleg*innen fragen" in shown.buttons)
    for label in ("Kolleg*innen fragen", "Sprachmittlung", "Mit Name und Zentrum", "Absenden"):
        await press(otto, talk, label)
    old = await otto.hears_that("Otto Geheim", forum)
    await press(otto, talk, "Namen zurückziehen")
    await otto.api.until(lambda: old.deleted)
    new = await otto.hears_that("— anonym", forum)
    assert new.message.message_thread_id == 7
    assert not [shown for shown in forum.by_bot if "Geheim" in shown.text or "Bochum" in shown.text]
