"""Care for entries that are for the network or internal: nothing of them reaches those who may not read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from handlers.curation.model.fields import FieldName
from knowledge.entries import Faq, Knowledge, Source, Visibility
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, Curation, curate, react, read

# A Thursday, at ten in the morning.
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NETWORK, INTERNAL = "faq/quittenfest", "faq/zwetschge"
SECRET = "Zwetschge"
ZONE = ZoneInfo("Europe/Berlin")


def _entry(id_: str, visibility: Visibility) -> Faq:
    return Faq(
        id=id_,
        title="Wie geht Zwetschge?",
        text="Zwetschge kostet 20 Euro.",
        source=Source(name="Rundschreiben"),
        as_of="2019",
        owner=DUISBURG,
        visibility=visibility,
    )


async def _curate(talk: Talk, platform: PlatformName) -> Curation:
    talk.now = NOW
    more = (_entry(NETWORK, Visibility.NETWORK), _entry(INTERNAL, Visibility.INTERNAL))
    talk.search = Search(Knowledge.from_records([*talk.search.knowledge, *more]))
    async with talk.database.begin() as unit:
        for entry in more:
            await unit.records.put(entry, "lotse", talk.now)
    return await curate(talk, platform)


async def _propose(person: Talk, id_: str) -> Sequence[Message]:
    await person.say(f"/aendern {id_} text\nZwetschge kostet 30 Euro.")
    said = await person.say("ja")
    for each in said:
        await person.delivered(each)
    return said


async def test_proposals_about_what_is_internal_stay_in_the_house(talk: Talk) -> None:
    """The editor with a chat on Telegram alone hears of it neither at once nor in lists, nor by its number."""
    curation = await _curate(talk, PlatformName.MATRIX)
    phone = Sender(platform=PlatformName.TELEGRAM, id="4711")
    editor = replace(curation.edith, sender=phone, room="4711", platform=PlatformName.TELEGRAM)
    everybody = (*talk.editors, phone)
    curation.mia.editors = editor.editors = everybody
    async with talk.database.begin() as unit:
        await unit.people.meet(phone, editor.address)
    said = await _propose(curation.mia, INTERNAL)
    assert [each.address.room for each in said if SECRET in each.text][-1:] == ["edith"]
    assert "4711" not in [each.address.room for each in said]
    for text in ("/vorschlag", "/vorschlag 1", "/vorschlag 1 ablehnen", "/pflege"):
        assert all(SECRET not in read([each]) and INTERNAL not in read([each]) for each in await editor.say(text))
    assert await editor.hear("/vorschlag 1 uebernehmen") == await editor.hear("/vorschlag 99")
    assert "Übernommen" in read(await curation.edith.say("/vorschlag 1 uebernehmen"))


@pytest.mark.parametrize("platform", [PlatformName.MATRIX, PlatformName.TELEGRAM])
async def test_a_sign_decides_on_what_is_for_the_network(talk: Talk, platform: PlatformName) -> None:
    curation = await _curate(talk, platform)
    _, offered = await _propose(curation.mia, NETWORK)
    assert "Übernommen" in read(await react(curation.edith, offered, "✅"))
    assert await curation.value(FieldName.TEXT, NETWORK) == "Zwetschge kostet 30 Euro."
