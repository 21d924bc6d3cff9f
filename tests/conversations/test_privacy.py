"""What is kept of people: told, and given to them; nobody else's comes along."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.storage.engine.tables import metadata
from bot.storage.people.personal_data import is_about
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")
# They say nothing about people but in what they hold for others: rooms, topics, knowledge, the state of the service.
IMPERSONAL = {
    "leases",
    "phrasing_choosers",
    "proposed_phrasings",
    "silent_centres",
    "deletions",
    "link_checks",
    "questions",
    "channels",
    "checkpoints",
    "copies",
    "feed_items",
    "feed_faults",
    "feed_traces",
    "feeds",
    "files",
    "holds",
    "inbox",
    "rooms",
    "templates",
    "unanswered",
}


@pytest.fixture
def anna(talk: Talk) -> Talk:
    talk.now = NOW
    return replace(talk, sender=ANNA, room="!anna:example.org", platform=PlatformName.MATRIX)


async def given(person: Talk) -> Any:
    """The file that the person gets."""
    said, message = await person.say("/meinedaten")
    assert "alles, was über dich gespeichert ist" in said.text
    return await content_of(message, person)


async def content_of(message: Message, person: Talk) -> Any:
    assert message.attachment is not None
    assert message.attachment.name == "meine-daten.json"
    assert message.address == person.address
    async with person.database.begin() as unit:
        content = await unit.files.content(message.attachment)
    assert content is not None
    return json.loads(content)


async def test_it_is_told_in_plain_words(anna: Talk) -> None:
    told = await anna.hear("/datenschutz")
    assert "30 Tage" in told
    assert "2 Jahre" in told
    assert "LaKI" in told
    assert "What Lotse keeps" in await anna.hear("/sprache en") + await anna.hear("/privacy")


async def test_a_person_gets_all_of_theirs_and_of_nobody_else(anna: Talk) -> None:
    otto = replace(anna, sender=replace(ANNA, id="@otto:example.org"), room="!otto:example.org")
    for person in (anna, otto):
        await person.say("/zentrum Bochum")
        await person.say("/abo laki")
        await person.say("/frage Hat jemand Erfahrung mit KIM?")
    found = await given(anna)
    assert found["accounts"] == ["matrix:@anna:example.org"]
    assert {"profiles", "readers", "reader_tags", "drafts", "conversations"} <= {*found["data"]}
    assert found["data"]["profiles"][0]["centre"] == "centre/bochum"
    assert "otto" not in json.dumps(found)


async def test_connected_accounts_are_one_person(anna: Talk) -> None:
    phone = Sender(platform=PlatformName.TELEGRAM, id="7001", name="Anna")
    on_phone = replace(anna, sender=phone, room="7001", platform=PlatformName.TELEGRAM)
    await on_phone.say("/zentrum Herne")
    async with anna.database.begin() as unit:
        await unit.people.join(ANNA, phone)
    found = await given(anna)
    assert sorted(found["accounts"]) == ["matrix:@anna:example.org", "telegram:7001"]
    assert "centre/herne" in json.dumps(found["data"]["profiles"])


async def test_where_others_read_nothing_is_shown(anna: Talk) -> None:
    assert "nur im Direktchat" in await replace(anna, direct=False).hear("/meinedaten")


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_of_every_table_it_is_known_whom_it_is_about(name: str) -> None:
    assert (is_about(metadata.tables[name], [ANNA]) is None) == (name in IMPERSONAL)
