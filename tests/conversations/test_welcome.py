"""The first words to a person, to a group, and in which language."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import EventId, JoinedRoom, PlatformName, Sender
from handlers.core.messages import Message
from knowledge.search import Language

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

WELCOME = "Schön, dass du da bist!"


async def test_who_writes_for_the_first_time_is_welcomed_once(talk: "Talk") -> None:
    question, answer = await talk.asked("KI Herne")
    assert WELCOME in answer.text
    assert "</datenschutz>" in answer.text
    assert WELCOME not in await talk.hear("KI Bochum")
    talk.later(timedelta(days=400))
    async with talk.database.begin() as unit:
        await unit.notices.delete_old(talk.now, 100)
    # What was said before is still kept.
    assert WELCOME not in await talk.hear("KI Bochum")
    assert question.direct


@pytest.mark.parametrize("first", ["/start", "Hallo!", "/hilfe", "was kannst du?", "/datenschutz", "/stopp"])
async def test_a_greeting_is_said_once(talk: "Talk", first: str) -> None:
    assert WELCOME not in await talk.hear(first)
    assert WELCOME not in await talk.hear("KI Herne")


async def test_nobody_is_welcomed_in_a_group(talk: "Talk") -> None:
    assert WELCOME not in await replace(talk, direct=False).hear("KI Herne")


async def test_who_was_erased_begins_anew(talk: "Talk") -> None:
    await talk.say("KI Herne")
    await talk.say("/loeschen")
    await talk.happens(talk.received("1"))
    assert WELCOME in await talk.hear("KI Herne")


@pytest.mark.parametrize(
    ("platform", "way"), [(PlatformName.MATRIX, "`!lotse`"), (PlatformName.TELEGRAM, "schickt einen Befehl")]
)
async def test_a_group_is_told_once_what_lotse_does(talk: "Talk", platform: PlatformName, way: str) -> None:
    group = replace(talk, direct=False, platform=platform)

    def joined(number: str) -> JoinedRoom:
        inviter = Sender(platform=platform, id="ina")
        return JoinedRoom(id=EventId(number), at=talk.now, address=group.address, sender=inviter)

    (said,) = await group.happens(joined("1"))
    assert isinstance(said, Message)
    assert said.address == group.address
    assert way in said.text
    assert "</datenschutz>" in said.text
    assert await group.happens(joined("2")) == []


async def test_a_room_that_moved_is_not_welcomed_again(talk: "Talk") -> None:
    old = replace(talk, direct=False, platform=PlatformName.TELEGRAM, room="-1")
    new = replace(old, room="-1001")
    inviter = Sender(platform=PlatformName.TELEGRAM, id="ina")
    came = JoinedRoom(id=EventId("1"), at=talk.now, address=old.address, sender=inviter)
    assert len(await old.happens(came)) == 1
    async with talk.database.begin() as unit:
        await unit.rooms.move(PlatformName.TELEGRAM, old.address.room, new.address.room, talk.now)
    assert await new.happens(replace(came, id=EventId("2"), address=new.address)) == []


@pytest.mark.parametrize(
    ("language", "heard"), [("en", "Here is all that is kept"), ("de", "Hier ist alles"), (None, "Hier ist alles")]
)
async def test_the_first_language_is_that_of_the_app(talk: "Talk", language: Language | None, heard: str) -> None:
    async def says(text: str) -> str:
        (said, *_) = await talk.happens(replace(talk.received(text), language=language))
        assert isinstance(said, Message)
        return said.text

    assert heard in await says("/meinedaten")
    # It is not kept, and what the person chooses counts.
    async with talk.database.begin() as unit:
        assert await unit.preferences.language(talk.sender) is None
    await says("/sprache de")
    assert "Hier ist alles" in await says("/meinedaten")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_example_of_the_greeting_is_answered(talk: "Talk", language: Language) -> None:
    (greeting,) = await replace(talk, language=language).say("/start")
    assert len(greeting.choices) == 3
    for choice in greeting.choices:
        (answer,) = await talk.say(choice.says)
        assert answer.subject is not None
        assert (answer.subject.again or "").startswith("/eintrag")
