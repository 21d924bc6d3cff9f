"""Care for entries that are for the network or internal: nothing of them reaches those who may not read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.field_rounds import FieldRounds
from handlers.core.events import Event, EventId, FieldsDue, PlatformName, Sender
from handlers.core.messages import Message, Outgoing
from handlers.curation.model.field_questions import FieldQuestion
from handlers.curation.model.fields import FieldName
from knowledge.entries import AnyEntry, Faq, Knowledge, Source, Visibility
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, Curation, curate, react, read

# A Thursday, at ten in the morning.
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NETWORK, INTERNAL = "faq/quittenfest", "faq/zwetschge"
SECRET = "Zwetschge"
ZONE = ZoneInfo("Europe/Berlin")


def _entry(id_: str, visibility: Visibility) -> Faq:
    return Faq(
        id=id_,
        title="Wie geht Zwetschge?",
        text="Zwetschge kostet 20 Euro.",
        source=Source(name="Rundschreiben"),
        as_of="2019",
        owner=DUISBURG,
        visibility=visibility,
    )


async def _curate(talk: Talk, platform: PlatformName) -> Curation:
    talk.now = NOW
    more = (_entry(NETWORK, Visibility.NETWORK), _entry(INTERNAL, Visibility.INTERNAL))
    talk.search = Search(Knowledge.from_records([*talk.search.knowledge, *more]))
    async with talk.database.begin() as unit:
        for entry in more:
            await unit.records.put(entry, "lotse", talk.now)
    return await curate(talk, platform)


async def _propose(person: Talk, id_: str) -> Sequence[Message]:
    await person.say(f"/aendern {id_} text\nZwetschge kostet 30 Euro.")
    said = await person.say("ja")
    for each in said:
        await person.delivered(each)
    return said


@pytest.mark.parametrize("now", [Visibility.NETWORK, Visibility.INTERNAL])
async def test_what_was_hidden_just_now_is_not_shown_for_a_change(talk: Talk, now: Visibility) -> None:
    """The search of this process still has the entry as it was, for everybody."""
    curation = await _curate(talk, PlatformName.MATRIX)
    public = _entry("faq/pflaume", Visibility.PUBLIC)
    curation.talk.search = Search(Knowledge.from_records([*talk.search.knowledge, public]))
    sam = replace(curation.sam, search=curation.talk.search)
    for visibility, is_shown in ((Visibility.PUBLIC, True), (now, False)):
        async with talk.database.begin() as unit:
            hidden = public.model_copy(update={"visibility": visibility, "text": "Zwetschge kostet jetzt 50 Euro."})
            await unit.records.put(hidden, "lotse", talk.now)
        assert ("50 Euro" in await sam.hear("/aendern faq/pflaume text")) == is_shown


async def test_proposals_about_what_is_internal_stay_in_the_house(talk: Talk) -> None:
    """The editor with a chat on Telegram alone hears of it neither at once nor in lists, nor by its number."""
    curation = await _curate(talk, PlatformName.MATRIX)
    phone = Sender(platform=PlatformName.TELEGRAM, id="4711")
    editor = replace(curation.edith, sender=phone, room="4711", platform=PlatformName.TELEGRAM)
    everybody = (*talk.editors, phone)
    curation.mia.editors = editor.editors = everybody
    async with talk.database.begin() as unit:
        await unit.people.meet(phone, editor.address)
    said = await _propose(curation.mia, INTERNAL)
    assert [each.address.room for each in said if SECRET in each.text][-1:] == ["edith"]
    assert "4711" not in [each.address.room for each in said]
    for text in ("/vorschlag", "/vorschlag 1", "/vorschlag 1 ablehnen", "/pflege"):
        assert all(SECRET not in read([each]) and INTERNAL not in read([each]) for each in await editor.say(text))
    assert await editor.hear("/vorschlag 1 uebernehmen") == await editor.hear("/vorschlag 99")
    assert "Übernommen" in read(await curation.edith.say("/vorschlag 1 uebernehmen"))


@pytest.mark.parametrize("platform", [PlatformName.MATRIX, PlatformName.TELEGRAM])
async def test_a_sign_decides_on_what_is_for_the_network(talk: Talk, platform: PlatformName) -> None:
    curation = await _curate(talk, platform)
    _, offered = await _propose(curation.mia, NETWORK)
    assert "Übernommen" in read(await react(curation.edith, offered, "✅"))
    assert await curation.value(FieldName.TEXT, NETWORK) == "Zwetschge kostet 30 Euro."


async def test_what_cannot_be_asked_asks_nothing_else_instead(talk: Talk) -> None:
    """A question from before is not repeated each day for one that may not be put in this chat."""
    curation = await _curate(talk, PlatformName.TELEGRAM)
    mia = curation.mia
    async with talk.database.begin() as unit:
        earlier = FieldQuestion(entry=NETWORK, field=FieldName.TEXT, person=mia.sender, asked_at=NOW)
        await unit.field_questions.put(earlier)
    due = FieldsDue(id=EventId("due"), at=NOW, address=mia.address, sender=mia.sender, fields=((INTERNAL, "text"),))
    assert await mia.happens(due) == []


async def test_a_question_that_may_not_be_read_here_stays_open(talk: Talk) -> None:
    curation = await _curate(talk, PlatformName.MATRIX)
    mia, revision = curation.mia, (await curation.last()).number
    async with talk.database.begin() as unit:
        asked = FieldQuestion(entry=INTERNAL, field=FieldName.TEXT, person=mia.sender, asked_at=NOW)
        await unit.field_questions.put(asked)
    group = replace(mia, room="group", direct=False)
    assert SECRET not in await group.hear(f"/stimmt {DUISBURG} contact.phone {revision} spaeter")
    async with talk.database.begin() as unit:
        assert asked.entry in [each.entry for each in await unit.field_questions.list_open([mia.sender])]


async def _run(curation: Curation, *entries: AnyEntry) -> list[Message]:
    """Return what is asked about entries in a round."""
    said: list[Outgoing] = []
    talk = curation.talk
    knowledge = Knowledge.from_records(entries)

    async def handle(event: Event) -> None:
        said.extend(await talk.happens(event))

    clock, rules = (lambda: NOW), talk.care_rules
    await FieldRounds(talk.database, lambda: knowledge, talk.editors, handle, clock, ZONE, rules).run()
    return [each for each in said if isinstance(each, Message)]


async def test_what_is_internal_is_left_to_colleagues_in_the_house(talk: Talk) -> None:
    curation = await _curate(talk, PlatformName.TELEGRAM)
    assert await _run(curation, _entry(INTERNAL, Visibility.INTERNAL)) == []
    anna = Sender(platform=PlatformName.MATRIX, id="@anna:ki.example")
    house = replace(curation.mia, sender=anna, room="house", platform=PlatformName.MATRIX)
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(anna, DUISBURG, NOW)
        await unit.people.meet(anna, house.address)
    assert [each.address.room for each in await _run(curation, _entry(INTERNAL, Visibility.INTERNAL))] == ["house"]


async def test_a_member_of_two_centres_is_asked_once_a_week(talk: Talk) -> None:
    curation = await _curate(talk, PlatformName.MATRIX)
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(curation.mia.sender, ESSEN, NOW)
        await unit.centre_members.revoke([curation.emil.sender], ESSEN)
    old = [
        (await curation.entry(id_)).model_copy(update={"as_of": "2019-05", "checked": ()}) for id_ in (DUISBURG, ESSEN)
    ]
    assert [each.address.room for each in await _run(curation, *old)] == ["mia"]
