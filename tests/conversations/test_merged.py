"""Two questions joined into one by a moderator: whoever asked the first goes on with the number that they know."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.core.events import EventId, MessageDeleted, PlatformName, ReactionAdded, Sender
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from tests.conversations import changes
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import FORUM, MATRIX, Colleagues, ask, photo, posted
from tests.conversations.test_exchange_life import KIM
from tests.conversations.test_persons import at, plain

MERGED = "#A2 wurde mit #A1 zusammengelegt"


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM], kim=[KIM])
    return Colleagues(talk)


class Merged:
    """Otto's question #A2, which was merged into #A1."""

    def __init__(self, talk: Talk, colleagues: Colleagues, platform: PlatformName) -> None:
        self.anna = talk
        self.colleagues = colleagues
        self.otto = replace(
            talk, sender=Sender(platform=platform, id="4712", name="Otto"), room="4712", platform=platform
        )
        self.edith = replace(talk, sender=EDITOR, room="edith")
        self.channel = MATRIX if platform is PlatformName.MATRIX else FORUM
        self.first: list[Message] = []
        self.second: list[Message] = []

    async def asks(self, signature: str = "none", own: str = "none") -> "Merged":
        """Ask as Anna with her `own` signature, and as Otto with the other; then both are one."""
        await self.anna.say("/zentrum Herne")
        await self.otto.say("/zentrum Bochum")
        _, *self.first = await ask(self.anna, own)
        await self.otto.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
        for step in ("/themenwahl", "/thema sprachmittlung", f"/zeichnen {signature}"):
            await self.otto.say(step)
        _, *self.second = await self.otto.say("/absenden")
        for post in self.second:
            await self.anna.sent(post)
        return self

    async def merges(self) -> "Merged":
        await self.answers("Zwei", self.second)
        for each in await self.edith.say("/zusammenlegen #A2 #A1"):
            await self.anna.sent(each)
        return self

    async def answers(self, text: str, posts: Sequence[Message] | None = None) -> set[str]:
        """Return the rooms in which somebody reads an answer on their own."""
        said = await self.colleagues.say(text, MATRIX, at(list(posts or self.first), MATRIX))
        return {each.address.room for each in said if each.mention}

    async def says(self, who: Talk, text: str) -> list[Outgoing]:
        said = await who.happens(who.received(text))
        for each in said:
            await who.delivered(each)
        return said

    async def hears(self, who: Talk, text: str) -> str:
        """Return all that is said to them there."""
        said = await self.says(who, text)
        here = [each for each in said if isinstance(each, Message) and each.address == who.address]
        return "\n".join(plain(each) for each in here)


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM], ids=["matrix", "telegram"])
def merged(talk: Talk, colleagues: Colleagues, request: pytest.FixtureRequest) -> Merged:
    return Merged(replace(talk, sender=replace(talk.sender, name="Anna")), colleagues, request.param)


async def test_the_asker_sees_the_question_that_theirs_belongs_to(merged: Merged) -> None:
    await (await merged.asks("name")).merges()
    await merged.answers("Eins")
    (shown,) = [each for each in await merged.says(merged.otto, "/ansehen 2") if isinstance(each, Message)]
    assert plain(shown).startswith(MERGED)
    assert "Frage #A1" in plain(shown)
    assert "Sprachmittlerpools" in shown.text
    assert "Antworten: 2" in plain(shown)
    assert [choice.says for choice in shown.choices] == ["/geloest 2", "/anonym 2"]
    assert shown.private_to == merged.otto.sender


async def test_others_learn_that_it_was_merged(merged: Merged) -> None:
    await (await merged.asks()).merges()
    mia = replace(merged.anna.as_other("mia"), room="mia")
    assert MERGED in await merged.hears(mia, "/ansehen 2")
    word, post = await mia.say("/ansehen 2")
    assert plain(word).startswith(MERGED)
    assert "Frage #A1" in plain(post)
    assert MERGED in await merged.hears(merged.anna, "/ansehen #A2")
    assert "zusammengelegt" not in await merged.hears(merged.anna, "/ansehen 1")
    await merged.says(merged.anna, "/geloest 1")
    assert MERGED in await merged.hears(mia, "/ansehen 2")


async def test_only_their_own_name_goes(merged: Merged) -> None:
    await (await merged.asks("name", "name")).merges()
    await merged.says(merged.otto, "#A2 Wir suchen auch.")
    said = await merged.says(merged.otto, "/anonym 2")
    assert "Bei #A2 steht jetzt „anonym“" in plain(said[0])  # type: ignore[arg-type]
    assert "zusammengelegt" in plain(said[0])  # type: ignore[arg-type]
    assert not {post.id for post in merged.first} & {each.of for each in said if isinstance(each, Deletion)}
    assert {post.id for post in merged.second} <= {each.of for each in said if isinstance(each, Deletion)}
    assert "Otto" not in repr([each.text for each in said if isinstance(each, Message)])
    assert "Anna" in await merged.hears(merged.anna.as_other("mia"), "/ansehen 1")


