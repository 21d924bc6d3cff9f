"""What owners and the office may do with entries, tried by everybody else in every way there is: nothing changes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import metadata
from handlers.core.events import PlatformName, ReactionAdded, Sender
from handlers.core.messages import Message
from handlers.curation.model.field_questions import FieldQuestion
from handlers.curation.model.fields import FieldName
from handlers.curation.model.handovers import Handover
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, OFFER, Curation, chat, curate, press
from tests.conversations.ways import WAYS, Way

GUARDED = (
    *("records", "revisions", "proposals", "field_questions"),
    *("centre_members", "centre_codes", "handovers", "role_grants"),
)
NEW = "0203 283-9999"

COMMANDS = (
    f"/speichern {DUISBURG} contact.phone {{revision}}\n{NEW}",
    f"/speichern {OFFER} text {{revision}}\nNichts gilt mehr.",
    f"/speichern {OFFER} valid_until {{revision}}\n31.12.2027",
    f"/rueckgaengig {DUISBURG} {{revision}}",
    *(f"/stimmt {DUISBURG} contact.phone {{revision}} {verdict}" for verdict in ("ja", "weg", "unklar", "spaeter")),
    f"/pflege stimmt {DUISBURG} {{revision}}",
    *(f"/vorschlag 1 {verb}" for verb in ("uebernehmen", "uebernehmen {revision}", "ablehnen", "zurueckziehen")),
    *("/mitglied 4711 Duisburg", "/mitglied einladen Duisburg", "/mitglied einladen 20 Duisburg"),
    *("/mitglied entfernen {owner} Duisburg ja", f"/mitglied entfernen {{owner}} {DUISBURG} ja"),
    *("/uebergabe annehmen 1", "/uebergabe ablehnen 1", "/uebergabe zurueckziehen 1"),
    *("/formulierungen", "/mitglieder Duisburg", "/erreicht 1 ja", "/erreicht 1 nein"),
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """An entry that was just changed, with a question, a proposal and a handover that wait for its owner."""

    curation: Curation
    offered: Message

    async def guarded(self) -> list[list[tuple[object, ...]]]:
        async with self.curation.talk.database.begin() as unit:
            tables = [metadata.tables[name] for name in GUARDED]
            return [[tuple(row) for row in await unit.connection.execute(select(table))] for table in tables]

    async def fill(self, command: str) -> str:
        owner = self.curation.mia.sender
        return command.format(revision=(await self.curation.last()).number, owner=f"{owner.platform}:{owner.id}")


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def stage(talk: Talk, request: pytest.FixtureRequest) -> Stage:
    curation = await curate(talk, request.param)
    for text in (f"/aendern {DUISBURG} contact.phone\n0203 283-1", "ja"):
        await curation.mia.say(text)
    petra, mara = chat(talk, "petra", request.param), chat(talk, "mara", request.param)
    await petra.say(f"/aendern {DUISBURG} contact.email\nki@duisburg.de")
    _, offered = await petra.say("ja")
    asked = FieldQuestion(entry=DUISBURG, field=FieldName.PHONE, person=curation.mia.sender, asked_at=curation.talk.now)
    handover = Handover(giver=curation.mia.sender, address=curation.mia.address, taker=mara.sender)
    async with talk.database.begin() as unit:
        await unit.field_questions.put(asked)
        await unit.handovers.offer(handover, None, talk.now.replace(year=2027))
    await curation.mia.sent(offered)
    return Stage(curation=curation, offered=offered)


async def a_stranger(stage: Stage) -> Talk:
    return stage.curation.sam


async def of_another_centre(stage: Stage) -> Talk:
    return stage.curation.emil


async def no_longer_a_member(stage: Stage) -> Talk:
    """Somebody who was a member and made the last change."""
    curation = stage.curation
    async with curation.talk.database.begin() as unit:
        await unit.centre_members.grant(curation.emil.sender, DUISBURG, curation.talk.now)
    await curation.revoke(curation.emil, DUISBURG)
    await curation.revoke(curation.emil, ESSEN)
    return curation.emil


async def who_claims_the_centre(stage: Stage) -> Talk:
    await stage.curation.sam.say("/zentrum Duisburg")
    return stage.curation.sam


async def with_the_owners_id_elsewhere(stage: Stage) -> Talk:
    mia = stage.curation.mia
    other = PlatformName.TELEGRAM if mia.platform is PlatformName.MATRIX else PlatformName.MATRIX
    return replace(mia, sender=Sender(platform=other, id=mia.sender.id, name="mia"), platform=other, room="elsewhere")


Impostor = Callable[[Stage], Awaitable[Talk]]
IMPOSTORS: tuple[Impostor, ...] = (
    *(a_stranger, of_another_centre, no_longer_a_member, who_claims_the_centre),
    with_the_owners_id_elsewhere,
)


async def in_the_owners_chat(person: Talk, command: str) -> list[object]:
    return [*await replace(person, room="mia").say(command)]


@pytest.mark.parametrize("stage", [PlatformName.MATRIX], indirect=True)
@pytest.mark.parametrize("way", [*WAYS, in_the_owners_chat], ids=lambda way: way.__name__)
@pytest.mark.parametrize("impostor", IMPOSTORS, ids=lambda impostor: impostor.__name__)
async def test_no_command_does_anything(stage: Stage, impostor: Impostor, way: Way) -> None:
    person = await impostor(stage)
    before = await stage.guarded()
    for command in COMMANDS:
        await way(person, await stage.fill(command))
        assert await stage.guarded() == before, command


@pytest.mark.parametrize("impostor", IMPOSTORS, ids=lambda impostor: impostor.__name__)
async def test_no_button_or_sign_of_an_owner_does_anything(stage: Stage, impostor: Impostor) -> None:
    person = await impostor(stage)
    before, mia = await stage.guarded(), stage.curation.mia
    for by in (person, replace(person, room=mia.room)):
        for label in ("Übernehmen", "Ablehnen"):
            await press(mia, stage.offered, label, by=by)
        for key in ("✅", "👎", "1️⃣"):
            sign = ReactionAdded(
                id=by.received("").id,
                at=by.now,
                address=mia.address,
                sender=by.sender,
                message=await mia.sent(stage.offered),
                key=key,
            )
            await by.happens(sign)
    assert await stage.guarded() == before


async def test_the_owner_does(stage: Stage) -> None:
    """Or nothing of the above would say anything."""
    for command in (f"/stimmt {DUISBURG} contact.phone {{revision}} spaeter", "/vorschlag 1 ablehnen"):
        before = await stage.guarded()
        await stage.curation.mia.say(await stage.fill(command))
        assert await stage.guarded() != before
