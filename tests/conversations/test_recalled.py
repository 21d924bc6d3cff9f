"""Announcements that are recalled, changed or called off when much has come of them already."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Attachment, ChoiceTaken, EventId, PlatformName, ReactionAdded
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies, plain
from tests.deliveries import claim_next

FLYER = Attachment(platform=PlatformName.MATRIX, name="flyer.pdf", media_type="application/pdf", size=9, source={})
SOON = NOW + timedelta(seconds=10)
LATER = NOW + timedelta(seconds=20)


@pytest.fixture
def office(talk: Talk) -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False, quiet=None))


@pytest.fixture
async def careful(talk: Talk) -> Office:
    """Announcement 1 is out, approved by Otto."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(quiet=None))
    await office.reader("bea")
    for editor in (office.edith, office.otto):
        await editor.say("Hallo")
    await office.write("Treffen um 9")
    await office.edith.say("Absenden")
    await office.otto.say("/ankuendigung 1 freigeben")
    await office.until(NOW)
    return office


async def sent(office: Office, *readers: str, receipt: bool = False) -> list[Message]:
    """Announcement 1, as it went out."""
    for reader in readers:
        await office.reader(reader)
    await office.write("Treffen um 9")
    if receipt:
        await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    return copies(await office.until(NOW))


def deleted(said: list[Outgoing]) -> set[str]:
    return {each.of for each in said if isinstance(each, Deletion)}


def edited(said: list[Outgoing]) -> dict[str, str]:
    return {each.of: each.message.text for each in said if isinstance(each, Edit) and each.message.announcement}


async def test_recalled_while_a_change_waits_for_approval(careful: Office) -> None:
    _, offered = await careful.edith.say("/ankuendigung 1 aendern Treffen um 10")
    shown = await careful.edith.hear("/ankuendigung 1")
    assert "[Nachträglich ändern]\n[Änderung verwerfen]\n[Zurückrufen]" in shown
    await careful.edith.say("/ankuendigung 1 zurueckrufen ja")
    said = await careful.until(SOON)
    assert len(deleted(said)) == 1
    assert edited(said) == {}
    await careful.until(LATER)
    kept = await careful.kept(1)
    assert (kept.state, kept.text, kept.earlier) == (AnnouncementState.RECALLED, "Treffen um 9", None)
    assert "inzwischen zurückgerufen" in await careful.otto.hear(offered.choices[0].says)
    assert "inzwischen zurückgerufen" in await careful.otto.hear(offered.choices[1].says)


async def test_a_waiting_change_may_be_changed_again_or_dropped(careful: Office) -> None:
    _, first = await careful.edith.say("/ankuendigung 1 aendern Treffen um 10")
    _, second = await careful.edith.say("/ankuendigung 1 aendern Treffen um 11")
    assert "inzwischen geändert" in await careful.otto.hear(first.choices[0].says)
    assert "inzwischen geändert" in await careful.otto.hear(first.choices[1].says)
    assert "ist verworfen" in await careful.edith.hear("/ankuendigung 1 abbrechen")
    kept = await careful.kept(1)
    assert (kept.state, kept.text, kept.earlier) == (AnnouncementState.FINISHED, "Treffen um 9", None)
    assert "inzwischen geändert" in await careful.otto.hear(second.choices[0].says)
    await careful.edith.say("/ankuendigung 1 aendern Treffen um 12")
    await careful.otto.say("/ankuendigung 1 freigeben")
    assert [text[:14] for text in edited(await careful.until(SOON)).values()] == ["Treffen um 12\n"]


async def test_a_decision_that_comes_too_late_says_why(careful: Office) -> None:
    await careful.write("Wichtig", at="morgen 9 Uhr")
    _, offered = await careful.edith.say("Absenden")
    approve, send_back = (choice.says for choice in offered.choices)
    message = await careful.otto.sent(offered)
    await careful.otto.say(approve)
    for vote in (approve, send_back):
        assert "schon freigegeben" in await careful.otto.hear(vote)
    sign = ReactionAdded(
        id=EventId("late"), at=NOW, address=offered.address, sender=careful.otto.sender, message=message, key="✅"
    )
    (answer,) = await careful.talk.happens(sign)
    assert isinstance(answer, Message)
    assert "schon freigegeben" in answer.text
    await careful.edith.say("/ankuendigung 2 abbrechen")
    assert "inzwischen abgesagt" in await careful.otto.hear(approve)


async def test_what_has_not_left_stays_when_it_is_recalled(office: Office) -> None:
    await office.reader("bea")
    await office.write("Eilig")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW, arrives=False))
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    async with office.talk.database.begin() as unit:
        assert await claim_next(unit, (copy.address.platform, copy.address.room), NOW) is None


async def test_copies_with_receipts_and_files_are_recalled(office: Office) -> None:
    bea = await office.reader("bea")
    cem = await office.reader("cem", platform=PlatformName.TELEGRAM)
    await office.edith.say("/ankuendigung neu")
    await office.edith.to(replace(office.edith.received(""), attachment=FLYER))
    for words in ("Bitte lesen", "alle", "jetzt", "/ankuendigung 1 bestaetigung", "/ankuendigung 1 senden"):
        await office.edith.say(words)
    out = copies(await office.until(NOW))
    texts = {each.address.room: each for each in out if each.text}
    said = replace(bea.received("1"), reply_to=bea.message(texts[bea.address.room]))
    for each in await bea.to(said):
        await bea.sent(each)
    pressed = ChoiceTaken(
        id=EventId("pressed"),
        at=NOW,
        address=cem.address,
        sender=cem.sender,
        message=cem.message(texts[cem.address.room]),
        number=1,
        direct=True,
        in_place=True,
    )
    assert len(await cem.happens(pressed)) == 1
    assert "Gelesen: 2" in plain(await office.edith.hear("/ankuendigung 1 bericht"))
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    assert deleted(await office.until(SOON)) == {each.id for each in out}
    assert len(out) == 2


