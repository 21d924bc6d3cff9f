"""A question that has moved to another topic: where it stood, one sentence says where it is now."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.core.events import Address, EventId, MessageEdited, MessageReceived, PlatformName, Sender, ThreadId
from handlers.core.messages import Deletion, Message, Outgoing
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import BEA, FORUM, MATRIX, Colleagues, ask, photo, posted
from tests.conversations.test_exchange_life import KIM
from tests.conversations.test_persons import at, plain

SPORT = Address(platform=PlatformName.TELEGRAM, room=FORUM.room, thread=ThreadId("9"))
TOM = Sender(platform=PlatformName.TELEGRAM, id="4712", name="Tom")
WORD = "Die Frage #A1 steht jetzt in „{topic}“; was hier geschrieben wird, kommt trotzdem an."
IN_KIM = WORD.format(topic="Kommunales Integrationsmanagement (KIM)")


class Moved:
    """Question #A1 stood in a room and in a topic of a forum; `old` is where a colleague goes on."""

    def __init__(self, talk: Talk, colleagues: Colleagues, old: Address) -> None:
        self.talk = talk
        self.colleagues = colleagues
        self.old = old
        self.by = BEA if old == MATRIX else TOM
        self.posts: list[Message] = []
        self.edith = replace(talk, sender=EDITOR, room="edith")

    async def asks(self, signature: str = "none") -> "Moved":
        _, *self.posts = await ask(self.talk, signature)
        return self

    async def moves(self, topic: str) -> list[Outgoing]:
        said = await self.edith.happens(self.edith.received(f"/verschieben #A1 {topic}"))
        for each in said:
            await self.talk.delivered(each)
        return said

    def written(self, text: str = "Bei uns schon.") -> MessageReceived:
        """Return a message in the thread of what stood there, or in reply to it."""
        post = at(self.posts, self.old)
        if self.old == MATRIX:
            return self.colleagues.received(text, replace(MATRIX, thread=ThreadId(post)), None, self.by)
        return self.colleagues.received(text, FORUM, post, self.by)

    async def says(self, event: MessageReceived) -> list[Outgoing]:
        said = await self.talk.happens(event)
        for each in said:
            await self.talk.delivered(each)
        return said

    def words(self, said: Sequence[Outgoing]) -> list[Message]:
        """Return what is said where the question stood."""
        return [each for each in said if isinstance(each, Message) and each.address.shares_room(self.old)]


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM], kim=[KIM])
    return Colleagues(talk)


@pytest.fixture(params=[MATRIX, FORUM], ids=["matrix", "telegram"])
def moved(talk: Talk, colleagues: Colleagues, request: pytest.FixtureRequest) -> Moved:
    return Moved(talk, colleagues, request.param)


async def test_the_first_who_writes_there_learns_where_it_is(moved: Moved) -> None:
    """The topic has no channel on Telegram; on Matrix it has one."""
    said = await (await moved.asks()).moves("kim")
    assert at(moved.posts, moved.old) in {f"m-{each.of}" for each in said if isinstance(each, Deletion)}
    assert moved.words(said) == [], "nobody is disturbed before"
    first = moved.written()
    (word,) = moved.words(await moved.says(first))
    assert plain(word) == IN_KIM
    assert (word.address, word.reply_to) == (first.address, first.message)
    assert (word.mention, word.private_to) == (None, None)
    for again in (moved.written("Noch etwas."), replace(moved.written("Und mehr."), sender=BEA)):
        said = await moved.says(again)
        assert moved.words(said) == []
        assert moved.talk.address in {each.address for each in said if isinstance(each, Message)}


async def test_every_place_that_it_left_learns_it(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    other = Moved(moved.talk, moved.colleagues, FORUM if moved.old == MATRIX else MATRIX)
    other.posts = moved.posts
    for each in (moved, other):
        said = await each.says(each.written())
        assert [plain(word) for word in each.words(said)] == [IN_KIM]


async def test_a_further_move_is_told_once_more(moved: Moved) -> None:
    async with moved.talk.database.begin() as unit:
        await unit.channels.put(SPORT, "sport", moved.talk.now)
    await (await moved.asks()).moves("kim")
    await moved.says(moved.written())
    await moved.moves("sport")
    said = await moved.says(moved.written())
    told = [plain(each) for each in said if isinstance(each, Message) and each.id and "steht jetzt in" in plain(each)]
    assert told == [WORD.format(topic="Sport")]
    assert not [each for each in await moved.says(moved.written()) if "jetzt in" in plain(each)]  # type: ignore[arg-type]


async def test_where_it_stands_again_nothing_is_said(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    await moved.says(moved.written())
    await moved.moves("sprachmittlung")
    said = await moved.says(moved.written())
    assert not [each for each in said if isinstance(each, Message) and "jetzt in" in plain(each)]


async def test_a_question_that_has_lost_its_name_has_not_moved(moved: Moved) -> None:
    moved.talk.sender = replace(moved.talk.sender, name="Dorothea")
    await moved.talk.say("/zentrum Bochum")
    await moved.asks("name")
    for each in await moved.talk.happens(moved.talk.received("/anonym 1")):
        await moved.talk.delivered(each)
    said = await moved.says(moved.written())
    assert said
    assert not [each for each in said if isinstance(each, Message) and "jetzt in" in plain(each)]


async def test_what_is_said_to_the_word_arrives(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    (word,) = moved.words(await moved.says(moved.written()))
    said = await moved.says(moved.colleagues.received("Danke", moved.old, posted(word), moved.by))
    assert {each.address for each in said if isinstance(each, Message)} == {moved.talk.address, KIM}


async def test_a_number_counts_where_the_question_stood(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    said = await moved.says(moved.colleagues.received("#A1 Bei uns schon.", moved.old, None, moved.by))
    assert {each.address for each in said if isinstance(each, Message)} == {moved.talk.address, KIM, moved.old}
    assert [plain(word) for word in moved.words(said)] == [IN_KIM]


async def test_what_does_not_arrive_is_not_said_to(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    (word,) = moved.words(await moved.says(moved.written("")))
    assert "jetzt in" not in plain(word)
    (word,) = moved.words(await moved.says(moved.written()))
    assert plain(word) == IN_KIM


async def test_an_album_and_an_edit_get_the_word_once(moved: Moved) -> None:
    await (await moved.asks()).moves("kim")
    said = []
    parts = [replace(moved.written("Drei" * (not number)), attachment=photo(), album="13") for number in range(3)]
    for part in parts:
        said += await moved.says(part)
    assert [plain(word) for word in moved.words(said)] == [IN_KIM]
    edit = MessageEdited(
        id=EventId("edit"),
        at=moved.talk.now,
        address=moved.old,
        sender=moved.by,
        message=parts[0].message,
        text="Vier",
        attachment=photo(),
    )
    assert moved.words(await moved.says(edit)) == []


async def test_the_asker_is_not_told_in_their_own_chat(moved: Moved) -> None:
    await moved.asks()
    said = await moved.says(moved.written())
    copy = next(each for each in said if isinstance(each, Message) and each.address == moved.talk.address)
    await moved.moves("kim")
    back = await moved.says(replace(moved.talk.received("Danke"), reply_to=posted(copy)))
    assert {each.address for each in back if isinstance(each, Message)} == {KIM}
