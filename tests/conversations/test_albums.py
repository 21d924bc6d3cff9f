"""Albums: several messages with a file each, of which people mean one."""

from dataclasses import replace

import pytest

from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Address, Attachment, MessageId, MessageReceived, PlatformName, RoomId, Sender
from handlers.core.messages import Edit, Message
from tests.conversations.channels import open_channels
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office, copies
from tests.conversations.test_exchange import FORUM, MATRIX, Colleagues, ask, posted

TOM = Sender(platform=PlatformName.TELEGRAM, id="4712", name="Tom")


def photo(number: int) -> Attachment:
    source = {"file_id": f"f{number}"}
    return Attachment(
        platform=PlatformName.TELEGRAM, name="photo.jpg", media_type="image/jpeg", size=number, source=source
    )


def part(
    received: MessageReceived, number: int, album: str = "13", reply_to: MessageId | None = None
) -> MessageReceived:
    return replace(received, attachment=photo(number), album=album, reply_to=reply_to)


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


@pytest.fixture
def office(talk: Talk) -> Office:
    talk.now = NOW
    return Office(talk, AnnouncementPolicy(four_eyes=False))


@pytest.mark.parametrize("captioned", [0, 1, 2, None])
async def test_all_files_go_into_the_announcement(office: Office, captioned: int | None) -> None:
    await office.edith.say("/ankuendigung neu")
    for number in range(3):
        text = "Seht her, {vorname|alle}" if number == captioned else ""
        await office.edith.happens(part(office.edith.received(text), number))
    if captioned is None:
        await office.edith.say("Seht her, {vorname|alle}")
    kept = await office.kept(1)
    assert [file.source["file_id"] for file in kept.attachments] == ["f0", "f1", "f2"]
    assert kept.text == "Seht her, {vorname|alle}"
    await office.edith.say("alle")
    preview = await office.edith.say("jetzt")
    assert [each.attachment for each in preview if each.attachment] == [photo(0), photo(1), photo(2)]


@pytest.mark.parametrize("command", ["/ankuendigung 1 anhang", "/ankuendigung 1 text Neu"])
async def test_files_go_into_the_announcement_that_is_named(office: Office, command: str) -> None:
    await office.edith.say("/ankuendigung neu")
    await office.edith.say("Erste")
    await office.edith.say("/ankuendigung neu")
    await office.edith.say("Zweite")
    for number in range(3):
        await office.edith.to(part(office.edith.received(command * (not number)), number))
    assert (await office.kept(1)).attachments == (photo(0), photo(1), photo(2))
    assert (await office.kept(2)).attachments == ()


async def test_an_album_gets_one_word(office: Office) -> None:
    await office.edith.say("/ankuendigung neu")
    said = [await office.edith.to(part(office.edith.received("Hallo" * (not number)), number)) for number in range(4)]
    assert [len(each) for each in said] == [1, 0, 0, 0]


async def test_too_many_files_are_refused_with_a_word(office: Office) -> None:
    await office.edith.say("/ankuendigung neu")
    for number in range(10):
        await office.edith.to(part(office.edith.received(""), number))
    (word,) = await office.edith.to(part(office.edith.received(""), 10))
    assert "10" in word.text
    assert len((await office.kept(1)).attachments) == 10


async def test_files_of_an_other_album_do_not_get_into_the_announcement(office: Office) -> None:
    await office.edith.say("/ankuendigung neu")
    await office.edith.to(part(office.edith.received("Hallo"), 1))
    await office.edith.say("alle")
    await office.edith.say("jetzt")
    for number in (2, 3):
        await office.edith.to(part(office.edith.received(""), number, album="14"))
    assert len((await office.kept(1)).attachments) == 1


async def test_the_same_message_again_is_the_first_still(talk: Talk) -> None:
    first = part(talk.received("E-Mail KI Duisburg"), 1)
    assert len(await talk.to(first)) == len(await talk.to(first)) == 1


@pytest.mark.parametrize("captioned", [0, 1, 3])
async def test_elsewhere_an_album_gets_one_answer(talk: Talk, captioned: int) -> None:
    said = []
    for number in range(4):
        for each in await talk.happens(part(talk.received("E-Mail KI Duisburg" * (number == captioned)), number)):
            said.append(each)
            if isinstance(each, Message):
                await talk.sent(each)
    assert len([each for each in said if isinstance(each, Message)]) == 1
    last = said[-1].message if isinstance(said[-1], Edit) else said[-1]
    assert isinstance(last, Message)
    assert "integration@stadt-duisburg.de" in last.text.replace("\\", "")


