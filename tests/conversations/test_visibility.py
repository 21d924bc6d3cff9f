"""What is for the network or internal, and what people hear of it who may not read it: nothing at all."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.context.ports import AskedQuestion
from handlers.core.events import (
    Address,
    ChoiceTaken,
    DigestDue,
    EventId,
    GapsDue,
    PlatformName,
    ReminderDue,
    RoomId,
    Sender,
)
from handlers.core.messages import Message
from handlers.curation.handover.duties import pass_on
from handlers.curation.model.handovers import Handover
from handlers.curation.topics import archive_topic, find_use, restore_topic
from handlers.exchange.model.exchange import Frequency, Subscription
from handlers.exchange.visible_topics import list_channels
from handlers.faq.inline_queries import InlineQuery, answer_inline_query
from knowledge.entries import AnyRecord, Faq, Knowledge, Source, Topic, Visibility
from knowledge.search import FindingKind, Search
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.prepared import bundle

_SOURCE = Source(name="Rundschreiben")
_NETWORK = Faq(
    id="faq/klausurtagung",
    title="Wann ist die Klausurtagung Quittenfest?",
    text="Die Klausurtagung Quittenfest ist im Mai in Haltern.",
    source=_SOURCE,
    as_of="2026",
    visibility=Visibility.NETWORK,
)
_INTERNAL = Faq(
    id="faq/notfallnummer",
    title="Wie lautet die Notfallnummer Zwetschge?",
    text="Die Notfallnummer Zwetschge steht im Tresor.",
    source=_SOURCE,
    as_of="2026",
    visibility=Visibility.INTERNAL,
)
_TOPIC = Topic(
    id="topic/quittenfest",
    title="Planung des Quittenfests",
    description="Wer bringt was zum Quittenfest mit?",
    keywords=("quittenfest",),
    visibility=Visibility.NETWORK,
)
_QUESTION = {
    _NETWORK.id: "Wann ist die Klausurtagung Quittenfest?",
    _INTERNAL.id: "Wie lautet die Notfallnummer Zwetschge?",
}
_TELLING = ("uitten", "wetschge", "Haltern", "Tresor", "tagung Qu")

STRANGER = Sender(platform=PlatformName.MATRIX, id="@fremd:anderswo.example", name="Fremd")
MEMBER = Sender(platform=PlatformName.MATRIX, id="@anna:ki.example", name="Anna")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Anna")
COLLEAGUE = Sender(platform=PlatformName.MATRIX, id="@bea:stadt.example", name="Bea")
JOINED = Sender(platform=PlatformName.MATRIX, id="@cem:kreis.example", name="Cem")
OTHER_PHONE = Sender(platform=PlatformName.TELEGRAM, id="4712", name="Cem")

_SHIPPED = bundle()


def _search(*more: AnyRecord) -> Search:
    return Search(Knowledge.from_records([*_SHIPPED, *more]))


_WITH_HIDDEN, _WITHOUT = _search(_NETWORK, _INTERNAL, _TOPIC), _search()


@pytest.fixture
async def talk(talk: Talk) -> Talk:
    """The talk of a stranger, beside whom there is a member with two accounts."""
    talk.search, talk.member_domains, talk.member_space = _WITH_HIDDEN, ("stadt.example",), (JOINED,)
    async with talk.database.begin() as unit:
        await unit.people.join(MEMBER, PHONE)
        await unit.people.join(JOINED, OTHER_PHONE)
        await unit.centre_members.grant(MEMBER, "centre/bochum", talk.now)
    return as_person(talk, STRANGER)


def as_person(talk: Talk, sender: Sender, *, direct: bool = True) -> Talk:
    return replace(talk, sender=sender, platform=sender.platform, room=f"chat-{sender.id}-{direct}", direct=direct)


@pytest.mark.parametrize(
    ("sender", "direct", "readable"),
    [
        (STRANGER, True, []),
        (STRANGER, False, []),
        (MEMBER, True, [_NETWORK, _INTERNAL]),
        (MEMBER, False, []),
        (PHONE, True, [_NETWORK]),
        (PHONE, False, []),
        (COLLEAGUE, True, [_NETWORK, _INTERNAL]),
        (replace(COLLEAGUE, id="@eve:evil-stadt.example"), True, []),
        (replace(COLLEAGUE, id="@stadt.example:evil.example"), True, []),
        (JOINED, True, [_NETWORK, _INTERNAL]),
        (JOINED, False, []),
        (OTHER_PHONE, True, [_NETWORK]),
        (EDITOR, True, [_NETWORK]),
    ],
)
async def test_people_read_what_is_for_them(talk: Talk, sender: Sender, direct: bool, readable: Sequence[Faq]) -> None:
    person = as_person(talk, sender, direct=direct)
    for entry in (_NETWORK, _INTERNAL):
        asked = await person.hear(_QUESTION[entry.id])
        shown = await person.hear(f"/eintrag {entry.id}")
        assert (entry.text in asked, entry.text in shown) == (entry in readable,) * 2


@pytest.mark.parametrize(
    "text",
    [
        *_QUESTION.values(),
        "Quittenfest",
        "/eintrag faq/klausurtagung",
        "/mehr faq/notfallnummer",
        "/auswahl faq/klausurtagung faq/notfallnummer",
        "/themen",
        "/thema quittenfest",
        "/abonnieren quittenfest",
        "/start faq/klausurtagung",
        "/start topic/quittenfest",
        "Hat jemand Erfahrung mit dem Quittenfest?",
    ],
)
async def test_others_hear_the_same_as_if_it_did_not_exist(talk: Talk, text: str) -> None:
    hidden = await as_person(talk, STRANGER).say(text)
    nobodys = replace(as_person(talk, replace(STRANGER, id="@zweite:anderswo.example")), search=_WITHOUT)
    without = await nobodys.say(text)
    assert [(each.text, [choice.label for choice in each.choices]) for each in hidden] == [
        (each.text, [choice.label for choice in each.choices]) for each in without
    ]


async def test_nothing_internal_is_suggested_while_somebody_types(talk: Talk) -> None:
    async with talk.database.begin() as unit:
        for typed in ("Klausurtagung Quittenfest", "Notfallnummer Zwetschge"):
            page = await answer_inline_query(InlineQuery(sender=PHONE, text=typed), talk.context(unit))
            assert not [told for told in _TELLING if told in str(page)]


async def test_whoever_leaves_the_space_reads_nothing_more_at_once(talk: Talk) -> None:
    joined = as_person(talk, JOINED)
    assert _NETWORK.text in await joined.hear(_QUESTION[_NETWORK.id])
    joined.member_space = ()
    assert _NETWORK.text not in await joined.hear(_QUESTION[_NETWORK.id])


async def test_a_choice_from_before_leads_nowhere_once_the_membership_ended(talk: Talk) -> None:
    member = as_person(talk, MEMBER)
    question, offered = await member.asked(f"/auswahl {_NETWORK.id} {_INTERNAL.id}")
    assert _INTERNAL.title in [choice.label for choice in offered.choices]
    async with talk.database.begin() as unit:
        await unit.centre_members.revoke([MEMBER, PHONE], "centre/bochum")
    pressed = ChoiceTaken(
        id=EventId("pressed"),
        at=talk.now,
        address=member.address,
        sender=MEMBER,
        message=await member.message_of(question),
        number=1,
        direct=True,
    )
    said = [each for each in await member.happens(pressed) if isinstance(each, Message)]
    assert said
    assert not [told for told in _TELLING if any(told in each.text for each in said)]


async def test_questions_on_a_hidden_topic_are_for_members(talk: Talk) -> None:
    """In lists, by number and beside similar questions; in a channel only where members' own servers carry it."""
    house = Address(platform=PlatformName.MATRIX, room=RoomId("!haus:stadt.example"))
    forum = Address(platform=PlatformName.TELEGRAM, room=RoomId("-100"))
    await open_channels(talk, quittenfest=[house, forum])
    member, stranger = as_person(talk, MEMBER), as_person(talk, STRANGER)
    await member.say("/frage Wer bringt Zwetschgenkuchen zum Quittenfest mit?")
    await member.say("/thema quittenfest")
    await member.say("anonym")
    said = await member.say("Absenden")
    assert [each.address for each in said if not each.address.shares_room(member.address)] == [house]

    reader = as_person(talk, COLLEAGUE)
    assert "Zwetschgenkuchen" in await reader.hear("/offen")
    assert "Zwetschgenkuchen" in await reader.hear("/ansehen 1")
    assert "Zwetschgenkuchen" not in await stranger.hear("/offen")
    unknown = await stranger.hear("/ansehen 2")
    assert await stranger.hear("/ansehen 1") == unknown
    assert "Zwetschgenkuchen" not in await stranger.hear("/mitlesen 1")
    assert not [told for told in _TELLING if told in await stranger.hear("/frage Wer bringt Zwetschgenkuchen mit?")]


