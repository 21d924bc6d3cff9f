"""What Lotse carries with a file: one message, whose text is the caption, whoever it is for."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Address, Attachment, MessageReceived, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.office import NOW, Office, copies, plain
from tests.conversations.test_exchange import BEA, FORUM, MATRIX, Colleagues, ask, posted
from tests.conversations.test_revised_replies import Exchanged, deletion_of, edit_of

DESKS = (
    Address(platform=PlatformName.MATRIX, room=RoomId("!desk:example.org")),
    Address(platform=PlatformName.TELEGRAM, room=RoomId("-200"), thread=ThreadId("3")),
)
TOO_LARGE = 21 * 1024 * 1024


def pdf(name: str = "flyer.pdf", size: int = 9, platform: PlatformName = PlatformName.MATRIX) -> Attachment:
    return Attachment(platform=platform, name=name, media_type="application/pdf", size=size, source={"url": name})


def files(said: Sequence[Outgoing]) -> list[tuple[str, str]]:
    """Return the name of each file, with the last line of what was said with it."""
    messages = [each for each in said if isinstance(each, Message)]
    last = [plain(each.text).split("\n\n📎")[0].split("\n")[-1] for each in messages]
    return [(each.attachment.name, line) for each, line in zip(messages, last, strict=True) if each.attachment]


@pytest.fixture(params=DESKS, ids=["matrix", "telegram"])
def desk(request: pytest.FixtureRequest) -> Address:
    address: Address = request.param
    return address


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM], ids=["from matrix", "from telegram"])
async def exchanged(talk: Talk, desk: Address, request: pytest.FixtureRequest) -> Exchanged:
    """Return a reader on one platform, and editors whose room is on the same or the other."""
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=desk))
    exchanged = Exchanged(office, await office.reader("bea", platform=request.param))
    otto = Sender(platform=desk.platform, id="otto", name="Otto")
    exchanged.otto = replace(exchanged.otto, sender=otto, room=desk.room, platform=desk.platform)
    return exchanged


async def test_a_reply_comes_to_the_editors_with_its_file(exchanged: Exchanged, desk: Address) -> None:
    copy = await exchanged.announce()
    _, (carried, told) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    assert (carried.address, carried.attachment) == (desk, pdf())
    assert "Sieh mal\n\n📎 flyer.pdf" in plain(carried.text)
    assert "bei der Redaktion" in told.text
    _, (second,) = await exchanged.bea_replies("", copy, attachment=pdf("plan.pdf"))
    assert (second.attachment, second.under) == (pdf("plan.pdf"), carried.id)
    assert plain(second.text).endswith(":\n\n📎 plan.pdf")


async def test_an_answer_comes_to_the_reader_with_its_file(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Wie?", copy)
    _, (answer,) = await exchanged.otto_answers("So", carried, attachment=pdf())
    assert (answer.address, answer.attachment, answer.reply_to) == (exchanged.bea.address, pdf(), reply.message)
    assert "So\n\n📎 flyer.pdf" in plain(answer.text)
    _, (alone,) = await exchanged.otto_answers("", carried, attachment=pdf())
    assert (alone.attachment, plain(alone.text).split("\n\n")[-1]) == (pdf(), "📎 flyer.pdf")


async def test_what_is_said_to_a_file_goes_on(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    _, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    _, (answer,) = await exchanged.otto_answers("Schön", carried, attachment=pdf("neu.pdf"))
    _, (further,) = await exchanged.bea_replies("Noch besser", answer)
    assert (further.under, "Noch besser" in further.text) == (carried.id, True)


async def test_an_album_comes_as_one_message_for_each_file(exchanged: Exchanged) -> None:
    copy = await exchanged.announce()
    names = ("eins.jpg", "zwei.jpg", "drei.jpg")
    brought = []
    for number, name in enumerate(names):
        text = "Wir drei" if not number else ""
        _, said = await exchanged.bea_replies(text, copy, attachment=pdf(name), album="13")
        brought += [each for each in said if each.address != exchanged.bea.address]
    assert [each.attachment.name for each in brought if each.attachment] == [*names]
    answered = []
    for number, name in enumerate(names):
        text = "Und wir" if not number else ""
        _, said = await exchanged.otto_answers(text, brought[0], attachment=pdf(name), album="14")
        answered += said
    assert [(each.attachment.name, each.address) for each in answered if each.attachment] == [
        (name, exchanged.bea.address) for name in names
    ]
    assert len(answered) == len(names)


async def test_a_changed_caption_changes_the_text_and_keeps_the_file(exchanged: Exchanged, desk: Address) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    answer, (brought,) = await exchanged.otto_answers("So", carried, attachment=pdf("neu.pdf"))
    moved = replace(pdf(), source={"url": "elsewhere"})
    (edit,) = await exchanged.bea.happens(edit_of(reply, "Sieh hier", attachment=moved))
    assert isinstance(edit, Edit)
    assert (edit.of, edit.message.address, edit.message.attachment) == (carried.id, desk, moved)
    assert "Sieh hier\n\n📎 flyer.pdf" in plain(edit.message.text)
    (edit,) = await exchanged.otto.happens(edit_of(answer, "Nicht so", attachment=pdf("neu.pdf")))
    assert isinstance(edit, Edit)
    assert (edit.of, edit.message.attachment) == (brought.id, pdf("neu.pdf"))
    assert "Nicht so" in edit.message.text


async def test_with_another_file_or_none_the_message_comes_anew(exchanged: Exchanged, desk: Address) -> None:
    copy = await exchanged.announce()
    reply, (carried, told) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    said = await exchanged.bea.happens(edit_of(reply, "Sieh mal", attachment=pdf("neu.pdf")))
    assert Deletion(of=carried.id, address=desk) in said  # type: ignore[arg-type]
    assert files(said) == [("neu.pdf", "Sieh mal")]
    assert not any(isinstance(each, Deletion) and each.of == told.id for each in said)
    for each in said:
        await exchanged.bea.delivered(each)
    (anew,) = [each for each in said if isinstance(each, Message)]
    assert anew.under is None, "nothing is said under what is gone"
    answer, (brought,) = await exchanged.otto_answers("So", anew, attachment=pdf())
    assert brought.address == exchanged.bea.address
    gone, without = await exchanged.otto.happens(edit_of(answer, "So, ohne"))
    assert gone == Deletion(of=brought.id, address=exchanged.bea.address)  # type: ignore[arg-type]
    assert isinstance(without, Message)
    assert (without.attachment, without.reply_to) == (None, reply.message)
    assert "So, ohne" in without.text
    assert "📎" not in without.text


async def test_a_deleted_message_goes_with_its_file(exchanged: Exchanged, desk: Address) -> None:
    copy = await exchanged.announce()
    reply, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    answer, (brought,) = await exchanged.otto_answers("So", carried, attachment=pdf())
    gone = await exchanged.otto.happens(deletion_of(answer))
    assert gone == [Deletion(of=brought.id, address=exchanged.bea.address)]  # type: ignore[arg-type]
    gone = await exchanged.bea.happens(deletion_of(reply))
    assert Deletion(of=carried.id, address=desk) in gone  # type: ignore[arg-type]


async def test_a_file_that_is_too_large_is_named_to_whoever_sent_it(exchanged: Exchanged, desk: Address) -> None:
    copy = await exchanged.announce()
    _, (carried, *told) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf(size=TOO_LARGE))
    assert (carried.address, carried.attachment) == (desk, None)
    assert "Sieh mal\n\n📎 flyer.pdf" in plain(carried.text)
    assert any("20 MB" in each.text for each in told)
    _, (answer, word) = await exchanged.otto_answers("So", carried, attachment=pdf(size=TOO_LARGE))
    assert (answer.address, answer.attachment) == (exchanged.bea.address, None)
    assert (word.address.room, "20 MB" in word.text) == (desk.room, True)


async def test_what_the_author_of_an_announcement_reads_comes_with_its_file(talk: Talk) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False))
    exchanged = Exchanged(office, await office.reader("bea"))
    copy = await exchanged.announce()
    _, (carried, _) = await exchanged.bea_replies("Sieh mal", copy, attachment=pdf())
    assert (carried.address, carried.attachment) == (office.edith.address, pdf())
    assert carried.private_to == office.edith.sender
    answer = replace(office.edith.received("Danke"), reply_to=office.edith.message(carried), attachment=pdf())
    (brought,) = await office.edith.to(answer)
    assert (brought.address, brought.attachment) == (exchanged.bea.address, pdf())


async def announced(office: Office, *names: str, text: str = "Mit Flyer") -> list[Message]:
    """Return the copies of an announcement with these files."""
    await office.edith.say("/ankuendigung neu")
    for name in names:
        await office.edith.to(replace(office.edith.received("/ankuendigung 1 anhang"), attachment=pdf(name)))
    for words in (
        f"/ankuendigung 1 text {text}",
        "alle",
        "jetzt",
        "/ankuendigung 1 bestaetigung",
        "/ankuendigung 1 senden",
    ):
        await office.edith.say(words)
    return copies(await office.until(NOW))


@pytest.fixture
def office(talk: Talk) -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False))


@pytest.mark.parametrize("platform", [PlatformName.MATRIX, PlatformName.TELEGRAM])
async def test_an_announcement_comes_with_its_file(office: Office, platform: PlatformName) -> None:
    bea = await office.reader("bea", platform=platform)
    (copy,) = await announced(office, "flyer.pdf")
    assert (copy.address, copy.attachment) == (bea.address, pdf())
    assert copy.text.startswith("Mit Flyer")
    assert [choice.label for choice in copy.choices] == ["Gelesen ✅"]
    await office.edith.say("/ankuendigung 1 aendern Mit neuem Text")
    (edit,) = [each for each in await office.until(NOW) if isinstance(each, Edit) and each.of == copy.id]
    assert edit.message.attachment == pdf()
    assert edit.message.text.startswith("Mit neuem Text")
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    gone = {each.of for each in await office.until(NOW) if isinstance(each, Deletion)}
    assert copy.id in gone


async def test_of_several_files_the_first_comes_with_the_text(office: Office) -> None:
    await office.reader("bea")
    out = await announced(office, "eins.pdf", "zwei.pdf", "drei.pdf")
    assert [each.attachment.name for each in out if each.attachment] == ["eins.pdf", "zwei.pdf", "drei.pdf"]
    assert [bool(each.text) for each in out] == [True, False, False]
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    gone = {each.of for each in await office.until(NOW) if isinstance(each, Deletion)}
    assert gone >= {each.id for each in out}


async def test_files_that_came_apart_from_their_text_stay_there(office: Office) -> None:
    """An earlier version sent files apart from their text."""
    bea = await office.reader("bea")
    (copy,) = await announced(office, "flyer.pdf")
    assert copy.id is not None
    await bea.sent(replace(copy, text="", id=f"{copy.id}-file-1"))  # type: ignore[arg-type]
    await office.edith.say("/ankuendigung 1 aendern Mit neuem Text")
    (edit,) = [each for each in await office.until(NOW) if isinstance(each, Edit) and each.of == copy.id]
    assert edit.message.attachment is None
    await office.edith.say("/ankuendigung 1 zurueckrufen ja")
    gone = {each.of for each in await office.until(NOW) if isinstance(each, Deletion)}
    assert gone >= {copy.id, f"{copy.id}-file-1"}


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


async def answered(
    talk: Talk, colleagues: Colleagues, text: str, file: Attachment
) -> tuple[MessageReceived, list[Message]]:
    """Return Bea's answer in the room, and its copies for the asker and the forum."""
    _, *posts = await ask(talk)
    post = next(each for each in posts if each.address == MATRIX)
    said = replace(colleagues.received(text, MATRIX, posted(post)), attachment=file)
    carried = await talk.to(said)
    for each in carried:
        await talk.sent(each)
    return said, carried


