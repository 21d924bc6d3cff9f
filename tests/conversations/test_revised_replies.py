"""Replies to announcements, the editors' answers and receipts in words: each follows what becomes of its message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.jobs.retention import RetentionJob
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import (
    Address,
    Attachment,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing
from handlers.core.retention import Retention
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies, plain

DESK = Address(platform=PlatformName.MATRIX, room=RoomId("!desk:example.org"))
FLYER = Attachment(platform=PlatformName.MATRIX, name="flyer.pdf", media_type="application/pdf", size=9, source={})
_NUMBERS = count(1)


def edit_of(said: MessageReceived, text: str, **changed: object) -> MessageEdited:
    """As a platform tells it: addressed in a direct chat, and without what it replies to."""
    edited = MessageEdited(
        id=EventId(f"edit-{next(_NUMBERS)}"),
        at=said.at,
        address=replace(said.address, thread=None),
        sender=said.sender,
        message=said.message,
        text=text,
        direct=said.direct,
        addressed=said.direct,
    )
    return replace(edited, **changed)  # type: ignore[arg-type]


def deletion_of(said: MessageReceived, by: Sender | None = None) -> MessageDeleted:
    return MessageDeleted(
        id=EventId(f"deletion-{next(_NUMBERS)}"),
        at=said.at,
        address=said.address,
        sender=by or said.sender,
        message=said.message,
    )


def texts(said: Sequence[Outgoing]) -> list[str]:
    """What is now read, and where."""
    return [f"{each.message.address.room}: {plain(each.message.text)}" for each in said if isinstance(each, Edit)]


class Exchanged:
    """An announcement that Bea has replied to, and that Otto has answered in the editors' room."""

    def __init__(self, office: Office, bea: Talk) -> None:
        self.office = office
        self.bea = bea
        otto = Sender(platform=PlatformName.MATRIX, id="@otto:example.org")
        self.otto = replace(office.otto, sender=otto, room=DESK.room, platform=PlatformName.MATRIX, direct=False)

    async def announce(self, text: str = "Wer kommt?", *, receipt: bool = False) -> Message:
        await self.office.write(text)
        if receipt:
            await self.office.edith.say("/ankuendigung 1 bestaetigung")
        await self.office.edith.say("/ankuendigung 1 senden")
        return next(each for each in copies(await self.office.until(NOW)) if each.address == self.bea.address)

    async def bea_replies(self, text: str, to: Message, **content: object) -> tuple[MessageReceived, list[Message]]:
        return await self._says(self.bea, text, to, **content)

    async def otto_answers(self, text: str, to: Message, **content: object) -> tuple[MessageReceived, list[Message]]:
        return await self._says(self.otto, text, to, **content)

    async def _says(
        self, who: Talk, text: str, to: Message, **content: object
    ) -> tuple[MessageReceived, list[Message]]:
        said = replace(who.received(text, addressed=who.direct), reply_to=who.message(to), **content)  # type: ignore[arg-type]
        carried = await who.to(said)
        for each in carried:
            await who.sent(each)
        return said, carried


@pytest.fixture
async def exchanged(talk: Talk) -> Exchanged:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=DESK))
    return Exchanged(office, await office.reader("bea"))


