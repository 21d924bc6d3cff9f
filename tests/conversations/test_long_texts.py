"""Long texts of people: their beginning is carried, and the whole of it as a file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import (
    MAX_ATTACHMENT_BYTES,
    Attachment,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)
from handlers.core.messages import Deletion, Edit, Message, Outgoing, escape
from handlers.rendering.long_texts import MAX_CARRIED_LENGTH
from tests.conversations.channels import open_channels
from tests.conversations.office import Office
from tests.conversations.test_exchange import BEA, MATRIX, Colleagues, ask, photo, posted
from tests.conversations.test_revised_replies import DESK, FLYER, Exchanged, edit_of

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

PARAGRAPH = "Bei uns beraten Kolleg*innen seit 2019 in zwölf Sprachen, **kostenlos** und auf Anfrage. " * 4
LONG = "\n\n".join([PARAGRAPH] * 160)
ENDS = "Die ganze Nachricht ("


@pytest.fixture
async def colleagues(talk: "Talk") -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX])
    return Colleagues(talk)


async def _content(talk: "Talk", file: Attachment | None) -> str:
    assert file is not None
    async with talk.database.begin() as unit:
        content = await unit.files.content(file)
    assert content is not None
    return content.decode()


async def _answered(colleagues: Colleagues, text: str) -> tuple[MessageReceived, list[Message]]:
    _, post = await ask(colleagues.talk)
    event = colleagues.received(text, MATRIX, posted(post))
    copies = await colleagues.talk.to(event)
    for copy in copies:
        await colleagues.talk.sent(copy)
    return event, copies


async def _edited(colleagues: Colleagues, event: MessageReceived, text: str) -> Sequence[Outgoing]:
    talk = colleagues.talk
    return await talk.happens(
        MessageEdited(
            id=EventId(f"e{len(text)}"), at=talk.now, address=MATRIX, sender=BEA, message=event.message, text=text
        )
    )


async def test_the_whole_of_a_long_answer_comes_as_a_file(talk: "Talk", colleagues: Colleagues) -> None:
    assert len(LONG) > 50_000
    _, (copy,) = await _answered(colleagues, LONG)
    assert len(copy.text) < 1.5 * MAX_CARRIED_LENGTH
    assert f"{ENDS}{len(LONG):,}".replace(",", ".") in copy.text.replace("\\", "")
    assert r"Kolleg\*innen" in copy.text
    assert "**kostenlos**" not in copy.text
    assert "Nachricht.txt" in copy.text.replace("\\", "")
    assert await _content(talk, copy.attachment) == LONG


async def test_an_answer_that_fits_stays_as_it_is(colleagues: Colleagues) -> None:
    _, (copy,) = await _answered(colleagues, "x" * MAX_CARRIED_LENGTH)
    assert copy.attachment is None
    assert ENDS not in copy.text


async def test_nothing_turns_or_hides_in_the_whole(talk: "Talk", colleagues: Colleagues) -> None:
    _, (copy,) = await _answered(colleagues, f"{LONG}\n\n\u202enlöK IK\u202c mit\u200b می\u200cخواهم")
    assert copy.attachment is not None
    assert (await _content(talk, copy.attachment)).endswith("\n\nnlöK IK mit می\u200cخواهم")


async def test_the_whole_follows_a_file_that_was_sent(talk: "Talk", colleagues: Colleagues) -> None:
    _, post = await ask(talk)
    event = replace(colleagues.received(LONG, MATRIX, posted(post)), attachment=photo())
    (copy,) = await talk.to(event)
    assert copy.attachment is not None
    assert replace(copy.attachment, whole=None) == photo()
    assert await _content(talk, copy.attachment.whole) == LONG
    assert len(copy.text) < 1.5 * MAX_CARRIED_LENGTH
    assert copy.text.replace("\\", "").endswith("steht in der Datei.*\n\n📎 plan.pdf, Nachricht.txt")


async def test_the_whole_comes_alone_where_the_file_stays_behind(talk: "Talk", colleagues: Colleagues) -> None:
    """As it is too large, or could tell who wrote it."""
    _, post = await ask(talk)
    large = photo(size=MAX_ATTACHMENT_BYTES + 1)
    copy, told = await talk.to(replace(colleagues.received(LONG, MATRIX, posted(post)), attachment=large))
    assert await _content(talk, copy.attachment) == LONG
    assert "20 MB" in told.text
    await colleagues.say("Ja.", MATRIX, None)
    told, copy = sorted(
        await talk.to(replace(talk.received(f"#A1 {LONG}"), attachment=photo())),
        key=lambda each: each.address == MATRIX,
    )
    assert LONG.strip() in await _content(talk, copy.attachment)
    assert "plan" not in copy.text
    assert "Datei" in told.text


async def test_a_file_that_is_added_later_by_who_hides_stays_behind(talk: "Talk", colleagues: Colleagues) -> None:
    await ask(talk)
    await colleagues.say("Ja.", MATRIX, None)
    said = talk.received(f"#A1 {LONG}")
    for each in await talk.to(said):
        await talk.sent(each)
    edited = await talk.happens(edit_of(said, f"#A1 Neu {LONG}", attachment=photo()))
    assert not [each for each in edited if isinstance(each, Message) and "plan" in f"{each.text}{each.attachment}"]


async def test_whoever_hides_may_write_long_texts(talk: "Talk", colleagues: Colleagues) -> None:
    """The file is made of the text, and tells nothing else."""
    await ask(talk)
    await colleagues.say("Ja.", MATRIX, None)
    (copy,) = [each for each in await talk.say(f"#A1 {LONG}") if each.address == MATRIX]
    assert LONG.strip() in await _content(talk, copy.attachment)


async def test_an_edit_brings_the_new_whole(talk: "Talk", colleagues: Colleagues) -> None:
    event, (copy,) = await _answered(colleagues, LONG)
    gone, anew = await _edited(colleagues, event, f"Neu. {LONG}")
    assert isinstance(gone, Deletion)
    assert gone.of == copy.id
    assert isinstance(anew, Message)
    assert await _content(talk, anew.attachment) == f"Neu. {LONG}"
    await talk.sent(anew)
    gone, short = await _edited(colleagues, event, "Kurz.")
    assert isinstance(gone, Deletion)
    assert gone.of == anew.id
    assert isinstance(short, Message)
    assert (short.attachment, "Kurz" in short.text, ENDS in short.text) == (None, True, False)
    await talk.sent(short)
    (edit,) = await _edited(colleagues, event, "Kürzer.")
    assert isinstance(edit, Edit)
    gone, long = await _edited(colleagues, event, LONG)
    assert isinstance(gone, Deletion)
    assert isinstance(long, Message)
    await talk.sent(long)
    taken = MessageDeleted(id=EventId("d"), at=talk.now, address=MATRIX, sender=BEA, message=event.message)
    assert [each.of for each in await talk.happens(taken) if isinstance(each, Deletion)] == [long.id]


async def test_replies_to_announcements_and_their_answers_come_as_files_as_well(talk: "Talk") -> None:
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=DESK))
    exchanged = Exchanged(office, await office.reader("bea", "/abo laki"))
    copy = await exchanged.announce()
    said, (brought, _) = await exchanged.bea_replies(LONG, copy)
    assert ENDS in brought.text
    assert len(brought.text) < 1.5 * MAX_CARRIED_LENGTH
    assert await _content(talk, brought.attachment) == LONG
    gone, anew, *_ = await exchanged.bea.happens(edit_of(said, f"Neu. {LONG}"))
    assert isinstance(gone, Deletion)
    assert isinstance(anew, Message)
    assert ENDS in anew.text
    assert await _content(talk, anew.attachment) == f"Neu. {LONG}"
    _, (flyer, *_) = await exchanged.bea_replies(LONG, copy, attachment=FLYER)
    assert flyer.attachment is not None
    assert replace(flyer.attachment, whole=None) == FLYER
    assert await _content(talk, flyer.attachment.whole) == LONG
    assert len(flyer.text) < 1.5 * MAX_CARRIED_LENGTH


@pytest.mark.usefixtures("colleagues")
async def test_a_long_question_says_that_it_is_shortened_before_it_goes_out(talk: "Talk") -> None:
    await talk.say("/zentrum Bochum")
    await talk.say(f"/frage {LONG}")
    for word in ("/kollegen", "/thema sprachmittlung"):
        await talk.say(word)
    preview = await talk.hear("/zeichnen name")
    said = await talk.say("/absenden")
    post = next(each for each in said if each.address == MATRIX)
    for shown in (preview, post.text):
        assert "Gekürzt: Die Frage hat" in shown
        assert "📎 Nachricht.txt" in shown.replace("\\", "")
        assert len(shown) < 1.5 * MAX_CARRIED_LENGTH
    assert await _content(talk, post.attachment) == LONG.strip()
    await talk.sent(post)
    (own,) = await talk.say("/ansehen 1")
    assert await _content(talk, own.attachment) == LONG.strip()
    _, gone, anew = await talk.happens(talk.received("/anonym 1"))
    assert isinstance(gone, Deletion)
    assert isinstance(anew, Message)
    assert await _content(talk, anew.attachment) == LONG.strip()


async def test_a_long_question_comes_with_its_own_file_and_the_whole(talk: "Talk", colleagues: Colleagues) -> None:
    await talk.say("/zentrum Bochum")
    question = replace(colleagues.talk.received(f"/frage {LONG}"), attachment=photo())
    await talk.to(question)
    for word in ("/kollegen", "/thema sprachmittlung", "/zeichnen name"):
        preview = await talk.hear(word)
    assert "📎 plan.pdf, Nachricht.txt" in preview
    post = next(each for each in await talk.say("/absenden") if each.address == MATRIX)
    assert post.attachment is not None
    assert replace(post.attachment, whole=None) == photo()
    assert await _content(talk, post.attachment.whole) == LONG.strip()
    await talk.sent(post)
    gone, anew = await talk.happens(edit_of(question, f"/frage Neu {LONG}", attachment=photo()))
    assert isinstance(gone, Deletion)
    assert isinstance(anew, Message)
    assert anew.attachment is not None
    assert (await _content(talk, anew.attachment.whole)).startswith("Neu Bei uns")
    await talk.sent(anew)
    gone, anew = await talk.happens(edit_of(question, "/frage Kurz?", attachment=photo()))
    assert isinstance(anew, Message)
    assert anew.attachment == photo()


async def test_the_beginning_keeps_its_form(talk: "Talk", colleagues: Colleagues) -> None:
    _, post = await ask(talk)
    formatted = escape(LONG).replace(r"\*\*kostenlos\*\*", "**kostenlos**")
    plain = LONG.replace("**", "")
    event = replace(colleagues.received(plain, MATRIX, posted(post)), formatted=formatted)
    (copy,) = await talk.to(event)
    assert copy.text.count("**kostenlos**") > 50
    assert len(copy.text) < 1.5 * MAX_CARRIED_LENGTH
    assert await _content(talk, copy.attachment) == plain


@pytest.mark.usefixtures("colleagues")
async def test_the_whole_stays_where_the_name_and_the_file_go(talk: "Talk") -> None:
    await talk.say("/zentrum Bochum")
    await talk.say("/frage Wie organisiert ihr Sprachmittlung in kleinen Kommunen?")
    for word in ("/kollegen", "/thema sprachmittlung", "/zeichnen name"):
        await talk.say(word)
    for each in await talk.say("/absenden"):
        await talk.sent(each)
    for each in await talk.to(replace(talk.received(f"#A1 {LONG}"), attachment=photo())):
        await talk.sent(each)
    anew = [each for each in await talk.happens(talk.received("/anonym 1")) if isinstance(each, Message)]
    (remark,) = [each for each in anew if "Bei uns beraten" in each.text]
    assert remark.text.replace("\\", "").endswith("\n\n📎 Nachricht.txt")
    assert LONG.strip() in await _content(talk, remark.attachment)
