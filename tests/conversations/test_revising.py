"""What was said in a dialogue is changed or taken back; what a number means beside announcements."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import MessageEdited, MessageReceived, PlatformName
from handlers.core.messages import Deletion, Edit, Message
from tests.conversations.changes import delete, edit
from tests.conversations.office import NOW, Office, copies, plain

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"


@pytest.fixture
def office(talk: "Talk") -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False))


async def say(talk: "Talk", text: str) -> MessageReceived:
    """Return the message, which was answered."""
    written = talk.received(text)
    await talk.to(written)
    return written


async def test_an_edited_text_is_the_text_and_not_the_audience(office: Office) -> None:
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tak")
    assert await edit(office.edith, written, "Guten Tag") == []
    assert (await office.kept(1)).text == "Guten Tag"
    assert "Wann?" in await office.edith.hear("alle")


async def test_the_preview_follows_what_is_edited(office: Office) -> None:
    await office.reader("bea")
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tak")
    audience = await say(office.edith, "zentrum:bochum")
    await say(office.edith, "jetzt")
    (preview,) = await edit(office.edith, written, "Guten Tag")
    assert isinstance(preview, Edit)
    assert "Guten Tag" in preview.message.text
    assert preview.message.choices[0].label == "Absenden"
    (preview,) = await edit(office.edith, audience, "alle")
    assert isinstance(preview, Edit)
    assert "An: alle" in preview.message.text
    (preview,) = await delete(office.edith, written)
    assert isinstance(preview, Edit)
    assert (await office.kept(1)).text == ""


@pytest.mark.parametrize(
    ("said", "now", "seen"),
    [
        (("alle", "jetzt"), "zentrum:bochum", "An: zentrum:bochum"),
        (("Alle", "morgen 9 Uhr"), "regierungsbezirk:Arnsberg", "An: regierungsbezirk:Arnsberg"),
    ],
)
async def test_the_preview_follows_words_that_stood_in_a_list_too(
    office: Office, said: tuple[str, str], now: str, seen: str
) -> None:
    await say(office.edith, "/ankuendigung neu")
    await say(office.edith, "Guten Tag")
    audience, time = [await say(office.edith, words) for words in said]
    (preview,) = await edit(office.edith, audience, now)
    assert isinstance(preview, Edit)
    assert seen.casefold() in plain(preview.message.text).casefold()
    (preview,) = await edit(office.edith, time, "übermorgen 10 Uhr")
    assert isinstance(preview, Edit)
    assert "25.11.2026, 10:00 Uhr" in preview.message.text


async def test_an_edit_that_can_not_be_taken_says_so_and_changes_nothing(office: Office) -> None:
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tag")
    (refused,) = await edit(office.edith, written, "Guten Tag {unbekannt}")
    assert isinstance(refused, Message)
    assert "unbekannt" in refused.text
    assert (await office.kept(1)).text == "Guten Tag"


async def test_nobody_else_changes_what_was_said(office: Office) -> None:
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tag")
    forged = office.otto.received("Böses")
    told = {field.name: getattr(written, field.name) for field in fields(written)}
    told |= {"id": forged.id, "sender": forged.sender, "text": "Böses"}
    await office.otto.happens(MessageEdited(**told))
    assert (await office.kept(1)).text == "Guten Tag"


async def test_a_question_is_edited_before_it_is_asked_and_the_preview_with_it(talk: "Talk") -> None:
    written = await say(talk, f"/frage {QUESTION}")
    for words in ("Trotzdem fragen", "Sprachmittlung", "Anonym"):
        await talk.say(words)
    (preview,) = await edit(talk, written, "/frage Wer kennt Sprachmittlerpools?")
    assert isinstance(preview, Edit)
    assert "Wer kennt Sprachmittlerpools?" in preview.message.text
    gone = await delete(talk, written)
    assert gone
    assert all(isinstance(each, Deletion) for each in gone)
    assert "habe ich nicht mehr" in await talk.hear("/absenden")


async def test_rewording_what_went_out_can_be_left(office: Office) -> None:
    await office.reader("bea")
    await office.write("Eins")
    await office.edith.say("Absenden")
    await office.until(NOW)
    assert "„abbrechen“" in await office.edith.hear("/ankuendigung 1 aendern")
    assert "Ankündigung 1" in plain(await office.edith.hear("abbrechen")).replace("**", "")


@pytest.mark.parametrize("said", ["1", "gelesen", "Gelesen ✅", "(1)"])
async def test_a_number_under_an_announcement_means_the_announcement(office: Office, said: str) -> None:
    bea = await office.reader("bea", "/abo laki", "/abo")
    await office.write("Eins")
    await office.edith.say("Um „Gelesen“ bitten")
    await office.edith.say("Absenden")
    office.talk.now += timedelta(seconds=30)
    (copy,) = copies(await office.until(NOW + timedelta(minutes=1)))
    assert copy.choices[0].label == "Gelesen ✅"
    bea.now = NOW + timedelta(hours=5)
    assert "notiert" in await bea.hear(said)
    assert "notiert" in await bea.hear(said), "whoever writes in a direct chat is answered"
    async with office.talk.database.begin() as unit:
        (reader,) = await unit.readers.of_senders([bea.sender])
        assert await unit.responses.count(1) == {"receipt": 1}
    assert reader.tags == {"source/office"}


@pytest.mark.parametrize("said", ["1", "gelesen", "Gelesen ✅", "(1)", "1."])
@pytest.mark.parametrize("platform", [PlatformName.MATRIX, PlatformName.TELEGRAM])
async def test_a_number_under_an_announcement_that_was_just_recalled_takes_nothing_else(
    office: Office, said: str, platform: PlatformName
) -> None:
    bea = await office.reader("bea", "/abo laki", "/abo", platform=platform)
    await office.write("Eins")
    for words in ("Um „Gelesen“ bitten", "Absenden"):
        await office.edith.say(words)
    await office.until(NOW + timedelta(minutes=1))
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    await office.until(NOW + timedelta(minutes=2))
    bea.now = NOW + timedelta(minutes=3)
    assert "zurückgerufen" in await bea.hear(said)
    async with office.talk.database.begin() as unit:
        (reader,) = await unit.readers.of_senders([bea.sender])
        assert await unit.responses.count(1) == {}
    assert reader.tags == {"source/office"}
    # A list that was asked for since is what a number means.
    bea.later(timedelta(minutes=1))
    await bea.say("/abo")
    await bea.happens(bea.received("1"))
    async with office.talk.database.begin() as unit:
        (reader,) = await unit.readers.of_senders([bea.sender])
    assert reader.tags == set()


async def test_what_was_planned_is_not_unplanned_by_a_corrected_typo(office: Office) -> None:
    await office.reader("bea")
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tak")
    for words in ("alle", "morgen 9 Uhr", "Absenden"):
        await office.edith.say(words)
    planned = await office.kept(1)
    (told,) = await edit(office.edith, written, "Guten Tag")
    assert isinstance(told, Message)
    assert "geplant" in told.text
    assert "Text ändern" in [choice.label for choice in told.choices]
    (told,) = await delete(office.edith, written)
    assert isinstance(told, Message)
    assert "geplant" in told.text
    assert await office.kept(1) == planned


async def test_a_question_written_after_the_prompt_is_kept_as_it_was_written(talk: "Talk") -> None:
    await talk.say("/frage")
    written = talk.received("Wer kennt www.ki.de. Danke")
    await talk.to(replace(written, formatted="Wer kennt www\\.ki\\.de\\. Danke"))
    async with talk.database.begin() as unit:
        draft = await unit.drafts.find_newest([talk.sender], talk.now)
    assert draft is not None
    assert draft.text == "Wer kennt www.ki.de. Danke"


async def test_a_question_edited_in_the_middle_keeps_the_step(talk: "Talk") -> None:
    written = await say(talk, f"/frage {QUESTION}")
    for words in ("Trotzdem fragen", "Sprachmittlung"):
        await talk.say(words)
    assert await edit(talk, written, "/frage Wer kennt Sprachmittlerpools?") == []
    assert "Wer kennt Sprachmittlerpools?" in await talk.hear("Anonym")


async def test_a_changed_centre_changes_the_preview(talk: "Talk") -> None:
    for words in (f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung", "Nur mit Zentrum"):
        await talk.say(words)
    written = await say(talk, "Bochum")
    (preview,) = await edit(talk, written, "Herne")
    assert isinstance(preview, Edit)
    assert "Herne" in preview.message.text
    assert "Bochum" not in preview.message.text


async def test_another_dialogue_that_ends_leaves_the_one_that_waits(office: Office) -> None:
    await office.edith.say("/ankuendigung neu")
    assert "Davor waren wir noch nicht fertig" in await office.edith.hear("/sprache de")
    await office.edith.say("Guten Tag")
    assert (await office.kept(1)).text == "Guten Tag"


async def test_a_reply_to_the_prompt_belongs_to_the_dialogue(talk: "Talk") -> None:
    await talk.say("KI Duisburg")
    (prompt,) = await talk.say("/frage")
    await talk.to(replace(talk.received(QUESTION), reply_to=await talk.sent(prompt)))
    async with talk.database.begin() as unit:
        draft = await unit.drafts.find_newest([talk.sender], talk.now)
    assert draft is not None
    assert draft.text == QUESTION


async def test_a_command_word_is_understood_in_the_middle(talk: "Talk") -> None:
    await talk.say("/zentrum")
    assert "Davor waren wir noch nicht fertig" in await talk.hear("abo")
    assert "Herne" in await talk.hear("Herne")


async def test_a_draft_for_the_knowledge_base_is_changed_and_approved_as_it_was_seen(office: Office) -> None:
    async with office.talk.database.begin() as unit:
        await unit.lessons.propose(1, "Titel", "Text", "kim", office.talk.now)
    (seen,) = await office.edith.say("/entwurf 1")
    assert "„abbrechen“" in await office.edith.hear("Ändern")
    assert "Neuer Text" in await office.edith.hear("Neuer Titel\nNeuer Text")
    assert "inzwischen geändert" in await office.otto.hear(seen.choices[0].says)
    await office.edith.say("Ändern")
    left = await office.edith.hear("abbrechen")
    assert "Neuer Titel" in left
    await office.edith.say("Ändern")
    changed = await office.edith.hear("Noch ein Text")
    assert "Neuer Titel" in changed
    assert "Noch ein Text" in changed
    assert "Freigegeben" in await office.edith.hear("Freigeben")