async def test_nobody_takes_a_name_off_that_is_not_theirs(merged: Merged) -> None:
    await (await merged.asks("name", "name")).merges()
    assert "nur mit einer eigenen Frage" in await merged.hears(merged.otto, "/anonym 1")
    assert "nur mit einer eigenen Frage" in await merged.hears(merged.anna, "/anonym 2")
    assert "nur mit einer eigenen Frage" in await merged.hears(merged.edith, "/anonym 2")


async def test_two_who_take_their_names_off_stay_distinct(merged: Merged) -> None:
    await (await merged.asks("name", "name")).merges()
    for who, command in ((merged.otto, "/anonym 2"), (merged.anna, "/anonym 1")):
        await merged.says(who, command)
    said = [
        await merged.says(who, f"{number} Noch etwas") for who, number in ((merged.anna, "#A1"), (merged.otto, "#A2"))
    ]
    names = [{plain(each).partition(" zu ")[0] for each in some if isinstance(each, Message)} for some in said]
    assert [len(each) for each in names] == [1, 1]
    assert names[0] != names[1]
    assert not [name for some in names for name in some if "Anna" in name or "Otto" in name]


async def test_solved_for_one_asker_ends_what_they_get_and_nothing_else(merged: Merged) -> None:
    await (await merged.asks()).merges()
    assert await merged.answers("Eins") == {merged.anna.room, merged.otto.room}
    said = await merged.says(merged.otto, "/geloest 2")
    (word,) = [each for each in said if isinstance(each, Message)]
    assert "#A2 ist für dich gelöst" in plain(word)
    assert "#A1, mit der sie zusammengelegt wurde, bleibt offen" in plain(word)
    assert await merged.answers("Drei") == {merged.anna.room}
    assert "Offen" in await merged.hears(merged.anna, "/ansehen 1")
    assert "#A2 ist für dich gelöst" in await merged.hears(merged.otto, "/geloest 2")
    assert "/geloest 2" not in repr((await merged.says(merged.otto, "/ansehen 2"))[0])


async def test_who_wants_to_read_on_reads_on(merged: Merged) -> None:
    await (await merged.asks()).merges()
    for command in ("/nochoffen 2", "/mitlesen 1", "/mitlesen 2", "#A2 Doch noch nicht."):
        await merged.says(merged.otto, "/geloest 2")
        assert await merged.answers("Eins") == {merged.anna.room}
        await merged.says(merged.otto, command)
        assert await merged.answers("Zwei") == {merged.anna.room, merged.otto.room}
    assert "#A1" in await merged.hears(merged.otto, "/nochoffen 2")
    (word,) = await merged.otto.say("/geloest 2")
    assert "Doch weiter mitlesen" in [choice.label for choice in word.choices]


async def test_who_has_asked_anonymously_stays_so_when_it_is_solved_for_them(merged: Merged) -> None:
    await (await merged.asks()).merges()
    channel = merged.channel
    said = await merged.colleagues.say("Eins", MATRIX, at(merged.first, MATRIX))
    copy = next(each for each in said if each.address == merged.otto.address)
    await merged.says(merged.otto, "/geloest 2")
    late = replace(merged.otto.received("Danke noch"), reply_to=posted(copy), attachment=photo())
    carried = await merged.otto.happens(late)
    assert carried
    assert not [each for each in carried if isinstance(each, Message) and ("Otto" in each.text or each.attachment)]
    await merged.says(merged.otto, "/geloest 2")
    there = await merged.colleagues.say("Es eilt.", channel, at(merged.first, channel), merged.otto.sender)
    assert not [each for each in there if "Otto" in each.text]
    await merged.says(merged.otto, "/geloest 2")
    hidden = replace(
        merged.colleagues.received("Plan", channel, at(merged.first, channel), merged.otto.sender), attachment=photo()
    )
    said = await merged.anna.happens(hidden)  # type: ignore[assignment]
    assert [(each.address, plain(each)) for each in said if each.address == channel] == [], (
        "what is said there would give them away"
    )


async def test_a_sign_of_the_asker_solves_it_for_them(merged: Merged) -> None:
    await (await merged.asks()).merges()
    said = await merged.colleagues.say("Eins", MATRIX, at(merged.first, MATRIX))
    copy = next(each for each in said if each.address == merged.otto.address)
    sign = ReactionAdded(
        id=EventId("sign"),
        at=merged.anna.now,
        address=merged.otto.address,
        sender=merged.otto.sender,
        message=posted(copy),
        key="✅" if merged.otto.platform is PlatformName.MATRIX else "👌",
    )
    (word,) = await merged.otto.happens(sign)
    assert isinstance(word, Message)
    assert word.address == merged.otto.address
    assert word.private_to is not None
    assert word.private_to.is_same(merged.otto.sender)
    assert "#A2 ist für dich gelöst" in plain(word)
    assert await merged.answers("Drei") == {merged.anna.room}


