"""The service and Synapse: entries are cared for in encrypted rooms, by reactions as choices."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.announcing import heard
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.settling import settle
from tests.integration.test_matrix_interface import changed, direct
from tests.integration.test_matrix_rooms import hall

CENTRE = "centre/duisburg"
OLD, NEW, PROPOSED = "0203 283-8111", "0203 283-9999", "0203 283-7777"
CHANGES = f"SELECT count(*) FROM revisions WHERE id = '{CENTRE}'"  # noqa: S608


@pytest.fixture
async def mia(enter: Enter) -> Person:
    return await enter("mia")


@pytest.fixture
async def lotse(serve: Serve, anna: Person) -> Service:
    """A service with an editor."""
    service = await serve(LOTSE_ROLES__EDITORS=json.dumps([f"matrix:{anna.id}"]))
    await service.start()
    return service


async def test_an_entry_is_cared_for_in_encrypted_rooms(
    lotse: Service, anna: Person, mia: Person, enter: Enter
) -> None:
    sam = await enter("sam")
    office = await direct(anna, lotse, encrypted=True)
    await anna.answered(office, await anna.say(office, f"/mitglied {mia.id} Duisburg"), lotse.user_id)
    own = await direct(mia, lotse, encrypted=True)
    await mia.answered(own, await mia.say(own, "/mitglied"), lotse.user_id)
    asking = await direct(sam, lotse, encrypted=True)
    question = await sam.say(asking, "Telefon KI Duisburg")
    answer = await sam.answered(asking, question, lotse.user_id)
    assert await sam.is_encrypted(asking, str(answer["event_id"]))

    await _confirm_a_field(mia, own, lotse)
    await _correct_in_plain_words(mia, own, lotse)
    await _correct_the_answer(sam, asking, answer, lotse)
    await _fail_to_change_it_by_an_edit(sam, asking, lotse)
    await _propose_in_a_group(mia, sam, own, lotse)


async def _confirm_a_field(mia: Person, room: str, lotse: Service) -> None:
    """“Stimmt das noch?”, answered by the reaction that stands for “Ja, stimmt”."""
    await mia.say(room, "/pflege")
    asked = await heard(mia, room, lotse, "Stimmt das noch?")
    ((before,),) = lotse.stored(CHANGES)
    await mia.react(room, str(asked["event_id"]), "1️⃣")
    assert "gilt als geprüft" in _body(await mia.answered(room, str(asked["event_id"]), lotse.user_id))
    assert lotse.stored(CHANGES) == [(before + 1,)]


async def _correct_in_plain_words(mia: Person, room: str, lotse: Service) -> None:
    """A correction below an answer is saved by a reaction, taken back by another, and made again."""
    for taken_back in (True, False):
        await mia.answered(room, await mia.say(room, "Telefon KI Duisburg"), lotse.user_id)
        asked = await mia.answered(room, await mia.say(room, f"Neue Nummer: {NEW}"), lotse.user_id)
        assert f"Bisher: {OLD}\nNeu: {NEW}" in _body(asked)
        await mia.react(room, str(asked["event_id"]), "1️⃣")
        saved = await mia.answered(room, str(asked["event_id"]), lotse.user_id)
        assert "Gespeichert, danke!" in _body(saved)
        if taken_back:
            await mia.react(room, str(saved["event_id"]), "1️⃣")
            undone = await mia.answered(room, str(saved["event_id"]), lotse.user_id)
            assert f"Telefon: {NEW} → {OLD}" in _body(undone)


async def _correct_the_answer(sam: Person, room: str, answer: Mapping[str, Any], lotse: Service) -> None:
    """What was answered before is edited in its place, encrypted, and the asker told in one line."""
    settle(lotse, CENTRE)
    edited = await changed(sam, room, str(answer["event_id"]), lotse)
    assert NEW in edited["body"]
    assert "korrigiert am" in edited["body"]
    told = await heard(sam, room, lotse, "Ich habe diese Antwort berichtigt.")
    assert f"Telefon {NEW}." in _body(told)


async def _fail_to_change_it_by_an_edit(sam: Person, room: str, lotse: Service) -> None:
    """A stranger edits a question into an order that the owner's button would give."""
    ((before,),) = lotse.stored(CHANGES)
    ((revision,),) = lotse.stored(f"SELECT revision FROM records WHERE id = '{CENTRE}'")  # noqa: S608
    question = await sam.say(room, "/themen")
    reply = await sam.answered(room, question, lotse.user_id)
    await sam.change(room, question, f"/speichern {CENTRE} contact.phone {revision}\n0203 283-1")
    assert "Soll ich das vorschlagen?" in (await changed(sam, room, str(reply["event_id"]), lotse))["body"]
    assert lotse.stored(CHANGES) == [(before,)]


async def _propose_in_a_group(mia: Person, sam: Person, own: str, lotse: Service) -> None:
    """In a group only the asker's reaction proposes; the owner decides with a sign in her own room."""
    room = await hall(mia, lotse, sam)
    asked = await sam.answered(
        room, await sam.ask(room, f"/aendern {CENTRE} contact.phone\n{PROPOSED}", lotse.user_id), lotse.user_id
    )
    await mia.react(room, str(asked["event_id"]), "1️⃣")
    await sam.react(room, str(asked["event_id"]), "1️⃣")
    assert "ist unterwegs" in _body(await sam.answered(room, str(asked["event_id"]), lotse.user_id))
    await lotse.stores("SELECT count(*) FROM proposals", [(1,)])
    offered = await heard(mia, own, lotse, "Vorschlag 1")
    await mia.react(own, str(offered["event_id"]), "✅")
    assert "Übernommen." in _body(await mia.answered(own, str(offered["event_id"]), lotse.user_id))
    await heard(sam, room, lotse, "Dein Vorschlag ist übernommen, danke!")


def _body(event: Mapping[str, Any]) -> str:
    return str(event["content"]["body"])
