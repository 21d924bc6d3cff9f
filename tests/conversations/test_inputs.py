"""What is written at any step of any dialogue, changed or deleted at any later one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.announcements.model.announcement import AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import (
    Address,
    Attachment,
    EventId,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
)
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from tests.conversations import changes
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies

FLYER = Attachment(platform=PlatformName.MATRIX, name="flyer.pdf", media_type="application/pdf", size=9, source={})
OTHER = replace(FLYER, name="anders.pdf", size=10)
SOON = NOW + timedelta(seconds=10)
QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"


@pytest.fixture
async def office(talk: Talk) -> Office:
    """Return an editor who needs nobody's approval, and a reader."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, quiet=None))
    await office.reader("bea")
    return office


@pytest.fixture
async def careful(talk: Talk) -> Office:
    """Return two editors who have written to Lotse, and a reader."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(quiet=None))
    await office.reader("bea")
    await office.otto.say("Hallo")
    return office


async def put(talk: Talk, text: str = "", file: Attachment | None = None) -> MessageReceived:
    """Write it, and let what follows arrive; return what was written."""
    written = replace(talk.received(text), attachment=file)
    await arrive(talk, await talk.happens(written))
    return written


async def write(talk: Talk, *texts: str) -> MessageReceived:
    """Write these messages; return the last of them."""
    for text in texts[:-1]:
        await put(talk, text)
    return await put(talk, texts[-1])


async def arrive(talk: Talk, said: Sequence[Outgoing]) -> None:
    for each in said:
        await talk.delivered(each)


async def edit(talk: Talk, written: MessageReceived, text: str, file: Attachment | None = None) -> list[Outgoing]:
    talk.later(timedelta(seconds=1))
    return await changes.edit(talk, written, text, attachment=file or written.attachment)


async def delete(talk: Talk, written: MessageReceived) -> list[Outgoing]:
    talk.later(timedelta(seconds=1))
    return await changes.delete(talk, written)


def read(said: Sequence[Outgoing], room: str = "edith") -> str:
    """Return all that is read in one room, choices included."""
    messages = [each.message if isinstance(each, Edit) else each for each in said if isinstance(each, Edit | Message)]
    shown = [
        (each.text.replace("\\", ""), *(f"[{choice.label}]" for choice in each.choices))
        for each in messages
        if each.address.room == room
    ]
    return re.sub(r"\n+", " ", "\n".join("\n".join(lines) for lines in shown)).replace("**", "")


def edits(said: Sequence[Outgoing], room: str = "edith") -> list[Message]:
    return [each.message for each in said if isinstance(each, Edit) and each.message.address.room == room]


def labels(message: Message) -> list[str]:
    return [choice.label for choice in message.choices]


# The announcement, before it goes out.


async def test_a_time_and_an_audience_that_are_deleted_are_asked_for_again(office: Office) -> None:
    audience = await write(office.edith, "/ankuendigung neu", "Guten Tag", "plattform:matrix")
    when = await write(office.edith, "morgen 9 Uhr")
    (again,) = edits(await delete(office.edith, when))
    assert again.text.startswith("Wann?")
    assert "Absenden" not in labels(again)
    assert "Wann: heute" not in await office.edith.hear("Mo 9 Uhr")
    (again,) = edits(await delete(office.edith, audience))
    assert again.text.startswith("An wen?")
    assert "[Absenden]" in await office.edith.hear("alle")


async def test_an_audience_that_is_deleted_before_the_time_is_given_is_asked_for_first(office: Office) -> None:
    audience = await write(office.edith, "/ankuendigung neu", "Guten Tag", "plattform:matrix")
    assert "An wen?" in read(await delete(office.edith, audience))
    assert "Wann?" in await office.edith.hear("alle")


@pytest.mark.parametrize(("said", "then"), [("Alle", "plattform:matrix"), ("1", "plattform:matrix"), ("Alle", "2")])
async def test_an_answer_from_the_list_is_changed_like_any_other(office: Office, said: str, then: str) -> None:
    audience = await write(office.edith, "/ankuendigung neu", "Guten Tag", said)
    await put(office.edith, "sofort")
    (preview,) = edits(await edit(office.edith, audience, then))
    expected = "regierungsbezirk:" if then == "2" else "plattform:matrix"
    assert expected in (await office.kept(1)).audience
    assert expected in preview.text.replace("\\", "")


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("/ankuendigung 1 text Eins", "/ankuendigung 1 text Zwei", "Zwei"),
        ("/ankuendigung 1 an plattform:matrix", "/ankuendigung 1 an plattform:telegram", "plattform:telegram"),
        ("/ankuendigung 1 zeit morgen 9 Uhr", "/ankuendigung 1 zeit morgen 10 Uhr", "10:00"),
        ("/ankuendigung 1 englisch Hello", "/ankuendigung 1 englisch Good day", "Good day"),
    ],
)
async def test_what_a_command_says_is_changed_with_the_preview(
    office: Office, first: str, then: str, expected: str
) -> None:
    await office.write("Guten Tag", at="morgen 8 Uhr")
    written = await write(office.edith, first)
    said = await edit(office.edith, written, then)
    assert len(edits(said)) == len(said) >= 1
    assert expected in read(said)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("text Eins", "text Zwei"),
        ("an plattform:matrix", "an alle"),
        ("zeit morgen 9 Uhr", "zeit morgen 10 Uhr"),
        ("englisch Hello", "englisch Good day"),
    ],
)
async def test_a_corrected_command_unplans_nothing(office: Office, first: str, then: str) -> None:
    await office.write("Guten Tag", at="morgen 8 Uhr")
    written = await write(office.edith, f"/ankuendigung 1 {first}")
    await put(office.edith, "Absenden")
    planned = await office.kept(1)
    told = read(await edit(office.edith, written, f"/ankuendigung 1 {then}"))
    assert "geplant" in told
    assert await office.kept(1) == planned


@pytest.mark.parametrize(
    "then",
    ["/hilfe", "/frage Wer kennt das?", "/ankuendigung 1 abbrechen", "/ankuendigung 1 senden abc", "/ankuendigung neu"],
)
async def test_what_has_counted_stays_if_it_becomes_another_command(office: Office, then: str) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Guten Tag")
    await write(office.edith, "alle", "jetzt")
    before = await office.kept(1)
    said = await edit(office.edith, written, then)
    assert "schon übernommen" in read(said)
    assert edits(said) == []
    assert await office.kept(1) == before


async def test_a_refused_text_that_becomes_a_command_is_one(office: Office) -> None:
    await put(office.edith, "/ankuendigung neu")
    written = await write(office.edith, "Guten Tag {unbekannt}")
    assert "Das kann ich für dich tun" in read(await edit(office.edith, written, "/hilfe"))


@pytest.mark.parametrize("then", ["/hilfe", "/frage", "/ankuendigung neu"])
@pytest.mark.parametrize("words", [(), ("Trotzdem fragen", "Sprachmittlung", "Anonym")])
async def test_a_question_that_becomes_another_command_stays_as_it_was(
    talk: Talk, words: Sequence[str], then: str
) -> None:
    written = await put(talk, f"/frage {QUESTION}")
    for each in words:
        await put(talk, each)
    assert "schon übernommen" in read(await edit(talk, written, then), talk.room)
    for each in () if words else ("Trotzdem fragen", "Sprachmittlung", "Anonym"):
        await put(talk, each)
    assert QUESTION in await talk.hear("/vorschau 1")


async def test_what_was_replaced_since_stays_replaced(office: Office) -> None:
    first = await write(office.edith, "/ankuendigung neu", "Guten Tak")
    await write(office.edith, "alle", "jetzt", "Text ändern", "Guten Abend")
    assert "was du danach geschrieben hast" in read(await edit(office.edith, first, "Guten Tag"))
    assert await delete(office.edith, first) == []
    assert (await office.kept(1)).text == "Guten Abend"


async def test_a_refused_text_is_put_right_by_an_edit(office: Office) -> None:
    await put(office.edith, "/ankuendigung neu")
    written = await write(office.edith, "Guten Tag {unbekannt}")
    said = await edit(office.edith, written, "Guten Tag {vorname}")
    assert "An wen?" in read(said)
    assert (await office.kept(1)).text == "Guten Tag {vorname}"
    assert "Wann?" in await office.edith.hear("alle")


async def test_a_refused_time_is_put_right_by_an_edit(office: Office) -> None:
    await write(office.edith, "/ankuendigung neu", "Guten Tag", "alle")
    written = await write(office.edith, "gestern 9 Uhr")
    assert "[Absenden]" in read(await edit(office.edith, written, "morgen 9 Uhr"))


async def test_a_draft_that_was_left_long_ago_shows_its_preview_anew(office: Office) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Guten Tak")
    await write(office.edith, "alle", "jetzt", "abbrechen")
    office.edith.later(timedelta(days=1))
    said = await edit(office.edith, written, "Guten Tag")
    assert "Guten Tag" in read(said)
    assert "[Absenden]" in read(said)


async def test_what_was_planned_says_that_it_stays_when_its_text_is_deleted(office: Office) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Guten Tag")
    await write(office.edith, "alle", "morgen 9 Uhr", "Absenden")
    planned = await office.kept(1)
    told = read(await delete(office.edith, written))
    assert "geplant" in told
    assert "[Absagen]" in told
    assert await office.kept(1) == planned


async def test_a_planned_text_is_changed_by_the_choice_that_an_edit_offers(office: Office) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Guten Tak")
    await write(office.edith, "alle", "morgen 9 Uhr", "Absenden")
    (told,) = await edit(office.edith, written, "Guten Tag")
    assert isinstance(told, Message)
    assert labels(told)[0] == "So ändern"
    preview = await office.edith.hear("So ändern")
    assert "Guten Tag" in preview
    assert "[Absenden]" in preview


async def test_nobody_changes_anything_without_the_role(office: Office) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Guten Tag")
    for each in (office.talk, office.edith, office.otto):
        each.editors = (office.otto.sender,)
    assert await edit(office.edith, written, "Böses") == []
    assert await delete(office.edith, written) == []
    assert (await office.kept(1)).text == "Guten Tag"


# Files.


async def test_a_deleted_file_is_no_part_of_the_draft(office: Office) -> None:
    await office.write("Guten Tag")
    await put(office.edith, "Datei anhängen")
    file = await put(office.edith, file=FLYER)
    (*_, preview) = edits(await delete(office.edith, file))
    assert "Dateien" not in preview.text
    assert (await office.kept(1)).attachments == ()


async def test_another_file_takes_the_place_of_the_first(office: Office) -> None:
    await office.write("Guten Tag")
    await put(office.edith, "Datei anhängen")
    file = await put(office.edith, file=FLYER)
    assert "anders.pdf" in read(await edit(office.edith, file, "", OTHER))
    assert [each.name for each in (await office.kept(1)).attachments] == ["anders.pdf"]


async def test_a_caption_that_comes_later_is_the_text(office: Office) -> None:
    await put(office.edith, "/ankuendigung neu")
    file = await put(office.edith, file=FLYER)
    assert "An wen?" in read(await edit(office.edith, file, "Guten Tag"))
    announcement = await office.kept(1)
    assert (announcement.text, len(announcement.attachments)) == ("Guten Tag", 1)


async def test_a_deleted_file_takes_its_caption_along_and_nothing_else(office: Office) -> None:
    await put(office.edith, "/ankuendigung neu")
    with_caption = await put(office.edith, "Guten Tag", FLYER)
    await write(office.edith, "alle", "jetzt", "Datei anhängen")
    await put(office.edith, file=OTHER)
    await delete(office.edith, with_caption)
    announcement = await office.kept(1)
    assert (announcement.text, [each.name for each in announcement.attachments]) == ("", ["anders.pdf"])


async def test_a_deleted_file_leaves_the_text(office: Office) -> None:
    await put(office.edith, "/ankuendigung neu")
    file = await put(office.edith, file=FLYER)
    await write(office.edith, "Guten Tag", "alle", "jetzt")
    (preview,) = edits(await delete(office.edith, file))
    assert "Guten Tag" in preview.text
    assert (await office.kept(1)).attachments == ()


# Waiting for approval.


@pytest.mark.parametrize(
    ("step", "then", "expected"),
    [
        ("text", "Guten Abend", "Guten Abend"),
        ("audience", "plattform:matrix", "An: plattform:matrix"),
        ("time", "morgen 11 Uhr", "11:00"),
    ],
)
async def test_what_waits_for_approval_changes_with_its_previews(
    careful: Office, step: str, then: str, expected: str
) -> None:
    written = {
        "text": await write(careful.edith, "/ankuendigung neu", "Guten Tag"),
        "audience": await write(careful.edith, "alle"),
        "time": await write(careful.edith, "morgen 9 Uhr"),
    }
    (_, offered) = await careful.edith.say("Absenden")
    message = await careful.otto.sent(offered)
    said = await edit(careful.edith, written[step], then)
    (preview,) = edits(said, "otto")
    assert expected in read(said, "otto")
    assert labels(preview)[:2] == ["Freigeben", "Zurückgeben"]
    assert "liegt jetzt geändert" in read(said)
    assert (await careful.kept(1)).state is AnnouncementState.WAITING
    assert "inzwischen geändert" in await careful.otto.hear(offered.choices[0].says)
    sign = ReactionAdded(
        id=EventId("sign"),
        at=careful.otto.now + timedelta(minutes=1),
        address=offered.address,
        sender=careful.otto.sender,
        message=message,
        key="✅",
    )
    await arrive(careful.otto, await careful.otto.happens(sign))
    assert (await careful.kept(1)).state is AnnouncementState.SCHEDULED


async def test_a_sign_that_was_set_under_an_older_text_approves_nothing(careful: Office) -> None:
    written = await write(careful.edith, "/ankuendigung neu", "Guten Tag")
    await write(careful.edith, "alle", "morgen 9 Uhr")
    (_, offered) = await careful.edith.say("Absenden")
    message = await careful.otto.sent(offered)
    before = careful.otto.now
    await edit(careful.edith, written, "Guten Abend")
    sign = ReactionAdded(
        id=EventId("sign"),
        at=before,
        address=offered.address,
        sender=careful.otto.sender,
        message=message,
        key="✅",
    )
    assert "inzwischen geändert" in read(await careful.otto.happens(sign), "otto")
    assert (await careful.kept(1)).state is AnnouncementState.WAITING


async def test_a_deleted_text_is_withdrawn_from_approval(careful: Office) -> None:
    written = await write(careful.edith, "/ankuendigung neu", "Guten Tag")
    await write(careful.edith, "alle", "morgen 9 Uhr")
    (_, offered) = await careful.edith.say("Absenden")
    await careful.otto.sent(offered)
    said = await delete(careful.edith, written)
    (preview,) = edits(said, "otto")
    assert preview.choices == ()
    assert "zurückgezogen" in preview.text
    assert "Entwurf" in read(said)
    assert "[Text ändern]" in read(said)
    announcement = await careful.kept(1)
    assert (announcement.state, announcement.text) == (AnnouncementState.DRAFT, "")


async def test_an_edit_that_reaches_nobody_withdraws_it_from_approval_and_says_why(careful: Office) -> None:
    await write(careful.edith, "/ankuendigung neu", "Guten Tag")
    audience = await write(careful.edith, "alle")
    await put(careful.edith, "morgen 9 Uhr")
    (_, offered) = await careful.edith.say("Absenden")
    await careful.otto.sent(offered)
    said = await edit(careful.edith, audience, "plattform:telegram")
    assert "erreicht sie niemanden" in read(said)
    assert "zurückgezogen" in read(said, "otto")
    assert (await careful.kept(1)).state is AnnouncementState.DRAFT


async def test_what_was_submitted_is_over(careful: Office) -> None:
    await write(careful.edith, "/ankuendigung neu", "Guten Tag", "alle", "morgen 9 Uhr", "Absenden")
    assert "passt hier nicht" not in await careful.edith.hear("xyzzy")


async def test_a_decision_in_the_middle_leaves_what_is_being_written(careful: Office) -> None:
    await write(careful.edith, "/ankuendigung neu", "Guten Tag", "alle", "morgen 9 Uhr", "Absenden")
    await put(careful.otto, "/ankuendigung neu")
    assert "[Weitermachen]" in read(await careful.otto.say("/ankuendigung 1 freigeben"), "otto")
    await put(careful.otto, "Ottos Text")
    assert (await careful.kept(2)).text == "Ottos Text"


# Copies that are out.


async def need_approval(office: Office, needs: bool) -> None:
    for each in (office.talk, office.edith, office.otto):
        each.announcement_policy = AnnouncementPolicy(four_eyes=needs, quiet=None)
    await office.otto.say("Hallo")


async def out(office: Office) -> None:
    """Send out announcement 1."""
    await office.write("Treffen um 9")
    await put(office.edith, "Absenden")
    if (await office.kept(1)).state is AnnouncementState.WAITING:
        await put(office.otto, "/ankuendigung 1 freigeben")
    await office.until(NOW)
    await office.until(SOON)


@pytest.mark.parametrize("step", [True, False])
async def test_a_change_that_waits_for_approval_follows_its_author(careful: Office, step: bool) -> None:
    await out(careful)
    words = ("/ankuendigung 1 aendern", "Treffen um 10") if step else ("/ankuendigung 1 aendern Treffen um 10",)
    written = await write(careful.edith, *words)
    before = (await careful.kept(1)).content_hash
    text = "Treffen um 11" if step else "/ankuendigung 1 aendern Treffen um 11"
    said = await edit(careful.edith, written, text)
    (preview,) = edits(said, "otto")
    assert "Treffen um 11" in preview.text
    assert "liegt jetzt geändert" in read(said)
    changed = await careful.kept(1)
    assert (changed.state, changed.text) == (AnnouncementState.WAITING, "Treffen um 11")
    assert changed.earlier is not None
    assert changed.earlier.text == "Treffen um 9"
    assert "inzwischen geändert" in await careful.otto.hear(f"/ankuendigung 1 freigeben {before}")
    await put(careful.otto, "Freigeben")
    said = await careful.until(SOON + timedelta(minutes=1))
    changes = [each for each in said if isinstance(each, Edit) and each.message.announcement]
    assert [each.message.text[:13] for each in changes] == ["Treffen um 11"]


@pytest.mark.parametrize("needs_approval", [True, False])
async def test_a_change_is_taken_once(office: Office, *, needs_approval: bool) -> None:
    await need_approval(office, needs_approval)
    await out(office)
    await write(office.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    await put(office.edith, "Danke dir!")
    assert (await office.kept(1)).text == "Treffen um 10"


async def test_a_deleted_change_is_dropped(careful: Office) -> None:
    await out(careful)
    written = await write(careful.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    said = await delete(careful.edith, written)
    assert "ist verworfen" in read(said)
    (preview,) = edits(said, "otto")
    assert preview.choices == ()
    assert "ist verworfen" in preview.text
    kept = await careful.kept(1)
    assert (kept.state, kept.text, kept.earlier) == (AnnouncementState.FINISHED, "Treffen um 9", None)


@pytest.mark.parametrize("how", ["approved", "carried out", "dropped", "returned"])
async def test_a_change_that_is_over_says_how_to_change_it_again(office: Office, how: str) -> None:
    await need_approval(office, how != "carried out")
    await out(office)
    written = await write(office.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    if how == "dropped":
        await put(office.edith, "/ankuendigung 1 abbrechen")
    elif how != "carried out":
        await put(office.otto, f"/ankuendigung 1 {'freigeben' if how == 'approved' else 'zurueckgeben'}")
    await office.until(SOON)
    before = await office.kept(1)
    (told,) = await edit(office.edith, written, "Treffen um 11")
    assert isinstance(told, Message)
    assert await office.kept(1) == before
    assert "Treffen um 11" in told.text
    assert labels(told)[0] == "So ändern"
    await put(office.edith, "So ändern")
    assert (await office.kept(1)).text == "Treffen um 11"


async def test_a_change_that_is_carried_out_stays_when_it_is_deleted(office: Office) -> None:
    await out(office)
    written = await write(office.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    await office.until(SOON)
    told = read(await delete(office.edith, written))
    assert "[Nachträglich ändern]" in told
    assert "[Zurückrufen]" in told
    assert (await office.kept(1)).text == "Treffen um 10"


async def test_the_first_text_of_what_is_out_offers_to_change_the_copies(office: Office) -> None:
    written = await write(office.edith, "/ankuendigung neu", "Treffen um 9")
    await write(office.edith, "alle", "jetzt", "Absenden")
    await office.until(NOW)
    await office.until(SOON)
    (told,) = await edit(office.edith, written, "Treffen um 10")
    assert isinstance(told, Message)
    assert labels(told)[0] == "So ändern"
    await put(office.edith, "So ändern")
    said = await office.until(SOON + timedelta(minutes=1))
    changed = [each for each in said if isinstance(each, Edit) and each.message.announcement]
    assert [each.message.text[:13] for each in changed] == ["Treffen um 10"]


async def test_the_words_of_a_choice_are_no_text(office: Office) -> None:
    await out(office)
    written = await write(office.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    await edit(office.edith, written, "Treffen um 11")
    chosen = await put(office.edith, "So ändern")
    assert "schon übernommen" in read(await edit(office.edith, chosen, "Doch nicht"))
    assert await delete(office.edith, chosen) == []
    assert (await office.kept(1)).text == "Treffen um 11"


async def test_what_is_recalled_is_changed_no_more(office: Office) -> None:
    await out(office)
    written = await write(office.edith, "/ankuendigung 1 aendern", "Treffen um 10")
    await put(office.edith, "/ankuendigung 1 zurueckrufen ja")
    await office.until(SOON)
    told = read(await edit(office.edith, written, "Treffen um 11"))
    assert "zurückgerufen" in told
    assert "[" not in told
    assert "Das geht noch" not in told


async def test_the_english_version_of_a_change_is_changed_with_it(careful: Office) -> None:
    await out(careful)
    written = await write(careful.edith, "/ankuendigung 1 aendern", "Treffen um 10\n---\nMeeting at 10")
    await edit(careful.edith, written, "Treffen um 11\n---\nMeeting at 11")
    changed = await careful.kept(1)
    assert (changed.text, changed.english) == ("Treffen um 11", "Meeting at 11")
    await edit(careful.edith, written, "Treffen um 12")
    changed = await careful.kept(1)
    assert (changed.text, changed.english) == ("Treffen um 12", "")


# Questions to colleagues.


@pytest.fixture
async def channel(talk: Talk) -> Talk:
    async with talk.database.begin() as unit:
        for topic in ("sprachmittlung", "kim"):
            channel = Address(platform=PlatformName.MATRIX, room=RoomId(f"!{topic}:example.org"))
            await unit.channels.put(channel, topic, talk.now)
    return talk


@pytest.mark.parametrize("topic", ["Sprachmittlung", "sprachmittlung", "1"])
async def test_a_topic_is_changed_and_the_preview_with_it(channel: Talk, topic: str) -> None:
    await write(channel, f"/frage {QUESTION}", "Trotzdem fragen")
    written = await write(channel, topic)
    await put(channel, "Anonym")
    (preview,) = edits(await edit(channel, written, "KIM"), "room")
    assert "(KIM)" in preview.text.replace("\\", "")
    assert labels(preview)[0] == "Absenden"
    assert "#A1" in read(await channel.say("Absenden"), "room")


async def test_a_topic_that_nobody_knows_changes_nothing(channel: Talk) -> None:
    written = await write(channel, f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung")
    await put(channel, "Anonym")
    assert "kenne ich nicht" in read(await edit(channel, written, "Raumfahrt"), "room")
    assert "#A1" in read(await channel.say("Absenden"), "room")


async def test_a_deleted_topic_is_asked_for_again(channel: Talk) -> None:
    written = await write(channel, f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung")
    await put(channel, "Anonym")
    (again,) = edits(await delete(channel, written), "room")
    assert "Zu welchem Thema" in again.text
    assert "Was sollen" in await channel.hear("KIM")


@pytest.mark.parametrize(("first", "then", "reads"), [("Anonym", "Nur mit Zentrum", "Bochum"), ("2", "3", "anonym")])
async def test_a_signature_is_changed_and_the_preview_with_it(channel: Talk, first: str, then: str, reads: str) -> None:
    await write(channel, "/zentrum", "Bochum", f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung")
    written = await write(channel, first)
    (preview,) = edits(await edit(channel, written, then), "room")
    assert reads in preview.text
    assert labels(preview)[0] == "Absenden"


async def test_a_deleted_centre_is_asked_for_again(channel: Talk) -> None:
    written = await write(
        channel, f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung", "Nur mit Zentrum", "Bochum"
    )
    (again,) = edits(await delete(channel, written), "room")
    assert "In welchem Zentrum" in again.text
    assert "Herne" in await channel.hear("Herne")


@pytest.mark.parametrize("words", [("Sprachmittlung", "Anonym"), ("Sprachmittlung", "Nur mit Zentrum", "Bochum")])
async def test_what_was_asked_says_so(channel: Talk, words: tuple[str, ...]) -> None:
    await write(channel, f"/frage {QUESTION}", "Trotzdem fragen")
    written = [await put(channel, each) for each in words]
    await put(channel, "Absenden")
    for each in written:
        assert "als #A1" in read(await edit(channel, each, "Herne"), "room")


async def test_a_question_that_is_changed_is_looked_up_anew(channel: Talk) -> None:
    written = await write(channel, "/frage Was ist Griffbereit?")
    (known,) = edits(await edit(channel, written, "/frage Was ist Rucksack?"), "room")
    assert any("Rucksack" in label for label in labels(known))
    assert "Thema" in await channel.hear("Trotzdem fragen")


async def test_a_text_that_was_no_question_is_put_right_by_an_edit(channel: Talk) -> None:
    written = await write(channel, "/frage", "!hallo")
    assert "Was ich dazu schon weiß" in read(await edit(channel, written, QUESTION), "room")


async def test_an_answer_is_changed_where_it_was_carried(channel: Talk) -> None:
    await write(channel, f"/frage {QUESTION}", "Trotzdem fragen", "Sprachmittlung", "Anonym", "Absenden")
    bela = Sender(platform=PlatformName.MATRIX, id="@bela:example.org")
    colleague = replace(
        channel, sender=bela, room="!sprachmittlung:example.org", platform=PlatformName.MATRIX, direct=False
    )
    written = await write(colleague, "/antworten 1", "Ja, wir")
    said = await edit(colleague, written, "Nein, wir nicht")
    assert "Nein, wir nicht" in read(said, "room")
    assert any(isinstance(each, Deletion) for each in await delete(colleague, written))


# What people say about themselves.


async def test_a_changed_centre_leaves_the_dialogue_that_began_since(office: Office) -> None:
    written = await write(office.edith, "/zentrum", "Bochum")
    await put(office.edith, "/ankuendigung neu")
    assert "Herne" in read(await edit(office.edith, written, "Herne"))
    await put(office.edith, "Guten Tag")
    assert (await office.kept(1)).text == "Guten Tag"


async def test_a_centre_that_was_replaced_since_stays_replaced(talk: Talk) -> None:
    first = await write(talk, "/zentrum", "Bochum")
    await write(talk, "/zentrum", "Herne")
    await edit(talk, first, "Unna")
    async with talk.database.begin() as unit:
        assert await unit.preferences.centre(talk.sender) == "centre/herne"


async def test_a_deleted_centre_stays_and_says_how_to_change_it(talk: Talk) -> None:
    written = await write(talk, "/zentrum", "Bochum")
    told = read(await delete(talk, written), "room")
    assert "Bochum" in told
    assert "</zentrum>" in told


async def test_a_place_that_is_none_asks_again_and_is_put_right_by_an_edit(talk: Talk) -> None:
    written = await write(talk, "/zentrum Raumfahrt")
    assert "Herne" in read(await edit(talk, written, "/zentrum Herne"), "room")
    async with talk.database.begin() as unit:
        assert await unit.preferences.centre(talk.sender) == "centre/herne"


# Drafts for the knowledge base.


@pytest.fixture
async def lesson(office: Office) -> Office:
    async with office.talk.database.begin() as unit:
        await unit.lessons.propose(1, "Titel", "Text", "kim", office.talk.now)
    return office


async def test_a_draft_for_the_knowledge_base_follows_its_author(lesson: Office) -> None:
    written = await write(lesson.edith, "/entwurf 1", "Ändern", "Neuer Titel\nNeuer Tekst")
    (shown,) = edits(await edit(lesson.edith, written, "Neuer Titel\nNeuer Text"))
    assert "Neuer Text" in shown.text
    assert labels(shown)[0] == "Freigeben"
    assert "Freigegeben" in await lesson.edith.hear("Freigeben")
    async with lesson.talk.database.begin() as unit:
        (entry,) = (await unit.records.load()).entries
    assert (entry.title, entry.text) == ("Neuer Titel", "Neuer Text")


async def test_a_wording_that_becomes_another_command_stays_as_it_was(lesson: Office) -> None:
    written = await write(lesson.edith, "/entwurf 1", "Ändern", "Neuer Titel\nNeuer Text")
    assert "schon übernommen" in read(await edit(lesson.edith, written, "/hilfe"))
    assert "Neuer Text" in await lesson.edith.hear("/entwurf 1")


async def test_a_deleted_text_brings_the_draft_for_the_knowledge_base_back(lesson: Office) -> None:
    await write(lesson.edith, "/entwurf 1", "Ändern", "Erster Titel\nErster Text")
    written = await write(lesson.edith, "Ändern", "Zweiter Text")
    (shown,) = edits(await delete(lesson.edith, written))
    assert "Erster Titel" in shown.text
    assert "Erster Text" in shown.text
    assert "Zweiter" not in shown.text


async def test_a_draft_for_the_knowledge_base_that_another_changed_since_stays(lesson: Office) -> None:
    written = await write(lesson.edith, "/entwurf 1", "Ändern", "Mein Text")
    await write(lesson.otto, "/entwurf 1 aendern", "Ottos Text")
    assert "inzwischen" in read(await edit(lesson.edith, written, "Meiner"))
    await delete(lesson.edith, written)
    assert "Ottos Text" in await lesson.edith.hear("/entwurf 1")


async def test_a_draft_for_the_knowledge_base_that_is_decided_stays(lesson: Office) -> None:
    written = await write(lesson.edith, "/entwurf 1", "Ändern", "Mein Text")
    await put(lesson.edith, "Freigeben")
    assert "gibt es nicht mehr" in read(await edit(lesson.edith, written, "Meiner"))
    assert "gibt es nicht mehr" in read(await delete(lesson.edith, written))


# Templates.


async def test_a_field_is_changed_while_others_are_asked_for(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}")
    day = await write(office.edith, "/ankuendigung vorlage treffen", "Montak")
    await edit(office.edith, day, "Montag")
    await put(office.edith, "Herne")
    assert (await office.kept(1)).text == "Am Montag in Herne"


async def test_a_field_is_changed_in_the_text_and_the_preview(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}, am {{tag}}!")
    day = await write(office.edith, "/ankuendigung vorlage treffen", "Montak")
    place = await write(office.edith, "Herne")
    await write(office.edith, "alle", "jetzt")
    (preview,) = edits(await edit(office.edith, day, "Montag"))
    assert "Am Montag in Herne, am Montag!" in preview.text.replace("\\", "")
    (preview,) = edits(await edit(office.edith, place, "Unna"))
    assert "Am Montag in Unna, am Montag!" in preview.text.replace("\\", "")


async def test_a_field_is_asked_for_again_when_it_is_deleted(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}")
    day = await write(office.edith, "/ankuendigung vorlage treffen", "Montag")
    await write(office.edith, "Herne", "alle", "jetzt")
    (again,) = edits(await delete(office.edith, day))
    assert again.text.startswith("tag?")
    preview = await office.edith.hear("Dienstag")
    assert "Am Dienstag in Herne" in preview
    assert "[Absenden]" in preview


async def test_fields_have_a_way_back(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}")
    await write(office.edith, "/ankuendigung vorlage treffen", "Montag")
    assert (await office.edith.hear("zurück")).startswith("tag?")
    await write(office.edith, "Dienstag", "Herne")
    assert (await office.kept(1)).text == "Am Dienstag in Herne"


async def test_fields_do_not_matter_any_more_for_a_text_that_was_written_anew(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}")
    day = await write(office.edith, "/ankuendigung vorlage treffen", "Montag")
    await write(office.edith, "Herne", "alle", "jetzt", "Text ändern", "Anders")
    assert "was du danach geschrieben hast" in read(await edit(office.edith, day, "Dienstag"))
    assert (await office.kept(1)).text == "Anders"


async def test_unfilled_fields_go_nowhere_and_are_gone_on_with(office: Office) -> None:
    await put(office.edith, "/vorlagen treffen\nAm {{tag}} in {{ort}}")
    await write(office.edith, "/ankuendigung vorlage treffen", "Montag", "/start")
    assert "[Damit weitermachen]" in await office.edith.hear("/ankuendigung")
    assert (await office.edith.hear("Damit weitermachen")).startswith("ort?")
    assert "Text" in await office.edith.hear("/ankuendigung 1 senden")
    assert (await office.kept(1)).state is AnnouncementState.DRAFT


# The first step of a dialogue has no step before it: the way back is the way out.


@pytest.mark.parametrize("begins", ["/antworten 1", "/ankuendigung neu", "/frage", "/zentrum"])
async def test_back_from_the_first_step_leaves(office: Office, begins: str) -> None:
    await put(office.edith, "Hallo")
    await office.edith.hear(begins)
    assert re.search("abgebrochen|abgesagt", await office.edith.hear("zurück"))
    assert copies(await office.until(SOON)) == []
