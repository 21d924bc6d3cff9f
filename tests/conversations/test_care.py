"""`/pflege`: each person sees what is theirs to look after, five at a time, and one tap confirms it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.core.events import PlatformName
from handlers.core.messages import Message
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal
from knowledge.entries import AnyEntry
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, ESSEN, OFFER, Curation, curate

PLATFORMS = [PlatformName.CONSOLE, PlatformName.TELEGRAM]
NOTHING = "Gerade ist nichts zu tun"


@pytest.fixture(params=PLATFORMS)
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    return await curate(talk, request.param)


async def put(curation: Curation, id_: str, **changed: object) -> None:
    """Store an entry with other values, which the search knows at once."""
    entry = curation.talk.search.get_entry(id_)
    assert entry is not None
    await store(curation, entry.model_copy(update=changed))


async def store(curation: Curation, entry: AnyEntry) -> None:
    talk = curation.talk
    async with talk.database.begin() as unit:
        await unit.records.put(entry, "lotse", talk.now)
        search = Search(await unit.records.load())
    for person in (talk, curation.mia, curation.emil, curation.sam, curation.edith):
        person.search = search


async def fresh(curation: Curation, id_: str) -> None:
    """Confirm all fields of an entry today."""
    entry = curation.talk.search.get_entry(id_)
    assert entry is not None
    names = [{"field": name.value, "on": curation.talk.now.date()} for name in FieldName]
    await store(curation, type(entry).model_validate({**entry.model_dump(), "checked": names}))


def read(said: list[Message]) -> str:
    return "\n".join(each.text.replace("\\", "") for each in said)


def choose(said: list[Message], label: str) -> str:
    return next(choice.says for each in said for choice in each.choices if choice.label == label)


async def test_a_member_sees_their_centre_and_nobody_else_does(curation: Curation) -> None:
    await fresh(curation, DUISBURG)
    await fresh(curation, ESSEN)
    await put(curation, DUISBURG, checked=(), as_of="2019-05")
    said = await curation.mia.say("/pflege")
    assert "Kommunales Integrationszentrum Duisburg**, Telefon: 0203" in read(said)
    assert [choice.label for choice in said[0].choices[:2]] == ["Ja, stimmt", "Ändern"]
    assert "Stimmt das noch?" in read(said)
    assert NOTHING in read(await curation.emil.say("/pflege"))
    assert "noch zu keinem Zentrum" in read(await curation.sam.say("/pflege"))
    assert "Duisburg" not in read(await curation.edith.say("/pflege"))


async def test_one_tap_confirms_a_field_and_it_is_gone(curation: Curation) -> None:
    await put(curation, DUISBURG, checked=(), as_of="2019-05")
    said = await curation.mia.say("/pflege")
    before = await curation.last()
    thanks = await curation.mia.say(choose(said, "Ja, stimmt"))
    assert "Telefon" in read(thanks)
    last = await curation.last()
    assert (last.author, last.reason) == (f"{curation.mia.platform}:mia", "bestätigt")
    assert last.number > before.number
    phone = next(each for each in (await curation.entry()).checked if each.field == FieldName.PHONE)
    assert phone.on == date(2026, 11, 23)
    await store(curation, await curation.entry())
    assert "Telefon" not in read(await curation.mia.say("/pflege"))
    await curation.mia.say(choose(said, "Ja, stimmt"))
    assert await curation.last() == last


async def test_change_leads_to_the_field(curation: Curation) -> None:
    await put(curation, DUISBURG, checked=(), as_of="2019-05")
    said = await curation.mia.say("/pflege")
    assert "Telefon" in read(await curation.mia.say(choose(said, "Ändern")))


async def test_nobody_confirms_what_is_not_theirs(curation: Curation) -> None:
    await put(curation, DUISBURG, review_by=date(2026, 11, 1))
    says = choose(await curation.mia.say("/pflege"), "Stimmt noch")
    before = await curation.last()
    for person in (curation.emil, curation.sam):
        assert "nicht bestätigen" in read(await person.say(says))
    await curation.revoke(curation.mia, DUISBURG)
    assert "nicht bestätigen" in read(await curation.mia.say(says))
    for forged in ("", "centre/duisburg", "x y z", "centre/nirgends 1", "centre/duisburg 99999999999"):
        assert "nicht bestätigen" in read(await curation.emil.say(f"/pflege stimmt {forged}"))
    assert await curation.last() == before


async def test_the_office_sees_its_own_and_what_has_ended_first(curation: Curation) -> None:
    await put(curation, OFFER, valid_until=date(2026, 11, 1))
    said = await curation.edith.say("/pflege")
    assert "gilt seit dem 1.11.2026 nicht mehr" in said[0].text.replace("\\", "")
    assert [choice.label for choice in said[0].choices] == ["Ändern", "Ansehen"]
    await put(curation, OFFER, valid_until=None, review_by=date(2026, 11, 1))
    said = await curation.edith.say("/pflege")
    assert "sollte bis 1.11.2026 jemand ansehen" in read(said)
    await curation.edith.say(choose(said, "Stimmt noch"))
    assert "inzwischen geändert" in read(await curation.edith.say(choose(said, "Stimmt noch")))
    assert (await curation.entry(OFFER)).review_by == date(2026, 11, 23) + timedelta(days=365)
    await put(curation, OFFER, owner=ESSEN, review_by=date(2026, 11, 1))
    assert "Griffbereit" not in read(await curation.edith.say("/pflege"))
    assert "Griffbereit" in read(await curation.emil.say("/pflege"))


async def test_five_at_a_time_and_more_leads_on(curation: Curation) -> None:
    async with curation.talk.database.begin() as unit:
        for number in range(7):
            entry = curation.talk.search.get_entry(OFFER)
            assert entry is not None
            id_ = f"offer/probe-{number}"
            copy = entry.model_copy(update={"id": id_, "owner": ESSEN, "review_by": date(2026, 11, 1 + number)})
            await unit.records.put(copy, "lotse", curation.talk.now)
    await fresh(curation, ESSEN)
    said = await curation.emil.say("/pflege")
    assert len(said) == 5
    assert "sollte bis 1.11.2026" in said[0].text.replace("\\", "")
    rest = await curation.emil.say(choose(said, "Mehr"))
    assert [("bis 6.11.2026" in read([rest[0]])), ("bis 7.11.2026" in read([rest[1]]))] == [True, True]
    assert len(rest) == 2
    assert "Mehr" not in [choice.label for each in rest for choice in each.choices]
    for forged in ("mehr 99999999", "mehr -1", "mehr x", "mehr ²"):
        assert await curation.emil.say(f"/pflege {forged}")


async def test_in_a_group_nothing_is_shown(curation: Curation) -> None:
    group = replace(curation.mia, room="group", direct=False)
    assert "Direktchat" in read(await group.say("/pflege"))


async def propose(curation: Curation, entry: str, field: FieldName, value: str) -> None:
    async with curation.talk.database.begin() as unit:
        stored = await unit.records.find(entry)
        assert stored is not None
        proposal = Proposal(
            entry=entry,
            field=field,
            value=value,
            revision=stored.revision,
            proposer=curation.sam.sender,
            address=curation.sam.address,
            direct=True,
            proposed_at=curation.talk.now,
        )
        await unit.proposals.add(proposal)


async def test_what_others_propose_comes_first_with_its_buttons(curation: Curation) -> None:
    await put(curation, DUISBURG, checked=(), as_of="2019-05")
    await propose(curation, DUISBURG, FieldName.PHONE, "0203 123-4567")
    said = await curation.mia.say("/pflege")
    assert "0203 123-4567" in said[0].text.replace("\\", "")
    assert len(said) == 5
    await curation.mia.say(choose(said[:1], "Übernehmen"))
    assert await curation.value() == "0203 123-4567"
    assert "0203 123-4567" not in read(await curation.mia.say("/pflege"))


async def test_the_office_decides_on_what_is_its_own_or_nobodys(curation: Curation) -> None:
    await propose(curation, DUISBURG, FieldName.PHONE, "0203 123-4567")
    await propose(curation, DUISBURG, FieldName.TEXT, "Ein anderer Text.")
    await propose(curation, OFFER, FieldName.TEXT, "Griffbereit ist neu.")
    heard = read(await curation.edith.say("/pflege"))
    assert "0203 123-4567" not in heard
    assert "Ein anderer Text." in heard
    assert "Griffbereit ist neu." in heard
    assert "anderer Text" not in read(await curation.mia.say("/pflege"))
    await curation.revoke(curation.mia, DUISBURG)
    assert "0203 123-4567" in read(await curation.edith.say("/pflege"))
    assert "0203 123-4567" not in read(await curation.emil.say("/pflege"))


async def test_what_was_asked_comes_first_and_what_was_put_off_is_left_out(curation: Curation) -> None:
    await put(curation, DUISBURG, checked=(), as_of="2019-05")
    asked = FieldQuestion(
        entry=DUISBURG, field=FieldName.WEBSITE, person=curation.mia.sender, asked_at=curation.talk.now
    )
    put_off = replace(asked, field=FieldName.PHONE, state=QuestionState.LATER)
    async with curation.talk.database.begin() as unit:
        for question in (asked, put_off):
            await unit.field_questions.put(question)
    said = await curation.mia.say("/pflege")
    assert "Website:" in said[0].text
    assert "Telefon:" not in read(said)
