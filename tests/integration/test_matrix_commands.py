"""Commands on Matrix: spelled as each room takes them, and what Lotse says when it comes into a group."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.person import Enter, Person
from tests.integration.service import Service
from tests.integration.test_matrix_moves import invite, upgraded
from tests.integration.test_matrix_rooms import QUESTION, hall

HELLO = "Hallo! Ich bin Lotse"


def hellos(person: Person, room: str, lotse: Service) -> list[Mapping[str, Any]]:
    said = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
    return [event for event in said if str(event["content"].get("body", "")).startswith(HELLO)]


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_group_is_told_once_what_lotse_does_there(
    lotse: Service, anna: Person, enter: Enter, *, encrypted: bool
) -> None:
    bea = await enter("bea")
    room = await hall(anna, lotse, bea, encrypted=encrypted)
    await anna.until(lambda: bool(hellos(anna, room, lotse)))
    assert "!lotse datenschutz" in hellos(anna, room, lotse)[0]["content"]["body"]
    await lotse.stop()
    await lotse.start()
    await anna.answered(room, await anna.ask(room, QUESTION, lotse.user_id), lotse.user_id)
    assert len(hellos(anna, room, lotse)) == 1


async def test_neither_a_direct_chat_nor_a_successor_is_a_new_group(lotse: Service, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    direct = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(direct, lotse.user_id)
    answer = await anna.answered(direct, await anna.say(direct, QUESTION), lotse.user_id)
    assert "Schön, dass du da bist! !hilfe zeigt" in answer["content"]["body"]
    room = await hall(anna, lotse, bea)
    await anna.until(lambda: bool(hellos(anna, room, lotse)))
    successor = await upgraded(anna, room, "11")
    await invite(anna, successor, bea.id)
    await bea.client.join(successor)
    await invite(anna, successor, lotse.user_id)
    await anna.with_company(successor, lotse.user_id, bea.id)
    await anna.answered(successor, await anna.ask(successor, QUESTION, lotse.user_id), lotse.user_id)
    assert hellos(anna, successor, lotse) == []
    assert hellos(anna, direct, lotse) == []


async def test_a_command_in_a_group_needs_no_slash_behind_lotse(lotse: Service, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    room = await hall(anna, lotse, bea)
    unheard = [await anna.say(room, text) for text in ("!foo", "!hilfe", "/hilfe")]
    for text, heard in (
        ("!lotse themen", "Die Themen des Austauschs"),
        ("!lotse /themen", "Die Themen des Austauschs"),
        ("!lotse sprache fr", "Meinst du !lotse sprache?"),
        ("!lotse abbo", "Meinst du !lotse abo?"),
        ("!lotse /abbo", "Meinst du !lotse abo?"),
        ("!lotse /sprache fr", "!lotse /sprache de"),
    ):
        answer = await anna.answered(room, await anna.say(room, text), lotse.user_id)
        assert heard in answer["content"]["body"]
    assert [await anna.replies(room, each, lotse.user_id) for each in unheard] == [[], [], []]
