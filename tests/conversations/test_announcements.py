"""News of the office: subscribed to, written, approved, sent, answered, recalled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import (
    Address,
    Attachment,
    ChoiceTaken,
    EventId,
    MessageDeleted,
    MessageId,
    PlatformName,
    ReactionAdded,
    RemovedFromRoom,
    RoomId,
    Sender,
)
from handlers.core.messages import Deletion, Edit, Message
from handlers.exchange.model.exchange import Frequency
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.office import NOW, OTTO, Office, copies, plain
from tests.deliveries import claim_next


@pytest.fixture
def office(talk: Talk) -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False))


@pytest.fixture
def careful(talk: Talk) -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy())


async def test_nobody_gets_anything_without_having_subscribed(office: Office) -> None:
    await office.reader("bea", "Hallo")
    preview = await office.write("Neuigkeit")
    assert "Damit erreicht sie niemanden" in await office.edith.hear("/ankuendigung 1 senden")
    assert "das sind 0" in preview.replace("**", "")
    assert await office.until(NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Müller, Anna", "Hallo Anna,"),
        ("Dr. Anna Müller", "Hallo Anna,"),
        ("von Hagen, Prof. Dr. Ute", "Hallo Ute,"),
        ("Frau Müller", "Hallo zusammen,"),
        ("Herne", "Hallo zusammen,"),
        ("Märkischer Kreis", "Hallo zusammen,"),
        ("Kreis Unna – KI", "Hallo zusammen,"),
    ],
)
async def test_readers_are_greeted_by_their_first_name_or_together(office: Office, name: str, greeted: str) -> None:
    reader = await office.reader("anna", "Hallo")
    named = replace(reader, sender=replace(reader.sender, name=name))
    await named.say("/abo laki")
    await office.write("Hallo {vorname|zusammen}, morgen.")
    await office.edith.say("/ankuendigung 1 senden")
    (copy,) = copies(await office.until(NOW))
    assert copy.text.startswith(greeted)


async def test_from_the_first_word_to_the_report(office: Office) -> None:
    await office.reader("bea", "/zentrum Bochum", "/abo laki")
    await office.reader("cem", "/abo laki", platform=PlatformName.TELEGRAM)
    assert "Was willst du ankündigen" in await office.edith.hear("/ankuendigung")
    assert "[Alle]" in await office.edith.hear(
        "Hallo {vorname|zusammen}, **morgen** ist Treffen in {zentrum|der Zentrale}."
    )
    assert "[sofort]" in await office.edith.hear("Alle")
    preview = await office.edith.hear("sofort")
    assert "2 (Matrix 1, Telegram 1)" in preview
    assert "Hallo zusammen, **morgen** ist Treffen in der Zentrale." in preview
    assert "[Absenden]" in preview
    assert "Geplant" in await office.edith.hear("Absenden")
    said = await office.until(NOW)
    begun, *_ = said
    assert isinstance(begun, Message)
    assert "0 von 2" in begun.text
    texts = {message.address.platform: plain(message.text) for message in copies(said)}
    assert texts[PlatformName.MATRIX].startswith(
        "Hallo Bea, **morgen** ist Treffen in Kommunales Integrationszentrum Bochum."
    )
    assert texts[PlatformName.TELEGRAM].startswith("Hallo Cem, **morgen** ist Treffen in der Zentrale.")
    assert all("/abo" in text and "/stopp" in text for text in texts.values())
    report = said[-1]
    assert isinstance(report, Message)
    assert "Empfänger*innen: 2" in report.text
    assert "Angekommen: 2" in report.text
    assert (await office.kept(1)).state is AnnouncementState.FINISHED
    assert await office.until(NOW + timedelta(days=3)) == []


async def test_a_person_with_two_accounts_gets_it_once_where_they_prefer(office: Office) -> None:
    bea = await office.reader("bea", "/abo laki")
    office.talk.now += timedelta(minutes=1)
    phone = await office.reader("bea2", "/abo laki", platform=PlatformName.TELEGRAM)
    (code,) = await bea.say("/verbinden")
    _, question = await phone.say(code.text.split("`")[1])
    await bea.say(question.choices[0].says)
    await office.write("Eins")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    assert copy.address.platform is PlatformName.TELEGRAM
    bea.now = NOW + timedelta(minutes=2)
    await bea.say("/abo hier")
    await office.write("Zwei")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW + timedelta(minutes=1)))
    assert copy.address.platform is PlatformName.MATRIX


async def test_stop_ends_all_at_once_and_start_resumes(office: Office) -> None:
    bea = await office.reader("bea", "/abo laki", "/abo kim", "/abonnieren kim sofort")
    await office.reader("cem")
    await office.write("Morgen mehr", at="morgen 9 Uhr")
    await office.edith.say("Absenden")
    (confirmed,) = await bea.say("/stopp")
    assert "nichts mehr" in confirmed.text
    later = NOW + timedelta(days=1)
    assert [copy.address.room for copy in copies(await office.until(later))] == ["!cem:example.org"]
    assert (await office.edith.hear("/ankuendigung 1 bericht")).count("abbestellt: 1") == 1
    async with office.talk.database.begin() as unit:
        assert await unit.subscriptions.due(later, 10) == []
    assert "Willkommen zurück" in (await bea.say("/start"))[0].text
    shown = await bea.hear("/abo")
    assert "☑ Ankündigungen von LaKI" in shown
    assert "☑ Kommunales Integrationsmanagement (KIM)" in shown


async def test_what_waits_is_not_sent_after_stop(office: Office) -> None:
    bea = await office.reader("bea")
    await office.write("Eilig")
    await office.edith.say("Absenden")
    sent = await office.until(NOW, arrives=False)
    (copy,) = copies(sent)
    assert copy.id is not None
    await bea.say("/stopp")
    announcement = await office.kept(1)
    async with office.talk.database.begin() as unit:
        assert await claim_next(unit, (copy.address.platform, copy.address.room), NOW) is None
        counts = await unit.announcements.count_copies(announcement)
    assert counts.reasons == {("skipped", "stopped"): 1}


async def test_audiences_reach_whom_they_name(office: Office) -> None:
    await office.reader("bea", "/zentrum Bochum", "/abo laki", "/abo kim")
    await office.reader("cem", "/zentrum Köln", "/abo laki")
    await office.reader("dora", "/zentrum Bochum", "/abo kim", platform=PlatformName.TELEGRAM)
    await office.reader("emil", "/abo laki", "/sprache en", platform=PlatformName.TELEGRAM)

    async def reached(expression: str) -> str:
        preview = (await office.edith.hear(f"/ankuendigung 1 an {expression}")).replace("**", "")
        return preview.partition("das sind ")[2].partition("\n")[0]

    await office.write("Worum es geht")
    assert await reached("alle") == "3 (Matrix 2, Telegram 1)"
    assert await reached("regierungsbezirk:Arnsberg") == "1 (Matrix 1)"
    assert await reached("regierungsbezirk:Arnsberg thema:kim") == "2 (Matrix 1, Telegram 1)"
    assert await reached("zentrum:köln oder thema:kim") == "3 (Matrix 2, Telegram 1)"
    assert await reached("nicht regierungsbezirk:Arnsberg") == "2 (Matrix 1, Telegram 1)"
    assert await reached("sprache:en") == "1 (Telegram 1)"
    assert await reached("sprache:de und nicht zentrum:bochum") == "1 (Matrix 1)"
    assert await reached("plattform:telegram thema:kim") == "1 (Telegram 1)"
    assert await reached("rolle:redaktion") == "0 (niemand)"
    assert "Meinst du „Arnsberg“?" in await office.edith.hear("/ankuendigung 1 an regierungsbezirk:Arnsbreg")


async def test_rooms_are_subscribed_by_whom_invited_lotse(office: Office) -> None:
    room = Address(platform=PlatformName.MATRIX, room=RoomId("!room:example.org"))
    async with office.talk.database.begin() as unit:
        await unit.rooms.note_invitation(room, "@ina:example.org", NOW)
    ina = Sender(platform=PlatformName.MATRIX, id="@ina:example.org")
    group = replace(office.talk, direct=False, room=room.room, platform=PlatformName.MATRIX)
    assert "eingeladen hat" in await replace(group, sender=replace(ina, id="@joe:example.org")).hear("/abo laki")
    await replace(group, sender=ina).say("/abo laki")
    await office.write("An alle Räume")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    assert copy.address == room
    assert copy.mention is None
    assert "</stopp>" in copy.text
    gone = RemovedFromRoom(id=EventId("gone"), at=NOW, address=room, sender=ina, banned=False, room_name="")
    await office.talk.happens(gone)
    async with office.talk.database.begin() as unit:
        await unit.rooms.reopen(room.platform, [room.room])
        assert await unit.readers.at(room) is None


async def test_english_readers_read_english(office: Office) -> None:
    await office.reader("emil", "/sprache en", "/abo laki")
    await office.reader("bea")
    await office.write("Guten Tag")
    assert "Und auf Englisch" in await office.edith.hear("/ankuendigung 1 englisch Good day")
    await office.edith.say("/ankuendigung 1 senden")
    texts = {copy.address.room: copy.text for copy in copies(await office.until(NOW))}
    assert texts[RoomId("!emil:example.org")].startswith("Good day")
    assert texts[RoomId("!bea:example.org")].startswith("Guten Tag")


async def test_four_eyes(careful: Office) -> None:
    await careful.reader("bea")
    await careful.otto.say("Hallo")
    await careful.write("Wichtig")
    waiting, offered = await careful.edith.say("Absenden")
    assert "zur Freigabe vor" in waiting.text
    assert offered.mention == OTTO
    assert "Wichtig" in offered.text
    await careful.otto.sent(offered)
    assert "zweite Person" in await careful.edith.hear("/ankuendigung 1 freigeben")
    assert await careful.until(NOW) == []
    # A late subscriber is not on the list that was approved.
    await careful.reader("cem")
    approved, told = await careful.otto.say("Freigeben")
    assert "Geplant" in approved.text
    assert told.mention == EDITOR
    assert [copy.address.room for copy in copies(await careful.until(NOW))] == ["!bea:example.org"]


async def test_a_sign_under_the_preview_approves(careful: Office) -> None:
    await careful.reader("bea")
    await careful.otto.say("Hallo")
    await careful.write("Wichtig")
    _, offered = await careful.edith.say("Absenden")
    message = await careful.otto.sent(offered)

    def sign(sender: Sender) -> ReactionAdded:
        return ReactionAdded(
            id=EventId(f"sign-{sender.id}"), at=NOW, address=offered.address, sender=sender, message=message, key="✅️"
        )

    assert await careful.talk.happens(sign(Sender(platform=PlatformName.CONSOLE, id="anna"))) == []
    assert len(await careful.talk.happens(sign(OTTO))) == 2
    assert (await careful.kept(1)).state is AnnouncementState.SCHEDULED


async def test_a_change_needs_approval_again(careful: Office) -> None:
    await careful.reader("bea")
    await careful.otto.say("Hallo")
    await careful.write("Wichtig", at="morgen 9 Uhr")
    _, offered = await careful.edith.say("Absenden")
    await careful.otto.sent(offered)
    await careful.edith.say("/ankuendigung 1 text Ganz anders")
    await careful.edith.say("/ankuendigung 1 senden")
    assert "inzwischen geändert" in await careful.otto.hear(offered.choices[0].says)
    assert (await careful.kept(1)).state is AnnouncementState.WAITING
    await careful.otto.say("/ankuendigung 1 freigeben")
    await careful.edith.say("/ankuendigung 1 text Noch einmal anders")
    assert (await careful.kept(1)).state is AnnouncementState.DRAFT
    assert await careful.until(NOW + timedelta(days=2)) == []


async def test_it_is_sent_back_with_a_word(careful: Office) -> None:
    await careful.reader("bea")
    await careful.otto.say("Hallo")
    await careful.write("Wichtig")
    await careful.edith.say("Absenden")
    _, told = await careful.otto.say("/ankuendigung 1 zurueckgeben Datum fehlt")
    assert "Datum fehlt" in told.text
    assert (await careful.kept(1)).state is AnnouncementState.DRAFT


async def test_quiet_hours_hold_back_what_is_not_urgent(office: Office) -> None:
    await office.reader("bea")
    preview = await office.write("Spät", at="Fr 22 Uhr")
    assert "sie geht erst Mo, 30.11.2026, 07:00 Uhr hinaus" in preview
    await office.edith.say("Absenden")
    assert await office.until(datetime(2026, 11, 27, 21, tzinfo=UTC)) == []
    assert copies(await office.until(datetime(2026, 11, 30, 6, tzinfo=UTC)))
    await office.write("Eilt", at="Fr 22 Uhr")
    assert "Ruhezeit; sie" not in await office.edith.hear("/ankuendigung 2 dringend")
    await office.edith.say("/ankuendigung 2 senden")
    assert copies(await office.until(datetime(2026, 12, 4, 21, tzinfo=UTC)))


async def test_what_missed_its_hour_is_sent_or_asked_about(office: Office) -> None:
    await office.reader("bea")
    await office.write("Eins", at="morgen 7 Uhr")
    await office.edith.say("Absenden")
    assert copies(await office.until(datetime(2026, 11, 24, 18, tzinfo=UTC)))
    await office.write("Zwei", at="morgen 7 Uhr")
    await office.edith.say("Absenden")
    (asked,) = await office.until(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert isinstance(asked, Message)
    assert "Mi, 25.11.2026, 07:00 Uhr" in plain(asked.text)
    assert "geht jetzt hinaus" in await office.edith.hear("Jetzt senden")
    assert copies(await office.until(datetime(2026, 11, 26, 9, tzinfo=UTC)))


async def test_a_series_comes_again_and_again(office: Office) -> None:
    await office.reader("bea")
    preview = await office.write("Sprechstunde", at="jeden ersten Freitag 9 Uhr, an Feiertagen am nächsten Werktag")
    assert "Fr, 04.12.2026, 09:00 Uhr; Mo, 04.01.2027, 09:00 Uhr (statt Fr, 01.01.2027, Neujahr); Fr, " in preview
    await office.edith.say("Absenden")
    assert len(copies(await office.until(datetime(2026, 12, 4, 8, tzinfo=UTC)))) == 1
    await office.until(datetime(2026, 12, 4, 9, tzinfo=UTC))
    await office.reader("cem")
    assert await office.until(datetime(2027, 1, 1, 9, tzinfo=UTC)) == []
    assert len(copies(await office.until(datetime(2027, 1, 4, 8, tzinfo=UTC)))) == 2
    # After a long silence only what came last is asked about.
    asked = [each for each in await office.until(datetime(2027, 4, 20, 8, tzinfo=UTC)) if isinstance(each, Message)]
    assert [plain(each.text).partition(",")[0] for each in asked if each.choices] != []
    assert "Absagen" in (await office.edith.hear("/ankuendigung 1"))
    await office.edith.say("/ankuendigung 1 abbrechen")
    assert (await office.kept(1)).state is AnnouncementState.CANCELLED


async def test_a_series_shows_its_rule_and_dates_wherever_it_is_shown(office: Office) -> None:
    await office.reader("bea")
    preview = await office.write("Sprechstunde", at="sonntags 9 Uhr")
    quiet = "So, 29.11.2026, 09:00 Uhr (wegen der Ruhezeit erst Mo, 30.11.2026, 07:00 Uhr)"
    assert "Wann: **jeden Sonntag, 09:00 Uhr**" in preview
    assert f"Die nächsten Termine: {quiet}; So, 06.12.2026" in preview
    await office.edith.say("Absenden")
    assert f"jeden Sonntag, 09:00 Uhr (das nächste Mal {quiet})" in await office.edith.hear("/kalender")
    await office.edith.say("/ankuendigung 1 dringend")
    assert "Ruhezeit erst" not in await office.edith.hear("/kalender")


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("Mi 1.12. 9 Uhr", "Meinst du „Di, 01.12.2026, 09:00 Uhr“ oder „Mi, 02.12.2026, 09:00 Uhr“?"),
        ("jeden zweiten Montag 9 Uhr", "Das kann zweierlei heißen."),
        ("alle 10 Minuten", "Öfter als einmal in der Stunde geht nicht."),
        ("FREQ=DAILY;UNTIL=20200101", "Nach dieser Regel kommt kein Termin."),
        ("gestern", "Dieser Zeitpunkt ist schon vorbei."),
    ],
)
async def test_a_time_that_is_refused_says_why_and_asks_again(office: Office, at: str, sentence: str) -> None:
    await office.reader("bea")
    await office.write("Sprechstunde")
    await office.edith.say("/ankuendigung 1 wann")
    assert sentence in await office.edith.hear(at)
    assert "Di, 01.12.2026, 09:00 Uhr" in await office.edith.hear("Di, 01.12.2026, 09:00 Uhr")


async def test_pause_resume_and_cancel_the_rest(office: Office) -> None:
    for name in ("bea", "cem", "dora"):
        await office.reader(name)
    await office.write("Viele")
    await office.edith.say("Absenden")
    written = await office.until(NOW, arrives=False)
    first, second, third = copies(written)
    await office.talk.arrives(first)
    assert "Noch offen: 2" in await office.edith.hear("/ankuendigung 1 pause")
    async with office.talk.database.begin() as unit:
        assert await claim_next(unit, (second.address.platform, second.address.room), NOW) is None
    await office.edith.say("/ankuendigung 1 weiter")
    await office.talk.arrives(second)
    report = await office.edith.hear("/ankuendigung 1 abbrechen")
    assert "Angekommen: 2" in report
    assert "abgesagt: 1" in report
    async with office.talk.database.begin() as unit:
        assert await claim_next(unit, (third.address.platform, third.address.room), NOW) is None


async def test_edited_and_recalled_everywhere(office: Office) -> None:
    await office.reader("bea")
    await office.reader("cem")
    await office.write("Treffen um 9")
    await office.edith.say("Absenden")
    await office.until(NOW)
    await office.until(NOW + timedelta(seconds=5))
    await office.edith.say("/ankuendigung 1 aendern Treffen um 10")
    said = await office.until(NOW + timedelta(seconds=6))
    edits = [each for each in said if isinstance(each, Edit)]
    assert [edit.message.text.startswith("Treffen um 10") for edit in edits if edit.message.announcement] == [
        True,
        True,
    ]
    report = said[-1]
    assert isinstance(report, Message)
    assert "geändert" in report.text
    assert "überall löschen" in await office.edith.hear("/ankuendigung 1 zurueckrufen")
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    deletions = [each for each in await office.until(NOW + timedelta(seconds=13)) if isinstance(each, Deletion)]
    assert len(deletions) == 2
    await office.until(NOW + timedelta(seconds=20))
    assert (await office.kept(1)).state is AnnouncementState.RECALLED


async def test_a_reply_that_says_stop_is_none_to_the_editors(talk: Talk) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False))
    bea = await office.reader("bea")
    await office.write("Wer kommt?")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    (told,) = await bea.to(replace(bea.received("Stopp!"), reply_to=bea.message(copy)))
    assert "ab jetzt kommt nichts mehr von mir" in told.text


async def test_replies_go_to_the_editors_and_answers_come_back(talk: Talk) -> None:
    talk.now = NOW
    desk = Address(platform=PlatformName.MATRIX, room=RoomId("!desk:example.org"))
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=desk))
    bea = await office.reader("bea", "/zentrum Bochum", "/abo laki")
    await office.write("Wer kommt?")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    said = await bea.happens(replace(bea.received("Ich komme"), reply_to=bea.message(copy)))
    carried, told = [each for each in said if isinstance(each, Message)]
    assert carried.address == desk
    assert "Bea (Kommunales Integrationszentrum Bochum)" in plain(carried.text)
    assert "Ich komme" in carried.text
    assert "bei der Redaktion" in told.text
    await talk.delivered(carried)
    again = await bea.happens(replace(bea.received("Zu zweit"), reply_to=bea.message(copy)))
    (second,) = [each for each in again if isinstance(each, Message)]
    assert second.under == carried.id
    await talk.delivered(second)
    otto = replace(office.otto, room=desk.room, platform=PlatformName.MATRIX, direct=False)
    (answer,) = await otto.to(replace(otto.received("Schön!", addressed=False), reply_to=bea.message(second)))
    assert answer.address.room == "!bea:example.org"
    assert "Schön!" in plain(answer.text)
    await talk.delivered(answer)
    (once_more,) = await bea.to(replace(bea.received("Wann genau?"), reply_to=bea.message(answer)))
    assert once_more.address == desk
    assert once_more.under == carried.id
    report = await office.edith.hear("/ankuendigung 1 bericht")
    assert "Antworten: 1" in report


async def test_receipts_count_by_centre_and_the_missing_are_reminded(office: Office) -> None:
    bea = await office.reader("bea", "/zentrum Bochum", "/abo laki")
    await office.reader("bert", "/zentrum Bochum", "/abo laki")
    await office.reader("cem", "/zentrum Köln", "/abo laki")
    await office.write("Bitte lesen")
    await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    sent = {copy.address.room: copy for copy in copies(await office.until(NOW))}
    copy = sent[bea.address.room]
    assert [choice.label for choice in copy.choices] == ["Gelesen ✅"]
    pressed = ChoiceTaken(
        id=EventId("pressed"),
        at=NOW,
        address=copy.address,
        sender=bea.sender,
        message=bea.message(copy),
        number=1,
        direct=True,
    )
    (thanks,) = await bea.happens(pressed)
    assert isinstance(thanks, Message)
    assert "notiert" in thanks.text
    assert await bea.happens(replace(pressed, id=EventId("again"))) == []
    report = plain(await office.edith.hear("/ankuendigung 1 bericht"))
    assert "Gelesen: Bochum (1)" in report
    assert "Es fehlen: Köln (1)" in report
    assert "erinnert 1" in (await office.edith.hear("/ankuendigung 1 erinnern")).replace("**", "")
    (reminder,) = copies(await office.until(NOW + timedelta(seconds=1)))
    assert reminder.address.room == "!cem:example.org"
    assert "Erinnerung" in reminder.text


async def test_who_has_no_centre_is_reminded_unless_they_acknowledged_with_any_account(office: Office) -> None:
    bea, _ = await office.reader("bea"), await office.reader("cem")
    phone = await office.reader("bea2", platform=PlatformName.TELEGRAM)
    await phone.say("/stopp")
    await office.write("Bitte lesen")
    await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    assert len(copies(await office.until(NOW))) == 2
    await bea.happens(bea.received("/ankuendigung 1 gelesen"))
    async with office.talk.database.begin() as unit:
        await unit.people.join(phone.sender, bea.sender)
    report = plain(await office.edith.hear("/ankuendigung 1 bericht"))
    assert "ohne Zentrum (1)" in report
    assert "erinnert 1" in (await office.edith.hear("/ankuendigung 1 erinnern")).replace("**", "")
    (reminder,) = copies(await office.until(NOW + timedelta(seconds=1)))
    assert reminder.address.room == "!cem:example.org"
    assert "Aus deinem Zentrum" not in reminder.text


async def test_two_accounts_of_one_person_acknowledge_once(office: Office) -> None:
    bea = await office.reader("bea", "/zentrum Bochum", "/abo laki")
    phone = await office.reader("bea2", "/zentrum Bochum", "/abo laki", platform=PlatformName.TELEGRAM)
    await office.write("Bitte lesen")
    await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    await office.until(NOW)
    for each in (bea, phone):
        await each.happens(each.received("/ankuendigung 1 gelesen"))
    assert "Gelesen: Bochum (2)" in plain(await office.edith.hear("/ankuendigung 1 bericht"))
    async with office.talk.database.begin() as unit:
        await unit.people.join(phone.sender, bea.sender)
    assert "Gelesen: Bochum (1)" in plain(await office.edith.hear("/ankuendigung 1 bericht"))


def rules_of(office: Office, *, four_eyes: bool | None) -> None:
    for each in (office.talk, office.edith, office.otto):
        each.announcement_policy = replace(each.announcement_policy, four_eyes=four_eyes)


@pytest.mark.parametrize("joined", [False, True])
async def test_two_accounts_of_one_person_are_not_two_editors(office: Office, *, joined: bool) -> None:
    rules_of(office, four_eyes=None)
    await office.reader("bea")
    if joined:
        async with office.talk.database.begin() as unit:
            await unit.people.join(EDITOR, OTTO)
    await office.write("Eins")
    assert ("geplant" in plain(await office.edith.hear("Absenden")).casefold()) is joined
    assert len(copies(await office.until(NOW))) == int(joined)


async def test_a_person_with_two_accounts_is_offered_an_approval_once(office: Office) -> None:
    rules_of(office, four_eyes=True)
    await office.reader("bea")
    other = Sender(platform=PlatformName.TELEGRAM, id="99")
    office.talk.editors = office.edith.editors = office.otto.editors = (EDITOR, OTTO, other)
    async with office.talk.database.begin() as unit:
        await unit.people.join(OTTO, other)
    phone = replace(office.otto, sender=other, room="99", platform=PlatformName.TELEGRAM)
    for each in (office.otto, phone):
        await each.say("Hallo")
    await office.write("Eins")
    _, *asked = await office.edith.say("Absenden")
    assert [each.address.room for each in asked] == ["otto"]


async def test_separating_an_account_does_not_make_another_editor_of_it(office: Office) -> None:
    rules_of(office, four_eyes=True)
    await office.reader("bea")
    other = Sender(platform=PlatformName.TELEGRAM, id="99")
    phone = replace(office.edith, sender=other, room="99", platform=PlatformName.TELEGRAM)
    async with office.talk.database.begin() as unit:
        await unit.people.join(EDITOR, other)
    for each in ("/ankuendigung neu", "Eins", "alle", "jetzt", "Absenden"):
        await phone.say(each)
    assert "zweite Person" in await office.edith.hear("/ankuendigung 1 freigeben")
    await phone.say("/trennen")
    assert "nicht mehr zur Redaktion" in await office.edith.hear("/ankuendigung 1 freigeben")
    assert copies(await office.until(NOW)) == []


@pytest.mark.parametrize("said", ["/abo laki", "/start", "/abo hier"])
async def test_what_was_stopped_with_one_account_is_resumed_with_the_other(office: Office, said: str) -> None:
    bea = await office.reader("bea", "/abo laki", "/abo kim")
    other = Sender(platform=PlatformName.TELEGRAM, id="99")
    phone = replace(bea, sender=other, room="99", platform=PlatformName.TELEGRAM)
    async with office.talk.database.begin() as unit:
        await unit.people.join(bea.sender, other)
    await phone.say("/abonnieren kim sofort")
    await bea.say("/stopp")
    async with office.talk.database.begin() as unit:
        assert await unit.subscriptions.of_topic("kim", Frequency.NOW) == []
    assert "alles gestoppt" in await phone.hear("/abo")
    assert "alles gestoppt" in await bea.hear("/abo")
    await phone.say(said)
    for each in (bea, phone):
        shown = await each.hear("/abo")
        assert "☑ Ankündigungen von LaKI" in shown
        assert "☑ Kommunales Integrationsmanagement (KIM)" in shown
        assert "Hier kommen an" in shown
    async with office.talk.database.begin() as unit:
        assert len(await unit.subscriptions.of_topic("kim", Frequency.NOW)) == 1


async def test_of_a_series_too_only_the_missing_are_reminded(office: Office) -> None:
    bea = await office.reader("bea", "/zentrum Bochum", "/abo laki")
    await office.reader("cem", "/zentrum Köln", "/abo laki")
    await office.write("Bitte lesen", at="jeden Montag 11 Uhr")
    await office.edith.say("/ankuendigung 1 bestaetigung")
    await office.edith.say("/ankuendigung 1 senden")
    assert len(copies(await office.until(NOW + timedelta(hours=1)))) == 2
    await bea.happens(bea.received("/ankuendigung 2 gelesen"))
    await office.edith.say("/ankuendigung 2 erinnern")
    (reminder,) = copies(await office.until(NOW + timedelta(hours=1, seconds=1)))
    assert reminder.address.room == "!cem:example.org"


async def test_templates_ask_for_their_fields(office: Office) -> None:
    await office.reader("bea")
    await office.edith.say("/vorlagen treffen\nTreffen am {{tag}} in {{ort}}, {vorname|zusammen}!")
    assert "[treffen]" in await office.edith.hear("/vorlagen")
    assert "tag?" in await office.edith.hear("/ankuendigung vorlage treffen")
    assert "ort?" in await office.edith.hear("3. Dezember")
    await office.edith.say("Unna")
    await office.edith.say("alle")
    assert "Treffen am 3. Dezember in Unna, zusammen!" in plain(await office.edith.hear("jetzt"))


async def test_overlapping_announcements_draw_a_hint(office: Office) -> None:
    await office.reader("bea")
    await office.write("Eins", at="morgen 9 Uhr")
    await office.edith.say("Absenden")
    assert "geht Ankündigung 1" in plain(await office.write("Zwei", at="morgen 9:20"))
    assert "geht Ankündigung 1" not in plain(await office.edith.hear("/ankuendigung 2 zeit morgen 10 Uhr"))
    calendar = await office.edith.hear("/kalender")
    assert "Di, 24.11.2026, 09:00 Uhr" in calendar
    assert "Eins" in calendar


async def test_files_go_along(office: Office) -> None:
    await office.reader("bea")
    flyer = Attachment(
        platform=PlatformName.MATRIX,
        name="flyer.pdf",
        media_type="application/pdf",
        size=10,
        source={"url": "mxc://a/b"},
    )
    await office.edith.say("/ankuendigung neu")
    await office.edith.to(replace(office.edith.received(""), attachment=flyer))
    await office.edith.say("Mit Flyer")
    await office.edith.say("alle")
    *_, preview = await office.edith.say("jetzt")
    assert "flyer.pdf" in plain(preview.text)
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    assert copy.text.startswith("Mit Flyer")
    assert copy.attachment == flyer


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("/ankuendigung 99", "gibt es nicht"),
        ("/ankuendigung quatsch", "So geht es"),
        ("/ankuendigung 1 quatsch", "So geht es"),
        ("/ankuendigung 1 zeit irgendwann", "verstehe ich nicht"),
        ("/ankuendigung 1 zeit gestern", "schon vorbei"),
        ("/ankuendigung 1 zeit 31.2. 9 Uhr", "gibt es nicht"),
        ("/ankuendigung 1 zeit heute 7 Uhr", "schon vorbei"),
        ("/ankuendigung 1 text Hallo {name}", "kenne ich nicht"),
        ("/ankuendigung 1 pause", "nicht unterwegs"),
        ("/ankuendigung 1 weiter", "nicht angehalten"),
        ("/ankuendigung 1 erinnern", "bittet nicht"),
        ("/ankuendigung 1 zurueckrufen ja", "nichts zurückzurufen"),
        ("/ankuendigung vorlage fehlt", "gibt es nicht"),
        ("/abo quatsch", "kenne ich nicht"),
    ],
)
async def test_bad_input_gets_one_clear_sentence(office: Office, said: str, answered: str) -> None:
    await office.write("Hallo")
    assert answered in await office.edith.hear(said)
    assert (await office.kept(1)).text == "Hallo"


async def test_only_editors_announce(office: Office) -> None:
    bea = await office.reader("bea")
    await office.write("Hallo")
    for said in ("/ankuendigung", "/ankuendigung 1", "/ankuendigung 1 senden", "/kalender", "/vorlagen"):
        assert "Redaktion vorbehalten" in await bea.hear(said)
    assert (await office.kept(1)).state is AnnouncementState.DRAFT
    assert "Direktchat" in await replace(office.edith, direct=False).hear("/ankuendigung")


async def test_a_change_that_is_sent_back_leaves_the_copies_as_they_are(careful: Office) -> None:
    await careful.reader("bea")
    for editor in (careful.edith, careful.otto):
        await editor.say("Hallo")
    await careful.write("Treffen um 9")
    await careful.edith.say("Absenden")
    await careful.otto.say("/ankuendigung 1 freigeben")
    await careful.until(NOW)
    await careful.edith.say("/ankuendigung 1 aendern Treffen um 10")
    await careful.otto.say("/ankuendigung 1 zurueckgeben Doch um 9")
    back = await careful.kept(1)
    assert (back.text, back.state) == ("Treffen um 9", AnnouncementState.FINISHED)
    assert await careful.until(NOW) == []
    await careful.edith.say("/ankuendigung 1 aendern Treffen um 11")
    await careful.otto.say("/ankuendigung 1 freigeben")
    (edit,) = [each for each in await careful.until(NOW) if isinstance(each, Edit) and each.message.announcement]
    assert edit.message.text.startswith("Treffen um 11")


async def test_a_sign_that_is_taken_back_counts_no_more(office: Office) -> None:
    bea = await office.reader("bea")
    await office.write("Hallo")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    sign = ReactionAdded(
        id=EventId("$sign"), at=NOW, address=bea.address, sender=bea.sender, message=bea.message(copy), key="🎉"
    )
    await bea.happens(sign)
    assert "Reaktionen: 1" in plain(await office.edith.hear("/ankuendigung 1 bericht"))
    gone = MessageDeleted(
        id=EventId("$gone"), at=NOW, address=bea.address, sender=bea.sender, message=MessageId("$sign")
    )
    await bea.happens(gone)
    assert "Reaktionen" not in plain(await office.edith.hear("/ankuendigung 1 bericht"))


async def test_what_is_left_at_night_waits_for_the_day(office: Office) -> None:
    await office.reader("bea")
    await office.write("Hallo", at="heute 19:59")
    await office.edith.say("Absenden")

    for hours, state in ((9.99, "pending"), (10.01, "paused"), (20, "paused"), (21, "pending")):
        await office.until(NOW + timedelta(hours=hours), arrives=False)
        assert await office.states(1) == {state: 1}


async def test_files_that_nobody_needs_are_deleted(office: Office) -> None:
    async with office.talk.database.begin() as unit:
        used, unused = [await unit.files.put(name, "text/plain", b"x", NOW) for name in ("a.txt", "b.txt")]
        await unit.announcements.add(Announcement(text="Hallo", attachments=(used,), created_at=NOW))
    async with office.talk.database.begin() as unit:
        assert await unit.files.delete_unused(NOW, 10) == 0, "they are not old"
        assert await unit.files.delete_unused(NOW + timedelta(seconds=1), 10) == 1
        assert await unit.files.content(used) == b"x"
        assert await unit.files.content(unused) is None


async def test_the_preview_tells_where_it_takes_several_messages(office: Office) -> None:
    office.edith.in_messages = lambda message: 2 if message.address.platform is PlatformName.TELEGRAM else 1
    await office.reader("bea")
    await office.reader("cem", platform=PlatformName.TELEGRAM)
    preview = await office.write("Lang")
    assert "Auf Telegram in 2 Nachrichten" in preview
    assert "Auf Matrix" not in preview


@pytest.mark.parametrize(
    ("first", "days", "hours"),
    [
        (datetime(2026, 10, 23, 12, tzinfo=UTC), ["24.10.", "25.10.", "26.10."], ["02:30", "02:30", "02:30"]),
        (datetime(2027, 3, 26, 12, tzinfo=UTC), ["27.03.", "28.03.", "29.03."], ["02:30", "03:00", "02:30"]),
        (datetime(2028, 2, 27, 12, tzinfo=UTC), ["28.02.", "29.02.", "01.03."], ["02:30", "02:30", "02:30"]),
    ],
)
async def test_a_series_comes_once_a_night(office: Office, first: datetime, days: list[str], hours: list[str]) -> None:
    """Over both clock changes and a leap day, looked at every ten minutes."""
    office.talk.now = office.edith.now = first
    await office.reader("bea")
    await office.write("Guten Morgen", at="täglich 2:30 Uhr")
    await office.edith.say("/ankuendigung 1 dringend")
    await office.edith.say("Absenden")
    sent = []
    for minutes in range(0, 3 * 24 * 60, 10):
        now = first + timedelta(minutes=minutes)
        sent += [now.astimezone(ZoneInfo("Europe/Berlin"))] * len(copies(await office.until(now)))
    assert [f"{at:%d.%m.}" for at in sent] == days
    assert [f"{at:%H:%M}" for at in sent] == hours
