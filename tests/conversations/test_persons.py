"""One person with several accounts is one person, whichever of them writes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.core.events import (
    Address,
    DigestDue,
    EventId,
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    PlatformName,
    ReactionAdded,
    ReminderDue,
    RoomId,
    Sender,
    ThreadId,
)
from handlers.core.messages import Deletion, Edit, Message
from handlers.exchange.model.rules import ExchangeRules
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import BEA, FORUM, MATRIX, Colleagues, ask, photo, posted

DORA = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Dorothea")
DIRECT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    async with talk.database.begin() as unit:
        await unit.people.join(talk.sender, DORA)
    return Colleagues(talk)


@pytest.fixture
def phone(talk: Talk) -> Talk:
    """The asker's other account, in its direct chat."""
    return replace(talk, sender=DORA, room=DIRECT.room, platform=DIRECT.platform)


def at(posts: Sequence[Message], address: Address) -> MessageId:
    return posted(next(post for post in posts if post.address == address))


async def is_answered(talk: Talk, number: int = 1) -> bool:
    async with talk.database.begin() as unit:
        exchange = await unit.exchanges.get(number)
        assert exchange is not None
        return exchange.answered_at is not None


async def test_what_the_asker_adds_in_a_channel_stays_anonymous(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copies = await colleagues.say("Es geht um Kurdisch.", FORUM, at(posts, FORUM), DORA)
    assert [copy.address for copy in copies] == [MATRIX]
    assert "**anonym** zu" in copies[0].text
    assert "Dorothea" not in copies[0].text
    assert not await is_answered(talk)
    await colleagues.say("Ja.", MATRIX, at(posts, MATRIX))
    assert await is_answered(talk)


async def test_nothing_in_a_channel_tells_who_asks(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    event = colleagues.received("Siehe Plan", FORUM, at(posts, FORUM), DORA)
    said = await talk.to(replace(event, attachment=photo()))
    assert [(each.address, "von wem sie ist" in each.text) for each in said] == [(MATRIX, False), (talk.address, True)]
    assert not [each for each in said if each.attachment]


async def test_the_same_account_in_a_channel_is_the_asker_too(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(replace(talk, sender=replace(DORA, name=""), room="4711", platform=PlatformName.TELEGRAM))
    copies = await colleagues.say("Es geht um Kurdisch.", FORUM, at(posts, FORUM), DORA)
    assert [(copy.address, "**anonym** zu" in copy.text) for copy in copies] == [(MATRIX, True)]
    assert not await is_answered(talk)


@pytest.mark.parametrize("way", ["number", "view", "copy", "confirmation"])
async def test_follow_ups_from_the_other_account_are_carried(
    talk: Talk, phone: Talk, colleagues: Colleagues, way: str
) -> None:
    confirmed, *posts = await ask(talk)
    copy, _ = await colleagues.say("Ja.", MATRIX, at(posts, MATRIX))
    match way:
        case "number":
            event = phone.received("#A1 Wie finanziert ihr das?")
        case "view":
            view = await phone.answered(phone.received("/ansehen 1"))
            async with talk.database.begin() as unit:
                said = await unit.sent_messages.in_reply_to(phone.address, view.reply_to or MessageId(""))
            event = replace(phone.received("Wie finanziert ihr das?"), reply_to=said[0].message)
        case "copy":
            event = replace(talk.received("Wie finanziert ihr das?"), reply_to=posted(copy))
        case _:
            async with talk.database.begin() as unit:
                said = await unit.sent_messages.in_reply_to(talk.address, confirmed.reply_to or MessageId(""))
            event = replace(talk.received("Wie finanziert ihr das?"), reply_to=said[0].message)
    carried = await talk.to(event)
    assert {message.address for message in carried} == {MATRIX, FORUM}
    assert all("**anonym** zu" in message.text and "Dorothea" not in message.text for message in carried)


async def test_a_choice_under_ones_question_is_no_follow_up(phone: Talk, talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    assert colleagues.talk is talk
    view = await phone.answered(phone.received("/ansehen 1"))
    async with talk.database.begin() as unit:
        said = await unit.sent_messages.in_reply_to(phone.address, view.reply_to or MessageId(""))
    closed, *_ = await phone.to(replace(phone.received("1"), reply_to=said[0].message))
    assert "gelöst" in closed.text


async def test_nobody_thanks_themselves_with_another_account(talk: Talk, colleagues: Colleagues) -> None:
    async with talk.database.begin() as unit:
        other = Sender(platform=PlatformName.TELEGRAM, id="12")
        await unit.people.join(BEA, other)
    _, *posts = await ask(talk)
    copy, _ = await colleagues.say("Ja.", MATRIX, at(posts, MATRIX))

    async def thank(sender: Sender) -> int:
        number = EventId(f"thanks-{sender.id}")
        message = posted(copy)
        await talk.happens(
            ReactionAdded(id=number, at=talk.now, address=copy.address, sender=sender, message=message, key="👍")
        )
        async with talk.database.begin() as unit:
            return sum((await unit.remarks.count_thanks(1)).values())

    assert await thank(other) == 0
    assert await thank(talk.sender) == 1
    assert await thank(DORA) == 1
    assert await thank(EDITOR) == 2


async def test_nobody_is_told_of_a_question_of_their_own(talk: Talk, phone: Talk, colleagues: Colleagues) -> None:
    assert colleagues.talk is talk
    await phone.say("/abonnieren sprachmittlung täglich 8")
    await ask(talk)
    due = DigestDue(id=EventId("due"), at=talk.now, address=phone.address, sender=DORA, topic="sprachmittlung")
    assert await phone.happens(due) == []
    await asks(talk, "otto")
    (digest,) = await phone.happens(replace(due, id=EventId("again")))
    assert isinstance(digest, Message)
    assert "Dolmetscher" in repr(digest.choices)
    await talk.say("/verwerfen")
    edith = replace(talk, sender=EDITOR)
    await edith.happens(edith.received("/verbergen #A2"))
    assert "keine Frage offen" in await phone.hear("/offen")


async def test_a_role_holds_for_all_accounts_of_a_person(talk: Talk, colleagues: Colleagues) -> None:
    edith = Sender(platform=PlatformName.TELEGRAM, id="99")
    phone = replace(talk, sender=edith, room="99", platform=PlatformName.TELEGRAM)
    await ask(talk)
    assert "Redaktion vorbehalten" in await phone.hear("/entwuerfe")
    async with talk.database.begin() as unit:
        await unit.people.join(EDITOR, edith)
    assert "kein Entwurf" in await phone.hear("/entwuerfe")
    hidden, *_ = await phone.happens(phone.received("/verbergen #A1"))
    assert isinstance(hidden, Message)
    assert "verborgen" in hidden.text
    await phone.say("/trennen")
    assert "Redaktion vorbehalten" in await phone.hear("/entwuerfe")
    assert colleagues.talk is talk


async def test_moderators_are_told_once_each(talk: Talk, colleagues: Colleagues) -> None:
    assert colleagues.talk is talk
    other = Sender(platform=PlatformName.TELEGRAM, id="99")
    moderated = replace(talk, rules=ExchangeRules(moderators={"": (EDITOR, other)}))
    async with talk.database.begin() as unit:
        await unit.people.join(EDITOR, other)
    for sender, room in ((EDITOR, "edith"), (other, "99")):
        await replace(moderated, sender=sender, room=room).say("Hallo")
    await ask(moderated)
    told: list[str] = []
    for number in range(3):
        due = ReminderDue(
            id=EventId(f"due-{number}"), at=talk.now, address=talk.address, sender=talk.sender, exchange=1
        )
        told += [each.address.room for each in await moderated.happens(due) if isinstance(each, Message)]
    assert [room for room in told if room in ("edith", "99")] == ["edith"]


async def test_a_reader_joins_once_whatever_account_they_use(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Eins.", MATRIX, at(posts, MATRIX))
    other = Sender(platform=PlatformName.TELEGRAM, id="12")
    async with talk.database.begin() as unit:
        await unit.people.join(BEA, other)
    bea = replace(talk, sender=BEA, room="bea")
    joined = await bea.say("/mitlesen 1")
    assert len(joined) == 1, "one's own answers are not brought back"
    await replace(talk, sender=other, room="12", platform=PlatformName.TELEGRAM).say("/mitlesen 1")
    copies = await colleagues.say("Zwei.", FORUM, at(posts, FORUM), Sender(platform=PlatformName.TELEGRAM, id="5"))
    assert [copy.address.room for copy in copies if copy.mention] == ["room", "bea"]


async def test_answers_in_the_thread_of_a_moved_question_are_carried(talk: Talk, colleagues: Colleagues) -> None:
    kim = Address(platform=PlatformName.TELEGRAM, room=FORUM.room, thread=ThreadId("9"))
    async with talk.database.begin() as unit:
        await unit.channels.put(kim, "kim", talk.now)
    _, *posts = await ask(talk)
    edith = replace(talk, sender=EDITOR, room="edith")
    done, *rest = await edith.happens(edith.received("/verschieben #A1 kim"))
    assert isinstance(done, Message)
    for each in rest:
        await talk.delivered(each)
    for address in (replace(MATRIX, thread=ThreadId(at(posts, MATRIX))), FORUM):
        reply_to = None if address.platform is PlatformName.MATRIX else at(posts, FORUM)
        copies = await colleagues.say("Bei uns schon.", address, reply_to)
        assert [copy.address for copy in copies] == [talk.address, kim, address]
        assert "steht jetzt in" in copies[-1].text
        copies = await colleagues.say("Und noch etwas.", address, reply_to)
        assert [copy.address for copy in copies] == [talk.address, kim]
    gone = MessageDeleted(id=EventId("gone"), at=talk.now, address=MATRIX, sender=BEA, message=MessageId("x"))
    assert not await talk.happens(gone)


async def test_a_place_is_an_answer_where_it_is_given_as_one(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    written = colleagues.received("Büro *Nord*", MATRIX, at(posts, MATRIX))
    fields = {name: getattr(written, name) for name in ("id", "at", "address", "sender", "message", "text", "reply_to")}
    copies = await talk.to(LocationReceived(**fields, latitude=51.4818, longitude=7.2162))
    assert len(copies) == 2
    assert all("Büro \\*Nord\\*" in copy.text and "mlat=51.48180&mlon=7.21620" in copy.text for copy in copies)


async def test_an_answer_with_nothing_in_it_gets_a_word(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    (told,) = await colleagues.say("", MATRIX, at(posts, MATRIX))
    assert "in Worten" in told.text
    assert not await is_answered(talk)


@pytest.mark.parametrize(
    ("choice", "is_carried"),
    [("1", True), ("ja", True), ("Ja!", True), ("Nein, eine neue Frage", False), ("nein", False)],
)
async def test_a_message_soon_after_an_answer_asks_where_it_belongs(
    talk: Talk, colleagues: Colleagues, choice: str, is_carried: bool
) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    question = talk.received("Was ist Griffbereit")
    asked = await talk.answered(question)
    assert "Gehört das zu **#A1**?" in asked.text
    assert [each.label for each in asked.choices] == ["Ja, zu #A1", "Nein, eine neue Frage"]
    edit = MessageEdited(
        id=EventId("edit"),
        at=talk.now,
        address=talk.address,
        sender=talk.sender,
        message=question.message,
        text="Was ist Griffbereit?",
        direct=True,
        addressed=True,
    )
    assert await talk.happens(edit) == []
    said = await talk.say(choice)
    if is_carried:
        assert [message.address for message in said] == [talk.address, MATRIX, FORUM]
        assert "Griffbereit?" in said[1].text
        assert said[0].reply_to != question.message
    else:
        assert [message.address for message in said] == [talk.address]
        assert "Griffbereit" in said[0].text
        assert "schon entschieden" in await talk.hear(asked.choices[0].says)


@pytest.mark.parametrize("choice", ["Ja, zu #A1", "1", None])
async def test_one_message_after_the_other_is_asked_about(
    talk: Talk, colleagues: Colleagues, choice: str | None
) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    assert "Gehört das zu" in await talk.hear("Danke!")
    if choice is not None:
        await talk.say(choice)
    talk.later(timedelta(minutes=1))
    (asked,) = await talk.say("Und wie viele davon sprechen Farsi?")
    assert "Gehört das zu **#A1**?" in asked.text
    talk.later(timedelta(minutes=1))
    said = await talk.say("1")
    assert [(each.address, "Farsi" in each.text) for each in said[1:]] == [(MATRIX, True), (FORUM, True)]


async def test_after_a_question_is_solved_nothing_is_asked(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    solved = talk.received("/geloest 1")
    await talk.happens(solved)
    assert "Gehört das zu" not in await talk.hear("KI Duisburg")


@pytest.mark.parametrize("said", ["/meine", "KI Herne"])
async def test_after_something_else_nothing_is_asked(talk: Talk, colleagues: Colleagues, said: str) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    talk.later(timedelta(minutes=1))
    await talk.say(said)
    await talk.say("Nein, eine neue Frage")
    talk.later(timedelta(minutes=1))
    assert "Gehört das zu" not in await talk.hear("KI Duisburg")


async def test_a_message_that_is_taken_back_waits_no_more(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    question = talk.received("Was ist Griffbereit")
    asked = await talk.answered(question)
    gone = MessageDeleted(
        id=EventId("gone"), at=talk.now, address=talk.address, sender=talk.sender, message=question.message
    )
    assert [type(each) for each in await talk.happens(gone)] == [Deletion]
    assert "schon entschieden" in await talk.hear(asked.choices[0].says)


async def test_who_followed_before_a_merge_reads_nothing_twice(talk: Talk, colleagues: Colleagues) -> None:
    _, *first = await ask(talk)
    otto, second = await asks(talk, "otto")
    await otto.say("/mitlesen 1")
    for posts, text in ((first, "Eins"), (second, "Zwei")):
        await colleagues.say(text, MATRIX, at(posts, MATRIX))
    edith = replace(talk, sender=EDITOR, room="edith")
    said = await edith.say("/zusammenlegen #A2 #A1")
    assert [each.address.room for each in said if "Bea zu" in plain(each)] == ["room"]
    copies = await colleagues.say("Es eilt.", MATRIX, at(first, MATRIX), otto.sender)
    assert copies
    assert not [copy for copy in copies if "Otto" in copy.text]


async def test_what_is_said_later_or_to_lotse_belongs_nowhere(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copy, _ = await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    carried = await talk.to(replace(talk.received("Danke"), reply_to=posted(copy)))
    assert {message.address for message in carried} == {MATRIX, FORUM}
    assert "Deine Fragen" in await talk.hear("/meine")
    talk.now = talk.now.replace(hour=10)
    assert "Gehört das" not in await talk.hear("Was ist Griffbereit?")


async def test_a_held_file_goes_along(talk: Talk, colleagues: Colleagues) -> None:
    named = replace(talk, sender=replace(talk.sender, name="Anna"))
    await named.say("/zentrum Bochum")
    _, *posts = await ask(named, "name")
    await colleagues.say("Ja.", MATRIX, at(posts, MATRIX))
    (asked,) = await named.to(replace(named.received(""), attachment=photo()))
    _, *carried = await named.say(asked.choices[0].says)
    assert [(each.address, each.attachment) for each in carried] == [(MATRIX, photo()), (FORUM, photo())]


async def asks(talk: Talk, name: str, signature: str = "none") -> tuple[Talk, list[Message]]:
    """Another person's question on the same topic."""
    person = replace(talk, sender=Sender(platform=PlatformName.CONSOLE, id=name, name=name.title()), room=name)
    await person.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
    await person.say("/themenwahl")
    await person.say("/thema sprachmittlung")
    await person.say(f"/zeichnen {signature}")
    _, *posts = await person.say("/absenden")
    for post in posts:
        await talk.sent(post)
    return person, posts


def plain(message: Message) -> str:
    return message.text.replace("\\", "").replace("*", "")


async def test_after_a_merge_everybody_who_asked_reads_all_answers(talk: Talk, colleagues: Colleagues) -> None:
    _, *first = await ask(talk)
    otto, second = await asks(talk, "otto")
    ute, third = await asks(talk, "ute")
    for posts, text in ((first, "Eins"), (second, "Zwei"), (third, "Drei")):
        await colleagues.say(text, MATRIX, at(posts, MATRIX))
    edith = replace(talk, sender=EDITOR, room="edith")
    said = [*await edith.say("/zusammenlegen #A2 #A1")]
    for each in said:
        await talk.sent(each)
    brought = {(each.address.room, plain(each)) for each in said if "Bea zu" in plain(each)}
    assert brought == {
        ("room", "Bea zu #A1 (zusammengelegt mit #A2):\n\nZwei"),
        ("otto", "Bea zu #A2 (zusammengelegt mit #A1):\n\nEins"),
    }
    said = [*await edith.say("/zusammenlegen #A3 #A1")]
    for each in said:
        await talk.sent(each)
    brought = {(each.address.room, plain(each)) for each in said if "Bea zu" in plain(each)}
    assert brought == {
        ("room", "Bea zu #A1 (zusammengelegt mit #A3):\n\nDrei"),
        ("otto", "Bea zu #A2 (zusammengelegt mit #A3):\n\nDrei"),
        ("ute", "Bea zu #A3 (zusammengelegt mit #A1):\n\nEins"),
        ("ute", "Bea zu #A3 (zusammengelegt mit #A2):\n\nZwei"),
    }
    event = colleagues.received("Vier", MATRIX, at(first, MATRIX))
    copies = await talk.to(event)
    for each in copies:
        await talk.sent(each)
    assert {(each.address.room, plain(each).partition(":")[0]) for each in copies if each.mention} == {
        ("room", "Bea zu #A1"),
        ("otto", "Bea zu #A2 (zusammengelegt mit #A1)"),
        ("ute", "Bea zu #A3 (zusammengelegt mit #A1)"),
    }
    edit = MessageEdited(
        id=EventId("edit"), at=talk.now, address=MATRIX, sender=BEA, message=event.message, text="Fünf"
    )
    reworded = [plain(each.message) for each in await talk.happens(edit) if isinstance(each, Edit)]
    assert "Bea zu #A2 (zusammengelegt mit #A1):\n\nFünf" in reworded
    added = [plain(each) for each in await otto.say("#A2 Wir auch.")]
    assert all(text.startswith("Anonymer Kolleg") and " 2 zu #A" in text for text in added)
    assert ute.sender.id == "ute"


async def test_whoever_asked_anonymously_stays_so_after_a_merge(talk: Talk, colleagues: Colleagues) -> None:
    _, *first = await ask(talk)
    otto, _ = await asks(talk, "otto")
    edith = replace(talk, sender=EDITOR, room="edith")
    await edith.say("/zusammenlegen #A2 #A1")
    copies = await colleagues.say("Es eilt.", MATRIX, at(first, MATRIX), otto.sender)
    assert copies
    assert all("Otto" not in copy.text and "Kolleg" in copy.text for copy in copies)
    assert not await is_answered(talk)


async def test_taking_back_a_merged_question_leaves_the_other_alone(talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    assert colleagues.talk is talk
    otto = talk.as_other("otto")
    otto.room = "otto"
    question = otto.received("Hat jemand Erfahrung mit Dolmetscherkosten an Schulen?")
    await otto.happens(question)
    for command in ("/themenwahl", "/thema sprachmittlung", "/zeichnen none"):
        await otto.say(command)
    _, *posts = await otto.say("/absenden")
    edith = replace(talk, sender=EDITOR, room="edith")
    await edith.say("/zusammenlegen #A2 #A1")
    gone = MessageDeleted(
        id=EventId("gone"), at=talk.now, address=otto.address, sender=otto.sender, message=question.message
    )
    deleted = [each.of for each in await otto.happens(gone) if isinstance(each, Deletion)]
    assert {post.id for post in posts} <= set(deleted)
    assert "Gibt es nicht" not in await talk.hear("/ansehen 1")
    assert "Sprachmittlerpools" in await talk.hear("/ansehen 1")


@pytest.mark.parametrize(
    ("said", "heard"), [("stopp", "kommt nichts mehr"), ("hilfe", "Das kann ich für dich tun"), ("/abo", "kommen")]
)
async def test_a_command_soon_after_an_answer_is_a_command(
    talk: Talk, colleagues: Colleagues, said: str, heard: str
) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    answer = await talk.hear(said)
    assert "Gehört das zu" not in answer
    assert heard in answer.replace("<", "")


async def test_a_contact_soon_after_an_answer_is_not_carried(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await colleagues.say("Ja, seit 2019.", MATRIX, at(posts, MATRIX))
    written = talk.received("Kontakt: Anna Muster, 0171 123")
    fields = {name: getattr(written, name) for name in ("id", "at", "address", "sender", "message", "text", "direct")}
    (said,) = await talk.to(ItemReceived(**fields, addressed=True))
    assert "Gehört das zu" not in said.text
    assert said.address == talk.address


async def test_a_question_written_with_one_account_and_asked_with_the_other_follows_its_message(
    talk: Talk, colleagues: Colleagues
) -> None:
    other = Sender(platform=PlatformName.TELEGRAM, id="4711")
    async with talk.database.begin() as unit:
        await unit.people.join(talk.sender, other)
    phone = replace(talk, sender=other, room="4711", platform=PlatformName.TELEGRAM)
    written = phone.received("/frage Hat jemand Erfahrung mit Sprachmittlerpools?")
    await phone.to(written)
    for words in ("/thema 1 sprachmittlung", "/zeichnen 1 none"):
        await talk.say(words)
    _, *posts = await talk.say("/absenden 1")
    for post in posts:
        await talk.sent(post)
    here = MessageEdited(
        id=EventId("edit"),
        at=talk.now,
        address=talk.address,
        sender=talk.sender,
        message=written.message,
        text="Neu?",
        direct=True,
    )
    assert posts[0].id not in {each.of for each in await talk.happens(here) if isinstance(each, Edit)}
    edits = await talk.happens(replace(here, address=written.address, sender=other))
    assert {each.of for each in edits if isinstance(each, Edit)} == {post.id for post in posts}
    assert colleagues.talk is talk