@pytest.mark.parametrize(("sender", "is_told"), [(MEMBER, True), (PHONE, True), (STRANGER, False)])
async def test_a_digest_goes_to_those_who_still_may_read_it(talk: Talk, sender: Sender, is_told: bool) -> None:
    await open_channels(talk, quittenfest=[Address(platform=PlatformName.MATRIX, room=RoomId("!haus:stadt.example"))])
    reader = as_person(talk, sender)
    subscription = Subscription(
        sender=sender,
        address=reader.address,
        topic="quittenfest",
        frequency=Frequency.DAILY,
        hour=8,
        weekday=0,
        since=talk.now,
    )
    async with talk.database.begin() as unit:
        await unit.subscriptions.put(subscription, talk.now)
    asker = as_person(talk, COLLEAGUE)
    for text in ("/frage Wer bringt Kuchen zum Quittenfest mit?", "/thema quittenfest", "anonym", "Absenden"):
        await asker.say(text)
    due = DigestDue(id=EventId("digest"), at=talk.now, address=reader.address, sender=sender, topic=subscription.topic)
    assert bool(await reader.happens(due)) is is_told


async def _ask(talk: Talk) -> None:
    await open_channels(talk, quittenfest=[Address(platform=PlatformName.MATRIX, room=RoomId("!haus:stadt.example"))])
    asker = as_person(talk, COLLEAGUE)
    for text in ("/frage Wer bringt Zwetschgenkuchen zum Quittenfest mit?", "/thema quittenfest", "anonym", "Absenden"):
        await asker.say(text)