async def test_two_texts_are_two_questions(talk: Talk) -> None:
    await talk.answered(part(talk.received("E-Mail KI Duisburg"), 1))
    (second,) = await talk.to(part(talk.received("E-Mail KI Münster"), 2))
    assert "ki-muenster@stadt-muenster.de" in second.text.replace("\\", "")


async def test_albums_of_several_people_are_several(talk: Talk) -> None:
    assert await talk.to(part(talk.received(""), 1))
    assert await talk.as_other("bea").to(part(talk.as_other("bea").received(""), 1))
    assert not await talk.to(part(talk.received(""), 2))


async def test_an_answer_brings_all_its_files(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    (post,) = (post for post in posts if post.address == FORUM)
    carried = []
    for number in range(3):
        said = colleagues.received("So sieht es aus" * (not number), FORUM, posted(post), by=TOM)
        carried += await talk.to(part(said, number, reply_to=posted(post)))
    files = [each.attachment.source["file_id"] for each in carried if each.attachment and each.address == talk.address]
    assert files == ["f0", "f1", "f2"]


async def test_all_files_go_with_the_number_in_the_text(talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    carried = []
    for number in range(3):
        carried += await talk.to(
            part(colleagues.received("#A1 Siehe Plan" * (not number), FORUM, None, by=TOM), number)
        )
    files = [each.attachment.source["file_id"] for each in carried if each.attachment and each.address == talk.address]
    assert files == ["f0", "f1", "f2"]


async def test_files_that_may_tell_who_asked_are_held_back_with_one_word(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    (post,) = (post for post in posts if post.address == FORUM)
    copy, *_ = await colleagues.say("Zeigt mal", FORUM, posted(post), by=TOM)
    assert copy.address == talk.address
    said = []
    for number in range(3):
        said += await talk.to(part(talk.received("So" * (not number)), number, reply_to=posted(copy)))
    assert not [each for each in said if each.attachment]
    (word,) = (each for each in said if each.address == talk.address)
    assert "Datei" in word.text


async def test_a_reply_to_an_announcement_brings_all_its_files(talk: Talk) -> None:
    talk.now = NOW
    desk = Address(platform=PlatformName.MATRIX, room=RoomId("!desk:example.org"))
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=desk))
    tom = await office.reader("tom", platform=PlatformName.TELEGRAM)
    await office.write("Wer kommt?")
    await office.edith.say("Absenden")
    (copy,) = copies(await office.until(NOW))
    files = []
    for number in range(3):
        said = part(tom.received("Wir drei" * (not number)), number, reply_to=tom.message(copy))
        for each in await tom.to(said):
            await talk.delivered(each)
            files += [each.attachment] if each.attachment and each.address == desk else []
    assert files == [photo(0), photo(1), photo(2)]


async def test_in_a_group_an_album_for_others_gets_no_word(talk: Talk) -> None:
    talk.direct = False
    for number in range(3):
        assert not await talk.to(part(talk.received("", addressed=False), number))


@pytest.mark.parametrize(("choice", "carried"), [("Ja, zu #A1", 3), ("Nein, eine neue Frage", 0)])
async def test_an_album_soon_after_an_answer_is_asked_about_once_and_carried_whole(
    talk: Talk, colleagues: Colleagues, choice: str, carried: int
) -> None:
    named = replace(talk, sender=replace(talk.sender, name="Anna"))
    await named.say("/zentrum Bochum")
    _, *posts = await ask(named, "name")
    post = next(each for each in posts if each.address == MATRIX)
    await colleagues.say("Ja, seit 2019.", MATRIX, posted(post))
    (asked,) = await named.to(part(named.received("Unser Plan"), 0))
    assert "Gehört das zu" in asked.text
    for number in (1, 2):
        assert await named.to(part(named.received(""), number)) == []
    said = await named.say(choice)
    files = [each.attachment.source["file_id"] for each in said if each.attachment and each.address == MATRIX]
    assert files == [f"f{number}" for number in range(carried)]