async def test_the_answer_that_helped_may_be_any(merged: Merged) -> None:
    await (await merged.asks()).merges()
    await merged.answers("Eins")
    (word,) = await merged.otto.say("/geloest 2")
    helping = [choice for choice in word.choices if choice.says.startswith("/geholfen")]
    assert sorted(choice.label for choice in helping) == ["Bea: „Eins“", "Bea: „Zwei“"]
    for choice in helping:
        assert "Ich frage" in await merged.hears(merged.otto, choice.says)
    assert "eigenen Frage" in await merged.hears(merged.anna.as_other("mia"), helping[0].says)


async def test_who_may_close_the_other_question_is_told_its_number(merged: Merged) -> None:
    await (await merged.asks()).merges()
    for who in (merged.anna, merged.edith):
        assert "Nimm dafür #A1" in await merged.hears(who, "/geloest 2")
    assert "eigenen Frage" in await merged.hears(merged.anna.as_other("mia"), "/geloest 2")
    assert "Offen" in await merged.hears(merged.anna, "/ansehen 1")


async def test_who_asked_both_closes_them_with_either_number(talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    await talk.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
    for step in ("/themenwahl", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        await talk.say(step)
    await replace(talk, sender=EDITOR, room="edith").say("/zusammenlegen #A2 #A1")
    word, *lines = await talk.say("/geloest 2")
    assert plain(word).startswith(MERGED)
    assert "#A1 ist gelöst" in plain(word)
    assert {line.address for line in lines} == {MATRIX, FORUM}
    assert colleagues.talk is talk


async def test_moderators_are_told_before_they_move_or_merge_another_question(merged: Merged) -> None:
    await (await merged.asks()).merges()
    for command in ("/verschieben #A2 kim", "/zusammenlegen #A2 #A1"):
        (word,) = await merged.edith.say(command)
        assert plain(word).startswith(MERGED)
        assert "Nimm dafür #A1" in plain(word)
    async with merged.anna.database.begin() as unit:
        exchange = await unit.exchanges.get(1)
        assert exchange is not None
        assert exchange.topic == "sprachmittlung"


async def test_only_the_merged_question_is_hidden(merged: Merged) -> None:
    await (await merged.asks()).merges()
    gone = await merged.says(merged.edith, "/verbergen #A2")
    deleted = {each.of for each in gone if isinstance(each, Deletion)}
    assert {post.id for post in merged.second} <= deleted
    assert not {post.id for post in merged.first} & deleted
    assert "Sprachmittlerpools" in await merged.hears(merged.anna, "/ansehen 1")
    assert "gibt es nicht" in await merged.hears(merged.otto, "/ansehen 2")


async def test_whoever_joins_later_reads_the_answers_to_both(merged: Merged) -> None:
    await (await merged.asks()).merges()
    await merged.answers("Eins")
    mia = replace(merged.anna.as_other("mia"), room="mia")
    heard = await merged.hears(mia, "/mitlesen 2")
    assert heard.startswith(MERGED)
    assert "mit #A2):\n\nZwei" in heard
    assert "\n\nEins" in heard


async def test_ones_own_questions_hold_the_merged_one(merged: Merged) -> None:
    await (await merged.asks()).merges()
    (mine,) = await merged.otto.say("/meine")
    assert [(choice.label[:3], choice.says) for choice in mine.choices] == [("#A2", "/ansehen 2")]
    await merged.says(merged.anna, "/geloest 1")
    (mine,) = await merged.otto.say("/meine")
    assert mine.choices[0].label.startswith("✅ #A2")


async def test_a_question_that_was_sent_from_another_room_is_still_edited(merged: Merged) -> None:
    otto, elsewhere = merged.otto, replace(merged.otto, room="other")
    await merged.anna.say("/zentrum Herne")
    _, *merged.first = await ask(merged.anna)
    question = elsewhere.received("/frage Wie finanziert ihr Dolmetscher an Schulen?")
    await elsewhere.to(question)
    for step in ("/themenwahl 2", "/thema 2 sprachmittlung", "/zeichnen 2 none"):
        await otto.say(step)
    _, *merged.second = await otto.say("/absenden 2")
    for post in merged.second:
        await otto.sent(post)
    await merged.merges()
    edits = [
        each for each in await changes.edit(elsewhere, question, "/frage Wer kennt Pools?") if isinstance(each, Edit)
    ]
    assert {each.of for each in edits} == {post.id for post in merged.second}
    assert all("Wer kennt Pools" in each.message.text for each in edits)


async def test_taking_back_the_merged_question_ends_what_its_asker_gets(merged: Merged) -> None:
    otto = merged.otto
    await merged.asks()
    async with otto.database.begin() as unit:
        rows = await unit.connection.exec_driver_sql("SELECT message FROM exchanges WHERE number = 2")
        message = rows.scalar_one()
    await merged.merges()
    gone = MessageDeleted(id=EventId("gone"), at=otto.now, address=otto.address, sender=otto.sender, message=message)
    assert {post.id for post in merged.second} <= {
        each.of for each in await otto.happens(gone) if isinstance(each, Deletion)
    }
    assert await merged.answers("Drei") == {merged.anna.room}