async def test_answers_go_to_followers_who_still_may_read_them(talk: Talk) -> None:
    await _ask(talk)
    member, asker = as_person(talk, MEMBER), as_person(talk, COLLEAGUE)
    await member.say("/mitlesen 1")
    told = await asker.say("#A1 Die Zwetschgen bringe ich mit.")
    assert member.address in [each.address for each in told]
    async with talk.database.begin() as unit:
        await unit.centre_members.revoke([MEMBER, PHONE], "centre/bochum")
    told = await asker.say("#A1 Und die Quitten auch.")
    assert told
    assert member.address not in [each.address for each in told]


async def test_questions_on_a_hidden_topic_stay_hidden_when_it_is_archived(talk: Talk) -> None:
    await _ask(talk)
    async with talk.database.begin() as unit:
        await unit.records.put(_TOPIC, "lotse", talk.now)
        stored = await unit.records.find(_TOPIC.id)
        assert stored is not None
        assert await unit.records.archive(_TOPIC.id, stored.revision, "lotse", talk.now)
    talk.search = _WITHOUT
    for text in ("/offen", "/ansehen 1", "/mitlesen 1", "/frage Wer bringt Zwetschgenkuchen mit?"):
        assert not [told for told in (*_TELLING, "kuchen zum") if told in await as_person(talk, STRANGER).hear(text)]
    assert "Zwetschgenkuchen" in await as_person(talk, COLLEAGUE).hear("/ansehen 1")


async def test_questions_on_an_archived_hidden_topic_are_not_handed_over_to_strangers(talk: Talk) -> None:
    await _ask(talk)
    async with talk.database.begin() as unit:
        await unit.records.put(_TOPIC, "lotse", talk.now)
        stored = await unit.records.find(_TOPIC.id)
        assert stored is not None
        assert await unit.records.archive(_TOPIC.id, stored.revision, "lotse", talk.now)
    talk.search, stranger = _WITHOUT, as_person(talk, STRANGER)
    handover = Handover(giver=COLLEAGUE, address=as_person(talk, COLLEAGUE).address, taker=STRANGER)
    async with talk.database.begin() as unit:
        passed, _ = await pass_on(handover, STRANGER, stranger.address, talk.context(unit))
        assert [each.number for each in passed.questions] == [1]
        asked = await unit.exchanges.get(1)
    assert asked is not None
    assert asked.asker.is_same(COLLEAGUE)


