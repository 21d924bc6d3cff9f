"""Whoever goes, or is away, passes on what they look after: nothing before somebody agrees, and all of it then."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import Message
from handlers.curation import membership
from handlers.exchange.model.exchange import Draft, Frequency, Signature, Subscription
from tests.conversations.conftest import Talk

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")
BEA = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Bea")
MALLORY = Sender(platform=PlatformName.TELEGRAM, id="666", name="Mallory")
BOCHUM = "centre/bochum"
GONE = "gibt es nicht mehr"


def _as(talk: Talk, sender: Sender) -> Talk:
    room = f"!{sender.id[1:]}" if sender.platform is PlatformName.MATRIX else sender.id
    return replace(talk, sender=sender, room=room, platform=sender.platform)


@pytest.fixture
async def anna(talk: Talk) -> Talk:
    """Return a member of the centre in Bochum with a question, subscriptions and a granted role."""
    anna = _as(talk, ANNA)
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(ANNA, BOCHUM, talk.now)
        await unit.role_grants.grant_editor(ANNA, talk.now)
        draft = Draft(number=1, text="Wer kennt das?", topic="kim", signature=Signature.NAME)
        await unit.exchanges.open(draft, ANNA, anna.address, "Anna (KI Bochum)", talk.now, direct=True)
        following = Subscription(
            sender=ANNA, address=anna.address, topic="kim", frequency=Frequency.DAILY, hour=8, since=talk.now
        )
        await unit.subscriptions.put(following, talk.now + timedelta(days=1))
    await anna.say("/abo laki")
    return anna


@pytest.fixture
async def bea(talk: Talk) -> Talk:
    """Return a colleague in the same centre who has written to Lotse."""
    bea = _as(talk, BEA)
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(BEA, BOCHUM, talk.now)
    await bea.say("/mitglied")
    return bea


@pytest.fixture
def mallory(talk: Talk) -> Talk:
    return _as(talk, MALLORY)


def plain(message: Message) -> str:
    return message.text.replace("\\", "")


async def choose(talk: Talk, label: str, said: Message) -> list[Message]:
    """Take a choice of a message by its label."""
    choice = next(choice for choice in said.choices if choice.label == label)
    return await talk.say(choice.says)


async def offer(anna: Talk) -> tuple[Message, Message]:
    """Return what Anna hears, and what Bea is asked, once Anna has offered her everything."""
    (kinds,) = await anna.say("/uebergabe")
    (takers,) = await choose(anna, "Ich gehe", kinds)
    told, asked = await choose(anna, "Bea", takers)
    return told, asked


async def state(talk: Talk, sender: Sender) -> tuple[list[str], int, int, bool, bool]:
    """Return the centres, open questions, subscriptions, news and role of a person."""
    async with talk.database.begin() as unit:
        readers = await unit.readers.of_senders([sender])
        return (
            [*await unit.centre_members.list_centres([sender], talk.now)],
            len(await unit.exchanges.of_askers([sender])),
            len(await unit.subscriptions.of_senders([sender])),
            any(each.tags and each.stopped_at is None for each in readers),
            any(each.account.is_same(sender) for each in await unit.role_grants.list_editors()),
        )


EVERYTHING = ([BOCHUM], 1, 1, True, True)


async def test_it_begins_with_the_words_of_whoever_goes(anna: Talk) -> None:
    assert "Gehst du ganz" in await anna.hear("Ich gehe")


async def test_everything_goes_to_whoever_agrees_and_nothing_before(anna: Talk, bea: Talk) -> None:
    told, asked = await offer(anna)
    assert "Bis zur Antwort bleibt alles bei dir" in told.text
    assert asked.address == bea.address
    for line in ("Integrationszentrum Bochum", "offene Fragen an Kolleg*innen: 1", "Abos: 2", "die Rolle"):
        assert line in plain(asked)
    assert await state(anna, ANNA) == EVERYTHING
    assert await state(anna, BEA) == ([BOCHUM], 0, 0, False, False)
    thanks, word = await choose(bea, "Übernehmen", asked)
    assert "ab jetzt ist das bei dir" in thanks.text
    assert (word.address, plain(word).startswith("Bea (4711) hat zugesagt.")) == (anna.address, True)
    assert await state(anna, BEA) == EVERYTHING
    assert await state(anna, ANNA) == ([], 0, 0, False, False)
    assert GONE in (await choose(bea, "Übernehmen", asked))[0].text


async def test_whoever_grants_roles_is_told_that_one_was_passed_on(anna: Talk, bea: Talk) -> None:
    _, asked = await offer(anna)
    olga = Sender(platform=PlatformName.MATRIX, id="@ops:example.org")
    there = Address(platform=PlatformName.MATRIX, room=RoomId("!ops"))
    async with anna.database.begin() as unit:
        await unit.people.meet(olga, there)
    bea.admins = (olga,)
    *_, told = await choose(bea, "Übernehmen", asked)
    assert told.address == there
    assert "@anna:example.org" in plain(told)
    assert "4711" in plain(told)


async def test_the_question_comes_to_the_new_asker_who_is_not_named(anna: Talk, bea: Talk) -> None:
    _, asked = await offer(anna)
    await choose(bea, "Übernehmen", asked)
    async with anna.database.begin() as unit:
        (exchange,) = await unit.exchanges.of_askers([BEA])
    assert (exchange.address, exchange.direct, exchange.signature) == (bea.address, True, Signature.CENTRE)
    assert "Anna" not in exchange.signed_as
    assert "Bea" not in exchange.signed_as
    assert "Wer kennt das?" in await bea.hear("/meine")


async def test_nobody_else_accepts_or_withdraws_whatever_number_they_write(
    anna: Talk, bea: Talk, mallory: Talk
) -> None:
    told, asked = await offer(anna)
    for choice in (*asked.choices, *told.choices):
        assert GONE in await mallory.hear(choice.says)
    for forged in ("annehmen", "annehmen x", "annehmen 99999999999", "annehmen -1", "ablehnen 0"):
        assert GONE in await mallory.hear(f"/uebergabe {forged}")
    assert GONE in (await choose(anna, "Übernehmen", replace(told, choices=asked.choices)))[0].text
    assert await state(anna, ANNA) == EVERYTHING
    await choose(bea, "Übernehmen", asked)
    assert await state(anna, BEA) == EVERYTHING


async def test_what_is_declined_or_withdrawn_stays(anna: Talk, bea: Talk) -> None:
    _, asked = await offer(anna)
    declined, word = await choose(bea, "Ablehnen", asked)
    assert "du übernimmst nichts" in declined.text
    assert "Alles bleibt bei dir" in word.text
    told, asked = await offer(anna)
    assert "Zurückgezogen" in (await choose(anna, "Zurückziehen", told))[0].text
    assert GONE in (await choose(bea, "Übernehmen", asked))[0].text
    assert await state(anna, ANNA) == EVERYTHING


async def test_an_offer_ends_after_a_week_and_with_the_next_one(anna: Talk, bea: Talk) -> None:
    _, first = await offer(anna)
    _, second = await offer(anna)
    assert GONE in (await choose(bea, "Übernehmen", first))[0].text
    bea.later(timedelta(days=7))
    assert GONE in (await choose(bea, "Übernehmen", second))[0].text
    assert await state(anna, ANNA) == EVERYTHING


async def test_what_the_giver_has_lost_meanwhile_is_not_passed_on(anna: Talk, bea: Talk) -> None:
    _, asked = await offer(anna)
    async with anna.database.begin() as unit:
        await unit.role_grants.revoke_editor(ANNA)
        await unit.centre_members.revoke([ANNA, BEA], BOCHUM)
    await choose(bea, "Übernehmen", asked)
    assert await state(anna, BEA) == ([], 1, 1, True, False)


async def test_somebody_from_elsewhere_takes_over_with_a_code(anna: Talk, mallory: Talk) -> None:
    (takers,) = await anna.say("/uebergabe gehen")
    (issued,) = await choose(anna, "Jemand anderes, mit einem Code", takers)
    found = re.search(r"\w{4}-\w{4}", issued.text)
    assert found
    assert GONE in await anna.hear(found.group())
    (issued,) = await anna.say("/uebergabe code ganz")
    found = re.search(r"\w{4}-\w{4}", issued.text)
    assert found
    cem = _as(mallory, replace(BEA, id="815", name="Cem"))
    (asked,) = await cem.say(found.group())
    assert "Anna" in asked.text
    assert await state(anna, cem.sender) == ([], 0, 0, False, False)
    assert "Code" in await mallory.hear(found.group())
    assert GONE in (await choose(mallory, "Übernehmen", asked))[0].text
    await choose(cem, "Übernehmen", asked)
    assert await state(anna, cem.sender) == EVERYTHING


@pytest.mark.parametrize(
    "typed", ["Vertretung bis 15.12.", "/vertretung bis zum 15. Dezember", "vertretung 15.12.2026"]
)
async def test_a_deputy_belongs_to_it_until_the_day_and_it_ends_by_itself(talk: Talk, anna: Talk, typed: str) -> None:
    cem = _as(talk, replace(BEA, id="815", name="Cem"))
    (takers,) = await anna.say(typed)
    assert "Bis 15.12.2026 vertritt dich jemand" in plain(takers)
    (issued,) = await choose(anna, "Jemand anderes, mit einem Code", takers)
    found = re.search(r"\w{4}-\w{4}", issued.text)
    assert found
    (asked,) = await cem.say(found.group())
    assert "bis 15.12.2026 nicht da" in plain(asked)
    assert "Frage" not in asked.text
    await choose(cem, "Übernehmen", asked)
    assert (await state(cem, cem.sender))[0] == [BOCHUM]
    assert await state(anna, ANNA) == EVERYTHING
    assert await _asked_at(talk, talk.now) == ["815"]
    last = datetime(2026, 12, 15, 22, 59, tzinfo=UTC)
    assert await _asked_at(talk, last) == ["815"]
    assert await _asked_at(talk, last + timedelta(minutes=1)) == ["@anna:example.org"]
    cem.now = last + timedelta(minutes=1)
    assert (await state(cem, cem.sender))[0] == []


async def _asked_at(talk: Talk, at: datetime) -> list[str]:
    """Return who is asked about the entries of the centre at a time."""
    async with talk.database.begin() as unit:
        found = await membership.list_caretakers(BOCHUM, replace(talk, now=at).context(unit))
    return [each.account.id for each in found]


async def test_whoever_comes_back_early_is_asked_again(anna: Talk, bea: Talk) -> None:
    (takers,) = await anna.say("/vertretung 1.12.")
    _, asked = await choose(anna, "Bea", takers)
    await choose(bea, "Übernehmen", asked)
    assert await _asked_at(anna, anna.now) == ["4711"]
    (kinds,) = await anna.say("/uebergabe")
    await choose(anna, "Ich bin wieder da", kinds)
    assert await _asked_at(anna, anna.now) == ["@anna:example.org", "4711"]


async def deputise(anna: Talk, cem: Talk, day: str) -> None:
    (takers,) = await anna.say(f"/vertretung {day}")
    (issued,) = await choose(anna, "Jemand anderes, mit einem Code", takers)
    found = re.search(r"\w{4}-\w{4}", issued.text)
    assert found
    (asked,) = await cem.say(found.group())
    await choose(cem, "Übernehmen", asked)
    assert (await state(cem, cem.sender))[0] == [BOCHUM]


CEM = replace(BEA, id="815", name="Cem")


@pytest.mark.parametrize(
    "how", ["/vertretung ende", "/uebergabe da", "/mitglied verlassen centre/bochum ja", "removed"]
)
async def test_a_deputy_belongs_no_longer_once_whoever_was_away_is_back_or_gone(
    anna: Talk, bea: Talk, how: str
) -> None:
    cem = _as(anna, CEM)
    await deputise(anna, cem, "1.12.")
    who, text = (bea, f"/mitglied entfernen {ANNA.id} ja") if how == "removed" else (anna, how)
    *_, told = await who.say(text)
    assert told.address == cem.address
    assert "früher zu Ende" in told.text
    assert (await state(cem, CEM))[0] == []


async def test_a_deputy_of_two_stays_for_the_one_who_is_still_away(anna: Talk, bea: Talk) -> None:
    cem = _as(anna, CEM)
    await deputise(anna, cem, "1.12.")
    await deputise(bea, cem, "15.12.")
    (said,) = await bea.say("/vertretung ende")
    assert "Willkommen zurück" in said.text
    assert (await state(cem, CEM))[0] == [BOCHUM]
    cem.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert (await state(cem, CEM))[0] == []


async def test_an_offer_for_an_absence_ends_with_it(anna: Talk, bea: Talk) -> None:
    (takers,) = await anna.say("/vertretung 1.12.")
    _, asked = await choose(anna, "Bea", takers)
    await anna.say("/vertretung ende")
    assert GONE in (await choose(bea, "Übernehmen", asked))[0].text


@pytest.mark.parametrize("day", ["30.2.", "1.1.2020", "1.1.2099", "32.13."])
async def test_a_day_that_can_t_be_is_asked_again(anna: Talk, day: str) -> None:
    await anna.say("/vertretung")
    assert "Bis wann" in await anna.hear(day)
    assert "vertritt dich jemand" in await anna.hear("1. Dezember")


async def test_who_has_nothing_passes_on_nothing(mallory: Talk) -> None:
    assert "nichts zu übergeben" in await mallory.hear("/uebergabe gehen")
    assert "gehörst du zu keinem" in await mallory.hear("/vertretung 1.12.")
    for forged in ("an ganz telegram:4711", "code ganz", "an ganz matrix:@anna:example.org"):
        assert "nichts zu übergeben" in await mallory.hear(f"/uebergabe {forged}")
    assert "Gehst du ganz" in await mallory.hear("/uebergabe an irgendwann telegram:4711")


async def test_only_colleagues_are_asked(anna: Talk, mallory: Talk) -> None:
    await mallory.say("Hallo")
    (said,) = await anna.say("/uebergabe an ganz telegram:666")
    assert "Wer übernimmt?" in said.text
    assert said.choices[0].label == "Jemand anderes, mit einem Code"


async def test_what_is_written_in_a_group_stays_unanswered_there(anna: Talk) -> None:
    group = replace(anna, room="!group", direct=False)
    for text in ("/uebergabe gehen", "/vertretung 1.12.", "/uebergabe code ganz"):
        assert "Direktchat" in await group.hear(text)


async def test_a_taker_on_another_platform_reads_there(anna: Talk, bea: Talk) -> None:
    _, asked = await offer(anna)
    await choose(bea, "Übernehmen", asked)
    async with anna.database.begin() as unit:
        (following,) = await unit.subscriptions.of_senders([BEA])
    there = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
    assert (following.address, following.frequency, following.hour) == (there, Frequency.DAILY, 8)
