"""Proposals at the desk: listed, taken over and refused by editors."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.curation.model.fields import EDITABLE, FieldName
from handlers.curation.model.proposals import Proposal
from knowledge.entries import Centre
from tests.web.conftest import Browser, DeskHouse

HERE = "/wissen/vorschlaege"
DUISBURG, OLD, NEW = "centre/duisburg", "0203 283-8111", "0203 283-9999"
SAM = Sender(platform=PlatformName.TELEGRAM, id="99")


@pytest.fixture
async def revision(house: DeskHouse) -> int:
    """A stored entry with a proposal about its phone number; its revision."""
    entry = house.search.get_entry(DUISBURG)
    assert entry is not None
    async with house.database.begin() as unit:
        saved = await unit.records.save(entry, None, "lotse", house.now)
        assert saved is not None
        await unit.proposals.add(
            Proposal(
                entry=DUISBURG,
                field=FieldName.PHONE,
                value=NEW,
                revision=saved,
                proposer=SAM,
                address=Address(platform=SAM.platform, room=RoomId("99")),
                direct=True,
                proposed_at=house.now - timedelta(hours=1),
            )
        )
    return saved


async def _phone(house: DeskHouse) -> str | None:
    async with house.database.begin() as unit:
        stored = await unit.records.find(DUISBURG)
    assert stored is not None
    assert isinstance(stored.record, Centre)
    return stored.record.contact.phone


async def _told(house: DeskHouse) -> list[str]:
    async with house.database.begin() as unit:
        found = await unit.connection.scalars(select(deliveries.c.text).where(deliveries.c.room == "99"))
    return [text.replace("\\", "") for text in found]


async def test_a_proposal_waits_on_the_overview_and_in_the_list(editor: Browser, revision: int) -> None:
    assert revision
    overview = await editor.text("/")
    assert "1 Vorschlag zu einem Eintrag wartet" in overview
    assert "Wissen 1 zu tun" in overview
    listed = await editor.text(HERE)
    assert f"Telefon {OLD} {NEW}" in listed
    assert ("Übernehmen" in listed, "Trotzdem" in listed) == (True, False)


async def test_of_an_empty_field_only_the_new_value_is_shown(editor: Browser, house: DeskHouse, revision: int) -> None:
    assert revision
    entry = house.search.get_entry("centre/bochum")
    assert isinstance(entry, Centre)
    assert entry.contact.email is None
    async with house.database.begin() as unit:
        saved = await unit.records.save(entry, None, "lotse", house.now)
        shown = await unit.proposals.get(1)
        assert saved is not None
        assert shown is not None
        await unit.proposals.add(
            replace(shown, entry=entry.id, field=FieldName.EMAIL, value="ki@example.org", revision=saved)
        )
    assert "E-Mail ki@example.org" in await editor.text(HERE)


async def test_it_is_taken_over_and_the_proposer_told(editor: Browser, house: DeskHouse, revision: int) -> None:
    answer = await editor.post(f"{HERE}/1/uebernehmen", {"revision": str(revision)})
    assert (answer.status, answer.headers["Location"]) == (303, f"/redaktion{HERE}?getan=taken_over")
    assert await _phone(house) == NEW
    (told,) = await _told(house)
    assert told.startswith("Dein Vorschlag ist übernommen, danke!")
    assert "hat einen Vorschlag übernommen · centre/duisburg contact.phone" in await editor.text("/protokoll")
    assert "Kein Vorschlag wartet." in await editor.text(HERE)


async def test_it_is_refused_and_the_proposer_told(editor: Browser, house: DeskHouse, revision: int) -> None:
    assert revision
    assert (await editor.post(f"{HERE}/1/ablehnen")).status == 303
    assert await _phone(house) == OLD
    (told,) = await _told(house)
    assert "ist nicht übernommen worden" in told
    assert "hat einen Vorschlag abgelehnt" in await editor.text("/protokoll")
    again = await editor.post(f"{HERE}/1/uebernehmen", {"revision": str(revision)})
    assert again.headers["Location"].endswith("?getan=closed")
    assert (await _phone(house), len(await _told(house))) == (OLD, 1)


async def test_what_has_changed_since_is_shown_before_it_is_overwritten(
    editor: Browser, house: DeskHouse, revision: int
) -> None:
    async with house.database.begin() as unit:
        stored = await unit.records.find(DUISBURG)
        assert isinstance(stored and stored.record, Centre)
        changed = EDITABLE[FieldName.PHONE].write(stored.record, "0203 283-1")  # type: ignore[union-attr,arg-type]
        newer = await unit.records.save(changed, revision, "lotse", house.now)
    answer = await editor.post(f"{HERE}/1/uebernehmen", {"revision": str(revision)})
    assert answer.headers["Location"].endswith("?getan=outdated")
    assert await _phone(house) == "0203 283-1"
    listed = await editor.text(HERE)
    assert f"Telefon 0203 283-1 {NEW} Damals {OLD}" in listed
    assert "Trotzdem übernehmen" in listed
    await editor.post(f"{HERE}/1/uebernehmen", {"revision": str(newer)})
    assert await _phone(house) == NEW


async def test_a_proposal_about_an_archived_entry_can_only_be_refused(
    editor: Browser, house: DeskHouse, revision: int
) -> None:
    async with house.database.begin() as unit:
        assert await unit.records.archive(DUISBURG, revision, "lotse", house.now)
    listed = await editor.text(HERE)
    assert ("gilt nicht mehr" in listed, "Übernehmen" in listed) == (True, False)
    await editor.post(f"{HERE}/1/uebernehmen", {"revision": str(revision)})
    assert "Kein Vorschlag wartet." not in await editor.text(HERE)
    await editor.post(f"{HERE}/1/ablehnen")
    assert "Kein Vorschlag wartet." in await editor.text(HERE)


@pytest.mark.parametrize("number", ["99", "x", "9999999999999"])
async def test_a_proposal_that_there_is_not_is_not_found(editor: Browser, revision: int, number: str) -> None:
    assert revision
    for act in ("uebernehmen", "ablehnen"):
        assert (await editor.post(f"{HERE}/{number}/{act}")).status == 404


async def test_strangers_and_forged_forms_decide_nothing(
    stranger: Browser, editor: Browser, house: DeskHouse, revision: int
) -> None:
    sent = {"revision": str(revision)}
    assert (await stranger.post(f"{HERE}/1/uebernehmen", sent, with_token=False)).status in (303, 403)
    assert (await editor.post(f"{HERE}/1/uebernehmen", sent, with_token=False)).status == 403
    assert await _phone(house) == OLD
