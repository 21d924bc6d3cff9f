"""What editors, moderators and askers may do, tried by everybody else in every way there is: nothing changes."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import metadata
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import ChoiceTaken, EventId, MessageId, PlatformName, ReactionAdded, Sender
from handlers.core.messages import Message, Outgoing
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.office import NOW, Office
from tests.conversations.ways import WAYS, Way
from tests.prepared import prepare_once

# What nobody else may change or read.
GUARDED = (
    *("announcements", "recipients", "exchanges", "copies", "channels"),
    *("lessons", "records", "revisions", "templates", "moderations"),
)
SECRET = "Geheimsache vor der Freigabe"

COMMANDS = (
    *("/pruefen", "/runde", "/unbeantwortet", "/kanal kim", "/entwuerfe", "/entwurf 1", "/freigeben 1", "/streichen 1"),
    *("/ankuendigung", "/ankuendigung neu", "/ankuendigung 1", "/kalender", "/vorlagen", "/vorlagen neu x y"),
    *("/ankuendigung 1 schreiben x", "/ankuendigung 1 text x", "/ankuendigung 1 wen", "/ankuendigung 1 an alle"),
    *("/ankuendigung 1 zeit jetzt", "/ankuendigung 1 englisch x", "/ankuendigung 1 anhang", "/ankuendigung 1 dringend"),
    *("/ankuendigung 1 bestaetigung", "/ankuendigung 1 senden", "/ankuendigung 1 freigeben", "/ankuendigung 1 pause"),
    *("/ankuendigung 1 zurueckgeben", "/ankuendigung 1 weiter", "/ankuendigung 1 abbrechen", "/ankuendigung 1 bericht"),
    *("/ankuendigung 1 zurueckrufen ja", "/ankuendigung 1 aendern x", "/ankuendigung 1 erinnern"),
    *("/verschieben A1 integration", "/zusammenlegen A1 A1", "/verbergen A1", "/geloest A1", "/anonym A1"),
)


@dataclass(frozen=True)
class Stage:
    """An announcement that waits for another editor, and a question of Bea's; `preview` is what that editor sees."""

    office: Office
    preview: MessageId

    async def guarded(self) -> list[list[tuple[object, ...]]]:
        async with self.office.talk.database.begin() as unit:
            tables = [metadata.tables[name] for name in GUARDED]
            return [[tuple(row) for row in await unit.connection.execute(select(table))] for table in tables]


@pytest.fixture
async def stage(talk: Talk) -> Stage:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy())
    return Stage(office, await prepare_once(talk.database, "impostors", lambda: _preview(office)))


async def _preview(office: Office) -> MessageId:
    talk = office.talk
    for editor in (office.edith, office.otto):
        await editor.say("Hallo")
    await office.reader("cem")
    bea = await office.reader("bea")
    async with talk.database.begin() as unit:
        await unit.channels.put(replace(talk, room="channel").address, "kim", NOW)
    for words in ("/frage Wer hat Erfahrung mit KIM?", "/thema kim", "/zeichnen none", "/absenden"):
        for message in await bea.say(words):
            await bea.sent(message)
    await office.write(SECRET)
    said = await office.edith.say("/ankuendigung 1 senden")
    (preview,) = [message for message in said if message.address == office.otto.address]
    return await office.otto.sent(preview)


async def in_the_editors_chat(person: Talk, command: str) -> list[Outgoing]:
    return [*await replace(person, room="otto").say(command)]


IMPOSTORS = {
    "a stranger": Sender(platform=PlatformName.CONSOLE, id="eve"),
    "with the same name": Sender(platform=PlatformName.CONSOLE, id="eve", name="edith"),
    "with the same id elsewhere": Sender(platform=PlatformName.TELEGRAM, id=EDITOR.id),
    "with an id that differs in a letter": Sender(platform=PlatformName.CONSOLE, id=f"{EDITOR.id} "),
    "who reads announcements": Sender(platform=PlatformName.MATRIX, id="@cem:example.org", name="Cem"),
}


def playing(stage: Stage, who: str) -> Talk:
    sender = IMPOSTORS[who]
    return replace(stage.office.talk, sender=sender, platform=sender.platform, room=f"{sender.id} alone")


def told(said: list[Outgoing]) -> str:
    return "\n".join(each.text for each in said if isinstance(each, Message))


@pytest.mark.parametrize("way", [*WAYS, in_the_editors_chat], ids=lambda way: way.__name__)
@pytest.mark.parametrize("who", IMPOSTORS)
async def test_no_command_does_anything(stage: Stage, who: str, way: Way) -> None:
    before, person = await stage.guarded(), playing(stage, who)
    for command in COMMANDS:
        said = await way(person, command)
        assert SECRET not in told(said), command
        assert not any(isinstance(each, Message) and each.announcement for each in said), command
        assert await stage.guarded() == before, command


@pytest.mark.parametrize("who", IMPOSTORS)
async def test_no_button_or_sign_of_an_editor_does_anything(stage: Stage, who: str) -> None:
    before, person = await stage.guarded(), playing(stage, who)
    theirs: dict[str, Any] = {
        "at": NOW,
        "address": stage.office.otto.address,
        "sender": person.sender,
        "message": stage.preview,
    }
    for number, direct, in_place in product(range(1, 10), (True, False), (True, False)):
        id_ = EventId(f"{number} {direct} {in_place}")
        pressed = ChoiceTaken(id=id_, number=number, direct=direct, in_place=in_place, **theirs)
        assert SECRET not in told(await person.happens(pressed))
    for key in ("✅", "✅\ufe0f", "👍", "1️⃣"):
        assert await person.happens(ReactionAdded(id=EventId(key), key=key, **theirs)) == []
    assert await stage.guarded() == before


async def test_its_author_does_not_approve_it_either(stage: Stage) -> None:
    before = await stage.guarded()
    sign = ReactionAdded(
        id=EventId("sign"),
        at=NOW,
        address=stage.office.otto.address,
        sender=EDITOR,
        message=stage.preview,
        key="✅",
    )
    await stage.office.edith.happens(sign)
    await stage.office.edith.say("/ankuendigung 1 freigeben")
    assert await stage.guarded() == before


async def test_the_other_editor_does(stage: Stage) -> None:
    """Or nothing of the above would say anything."""
    before = await stage.guarded()
    assert SECRET in told([*await stage.office.otto.say("/ankuendigung 1")])
    await stage.office.otto.say("/ankuendigung 1 freigeben")
    assert await stage.guarded() != before