async def test_an_answer_to_a_question_follows_its_file(talk: Talk, colleagues: Colleagues) -> None:
    said, carried = await answered(talk, colleagues, "Ja", pdf())
    assert files(carried) == [("flyer.pdf", "Ja")] * 2
    for file in (pdf("neu.pdf"), None):
        before = {each.id for each in carried}
        changed = await talk.happens(edit_of(said, "Nein", sender=BEA, attachment=file))
        assert {each.of for each in changed if isinstance(each, Deletion)} == before
        carried = [each for each in changed if isinstance(each, Message)]
        assert {each.address for each in carried} == {talk.address, FORUM}
        assert all("Nein" in each.text and each.attachment == file for each in carried)
        assert next(each for each in carried if each.address == FORUM).under is not None
        assert next(each for each in carried if each.address == talk.address).private_to == talk.sender
        for each in changed:
            await talk.delivered(each)
    gone = await talk.happens(deletion_of(said))
    assert {each.of for each in gone if isinstance(each, Deletion)} == {each.id for each in carried}


async def test_a_file_that_an_edit_makes_too_large_stays_behind(talk: Talk, colleagues: Colleagues) -> None:
    said, carried = await answered(talk, colleagues, "Ja", pdf())
    changed = await talk.happens(edit_of(said, "Nein", sender=BEA, attachment=pdf(size=TOO_LARGE)))
    assert {each.of for each in changed if isinstance(each, Deletion)} == {each.id for each in carried}
    *anew, word = [each for each in changed if isinstance(each, Message)]
    assert [each.attachment for each in anew] == [None, None]
    assert (word.address, "20 MB" in word.text) == (MATRIX, True)


