"""Entries that are changed in chats: field by field or in plain words, by whoever may, and taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.core.events import PlatformName
from handlers.core.messages import Message
from handlers.curation.model.fields import FieldName
from tests.conversations.changes import edit
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, OFFER, Curation, curate, press, read

OLD, NEW = "0203 283-8111", "0203 283-9999"


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    return await curate(talk, request.param)


# What a member says, and the beginning of the answer; the last word of each is what the phone number is then.
DIALOGUES: dict[str, tuple[Sequence[tuple[str, str]], str]] = {
    "step by step": (
        [
            ("/aendern", "Welchen Eintrag willst du ändern?"),
            ("KI Duisburg", "**Kommunales Integrationszentrum Duisburg**"),
            ("Telefon", "**Kommunales Integrationszentrum Duisburg**, Telefon\nBisher: 0203 283-8111"),
            (NEW, "**Kommunales Integrationszentrum Duisburg**, Telefon\nBisher: 0203 283-8111\nNeu: 0203 283-9999"),
            ("ja", "Gespeichert, danke!\n**Kommunales Integrationszentrum Duisburg**, Telefon: 0203 283-9999"),
        ],
        NEW,
    ),
    "from an answer": (
        [
            ("Telefon KI Duisburg?", ""),
            ("/aendern", "**Kommunales Integrationszentrum Duisburg**\n\nWas hat sich geändert?"),
            ("1", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("abbrechen", ""),
        ],
        OLD,
    ),
    "in plain words": (
        [
            ("Telefon KI Duisburg?", ""),
            ("Neue Nummer: 0203/2839999", "**Kommunales Integrationszentrum Duisburg**, Telefon\nBisher: "),
            ("Ja, speichern", "Gespeichert"),
        ],
        "0203/2839999",
    ),
    "a correction of a correction": (
        [
            ("Telefon KI Duisburg?", ""),
            ("Die Nummer ist jetzt 0203 283-1", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("ja", "Gespeichert"),
            (f"Die Nummer stimmt nicht, richtig ist {NEW}", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("ja", "Gespeichert"),
        ],
        NEW,
    ),
    "a value of another field": (
        [
            (f"/aendern {DUISBURG} contact.phone", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("ki@duisburg.de", "Das sieht aus wie eine E-Mail-Adresse. Hier geht es um: Telefon."),
            (NEW, "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("ja", "Gespeichert"),
        ],
        NEW,
    ),
    "what it says already": ([(f"/aendern {DUISBURG} contact.phone\n{OLD}", "Genau so steht es schon da.")], OLD),
    "nothing that is an entry": (
        [("/aendern qwertzuiop", "Diesen Eintrag finde ich nicht."), ("abbrechen", "")],
        OLD,
    ),
    "written differently": (
        [
            (f"/aendern {DUISBURG} contact.phone\n0203 1", "Das ist keine Telefonnummer."),
            ("0203 283-1", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("Anders schreiben", "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            (NEW, "**Kommunales Integrationszentrum Duisburg**, Telefon"),
            ("ja", "Gespeichert"),
        ],
        NEW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("lines", DIALOGUES.values(), ids=DIALOGUES)
async def test_a_member_changes_the_contact_of_their_centre(
    curation: Curation, lines: tuple[Sequence[tuple[str, str]], str]
) -> None:
    said, phone = lines
    for typed, answer in said:
        assert (await curation.mia.hear(typed)).startswith(answer), typed
        curation.mia.later(timedelta(seconds=2))
    assert await curation.value() == phone


async def test_it_is_told_how_many_answers_a_change_corrects(curation: Curation) -> None:
    for person in (curation.sam, curation.emil):
        await person.say("Telefon KI Duisburg?")
    asked = await curation.mia.hear(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    assert "2 Antworten aus den letzten 30 Tagen werden dann berichtigt." in asked
    # A proposal corrects nothing yet.
    assert "berichtigt" not in await curation.sam.hear(f"/aendern {DUISBURG} contact.phone\n{NEW}")


async def test_a_change_is_a_revision_with_author_reason_and_date(curation: Curation) -> None:
    await _change(curation.mia, NEW)
    revision = await curation.last()
    assert (revision.author, revision.reason) == (f"{curation.mia.platform}:mia", "im Chat geändert")
    (checked,) = (await curation.entry()).checked
    assert (checked.field, checked.on) == (FieldName.PHONE, date(2026, 11, 23))


async def test_an_editor_changes_any_field(curation: Curation) -> None:
    await curation.edith.say(f"/aendern {OFFER} text\nGriffbereit läuft weiter.")
    assert "Gespeichert" in await curation.edith.hear("ja")
    assert await curation.value(FieldName.TEXT, OFFER) == "Griffbereit läuft weiter."
    await curation.edith.say(f"/aendern {OFFER} valid_until\n31.12.2027")
    assert "Gespeichert" in await curation.edith.hear("ja")
    assert await curation.value(FieldName.VALID_UNTIL, OFFER) == "31.12.2027"


async def test_a_member_names_the_persons_in_charge_and_takes_them_back(curation: Curation) -> None:
    mia, named = curation.mia, "Erika Muster (Leitung)"
    await mia.say("Telefon KI Duisburg?")
    assert "Bisher: (leer)\nNeu: Erika Muster (Leitung)" in await mia.hear(f"Ansprechpartnerin ist jetzt {named}")
    assert "Gespeichert" in await mia.hear("ja")
    assert await curation.value(FieldName.PERSONS) == named
    assert "Rückgängig gemacht" in await mia.hear("/rueckgaengig")
    assert await curation.value(FieldName.PERSONS) is None


async def test_a_value_is_emptied(curation: Curation) -> None:
    await _change(curation.mia, "keine")
    assert await curation.value() is None


async def test_the_second_editor_sees_the_change_of_the_first(curation: Curation) -> None:
    mia, edith = curation.mia, curation.edith
    (asked,) = await mia.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    await edith.say(f"/aendern {DUISBURG} contact.email\nki@duisburg.de")
    await edith.hear("ja")
    (edit_,) = await press(mia, asked, "Ja, speichern")
    assert "Inzwischen hat jemand anderes diesen Eintrag geändert" in read([edit_])
    assert "→ ki@duisburg.de" in read([edit_])
    assert f"Neu: {NEW}" in read([edit_])
    assert await curation.value() == OLD
    assert "Gespeichert" in await mia.hear("ja")
    assert (await curation.value(), await curation.value(FieldName.EMAIL)) == (NEW, "ki@duisburg.de")


async def test_a_message_that_is_edited_shows_the_difference_anew(curation: Curation) -> None:
    mia = curation.mia
    await mia.say(f"/aendern {DUISBURG} contact.phone")
    written, _ = await mia.asked("0203 283-1")
    assert f"Neu: {NEW}" in read(await edit(mia, written, NEW))
    assert await curation.value() == OLD
    assert "Gespeichert" in await mia.hear("ja")
    assert await curation.value() == NEW


async def test_a_correction_in_plain_words_that_is_edited_shows_the_difference_anew(curation: Curation) -> None:
    mia = curation.mia
    await mia.say("Telefon KI Duisburg?")
    written, _ = await mia.asked("Neue Nummer: 0203 283-1")
    assert f"Neu: {NEW}" in read(await edit(mia, written, f"Neue Nummer: {NEW}"))
    assert "Gespeichert" in await mia.hear("ja")
    assert await curation.value() == NEW


async def test_nobody_edits_the_value_of_somebody_else(curation: Curation) -> None:
    mia = curation.mia
    await mia.say(f"/aendern {DUISBURG} contact.phone")
    written, _ = await mia.asked("0203 283-1")
    assert await edit(replace(curation.emil, room=mia.room), written, NEW, sender=curation.emil.sender) == []
    assert "Gespeichert" in await mia.hear("ja")
    assert await curation.value() == "0203 283-1"


# Attempts on the entry of Duisburg by a member of Essen and by a stranger, none of which changes it.
@pytest.mark.parametrize("who", ["emil", "sam"])
@pytest.mark.parametrize(
    "typed",
    [
        f"/speichern {DUISBURG} contact.phone {{revision}}\n{NEW}",
        f"/aendern {DUISBURG} contact.phone\n{NEW}",
        f"!speichern {DUISBURG} text {{revision}}\nNichts gilt mehr.",
        f"/speichern {DUISBURG} contact.phone 999999999999999999999\n{NEW}",
        f"/speichern {DUISBURG} owner {{revision}}\ncentre/essen",
        f"/speichern {DUISBURG}",
        "/speichern municipality/05112000 text 1\nx",
        "/rueckgaengig centre/duisburg {revision}",
        "/rueckgaengig",
    ],
)
async def test_nobody_changes_the_entry_of_another_centre(curation: Curation, who: str, typed: str) -> None:
    await _change(curation.mia, "0203 283-1")
    before = await curation.last()
    attacker: Talk = getattr(curation, who)
    await attacker.say(typed.format(revision=before.number))
    await attacker.say("ja")
    assert await curation.last() == before


async def test_a_button_of_somebody_else_does_nothing(curation: Curation) -> None:
    (asked,) = await curation.mia.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    # Forwarded into another chat, or pressed by somebody else where it stands.
    await press(curation.mia, asked, "Ja, speichern", by=curation.emil)
    await press(curation.mia, asked, "Ja, speichern", by=replace(curation.emil, room=curation.mia.room))
    assert await curation.value() == OLD


async def test_a_role_that_is_revoked_in_mid_dialogue_is_gone(curation: Curation) -> None:
    await curation.mia.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    await curation.revoke(curation.mia, DUISBURG)
    assert "Gespeichert" not in await curation.mia.hear("ja")
    assert await curation.value() == OLD


async def test_markup_and_links_that_pretend_are_refused(curation: Curation) -> None:
    edith = curation.edith
    for value in ("[https://a.de](https://b.de)", "<b>Neu</b>", "![x](https://b.de/x.png)"):
        assert "Neu:" not in await edith.hear(f"/aendern {OFFER} text\n{value}")
        await edith.say("abbrechen")
    number = (await curation.last(OFFER)).number
    await edith.say(f"/speichern {OFFER} text {number}\nSiehe [bund.de](https://boese.example)")
    assert (await curation.last(OFFER)).number == number


async def test_a_correction_is_only_one_after_an_answer(curation: Curation) -> None:
    said = await curation.mia.hear(f"Neue Nummer: {NEW}")
    assert "Soll ich das so speichern?" not in said
    question = await curation.mia.hear("Telefon KI Duisburg?")
    assert OLD in question
    assert "Soll ich das so speichern?" not in await curation.mia.hear(f"Ist die Nummer jetzt {NEW}?")


async def test_a_reply_to_an_older_answer_means_its_entry(curation: Curation) -> None:
    mia = curation.mia
    question, _ = await mia.asked("Telefon KI Duisburg?")
    await mia.say("Telefon KI Essen?")
    reply = replace(mia.received(f"Neue Nummer: {NEW}"), reply_to=await mia.message_of(question))
    (said,) = await mia.to(reply)
    assert "Duisburg" in said.text


async def test_a_change_is_taken_back_within_a_day(curation: Curation) -> None:
    mia = curation.mia
    saved = await _change(mia, NEW)
    assert "Rückgängig gemacht" in read(await press(mia, saved, "Rückgängig"))
    assert await curation.value() == OLD
    revision = await curation.last()
    assert (revision.author, revision.reason) == (f"{mia.platform}:mia", "rückgängig gemacht")
    assert "nichts rückgängig zu machen" in await mia.hear("/rueckgaengig")


async def test_the_last_change_is_taken_back_by_command(curation: Curation) -> None:
    await _change(curation.mia, NEW)
    assert f"Telefon: {NEW} → {OLD}" in await curation.mia.hear("/rueckgaengig")
    assert await curation.value() == OLD


async def test_an_address_that_nobody_could_write_comes_back(curation: Curation) -> None:
    """Some on file have no postal code, which is asked for in new ones."""
    before = await curation.value(FieldName.ADDRESS, ESSEN)
    assert before is not None
    assert "45127" not in before
    await curation.emil.say(f"/aendern {ESSEN} contact.address\nRathausplatz 1, 45127 Essen")
    assert "Gespeichert" in await curation.emil.hear("ja")
    assert "Rückgängig gemacht" in await curation.emil.hear("/rueckgaengig")
    assert await curation.value(FieldName.ADDRESS, ESSEN) == before


async def test_after_a_day_nothing_is_taken_back(curation: Curation) -> None:
    saved = await _change(curation.mia, NEW)
    curation.mia.later(timedelta(hours=24, minutes=1))
    assert "nichts rückgängig zu machen" in read(await press(curation.mia, saved, "Rückgängig"))
    assert await curation.value() == NEW


async def test_what_was_changed_since_is_not_taken_back(curation: Curation) -> None:
    saved = await _change(curation.mia, NEW)
    await curation.edith.say(f"/aendern {DUISBURG} contact.email\nki@duisburg.de")
    await curation.edith.say("ja")
    assert "Seitdem hat jemand diesen Eintrag geändert." in read(await press(curation.mia, saved, "Rückgängig"))
    assert await curation.value() == NEW


async def test_who_may_not_change_it_any_more_takes_nothing_back(curation: Curation) -> None:
    saved = await _change(curation.mia, NEW)
    await curation.revoke(curation.mia, DUISBURG)
    await press(curation.mia, saved, "Rückgängig")
    assert await curation.value() == NEW
    await curation.edith.say(f"/aendern {ESSEN} text\nAlles neu.")
    await curation.edith.say("ja")
    number = (await curation.last(ESSEN)).number
    await curation.emil.say(f"/rueckgaengig {ESSEN} {number}")
    assert await curation.value(FieldName.TEXT, ESSEN) == "Alles neu."


async def _change(talk: Talk, value: str) -> Message:
    await talk.say(f"/aendern {DUISBURG} contact.phone\n{value}")
    (saved,) = await talk.say("ja")
    assert saved.text.startswith("Gespeichert")
    return saved
