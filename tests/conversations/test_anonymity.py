"""A name that is withdrawn: whatever carried it is taken back, and the question stands anew without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from handlers.core.events import Address, PlatformName, Sender
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing
from tests.conversations import changes
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import FORUM, MATRIX, QUESTION, Colleagues, ask, photo, posted
from tests.conversations.test_exchange_life import Calendar, answered

NAMES = ("Dorothea", "Bochum")
PIA = Sender(platform=PlatformName.CONSOLE, id="pia")


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


@dataclass
class Room:
    """All that Lotse has said, as it stands when everything has arrived."""

    messages: dict[DeliveryId, Message]

    def takes(self, said: Sequence[Outgoing]) -> None:
        for each in said:
            match each:
                case Message() if each.id is not None:
                    self.messages[each.id] = each
                case Edit():
                    self.messages[each.of] = replace(each.message, id=each.of)
                case Deletion():
                    del self.messages[each.of]
                case _:
                    continue

    def at(self, address: Address) -> list[Message]:
        return [message for message in self.messages.values() if message.address == address]


@pytest.fixture
async def dorothea(talk: Talk) -> Talk:
    named = replace(talk, sender=replace(talk.sender, name="Dorothea"))
    await named.say("/zentrum Bochum")
    return named


async def withdrawn(dorothea: Talk, *before: Sequence[Outgoing]) -> tuple[Room, list[Outgoing]]:
    """What stands everywhere, and what Lotse did for that."""
    room = Room({})
    for said in before:
        room.takes(said)
    said = await dorothea.happens(dorothea.received("/anonym 1"))
    room.takes(said)
    assert not [each for each in said if isinstance(each, Edit)]
    for each in said:
        await dorothea.delivered(each)
    return room, said


async def test_the_question_and_what_was_said_stand_anew(talk: Talk, colleagues: Colleagues, dorothea: Talk) -> None:
    answer, *posts = await ask(dorothea, "name")
    assert [choice.label for choice in answer.choices] == ["Gelöst", "Namen zurückziehen"]
    copies = await answered(colleagues, posts)
    to_dorothea = next(copy for copy in copies if copy.mention is not None)
    thanks = await dorothea.to(replace(dorothea.received("Danke!"), reply_to=posted(to_dorothea)))
    for message in thanks:
        await dorothea.sent(message)
    room, (told, *_) = await withdrawn(dorothea, posts, copies, thanks)
    assert isinstance(told, Message)
    assert "Nicht zurückholen" in told.text
    assert not [name for name in NAMES if name in repr(room.messages)]
    for address in (MATRIX, FORUM):
        post, *below = room.at(address)
        assert QUESTION.removesuffix("?") in post.text
        assert [message.under for message in below] == [post.id] * 2
        assert "Ja, seit 2019" in below[0].text
        assert below[1].text.startswith("**anonym** zu")
    (kept,) = room.at(talk.address)
    assert kept.id == to_dorothea.id


async def test_what_follows_belongs_to_the_new_posts(talk: Talk, colleagues: Colleagues, dorothea: Talk) -> None:
    _, *posts = await ask(dorothea, "name")
    room, _ = await withdrawn(dorothea, posts)
    (post,) = room.at(MATRIX)
    late = await colleagues.say("Ja, seit 2019.", MATRIX, posted(post))
    assert {copy.address for copy in late} == {talk.address, FORUM}
    old = next(each for each in posts if each.address == MATRIX)
    assert [copy.address for copy in await colleagues.say("Noch etwas", MATRIX, posted(old))]
    assert "anonym" in (await talk.as_other("mia").say("/ansehen 1"))[0].text
    assert {line.under for line in await dorothea.say("/geloest 1") if line.under} == {
        each.id for each in room.messages.values()
    }


async def test_reminders_stand_under_the_new_posts(colleagues: Colleagues, dorothea: Talk) -> None:
    _, *posts = await ask(dorothea, "centre")
    room, _ = await withdrawn(dorothea, posts)
    reminders = await Calendar(dorothea).until(dorothea.now + timedelta(days=2))
    assert {each.under for each in reminders if isinstance(each, Message)} == set(room.messages)
    assert colleagues.talk.database is dorothea.database


async def test_files_of_the_asker_are_gone(colleagues: Colleagues, dorothea: Talk) -> None:
    _, *posts = await ask(dorothea, "name")
    copies = await answered(colleagues, posts)
    to_dorothea = next(copy for copy in copies if copy.mention is not None)
    plan = replace(photo(), name="dorothea.pdf")
    carried = await dorothea.to(replace(dorothea.received("Unser Plan"), reply_to=posted(to_dorothea), attachment=plan))
    for message in carried:
        await dorothea.sent(message)
    assert len([message for message in carried if message.attachment]) == 2
    room, _ = await withdrawn(dorothea, posts, copies, carried)
    assert "dorothea" not in repr(room.messages).casefold()
    again = [each for each in room.messages.values() if each.text.endswith("Unser Plan\n\n📎")]
    assert {each.address for each in again} == {MATRIX, FORUM}
    assert all(each.attachment is None for each in again)


async def test_subscribers_and_who_follows_read_it_anew(talk: Talk, colleagues: Colleagues, dorothea: Talk) -> None:
    pia = replace(talk, sender=PIA, room="pia")
    mia = replace(talk, sender=Sender(platform=PlatformName.CONSOLE, id="mia"), room="mia")
    await pia.say("/abonnieren sprachmittlung")
    await pia.say("/sofort")
    _, *posts = await ask(dorothea, "name")
    for message in await pia.say("/ansehen 1"):
        await pia.sent(message)
        posts.append(message)
    await mia.say("/mitlesen 1")
    said = await dorothea.to(dorothea.received("#A1 Es eilt."))
    for message in said:
        await dorothea.sent(message)
    assert [message for message in said if message.address == mia.address and "Dorothea" in message.text]
    room, _ = await withdrawn(dorothea, posts, said)
    assert not [name for name in NAMES if name in repr(room.messages)]
    assert QUESTION.removesuffix("?") in room.at(pia.address)[0].text
    (copy,) = room.at(mia.address)
    assert "Es eilt" in copy.text
    assert copy.mention == mia.sender
    answer = await pia.to(replace(pia.received("Wir auch."), reply_to=posted(room.at(pia.address)[0])))
    assert {MATRIX, FORUM, talk.address} <= {message.address for message in answer}
    assert colleagues.talk is talk


async def test_a_closed_question_stands_anew_as_a_closed_one(
    talk: Talk, colleagues: Colleagues, dorothea: Talk
) -> None:
    _, *posts = await ask(dorothea, "name")
    await dorothea.say("/geloest 1")
    mia = replace(talk, sender=Sender(platform=PlatformName.CONSOLE, id="mia"), room="mia")
    (result,) = await mia.say("/ansehen 1")
    assert "Dorothea" in result.text
    await mia.sent(result)
    room, said = await withdrawn(dorothea, posts, [result])
    assert not [name for name in NAMES if name in repr(room.messages)]
    assert room.at(mia.address) == []
    post, closing = room.at(MATRIX)
    assert (closing.under, "ist gelöst" in closing.text) == (post.id, True)
    assert colleagues.talk is talk
    assert said


async def test_it_is_done_once_and_again_where_an_edit_keeps_earlier_words(
    talk: Talk, colleagues: Colleagues, dorothea: Talk
) -> None:
    question = dorothea.received(f"/frage {QUESTION}")
    await dorothea.to(question)
    for step in ("/kollegen", "/thema sprachmittlung", "/zeichnen name", "/absenden"):
        for message in await dorothea.say(step):
            await dorothea.sent(message)
    assert len([each for each in (await withdrawn_again(dorothea)) if isinstance(each, Deletion)]) == 2
    (already,) = await dorothea.say("/anonym 1")
    assert "schon" in already.text
    (refused,) = await talk.as_other("bea").say("/anonym 1")
    assert "eigenen Frage" in refused.text
    await changes.edit(dorothea, question, "/frage Ohne Dorothea?")
    assert len([each for each in (await withdrawn_again(dorothea)) if isinstance(each, Deletion)]) == 2
    assert colleagues.talk is talk


async def test_a_merged_question_loses_its_name_too(talk: Talk, colleagues: Colleagues, dorothea: Talk) -> None:
    otto = replace(talk, sender=Sender(platform=PlatformName.CONSOLE, id="otto"), room="otto")
    _, *first = await ask(dorothea, "name")
    await otto.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
    for step in ("/kollegen", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        _, *second = await otto.say(step)
    for message in second:
        await talk.sent(message)
    merging = await replace(talk, sender=EDITOR).say("/zusammenlegen #A1 #A2")
    said = await dorothea.to(dorothea.received("#A2 Bei uns fehlt das Geld."))
    for message in said:
        await dorothea.sent(message)
    assert {message.address for message in said} == {MATRIX, FORUM, otto.address}
    room, _ = await withdrawn(dorothea, first, second, merging, said)
    assert not [name for name in NAMES if name in repr([each.text for each in room.messages.values()])]
    assert not set(room.messages) & {post.id for post in first}
    again = [message for message in room.messages.values() if "fehlt das Geld" in message.text]
    assert {message.address for message in again} == {MATRIX, FORUM, otto.address}
    assert {message.under for message in again if message.address == MATRIX} == {room.at(MATRIX)[0].id}
    later = await dorothea.to(dorothea.received("#A2 Noch etwas."))
    assert not [name for name in NAMES if name in repr([each.text for each in later])]
    assert await colleagues.say("Ja.", MATRIX, posted(next(each for each in first if each.address == MATRIX)))


async def withdrawn_again(dorothea: Talk) -> list[Outgoing]:
    said = await dorothea.happens(dorothea.received("/anonym 1"))
    for each in said:
        await dorothea.delivered(each)
    return said
