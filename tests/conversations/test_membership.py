"""Belonging to a centre: granted by the office, by its members or by a code, and by nothing else."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from handlers.curation import membership
from handlers.curation.membership import GrantOutcome
from knowledge.entries import Centre
from tests.conversations.conftest import EDITOR, Talk

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")
BEA = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Bea")
MALLORY = Sender(platform=PlatformName.TELEGRAM, id="666", name="Mallory")
BOCHUM = "centre/bochum"
NOT_YOURS = "nur für ein Zentrum, zu dem du gehörst"
NO_CENTRE = "noch zu keinem Zentrum"
UNKNOWN = "gibt es nicht mehr"


def _as(talk: Talk, sender: Sender) -> Talk:
    room = f"!{sender.id[1:]}" if sender.platform is PlatformName.MATRIX else sender.id
    return replace(talk, sender=sender, room=room, platform=sender.platform)


@pytest.fixture
async def anna(talk: Talk) -> Talk:
    """Return a member of the centre in Bochum, on Matrix."""
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(ANNA, BOCHUM, talk.now)
    return _as(talk, ANNA)


@pytest.fixture
def bea(talk: Talk) -> Talk:
    return _as(talk, BEA)


@pytest.fixture
def mallory(talk: Talk) -> Talk:
    return _as(talk, MALLORY)


@pytest.fixture
def edith(talk: Talk) -> Talk:
    return replace(talk, sender=EDITOR, room="edith")


async def invite(talk: Talk, command: str = "/mitglied einladen") -> str:
    found = re.search(r"\w{4}-\w{4}", await talk.hear(command))
    assert found
    return found.group()


async def centres(talk: Talk) -> list[str]:
    async with talk.database.begin() as unit:
        return [*await unit.centre_members.list_centres([talk.sender], talk.now)]


async def may_edit(talk: Talk, entry: str) -> bool:
    async with talk.database.begin() as unit:
        record = talk.search.get_entry(entry)
        assert isinstance(record, Centre)
        return await membership.may_edit(talk.sender, record, talk.context(unit))


async def logged(talk: Talk) -> list[str]:
    async with talk.database.begin() as unit:
        return [f"{each.action} {each.object}" for each in await unit.audit_log.list_page(None, 20)]


async def test_a_claimed_centre_grants_nothing(mallory: Talk) -> None:
    await mallory.say("/zentrum Bochum")
    assert await centres(mallory) == []
    assert not await may_edit(mallory, BOCHUM)
    for text in ("/mitglieder", "/mitglied einladen"):
        assert NO_CENTRE in await mallory.hear(text)
    for text in ("/mitglieder Bochum", "/mitglied einladen Bochum", "/mitglied 666 Bochum"):
        assert NOT_YOURS in await mallory.hear(text)
    assert await logged(mallory) == []


@pytest.mark.parametrize("typed", ["{}", "/mitglied {}", "mein Code: {}", "/verbinden {}"])
async def test_a_code_of_a_member_makes_a_member_who_may_edit(anna: Talk, bea: Talk, typed: str) -> None:
    code = await invite(anna)
    joined, told = await bea.say(typed.format(code))
    assert "Du gehörst jetzt zu **Kommunales Integrationszentrum Bochum**" in joined.text
    assert told.address == anna.address
    assert told.private_to is not None
    assert told.private_to.is_same(ANNA)
    assert await centres(bea) == [BOCHUM]
    assert await may_edit(bea, BOCHUM)
    assert not await may_edit(bea, "centre/bonn")
    assert await logged(anna) == ["member_granted centre/bochum telegram:4711", "member_invited centre/bochum × 1"]


async def test_whoever_invited_undoes_it_with_two_taps(anna: Talk, bea: Talk) -> None:
    code = await invite(anna)
    _, told = await bea.say(code)
    (choice,) = told.choices
    assert "Soll Bea" not in await anna.hear("/mitglieder Bonn")
    (sure,) = await anna.say(choice.says)
    gone, word = await anna.say(sure.choices[0].says)
    assert "gehört nicht mehr zu" in gone.text
    assert word.address == bea.address
    assert await centres(bea) == []
    assert not await may_edit(bea, BOCHUM)


async def test_a_code_works_for_as_many_as_it_says_and_not_forever(anna: Talk, bea: Talk, mallory: Talk) -> None:
    code = await invite(anna, "/mitglied einladen 2")
    await bea.say(code)
    assert "gehörst schon zu" in await bea.hear(code)
    await _as(anna, replace(BEA, id="4712")).say(code)
    assert UNKNOWN in await mallory.hear(code)
    other = await invite(anna)
    mallory.later(membership.CODE_LIFETIME)
    assert UNKNOWN in await mallory.hear(f"/mitglied {other}")
    assert await centres(mallory) == []


async def test_no_more_codes_are_tried_than_those_that_link_accounts(anna: Talk, mallory: Talk) -> None:
    code = await invite(anna)
    for number in range(2, 7):
        assert UNKNOWN in await mallory.hear(f"/mitglied ABCD-EF2{number}" if number % 2 else f"ABCD-EF2{number}")
    for typed in (code, f"/mitglied {code}"):
        assert "zu viele" in await mallory.hear(typed)
    assert await centres(mallory) == []
    mallory.later(timedelta(hours=1, seconds=1))
    await mallory.say(code)
    assert await centres(mallory) == [BOCHUM]


async def test_the_code_of_somebody_who_was_removed_is_worth_nothing(anna: Talk, bea: Talk, edith: Talk) -> None:
    code = await invite(anna)
    await edith.say("/mitglied entfernen @anna:example.org Bochum ja")
    assert await centres(anna) == []
    for text in ("/mitglieder", "/mitglied einladen", "/mitglied 4711"):
        assert NO_CENTRE in await anna.hear(text)
    assert UNKNOWN in await bea.hear(code)
    assert UNKNOWN in await anna.hear(code)
    assert await centres(bea) == []


async def test_a_member_grants_and_removes_at_their_own_centre_only(anna: Talk, bea: Talk) -> None:
    assert "4711 gehört jetzt zu **Kommunales Integrationszentrum Bochum**" in await anna.hear("/mitglied 4711")
    assert "gehört schon zu" in await anna.hear("/mitglied telegram:4711")
    assert "Das ist eine Gruppe" in await anna.hear("/mitglied telegram:-1001234")
    for text in ("/mitglied 4711 Bonn", "/mitglied einladen centre/bonn", "/mitglied entfernen 4711 centre/bonn ja"):
        assert NOT_YOURS in await anna.hear(text)
    assert await centres(bea) == [BOCHUM]


async def test_the_office_grants_at_any_centre_and_names_it(edith: Talk, bea: Talk) -> None:
    assert NOT_YOURS in await edith.hear("/mitglied 4711")
    assert "gehört jetzt zu **Kommunales Integrationszentrum Bonn**" in await edith.hear("/mitglied 4711 Bonn")
    assert "4711" in await edith.hear("/mitglieder Bonn")
    code = await invite(edith, "/mitglied einladen Bonn")
    assert "gehörst schon" in await bea.hear(code)


async def test_members_are_listed_to_members_in_a_direct_chat_only(anna: Talk, bea: Talk) -> None:
    await anna.say("/mitglied 4711")
    heard = await bea.hear("/mitglieder")
    assert "@anna:example.org" in heard
    assert "[Entfernen: Anna]" in heard
    assert "[Entfernen: Bea]" not in heard
    assert "@anna" not in await replace(bea, room="-100", direct=False).hear("/mitglieder")
    assert "-EF" not in await replace(bea, room="-100", direct=False).hear("/mitglied einladen")


async def test_leaving_asks_first_and_ends_what_one_may(bea: Talk, anna: Talk) -> None:
    await anna.say("/mitglied 4711")
    assert "nur mit einem neuen Code" in await bea.hear("/mitglied verlassen")
    assert await centres(bea) == [BOCHUM]
    assert "Du gehörst nicht mehr zu" in await bea.hear("Verlassen")
    assert not await may_edit(bea, BOCHUM)


async def test_a_deputy_sees_who_belongs_and_makes_no_members(anna: Talk, bea: Talk) -> None:
    async with anna.database.begin() as unit:
        await unit.centre_members.grant(BEA, BOCHUM, bea.now, bea.now + timedelta(days=7))
    assert "Bea (4711), Vertretung bis 30.11." in await anna.hear("/mitglieder")
    assert "@anna" in await bea.hear("/mitglieder")
    assert await may_edit(bea, BOCHUM)
    for text in ("/mitglied einladen", "/mitglied 666", "/mitglied entfernen @anna:example.org ja"):
        assert NOT_YOURS in await bea.hear(text)
    bea.later(timedelta(days=7))
    assert not await may_edit(bea, BOCHUM)


async def test_linked_accounts_are_one_member(anna: Talk, bea: Talk) -> None:
    async with anna.database.begin() as unit:
        await unit.people.join(ANNA, BEA)
    assert "@anna" in await bea.hear("/mitglieder")
    assert "gehört schon" in await anna.hear("/mitglied 4711")
    assert "[Entfernen" not in await anna.hear("/mitglieder")


async def test_names_are_shown_as_text(anna: Talk, bea: Talk) -> None:
    hostile = _as(bea, replace(BEA, name="**Boss** [x](http://evil.example)\n- Anna"))
    await hostile.say(await invite(anna))
    (listed,) = await anna.say("/mitglieder")
    assert isinstance(listed, Message)
    assert "**Boss**" not in listed.text
    assert listed.text.count("\n- ") == 2


async def test_erasure_ends_the_membership_and_the_codes(anna: Talk, bea: Talk) -> None:
    await anna.say("/mitglied 4711")
    code = await invite(bea)
    await bea.happens(bea.received("/loeschen ja"))
    assert await centres(bea) == []
    assert UNKNOWN in await _as(bea, MALLORY).hear(code)
    assert not any("4711" in line for line in await logged(anna))


async def test_entries_of_a_centre_are_its_members_to_change(anna: Talk) -> None:
    griffbereit = anna.search.get_entry("offer/griffbereit")
    assert griffbereit is not None
    async with anna.database.begin() as unit:
        context = anna.context(unit)
        owned = {owner: griffbereit.model_copy(update={"owner": owner}) for owner in (BOCHUM, "centre/bonn", None)}
        may = {owner: await membership.may_edit(ANNA, entry, context) for owner, entry in owned.items()}
        assert may == {BOCHUM: True, "centre/bonn": False, None: False}
        assert not await membership.may_edit(BEA, owned[BOCHUM], context)
        assert all([await membership.may_edit(EDITOR, entry, context) for entry in owned.values()])


async def test_who_was_removed_does_not_return_with_a_code_for_several(anna: Talk, bea: Talk) -> None:
    code = await invite(anna, "/mitglied einladen 5")
    await bea.say(f"/mitglied {code}")
    assert await centres(bea) == [BOCHUM]
    await anna.say(f"/mitglied entfernen telegram:{BEA.id} {BOCHUM} ja")
    assert await centres(bea) == []
    await bea.say(f"/mitglied {code}")
    assert await centres(bea) == []


async def test_the_last_use_of_a_code_makes_one_member(anna: Talk, bea: Talk, mallory: Talk) -> None:
    """Two people may have given it at once, and both have found it valid."""
    code = (await invite(anna)).replace("-", "")
    async with anna.database.begin() as unit:
        context = bea.context(unit)
        invitation = await membership.find_invitation(code, context)
        assert invitation is not None
        outcomes = [await membership.join(code, invitation, each.sender, context) for each in (bea, mallory)]
    assert outcomes == [GrantOutcome.GRANTED, None]
    assert (await centres(bea), await centres(mallory)) == ([BOCHUM], [])