async def test_an_edited_reply_changes_the_copy_of_the_editors(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Ich komme", copy)
    _, (answer,) = await exchanged.otto_answers("Schön!", carried)
    (edit,) = await exchanged.bea.happens(edit_of(reply, "Ich komme **nicht**"))
    assert isinstance(edit, Edit)
    assert (edit.of, edit.message.address) == (carried.id, DESK)
    assert "Ich komme \\*\\*nicht\\*\\*" in edit.message.text
    assert answer.address == exchanged.bea.address


async def test_an_edited_later_reply_changes_its_copy_in_the_thread(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    await exchanged.bea_replies("Ich komme", copy)
    second, (carried,) = await exchanged.bea_replies("Zu zweit", copy)
    (edit,) = await exchanged.bea.happens(edit_of(second, "Zu dritt"))
    assert isinstance(edit, Edit)
    assert edit.of == carried.id


async def test_an_edited_answer_changes_what_the_recipient_reads(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Wann?", copy)
    answer, (brought,) = await exchanged.otto_answers("Um 9", carried)
    assert texts(await exchanged.otto.happens(edit_of(answer, "Um 10"))) == [
        "!bea:example.org: **LaKI** zu deiner Antwort auf Ankündigung 1:\n\nUm 10"
    ]
    gone = await exchanged.otto.happens(deletion_of(answer))
    assert gone == [Deletion(of=brought.id, address=exchanged.bea.address)]  # type: ignore[arg-type]
    assert await exchanged.bea.happens(edit_of(reply, "Wann genau?")) != []


@pytest.mark.parametrize("changed", ["edit", "deletion"])
async def test_only_authors_edit_but_moderators_delete(exchanged: Exchanged, changed: str) -> None:
    copy = await exchanged.announce()
    reply, (carried, told) = await exchanged.bea_replies("Ich komme", copy)
    eve = Sender(platform=PlatformName.MATRIX, id="@eve:example.org")
    if changed == "edit":
        assert await exchanged.bea.happens(edit_of(reply, "Ich komme nie", sender=eve)) == []
        return
    assert await exchanged.bea.happens(deletion_of(reply, by=eve)) == []
    gone = await exchanged.bea.happens(replace(deletion_of(reply, by=eve), by_moderator=True))
    assert Deletion(of=carried.id, address=DESK) in gone  # type: ignore[arg-type]
    assert len(gone) == 2, "Lotse's word that it was brought goes, too"
    assert told.reply_to == reply.message


async def test_a_deleted_reply_goes_with_its_file_and_counts_no_more(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=FLYER)
    _, (answer,) = await exchanged.otto_answers("Danke", carried)
    gone = await exchanged.bea.happens(deletion_of(reply))
    assert {each.of for each in gone if isinstance(each, Deletion)} >= {carried.id}
    assert answer.id not in {each.of for each in gone if isinstance(each, Deletion)}
    assert "Antworten" not in plain(await exchanged.office.edith.hear("/ankuendigung 1 bericht"))
    third, (later, _) = await exchanged.bea_replies("Doch", copy)
    assert later.under is None, "nothing is said under what is gone"
    assert await exchanged.bea.happens(edit_of(third, "Doch!")) != []


async def test_a_file_that_came_apart_from_its_text_follows_it(exchanged: Exchanged) -> None:
    """An earlier version sent files apart from their text."""
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=FLYER)
    file = replace(carried, text="", id=DeliveryId(f"{carried.id}-file-1"))
    await exchanged.otto.sent(file)
    async with exchanged.bea.database.begin() as unit:
        before = await unit.responses.contribution(reply.address, reply.message)
        assert before is not None
        await unit.responses.contribute(replace(before, file=file.id))
    (edit,) = await exchanged.bea.happens(edit_of(reply, "Sieh mal hier", attachment=FLYER))
    assert isinstance(edit, Edit)
    assert edit.message.attachment is None
    _, (answer,) = await exchanged.otto_answers("Danke dafür", file)
    assert answer.address == exchanged.bea.address
    gone = await exchanged.bea.happens(deletion_of(reply))
    assert {each.of for each in gone if isinstance(each, Deletion)} >= {carried.id, file.id}


@pytest.mark.parametrize("word", ["1", "Gelesen ✅", "gelesen", "Gelesen!", "read"])
async def test_a_receipt_in_words_becomes_a_reply_and_back(exchanged: Exchanged, word: str) -> None:
    copy = await exchanged.announce(receipt=True)
    said, (thanks,) = await exchanged.bea_replies(word, copy)
    assert "notiert" in thanks.text
    assert "Gelesen: 1" in plain(await exchanged.office.edith.hear("/ankuendigung 1 bericht"))
    assert await exchanged.bea.happens(edit_of(said, f"{word}.")) == []
    carried, told = await exchanged.bea.happens(edit_of(said, "Ich kann leider nicht"))
    assert isinstance(carried, Message)
    assert carried.address == DESK
    assert isinstance(told, Edit)
    assert "bei der Redaktion" in told.message.text
    for each in (carried, told):
        await exchanged.bea.delivered(each)
    report = plain(await exchanged.office.edith.hear("/ankuendigung 1 bericht"))
    assert "Gelesen: noch niemand" in report
    assert "Antworten: 1" in report
    gone, thanks_again = await exchanged.bea.happens(edit_of(said, word))
    assert gone == Deletion(of=carried.id, address=DESK)  # type: ignore[arg-type]
    assert isinstance(thanks_again, Edit)
    assert "notiert" in thanks_again.message.text
    report = plain(await exchanged.office.edith.hear("/ankuendigung 1 bericht"))
    assert "Antworten" not in report
    assert "Gelesen: ohne Zentrum (1)" in report


async def test_a_deleted_receipt_counts_no_more(exchanged: Exchanged) -> None:
    copy = await exchanged.announce(receipt=True)
    said, (thanks,) = await exchanged.bea_replies("gelesen", copy)
    async with exchanged.bea.database.begin() as unit:
        (word,) = await unit.sent_messages.in_reply_to(said.address, said.message)
    assert await exchanged.bea.happens(deletion_of(said)) == [Deletion(of=word.delivery, address=thanks.address)]
    assert "Gelesen: noch niemand" in plain(await exchanged.office.edith.hear("/ankuendigung 1 bericht"))


async def test_an_edit_is_no_question_where_nobody_reads_replies(exchanged: Exchanged) -> None:
    exchanged.bea.announcement_policy = replace(exchanged.bea.announcement_policy, editors_room=None)
    copy = await exchanged.announce()
    announcement = await exchanged.office.kept(1)
    async with exchanged.bea.database.begin() as unit:
        await unit.announcements.put(replace(announcement, author="shell:root", address=None))
    reply, (told,) = await exchanged.bea_replies("Telefon KI Herne", copy)
    assert "keine Antwort weitergeben" in told.text
    assert await exchanged.bea.happens(edit_of(reply, "Telefon KI Bochum")) == []


async def test_what_is_forgotten_or_was_kept_long_enough_is_no_question(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    replied, _ = await exchanged.bea_replies("Telefon KI Herne", copy)
    assert await exchanged.bea.happens(edit_of(replied, "Telefon KI Bochum")) != []
    later = NOW + timedelta(days=9)
    await RetentionJob(exchanged.bea.database, lambda: later, Retention(announcements=timedelta(days=8))).delete_old()
    assert await exchanged.bea.happens(edit_of(replied, "Telefon KI Münster")) == []
    assert await exchanged.bea.happens(edit_of(replied, "Telefon KI Münster", attachment=FLYER)) == []
    await exchanged.bea.happens(exchanged.bea.received("/loeschen ja"))
    assert await exchanged.bea.happens(edit_of(replied, "Telefon KI Duisburg")) == []


async def test_what_was_said_in_a_group_is_no_question_either(talk: Talk) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=DESK))
    room = Address(platform=PlatformName.MATRIX, room=RoomId("!room:example.org"))
    ina = Sender(platform=PlatformName.MATRIX, id="@ina:example.org", name="Ina")
    async with talk.database.begin() as unit:
        await unit.rooms.note_invitation(room, ina.id, NOW)
    group = replace(talk, direct=False, room=room.room, platform=PlatformName.MATRIX, sender=ina)
    await group.say("/abo laki")
    await office.write("Wer kommt?")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    reply = replace(group.received("Telefon KI Herne", addressed=True), reply_to=group.message(copy))
    carried, told = await group.to(reply)
    for each in (carried, told):
        await group.sent(each)
    assert len(texts(await group.happens(edit_of(reply, "Telefon KI Bochum", addressed=True)))) == 1
    chat = replace(group, direct=True, room="!ina:example.org")
    await chat.happens(chat.received("/loeschen ja"))
    assert await group.happens(edit_of(reply, "Telefon KI Münster", addressed=True)) == []


async def test_who_is_forgotten_takes_replies_along_but_no_answers_of_the_office(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    _, (carried, _) = await exchanged.bea_replies("Wann?", copy, attachment=FLYER)
    ida = replace(exchanged.otto, sender=Sender(platform=PlatformName.MATRIX, id="@ida:example.org"))
    said = replace(ida.received("Um 9", addressed=False), reply_to=ida.message(carried), attachment=FLYER)
    (brought,) = await ida.to(said)
    await ida.sent(brought)
    chat = replace(ida, room="!ida:example.org", direct=True)
    assert not any(isinstance(each, Deletion) for each in await chat.happens(chat.received("/loeschen ja")))
    assert await ida.happens(edit_of(said, "Um 10", addressed=True)) == []
    gone = await exchanged.bea.happens(exchanged.bea.received("/loeschen ja"))
    assert {each.of for each in gone if isinstance(each, Deletion)} == {carried.id}
