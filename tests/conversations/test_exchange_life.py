"""What becomes of a question to colleagues: days pass, moderators act, something is learned."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.due_events import DueEvents
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import (
    Address,
    Event,
    EventId,
    MessageDeleted,
    MessageId,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
)
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from handlers.exchange.model.rules import ExchangeRules, ReminderTimes
from tests.conversations import changes
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import BEA, FORUM, MATRIX, QUESTION, Colleagues, ask, posted

NEARLY_THE_SAME = "Hat jemand Erfahrungen mit Sprachmittlerpools in kleinen Gemeinden?"
KIM = Address(platform=PlatformName.MATRIX, room=RoomId("!kim:example.org"))
MIA = Sender(platform=PlatformName.CONSOLE, id="mia")


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM], kim=[KIM])
    return Colleagues(talk)


async def answered(colleagues: Colleagues, posts: list[Message], text: str = "Ja, seit 2019.") -> list[Message]:
    """Bea answers in the Matrix room; what Lotse makes of it."""
    return await colleagues.say(text, MATRIX, posted(next(post for post in posts if post.address == MATRIX)))


@dataclass
class Calendar:
    """Lets what is due happen."""

    talk: Talk

    async def until(self, now: datetime) -> list[Outgoing]:
        self.talk.now = now
        said: list[Outgoing] = []

        async def handle(event: Event) -> None:
            said.extend(await self.talk.happens(event))

        await DueEvents(self.talk.database, handle, lambda: now).dispatch()
        for each in said:
            if isinstance(each, Message):
                await self.talk.sent(each)
        return said


def reaction(talk: Talk, address: Address, message: MessageId, sender: Sender, key: str) -> ReactionAdded:
    number = EventId(f"reaction-{sender.id}-{key}")
    return ReactionAdded(id=number, at=talk.now, address=address, sender=sender, message=message, key=key)


def texts(said: list[Outgoing]) -> list[str]:
    return [each.text.replace("\\", "") for each in said if isinstance(each, Message)]


async def test_who_waits_is_remembered_on_working_days(talk: Talk, colleagues: Colleagues) -> None:
    talk.now = datetime(2026, 12, 23, 9, tzinfo=UTC)
    moderated = replace(talk, rules=ExchangeRules(moderators={"sprachmittlung": (MIA,)}))
    await replace(moderated, sender=MIA).say("Hallo")
    await ask(moderated)
    calendar = Calendar(moderated)
    # The 25th and 26th are holidays, and a weekend follows: the second working day is the 28th.
    assert await calendar.until(datetime(2026, 12, 28, 8, 59, tzinfo=UTC)) == []
    reminded = await calendar.until(datetime(2026, 12, 28, 9, tzinfo=UTC))
    assert {each.address for each in reminded if isinstance(each, Message)} == {MATRIX, FORUM}
    assert all("noch niemand" in text for text in texts(reminded))
    assert await calendar.until(datetime(2026, 12, 29, 9, tzinfo=UTC)) == []
    (told,) = await calendar.until(datetime(2026, 12, 30, 9, tzinfo=UTC))
    assert isinstance(told, Message)
    assert told.mention == MIA
    # New Year's Day is a holiday.
    assert await calendar.until(datetime(2027, 1, 8, 8, 59, tzinfo=UTC)) == []
    (asked,) = await calendar.until(datetime(2027, 1, 8, 9, tzinfo=UTC))
    assert isinstance(asked, Message)
    assert [choice.label for choice in asked.choices] == ["Ja, noch offen", "Gelöst"]
    kept, *again = await moderated.say("1")
    assert "bleibt offen" in kept.text
    assert len(again) == 2
    assert await calendar.until(datetime(2027, 1, 12, 8, 59, tzinfo=UTC)) == []
    assert len(await calendar.until(datetime(2027, 1, 14, 9, tzinfo=UTC))) == 1
    # The asker is asked again as long after the moderators were told as the first time, not at once.
    assert await calendar.until(datetime(2027, 1, 20, 8, 59, tzinfo=UTC)) == []
    assert len(await calendar.until(datetime(2027, 1, 20, 9, tzinfo=UTC))) == 1
    assert colleagues.talk is talk


async def test_an_answered_question_is_left_alone(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await answered(colleagues, posts)
    assert await Calendar(talk).until(talk.now + timedelta(days=60)) == []


async def test_a_topic_may_have_times_of_its_own(talk: Talk, colleagues: Colleagues) -> None:
    hasty = replace(talk, rules=ExchangeRules(times={"sprachmittlung": ReminderTimes(remind_after=1)}))
    await ask(hasty)
    assert len(await Calendar(hasty).until(talk.now + timedelta(days=1))) == 2
    assert colleagues.talk is talk


async def test_the_question_changes_and_goes_with_its_asker(talk: Talk, colleagues: Colleagues) -> None:
    question = talk.received(f"/frage {QUESTION}")
    await talk.to(question)
    for step in ("/kollegen", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        for message in await talk.say(step):
            await talk.sent(message)
    edits = await changes.edit(talk, question, "/frage Und in großen Kommunen?")
    assert len(edits) == 2
    assert all(isinstance(each, Edit) and "Und in großen Kommunen?" in each.message.text for each in edits)
    deletions = [each for each in await changes.delete(talk, question) if isinstance(each, Deletion)]
    assert {MATRIX, FORUM} <= {each.address for each in deletions}
    assert "gibt es nicht" in (await talk.say("/ansehen 1"))[0].text
    assert colleagues.talk is talk


@pytest.mark.parametrize("key", ["✅", "✅\ufe0f"])
async def test_a_sign_of_the_asker_or_a_moderator_closes(talk: Talk, colleagues: Colleagues, key: str) -> None:
    _, *posts = await ask(talk)
    post = next(post for post in posts if post.address == MATRIX)
    assert await talk.happens(reaction(talk, MATRIX, posted(post), BEA, key)) == []
    moderated = replace(talk, rules=ExchangeRules(moderators={"": (BEA,)}))
    told, *lines = await moderated.happens(reaction(talk, MATRIX, posted(post), BEA, key))
    assert isinstance(told, Message)
    assert told.mention == talk.sender
    assert len(lines) == 2
    assert colleagues.talk is talk


async def test_on_telegram_a_sign_that_it_offers_closes(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    post = next(post for post in posts if post.address == FORUM)
    moderated = replace(talk, rules=ExchangeRules(moderators={"": (BEA,)}))
    # Telegram tells the chat of a reaction, not the topic.
    chat = replace(FORUM, thread=None)
    thumb, perfect = (reaction(talk, chat, posted(post), BEA, key) for key in ("👍", "👌"))
    assert await moderated.happens(thumb) == []
    told, *lines = await moderated.happens(perfect)
    assert isinstance(told, Message)
    assert len(lines) == 2
    assert colleagues.talk is talk


async def test_thanks_are_counted_once_and_can_be_taken_back(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copy, _ = await answered(colleagues, posts)
    for key in ("👍", "❤️"):
        assert await talk.happens(reaction(talk, copy.address, posted(copy), talk.sender, key)) == []
    assert await talk.happens(reaction(talk, copy.address, posted(copy), BEA, "👍")) == []
    assert await talk.happens(reaction(talk, copy.address, posted(copy), MIA, "🤔")) == []
    assert "Dank: 1" in await talk.hear("/ansehen 1")
    back = MessageDeleted(
        id=EventId("back"),
        at=talk.now,
        address=copy.address,
        sender=talk.sender,
        message=MessageId(f"reaction-{talk.sender.id}-👍"),
    )
    await talk.happens(back)
    assert "Dank: 0" in await talk.hear("/ansehen 1")


async def test_what_helped_becomes_knowledge_with_consent(talk: Talk, colleagues: Colleagues) -> None:
    await replace(talk, sender=EDITOR).say("Hallo")
    _, *posts = await ask(talk)
    await answered(colleagues, posts, "Wir teilen uns den Pool mit dem Nachbarkreis.")
    closed, *_ = await talk.say("/geloest 1")
    assert [choice.label for choice in closed.choices] == ["Bea: „Wir teilen uns den Pool mit d…“"]
    thanked, question = await talk.say("1")
    assert "aufbewahrt" in thanked.text
    assert question.mention is not None
    assert (question.mention.id, question.address) == (BEA.id, MATRIX)
    await talk.sent(question)
    assert "nicht gefragt" in (await talk.say("/einverstanden 1"))[0].text
    agreed, draft = await colleagues.addressed("1", MATRIX)
    assert "Redaktion" in agreed.text
    assert draft.mention == EDITOR
    assert "Nachbarkreis" in draft.text
    edith = replace(talk, sender=EDITOR)
    assert (await talk.say("/freigeben 1"))[0].text == "Das ist der Redaktion vorbehalten."
    assert f"[{QUESTION[:60]}]" in await edith.hear("/entwuerfe")
    (changed,) = await edith.say("/entwurf 1 Wie teilt man einen Sprachmittlerpool?\nMit dem Nachbarkreis.")
    assert "Mit dem Nachbarkreis" in changed.text
    (approved,) = await edith.say("/freigeben 1")
    assert "Freigegeben" in approved.text
    assert "gibt es nicht mehr" in (await edith.say("/freigeben 1"))[0].text
    async with talk.database.begin() as unit:
        entries = (await unit.records.load()).faqs
    (entry,) = entries
    assert (entry.title, entry.topics) == ("Wie teilt man einen Sprachmittlerpool?", ("sprachmittlung",))
    assert "A1" in entry.source.name
    shown = await talk.as_other("otto").hear("/ansehen 1")
    assert "Bea: Wir teilen" in shown.replace("*", "")


async def test_an_answer_without_consent_stays_where_it_is(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await answered(colleagues, posts, "Geheimtipp")
    await talk.say("/geloest 1")
    await talk.say("1")
    (refused,) = await colleagues.addressed("/ablehnen 1", MATRIX, BEA)
    assert "bleibt" in refused.text
    assert "Geheimtipp" not in await talk.as_other("otto").hear("/ansehen 1")
    assert "nicht gefragt" in (await colleagues.addressed("/einverstanden 1", MATRIX, BEA))[0].text
    assert (await talk.say("/geholfen 1"))[0].text.startswith("Diese Antwort ist schon vermerkt")


async def test_who_asks_nearly_the_same_joins(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    await answered(colleagues, posts, "Eins")
    otto = talk.as_other("otto")
    otto_at = Address(platform=PlatformName.CONSOLE, room=RoomId("otto"))
    await talk.to(replace(otto.received(NEARLY_THE_SAME), address=otto_at))
    (offered,) = await talk.to(replace(otto.received("/kollegen"), address=otto_at))
    assert "Fast dasselbe" in offered.text
    assert offered.choices[0].label == "Mich interessiert das auch"
    joined, first = await talk.to(replace(otto.received("1"), address=otto_at))
    assert "Anonyme\\*r Kolleg\\*in 2" in joined.text
    assert "Eins" in first.text
    await talk.sent(first)
    copies = await answered(colleagues, posts, "Zwei")
    assert {copy.address.room for copy in copies} == {"room", "otto", FORUM.room}
    carried = await talk.to(replace(otto.received("Danke!"), address=otto_at, reply_to=posted(first)))
    assert "otto" not in "".join(copy.text for copy in carried)
    assert {copy.address.room for copy in carried} == {"room", MATRIX.room, FORUM.room}
    talk.later(timedelta(days=15))
    late = talk.as_other("ute")
    await late.say(NEARLY_THE_SAME)
    (topics,) = await late.say("/kollegen")
    assert "Zu welchem Thema" in topics.text


async def test_solved_questions_are_shown_first(talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    await talk.say("/geloest 1")
    otto = talk.as_other("otto")
    await otto.say("Hat jemand Erfahrung mit Sprachmittlerpools?")
    shown = await otto.hear("/kollegen")
    assert "Das wurde schon einmal gefragt" in shown
    assert "[✅ #A1 Hat jemand" in shown
    assert "23.11.2026" in await otto.hear("1")
    await otto.say("/kollegen")
    assert "Zu welchem Thema" in (await otto.say("Trotzdem fragen"))[0].text
    assert colleagues.talk is talk


async def test_moderators_move_a_question_and_the_ranking_learns(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    copy, elsewhere = await answered(colleagues, posts)
    assert "moderierst" in (await colleagues.addressed("/verschieben #A1 kim", MATRIX, BEA))[0].text
    edith = replace(talk, sender=EDITOR)
    assert "kenne ich nicht" in (await edith.say("/verschieben #A1 gibtesnicht"))[0].text
    assert "noch keinen Kanal" in (await edith.say("/verschieben #A1 sport"))[0].text
    done, *rest = await edith.happens(edith.received("/verschieben #A1 kim"))
    assert isinstance(done, Message)
    gone = {each.of for each in rest if isinstance(each, Deletion)}
    assert gone == {elsewhere.id, *(post.id for post in posts)}
    new = [each for each in rest if isinstance(each, Message)]
    assert [each.address for each in new] == [KIM, KIM]
    assert new[1].under == new[0].id
    for each in new:
        await talk.sent(each)
    (to_asker,) = await colleagues.say("Im Fallmanagement ja.", KIM, posted(new[0]))
    assert to_asker.address == copy.address
    otto = talk.as_other("otto")
    await otto.say("Wer kennt Sprachmittlerpools in kleinen Kommunen?")
    await otto.say("/kollegen")
    (topics,) = await otto.say("/themenwahl")
    assert topics.choices[0].says == "/thema 2 kim"


async def test_moderators_merge_and_hide(talk: Talk, colleagues: Colleagues) -> None:
    _, *first = await ask(talk)
    otto = replace(talk.as_other("otto"))
    await answered(colleagues, first, "Eins")
    await otto.say("Wie finanziert ihr Dolmetscher an Schulen?")
    await otto.say("/themenwahl")
    await otto.say("/thema sprachmittlung")
    await otto.say("/zeichnen none")
    _, *second = await otto.say("/absenden")
    for post in second:
        await talk.sent(post)
    edith = replace(talk, sender=EDITOR)
    done, *rest = await edith.say("/zusammenlegen #A1 #A2")
    assert "gehört jetzt zu" in done.text
    assert any("Eins" in each.text and each.mention == otto.sender for each in rest)
    copies = await answered(colleagues, second, "Zwei")
    assert {copy.mention.id for copy in copies if copy.mention} == {talk.sender.id, "otto"}
    assert "moderierst" in (await otto.say("/verbergen #A2"))[0].text
    hidden = await edith.happens(edith.received("/verbergen #A2"))
    assert {each.of for each in hidden if isinstance(each, Deletion)} >= {post.id for post in second}
    assert await moderations(talk) == ["merge", "hide"]
    assert "gibt es nicht" in (await talk.as_other("ute").say("/mitlesen #A2"))[0].text
    assert "keine Frage offen" in (await talk.as_other("ute").say("/offen"))[0].text


@pytest.fixture
async def mia(talk: Talk, colleagues: Colleagues) -> Talk:
    """Return the moderator of one topic, in which two questions are open; another one is open elsewhere."""
    assert colleagues.talk is talk
    for number, (name, topic) in enumerate((("otto", "sprachmittlung"), ("ute", "sprachmittlung"), ("eva", "kim")), 1):
        asker = talk.as_other(name)
        await asker.say(f"/frage Wie finanziert ihr Dolmetscher an Schulen in Jahr {number}?")
        await asker.say("/themenwahl")
        for words in (f"/thema {topic}", "/zeichnen none", "/absenden"):
            for each in await asker.say(words):
                await talk.sent(each)
    return replace(talk, sender=MIA, room="mia", rules=ExchangeRules(moderators={"sprachmittlung": (MIA,)}))


async def test_a_moderator_who_names_no_question_chooses_it_and_its_topic(mia: Talk) -> None:
    offered = await mia.hear("/verschieben")
    assert "[#A1 " in offered
    assert "[#A2 " in offered
    assert "#A3" not in offered
    topics = await mia.hear("2")
    assert "#A1" in topics
    assert "[Sport]" not in topics
    moved, *_ = await mia.happens(mia.received("Kommunales Integrationsmanagement (KIM)"))
    assert isinstance(moved, Message)
    assert "#A1** steht jetzt im Thema" in moved.text
    assert "#A1" not in await mia.hear("/verschieben")


async def test_a_moderator_who_names_no_questions_chooses_both(mia: Talk) -> None:
    await mia.hear("/zusammenlegen")
    into = await mia.hear("2")
    assert "In welche Frage soll **#A1** aufgehen?" in into
    assert "[#A2 " in into
    assert "[#A1 " not in into
    merged, *_ = await mia.happens(mia.received("1"))
    assert isinstance(merged, Message)
    assert "**#A1** gehört jetzt zu **#A2**" in merged.text


async def test_a_moderator_chooses_what_is_hidden(mia: Talk) -> None:
    await mia.hear("/verbergen")
    hidden, *_ = await mia.happens(mia.received("1"))
    assert isinstance(hidden, Message)
    assert "**#A2** ist verborgen" in hidden.text
    assert await moderations(mia) == ["hide"]


async def test_who_moderates_nothing_is_offered_nothing(mia: Talk, talk: Talk) -> None:
    for command in ("/verschieben", "/zusammenlegen", "/verbergen"):
        assert "[" not in await talk.as_other("bert").hear(command)
    for number in (1, 2):
        await mia.happens(mia.received(f"/verbergen #A{number}"))
    assert "keine Frage offen" in await mia.hear("/verbergen")


async def moderations(talk: Talk) -> list[str]:
    async with talk.database.begin() as unit:
        return await _actions(unit)


async def _actions(unit: UnitOfWork) -> list[str]:
    rows = await unit.connection.exec_driver_sql("SELECT action FROM moderations ORDER BY number")
    return [row.action for row in rows]


async def test_subscribers_read_new_questions_at_once_and_may_answer(talk: Talk, colleagues: Colleagues) -> None:
    ute = replace(talk.as_other("ute"))
    at = Address(platform=PlatformName.CONSOLE, room=RoomId("ute"))
    (paces,) = await talk.to(replace(ute.received("/abonnieren sprachmittlung"), address=at))
    assert [choice.label for choice in paces.choices] == ["Sofort", "Täglich um 8 Uhr", "Montags um 8 Uhr", "Abbrechen"]
    (done,) = await talk.to(replace(ute.received("1"), address=at))
    assert "Sprachmittlung" in done.text
    said = await ask(talk)
    (news,) = [message for message in said if message.address == at]
    assert QUESTION in news.text
    carried = await talk.to(replace(ute.received("Ja!"), address=at, reply_to=posted(news)))
    assert {copy.address.room for copy in carried} == {"room", MATRIX.room, FORUM.room}
    assert "Abbestellt" in (await ute.say("/abbestellen"))[0].text
    assert "nicht abonniert" in (await ute.say("/abbestellen kim"))[0].text
    assert "Direktchat" in (await replace(ute, direct=False).say("/abonnieren kim sofort"))[0].text
    assert colleagues.talk is talk


@pytest.mark.parametrize("pace", ["täglich 25", "mo 99", "mo 8:30", "fr bald", "täglich um 24 Uhr"])
async def test_an_hour_that_is_none_is_refused_with_the_choices(talk: Talk, pace: str) -> None:
    ute = talk.as_other("ute")
    (refused,) = await ute.say(f"/abonnieren sprachmittlung {pace}")
    assert "Diese Uhrzeit verstehe ich nicht" in refused.text
    assert [choice.says for choice in refused.choices][:3] == [
        "/abonnieren sprachmittlung sofort",
        "/abonnieren sprachmittlung täglich 8",
        "/abonnieren sprachmittlung mo 8",
    ]
    assert "Das hattest du nicht abonniert." in (await ute.say("/abbestellen sprachmittlung"))[0].text


@pytest.mark.parametrize(
    ("pace", "at"),
    [
        ("täglich 7", datetime(2026, 11, 24, 6, tzinfo=UTC)),
        ("täglich", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("fr 14", datetime(2026, 11, 27, 13, tzinfo=UTC)),
        ("jeden Sonnabend um 9 Uhr", datetime(2026, 11, 28, 8, tzinfo=UTC)),
        ("montags 11:00", datetime(2026, 11, 30, 10, tzinfo=UTC)),
    ],
)
async def test_a_digest_comes_at_its_hour(talk: Talk, colleagues: Colleagues, pace: str, at: datetime) -> None:
    talk.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ute = talk.as_other("ute")
    await ute.say(f"/abonnieren sprachmittlung {pace}")
    await ask(talk)
    calendar = Calendar(talk)
    assert not [text for text in texts(await calendar.until(at - timedelta(minutes=1))) if "Neue Fragen" in text]
    (digest,) = [each for each in await calendar.until(at) if isinstance(each, Message) and each.mention == ute.sender]
    assert [choice.says for choice in digest.choices] == ["/ansehen 1"]
    again = await calendar.until(at + timedelta(days=8))
    assert not [text for text in texts(again) if "Neue Fragen" in text]
    assert colleagues.talk is talk


async def test_open_and_own_questions_are_listed(talk: Talk, colleagues: Colleagues) -> None:
    assert "noch nichts gefragt" in (await talk.say("/meine"))[0].text
    await ask(talk)
    await talk.say("/meine")
    (own,) = await talk.say("1")
    assert "Offen" in own.text
    assert own.choices[0].label == "Gelöst"
    ute = talk.as_other("ute")
    (found,) = await ute.say("/offen")
    assert found.choices[0].label.startswith("#A1 Hat jemand")
    (question,) = await ute.say("1")
    assert QUESTION in question.text
    assert "(1 offen)" in await ute.hear("/themen")
    assert "(1 offen)" in await ute.hear("/topics")
    assert colleagues.talk is talk


async def test_what_does_not_arrive_is_told(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    event = colleagues.received("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    copy, elsewhere = await talk.to(event)
    for message in (copy, elsewhere):
        await talk.refused(message)
    said = await Calendar(talk).until(talk.now)
    assert all(isinstance(each, Message) and each.reply_to == event.message for each in said)
    assert sorted(text.partition(":")[0] for text in texts(said)) == [
        "Deine Antwort zu **#A1** konnte ich nicht überbringen",
        "Deine Nachricht zu **#A1** konnte ich nicht in alle Kanäle bringen.",
    ]
    assert await Calendar(talk).until(talk.now) == []


@pytest.mark.parametrize(
    "copy",
    [
        "**Bea** zu **#A1**:\n\nJa.",
        "**Bea** zu **#A2** (zusammengelegt mit **#A1**):\n\nJa.",
        "Bea on #A2 (merged with #A1): Ja.",
        "Bea (KI Unna) zu #A1:\n\nJa.",
        "Bea on #A1: Ja.",
        "Frage #A1 · Sprachmittlung\n\nWer weiß etwas?",
        "**Frage #A1** · Sprachmittlung",
    ],
)
async def test_copies_that_come_back_are_not_carried_again(talk: Talk, colleagues: Colleagues, copy: str) -> None:
    _, *posts = await ask(talk)
    assert await answered(colleagues, posts, copy) == []


async def test_what_only_begins_a_little_like_a_copy_is_carried_at_once(talk: Talk, colleagues: Colleagues) -> None:
    _, *posts = await ask(talk)
    assert len(await answered(colleagues, posts, f"{'. ' * 30_000} zu #B")) == 2


@pytest.mark.parametrize(
    "command", ["/meine", "/meinedaten", "/loeschen", "/verbinden", "/abonnieren kim", "/mitlesen 1"]
)
async def test_what_concerns_one_person_is_refused_in_a_group(talk: Talk, command: str) -> None:
    (message,) = await replace(talk, direct=False).say(command)
    assert "Direktchat" in message.text
    assert (message.attachment, message.choices) == (None, ())