async def test_a_recalled_announcement_takes_no_receipts_but_replies(office: Office) -> None:
    bea = await office.reader("bea")
    (copy,) = await sent(office, receipt=True)
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    (said,) = await bea.to(replace(bea.received("gelesen"), reply_to=bea.message(copy)))
    assert "wurde zurückgerufen" in said.text
    sign = ReactionAdded(
        id=EventId("sign"), at=NOW, address=bea.address, sender=bea.sender, message=bea.message(copy), key="✅"
    )
    assert await bea.happens(sign) == []
    carried, told = await bea.to(replace(bea.received("Wieso?"), reply_to=bea.message(copy)))
    assert "Wieso?" in carried.text
    assert "zurückgerufen" in told.text
    assert "trotzdem gebracht" in told.text
    report = plain(await office.edith.hear("/ankuendigung 1 bericht"))
    assert "Gelesen: noch niemand" in report
    assert "bittet nicht" in await office.edith.hear("/ankuendigung 1 erinnern")


async def test_reminders_that_went_out_are_recalled_along(office: Office) -> None:
    (copy,) = await sent(office, "bea", receipt=True)
    await office.edith.say("/ankuendigung 1 erinnern")
    (reminder,) = copies(await office.until(SOON))
    await office.edith.say("/ankuendigung 2 erinnern")
    (second,) = copies(await office.until(LATER))
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    assert deleted(await office.until(LATER)) == {copy.id, reminder.id, second.id}
    await office.until(LATER + timedelta(minutes=1))
    assert [(await office.kept(number)).state for number in (1, 2, 3)] == [AnnouncementState.RECALLED] * 3


@pytest.mark.parametrize("verb", ["zurueckrufen ja", "abbrechen"])
async def test_reminders_that_wait_do_not_go_out(office: Office, verb: str) -> None:
    """At night, with the announcement still under way."""
    office.talk.announcement_policy = office.edith.announcement_policy = replace(
        office.edith.announcement_policy, quiet=AnnouncementPolicy().quiet
    )
    await office.reader("bea")
    await sent(office, "cem", receipt=True)
    night = datetime(2026, 11, 23, 20, tzinfo=UTC)
    await office.until(night)
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10")
    await office.edith.say("/ankuendigung 1 erinnern")
    await office.edith.say(f"/ankuendigung 1 {verb}")
    said = await office.until(night + timedelta(hours=12))
    assert copies(said) == []
    assert (await office.kept(2)).state is AnnouncementState.CANCELLED


async def test_what_an_appointment_still_reminds_of_goes_with_it(office: Office) -> None:
    (copy,) = await sent(office, "bea")
    kept = await office.kept(1)
    hour = NOW + timedelta(hours=2)
    async with office.talk.database.begin() as unit:
        await unit.announcements.put(replace(kept, state=AnnouncementState.FINISHED, remind_at=hour, due_at=hour))
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10")
    await office.until(SOON)
    await office.until(LATER)
    (reminder,) = copies(await office.until(hour))
    assert "Treffen um 10" in reminder.text
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    assert deleted(await office.until(hour)) == {copy.id, reminder.id}
    assert (await office.kept(1)).remind_at is None


async def test_reminders_say_what_the_announcement_says_now(office: Office) -> None:
    (copy,) = await sent(office, "bea", receipt=True)
    await office.edith.say("/ankuendigung 1 erinnern")
    (reminder,) = copies(await office.until(SOON))
    await office.edith.say("/ankuendigung 1 erinnern")
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10\n---\nMeeting at 10")
    said = await office.until(LATER)
    texts = edited(said)
    assert set(texts) == {copy.id, reminder.id}
    assert "Treffen um 10" in texts[str(reminder.id)]
    assert "Erinnerung" in texts[str(reminder.id)]
    (third,) = copies(said)
    assert "Treffen um 10" in third.text
    assert "Meeting at 10" in (await office.kept(2)).english


async def test_a_reminder_with_a_text_of_its_own_keeps_it(office: Office) -> None:
    await sent(office, "bea", receipt=True)
    await office.edith.say("/ankuendigung 1 erinnern")
    await office.until(SOON)
    await office.edith.say("/ankuendigung 2 aendern Letzter Aufruf")
    await office.until(LATER)
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10")
    assert [text[:13] for text in edited(await office.until(LATER)).values()] == ["Treffen um 10"]


async def test_a_change_sends_nothing_to_whom_the_announcement_was_not_sent(office: Office) -> None:
    bea = await office.reader("bea")
    await office.reader("cem")
    await office.reader("dora")
    await office.write("Treffen um 9")
    await office.edith.say("Absenden")
    written = await office.until(NOW, arrives=False)
    first, second, _ = copies(written)
    await office.talk.arrives(first)
    assert second.mention is not None
    await replace(bea, sender=second.mention, room=second.address.room).say("/stopp")
    await office.edith.say("/ankuendigung 1 abbrechen")
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10")
    said = await office.until(LATER)
    assert set(edited(said)) == {first.id}
    assert copies(said) == []
    await office.until(LATER + timedelta(minutes=1))
    assert (await office.kept(1)).state is AnnouncementState.FINISHED


async def test_what_is_being_recalled_is_neither_changed_nor_recalled_again(office: Office) -> None:
    await sent(office, "bea")
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    assert "geht bei dieser Ankündigung nicht mehr" in await office.edith.hear("/ankuendigung 1 aendern Neu")
    assert "zurückgerufen" in await office.edith.hear("/ankuendigung 1 zurueckrufen ja")
    assert len(deleted(await office.until(SOON))) == 1