async def test_an_archived_topic_has_no_channels_until_it_is_restored(talk: Talk) -> None:
    channel = Address(platform=PlatformName.MATRIX, room=RoomId("!quitten"))
    await open_channels(talk, quittenfest=[channel])
    async with talk.database.begin() as unit:
        await unit.records.put(_TOPIC, "lotse", talk.now)
        stored = await unit.records.find(_TOPIC.id)
        assert stored is not None
        assert await archive_topic(_TOPIC, stored.revision, "lotse", talk.context(unit))
        talk.search, with_topic = _WITHOUT, talk.search
        assert await list_channels(_TOPIC.slug, talk.context(unit)) == []
        assert (await find_use(_TOPIC, talk.context(unit))).channels == 1
        assert await restore_topic(_TOPIC, stored.revision + 1, "lotse", talk.context(unit))
        talk.search = with_topic
        assert await list_channels(_TOPIC.slug, talk.context(unit)) == [channel]


async def test_what_was_said_on_an_internal_topic_is_offered_to_editors_in_the_house(talk: Talk) -> None:
    internal = _TOPIC.model_copy(update={"visibility": Visibility.INTERNAL})
    talk.search = _search(internal)
    office = replace(EDITOR, platform=PlatformName.TELEGRAM, id="99")
    talk.editors = (office,)
    async with talk.database.begin() as unit:
        lesson = await unit.lessons.propose(1, "Wer bringt Zwetschgen?", "Bea.", "quittenfest", talk.now)
    editor = as_person(talk, office)
    for text in ("/entwuerfe", f"/entwurf {lesson.number}", f"/freigeben {lesson.number}"):
        assert "wetschgen" not in await editor.hear(text)


async def test_moderators_are_reminded_of_an_internal_question_in_the_house(talk: Talk) -> None:
    await _ask(talk)
    talk.search = _search(_TOPIC.model_copy(update={"visibility": Visibility.INTERNAL}))
    talk.rules = replace(talk.rules, moderators={"quittenfest": (PHONE,)})
    house = as_person(talk, MEMBER)
    reached = []
    async with talk.database.begin() as unit:
        await unit.people.meet(PHONE, as_person(talk, PHONE).address)
    for chat in (None, house.address):
        async with talk.database.begin() as unit:
            if chat is not None:
                await unit.people.meet(MEMBER, chat)
            await unit.exchanges.schedule_reminder(1, 1, talk.now)
        due = ReminderDue(id=EventId(f"due {chat}"), at=talk.now, address=house.address, sender=COLLEAGUE, exchange=1)
        reached.append([each.address for each in await talk.happens(due) if isinstance(each, Message)])
    assert reached == [[], [house.address]]


@pytest.mark.parametrize("text", ["Mehr", "Und die Adresse?", "Telefon?", "Stimmt nicht", "/aendern", "/mehr"])
async def test_a_conversation_from_before_tells_nothing_once_the_membership_ended(talk: Talk, text: str) -> None:
    member = as_person(talk, MEMBER)
    assert _NETWORK.text in await member.hear(_QUESTION[_NETWORK.id])
    async with talk.database.begin() as unit:
        await unit.centre_members.revoke([MEMBER, PHONE], "centre/bochum")
    said = "\n".join(f"{each.text} {each.choices}" for each in await member.say(text))
    assert not [told for told in _TELLING if told in said]


async def test_the_digest_of_gaps_names_nothing_internal(talk: Talk) -> None:
    talk.search = _search(_TOPIC.model_copy(update={"visibility": Visibility.INTERNAL}))
    talk.editors = (MEMBER,)
    house = as_person(talk, MEMBER)
    async with talk.database.begin() as unit:
        await unit.people.meet(MEMBER, house.address)
        asked = AskedQuestion(text="Quittenfest", platform=PlatformName.MATRIX, kind=FindingKind.NONE)
        await unit.questions.add(asked, talk.now)
    due = GapsDue(id=EventId("gaps"), at=talk.now, address=house.address, sender=MEMBER)
    (digest,) = [each for each in await talk.happens(due) if isinstance(each, Message)]
    assert "Quittenfest" in digest.text
    assert _TOPIC.title not in digest.text


@pytest.mark.parametrize(("direct", "offered"), [(True, [_NETWORK]), (False, [])])
async def test_phrasings_are_offered_where_their_entries_may_be_read(
    talk: Talk, direct: bool, offered: Sequence[Faq]
) -> None:
    talk.editors = (PHONE,)
    async with talk.database.begin() as unit:
        for entry in (_NETWORK, _INTERNAL):
            await unit.proposed_phrasings.count(entry.id, f"Frage zu {entry.id}", ["somebody"], talk.now)
    said = await as_person(talk, PHONE, direct=direct).hear("/formulierungen")
    assert [entry for entry in (_NETWORK, _INTERNAL) if entry.title in said or entry.id in said] == offered
