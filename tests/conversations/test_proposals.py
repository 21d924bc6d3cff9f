"""Proposals: anybody makes them, who may change that field decides, and who made them hears what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.core.events import MessageDeleted, PlatformName
from handlers.core.messages import Message, Outgoing
from handlers.curation.model.fields import FieldName
from tests.conversations.conftest import Talk
from tests.conversations.curated import DUISBURG, OFFER, Curation, arrive, chat, curate, press, react, read

OLD, NEW = "0203 283-8111", "0203 283-9999"


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM])
async def curation(talk: Talk, request: pytest.FixtureRequest) -> Curation:
    return await curate(talk, request.param)


async def test_a_stranger_proposes_behind_the_details_of_an_answer(curation: Curation) -> None:
    sam = curation.sam
    await sam.say("Telefon KI Duisburg?")
    assert "[Stimmt nicht?]" in await sam.hear("Mehr")
    assert "Was hat sich geändert?" in await sam.hear("Stimmt nicht?")
    await sam.say("Telefon")
    asked = await sam.hear(NEW)
    assert "Soll ich das vorschlagen? Kommunales Integrationszentrum Duisburg entscheidet" in asked
    thanks, offered = await sam.say("ja")
    assert "ist unterwegs" in thanks.text
    assert (offered.private_to, offered.address) == (curation.mia.sender, curation.mia.address)
    assert await curation.value() == OLD


async def test_no_way_back_is_offered_to_who_decides(curation: Curation) -> None:
    sam = curation.sam
    await sam.asked("Telefon KI Duisburg")
    asked = None
    for text in ("Mehr", "Stimmt nicht?", "Telefon", NEW):
        (asked,) = await sam.say(text)
    assert asked is not None
    *_, offered = await press(sam, asked, "Ja, vorschlagen")
    assert isinstance(offered, Message)
    assert [choice.label for choice in offered.choices] == ["Übernehmen", "Ablehnen"]


async def test_it_is_taken_over_with_one_tap_and_the_proposer_hears_it(curation: Curation) -> None:
    offered = await _propose(curation)
    assert read([offered]).endswith(f"Bisher: {OLD}\nNeu: {NEW}\n[Übernehmen]\n[Ablehnen]")
    said = await press(curation.mia, offered, "Übernehmen")
    assert f"Übernommen. **Kommunales Integrationszentrum Duisburg**, Telefon: {NEW}" in read(said)
    assert f"Dein Vorschlag ist übernommen, danke! **Kommunales Integrationszentrum Duisburg**, Telefon: {NEW}" in read(
        said
    )
    (told,) = _to(curation.sam, said)
    assert told.private_to == curation.sam.sender
    assert await curation.value() == NEW
    revision = await curation.last()
    assert (revision.author, revision.reason) == (f"{curation.mia.platform}:mia", "Vorschlag 1 übernommen")


async def test_it_is_refused_and_the_proposer_hears_it(curation: Curation) -> None:
    offered = await _propose(curation)
    said = await press(curation.mia, offered, "Ablehnen")
    assert "Dein Vorschlag zu **Kommunales Integrationszentrum Duisburg** ist nicht übernommen worden." in read(said)
    assert await curation.value() == OLD
    assert "ist schon abgelehnt" in await curation.mia.hear("/vorschlag 1 uebernehmen")
    assert await curation.value() == OLD


async def test_whoever_decides_on_a_long_text_sees_all_that_changes(curation: Curation) -> None:
    """However far behind: of a text that is the same but for three places, these three are shown."""
    long = [
        f"Absatz {number} beginnt so. Er ist lang{' und länger' * 30}. Er endet mit {number}." for number in range(12)
    ]
    entry = await curation.entry()
    async with curation.talk.database.begin() as unit:
        await unit.records.put(entry.model_copy(update={"text": "\n\n".join(long)}), "lotse", curation.talk.now)
    changed = [line.replace("mit 1.", "mit Eins.") for line in long]
    changed[5] += " Dazu kommt ein Satz."
    changed[11] = changed[11].replace("mit 11.", "mit [www.duisburg.de](https://www.duisburg.de).")
    await curation.sam.say(f"/aendern {DUISBURG} text\n" + "\n\n".join(changed))
    _, offered, *_ = await curation.sam.say("ja")
    shown = offered.text.replace("\\", "")
    old, new = shown.partition("Bisher: ")[2].split("\nNeu: ")
    assert old == "…\n\nEr endet mit 1.\n\n…\n\nEr endet mit 5.\n\n…\n\nEr endet mit 11."
    assert new.startswith("…\n\nEr endet mit Eins.\n\n…\n\nEr endet mit 5. Dazu kommt ein Satz.\n\n…")
    assert new.endswith("Er endet mit [www.duisburg.de](https://www.duisburg.de).")
    meanwhile = "\n\n".join((*long[:3], "Absatz 3 ist neu.", *long[4:]))
    async with curation.talk.database.begin() as unit:
        await unit.records.put(entry.model_copy(update={"text": meanwhile}), "lotse", curation.talk.now)
    outdated = await curation.edith.hear("/vorschlag 1")
    assert f"Damals: {long[3]}\nJetzt: …\n\nEr endet mit 1.\n\n…\n\nAbsatz 3 ist neu." in outdated
    assert "Er endet mit Eins." in outdated.partition("\nVorschlag: ")[2]


async def test_a_sign_below_it_decides(curation: Curation) -> None:
    offered = await _propose(curation)
    assert await react(curation.emil, offered, "✅") == []
    assert await curation.value() == OLD
    assert "Übernommen." in read(await react(curation.mia, offered, "✅"))
    assert await curation.value() == NEW


async def test_a_sign_below_it_refuses(curation: Curation) -> None:
    offered = await _propose(curation)
    assert "Abgelehnt" in read(await react(curation.mia, offered, "👎"))
    assert await curation.value() == OLD


async def test_other_fields_of_ones_own_centre_are_for_the_office(curation: Curation) -> None:
    asked = await curation.mia.hear(f"/aendern {DUISBURG} text\nWir sind umgezogen.")
    assert "Soll ich das vorschlagen? LaKI entscheidet" in asked
    _, offered = await curation.mia.say("ja")
    assert offered.private_to == curation.edith.sender
    assert "Diesen Vorschlag gibt es nicht" in await curation.mia.hear("/vorschlag 1 uebernehmen")
    assert "Wir sind umgezogen." in await curation.edith.hear("/vorschlag 1")
    await press(curation.edith, offered, "Übernehmen")
    assert await curation.value(FieldName.TEXT) == "Wir sind umgezogen."


async def test_without_members_the_office_decides(curation: Curation) -> None:
    await curation.revoke(curation.mia, DUISBURG)
    offered = await _propose(curation)
    assert offered.private_to == curation.edith.sender


async def test_in_a_group_even_members_propose(curation: Curation) -> None:
    group = replace(curation.mia, room="group", direct=False)
    await group.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    thanks, offered = await group.say("1")
    assert (thanks.private_to, offered.address) == (None, curation.mia.address)
    assert await curation.value() == OLD
    said = await press(curation.mia, offered, "Übernehmen")
    (told,) = _to(group, said)
    assert told.private_to is None


async def test_a_correction_in_plain_words_in_a_group_becomes_a_proposal(curation: Curation) -> None:
    group = replace(curation.edith, room="group", direct=False)
    await group.say("Telefon KI Duisburg?")
    assert await group.say(f"Neue Nummer: {NEW}", addressed=False) == []
    assert "Soll ich das vorschlagen?" in await group.hear(f"Neue Nummer: {NEW}")
    _, offered = await group.say("1")
    assert offered.private_to == curation.mia.sender
    assert await curation.value() == OLD


async def test_what_has_changed_since_is_shown_with_both_values(curation: Curation) -> None:
    offered = await _propose(curation)
    await curation.edith.say(f"/aendern {DUISBURG} contact.phone\n0203 283-1")
    await curation.edith.say("ja")
    (outdated,) = await press(curation.mia, offered, "Übernehmen")
    assert f"Damals: {OLD}\nJetzt: 0203 283-1\nVorschlag: {NEW}" in read([outdated])
    assert await curation.value() == "0203 283-1"
    assert "Übernommen" in await _first(curation.mia, "/vorschlag 1 uebernehmen {revision}", curation)
    assert await curation.value() == NEW


async def test_a_change_of_another_field_does_not_stand_in_the_way(curation: Curation) -> None:
    offered = await _propose(curation)
    await curation.edith.say(f"/aendern {DUISBURG} contact.email\nki@duisburg.de")
    await curation.edith.say("ja")
    assert "Übernommen." in read(await press(curation.mia, offered, "Übernehmen"))
    assert (await curation.value(), await curation.value(FieldName.EMAIL)) == (NEW, "ki@duisburg.de")


async def test_what_stands_there_by_now_is_closed_with_thanks(curation: Curation) -> None:
    offered = await _propose(curation)
    await curation.edith.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    await curation.edith.say("ja")
    said = await press(curation.mia, offered, "Übernehmen")
    assert "Das steht inzwischen schon so da." in read(said)
    assert "Dein Vorschlag ist übernommen" in read(_to(curation.sam, said))


async def test_the_proposer_withdraws_it(curation: Curation) -> None:
    offered = await _propose(curation)
    assert await curation.emil.hear("/vorschlag 1 zurueckziehen") == await curation.emil.hear("/vorschlag 99")
    assert await curation.sam.hear("/vorschlag 1 zurueckziehen") == "Zurückgezogen."
    said = read(await press(curation.mia, offered, "Übernehmen"))
    assert f"ist zurückgezogen. Telefon\nJetzt: {OLD}\nVorschlag: {NEW}" in said
    assert await curation.value() == OLD


async def test_a_correction_of_a_proposal_takes_its_place(curation: Curation) -> None:
    first = await _propose(curation, "0203 283-1")
    second = await _propose(curation, NEW)
    assert "ist zurückgezogen" in read(await press(curation.mia, first, "Übernehmen"))
    await press(curation.mia, second, "Übernehmen")
    assert await curation.value() == NEW


async def test_a_person_makes_five_a_day(curation: Curation) -> None:
    for number in range(5):
        await _propose(curation, f"0203 283-10{number}")
    await curation.sam.say(f"/aendern {DUISBURG} contact.phone\n{NEW}")
    assert await curation.sam.hear("ja") == (
        "Mehr als 5 Vorschläge am Tag nehme ich nicht an. Versuch es morgen noch einmal."
    )
    curation.sam.later(timedelta(hours=24, minutes=1))
    await _propose(curation)


# Whoever is not asked can't decide, and hears the same as if there were no such proposal.
@pytest.mark.parametrize("typed", ["/vorschlag 1 uebernehmen", "/vorschlag 1 ablehnen", "/vorschlag 1"])
@pytest.mark.parametrize("who", ["emil", "sam"])
async def test_nobody_else_decides(curation: Curation, who: str, typed: str) -> None:
    offered = await _propose(curation)
    attacker: Talk = getattr(curation, who)
    assert await attacker.hear(typed) == await attacker.hear("/vorschlag 99")
    await press(curation.mia, offered, "Übernehmen", by=attacker)
    await press(curation.mia, offered, "Übernehmen", by=replace(attacker, room=curation.mia.room))
    assert await curation.value() == OLD
    assert "Übernommen." in read(await press(curation.mia, offered, "Übernehmen"))


async def test_a_role_that_is_revoked_decides_nothing_any_more(curation: Curation) -> None:
    offered = await _propose(curation)
    await curation.revoke(curation.mia, DUISBURG)
    assert "Diesen Vorschlag gibt es nicht" in read(await press(curation.mia, offered, "Übernehmen"))
    assert await curation.value() == OLD


async def test_a_proposal_is_checked_like_a_change(curation: Curation) -> None:
    number = (await curation.last(OFFER)).number
    for value in ("[https://a.de](https://b.de)", "<img src=x>", "ki@duisburg.de"):
        (said,) = await curation.sam.say(f"/vorschlagen {OFFER} text {number}\n{value}")
        assert "ist unterwegs" not in said.text
        await curation.sam.say("abbrechen")
    assert await curation.edith.hear("/vorschlag") == "Kein Vorschlag wartet auf dich."


async def test_open_proposals_are_listed_for_who_decides(curation: Curation) -> None:
    await _propose(curation)
    for who in (curation.mia, curation.edith):
        assert await who.hear("/vorschlag") == (
            f"Diese Vorschläge warten auf dich:\n[Kommunales Integrationszentrum Duisburg, Telefon: {NEW}]"
        )
    for who in (curation.emil, curation.sam):
        assert await who.hear("/vorschlag") == "Kein Vorschlag wartet auf dich."


async def test_what_the_office_decides_on_hides_nothing_from_members(curation: Curation) -> None:
    talk, number = curation.talk, (await curation.last()).number
    for each in range(9):
        person = chat(talk, f"person-{each}", curation.sam.platform)
        said = await person.say(f"/vorschlagen {DUISBURG} text {number}\nWir sind umgezogen {each}.")
        assert "ist unterwegs" in said[0].text
    await _propose(curation)
    assert NEW in await curation.mia.hear("/vorschlag")


async def test_a_deleted_message_leaves_the_proposal(curation: Curation) -> None:
    """It can be withdrawn by its button; a message that vanishes by the client's setting takes nothing back."""
    sam = curation.sam
    await sam.say(f"/aendern {DUISBURG} contact.phone")
    written, _ = await sam.asked(NEW)
    await arrive(sam, list(await sam.say("ja")))
    gone = MessageDeleted(
        id=sam.received("").id, at=sam.now, address=sam.address, sender=sam.sender, message=written.message
    )
    await sam.happens(gone)
    assert f"Neu: {NEW}" in await curation.mia.hear("/vorschlag 1")


async def _propose(curation: Curation, value: str = NEW) -> Message:
    """Propose a phone number as a stranger; return what the decider reads, which has arrived."""
    await curation.sam.say(f"/aendern {DUISBURG} contact.phone\n{value}")
    thanks, offered = await curation.sam.say("ja")
    assert "ist unterwegs" in thanks.text
    await curation.mia.sent(offered)
    return offered


async def _first(talk: Talk, typed: str, curation: Curation) -> str:
    said = await talk.say(typed.format(revision=(await curation.last()).number))
    return said[0].text


def _to(talk: Talk, said: list[Outgoing]) -> list[Message]:
    return [each for each in said if isinstance(each, Message) and each.address == talk.address]
