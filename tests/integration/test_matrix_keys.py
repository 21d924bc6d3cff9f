"""Encrypted messages whose keys come late, on request, or never."""

import pytest

from tests.integration.person import Person
from tests.integration.service import Service

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
# A minute of waiting for the key, and what is left of the sync that is under way.
PATIENCE = 120


@pytest.fixture
async def room(lotse: Service, anna: Person) -> str:
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    return room


async def test_a_key_that_did_not_come_is_asked_for(lotse: Service, anna: Person, room: str) -> None:
    await anna.keys_held_back(room)
    question = await anna.say(room, QUESTION)
    await anna.forward_key(room, lotse.user_id)
    assert "Bochum" in (await anna.answered(room, question, lotse.user_id))["content"]["body"]


async def test_what_can_not_be_read_is_said_once(lotse: Service, anna: Person, room: str) -> None:
    await anna.keys_held_back(room)
    first = await anna.say(room, QUESTION)
    second = await anna.say(room, QUESTION)
    await anna.until(lambda: anna.has_reply(room, first, lotse.user_id), PATIENCE)
    (notice,) = await anna.replies(room, first, lotse.user_id)
    assert "konnte ich nicht entschlüsseln" in notice["content"]["body"]
    anna.client.invalidate_outbound_session(room)
    question = await anna.say(room, QUESTION)
    await anna.answered(room, question, lotse.user_id)
    assert await anna.replies(room, second, lotse.user_id) == []