async def test_an_answer_keeps_its_file_though_its_author_asks_anonymously_since(
    talk: Talk, colleagues: Colleagues
) -> None:
    said, _ = await answered(talk, colleagues, "Ja", pdf())
    bea = replace(talk, sender=BEA, room="!bea:example.org", platform=BEA.platform)
    await bea.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
    for step in ("/themenwahl", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        await bea.say(step)
    await replace(talk, sender=EDITOR, room="edith").say("/zusammenlegen #A2 #A1")
    changed = await talk.happens(edit_of(said, "Nein", sender=BEA, attachment=pdf()))
    assert [type(each) for each in changed] == [Edit, Edit]
    assert all(each.message.attachment == pdf() for each in changed if isinstance(each, Edit))


async def test_an_edit_brings_no_file_of_who_hides(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copy, *_ = await colleagues.say("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    said = replace(talk.received("Danke"), reply_to=posted(copy), attachment=pdf())
    for each in await talk.to(said):
        await talk.sent(each)
    for file in (pdf(), pdf("neu.pdf")):
        changed = await talk.happens(edit_of(said, "Danke!", attachment=file))
        assert [type(each) for each in changed] == [Edit, Edit]
        assert all(each.message.attachment is None for each in changed if isinstance(each, Edit))
        assert not [each for each in changed if isinstance(each, Edit) and ".pdf" in plain(each.message.text)]
