"""From whom a key is taken that comes late."""

from typing import Any

import pytest
from nio import MegolmEvent
from nio.crypto import OutgoingKeyRequest
from nio.events.to_device import ForwardedRoomKeyEvent
from nio.store import SqliteMemoryStore

from bot.platforms.matrix.machine import Machine

LOTSE, ANNA, BEA = "@lotse:example.org", "@anna:example.org", "@bea:example.org"
ALGORITHM = "m.megolm.v1.aes-sha2"


@pytest.fixture
def machine() -> Machine:
    """One that has asked anna for the key of her message, twice."""
    machine = Machine(LOTSE, "DEVICE", SqliteMemoryStore(LOTSE, "DEVICE", "key"))
    for _ in range(2):
        machine.ask_for_key(_message())
    (request,) = machine.outgoing_to_device_messages
    assert (request.recipient, request.recipient_device) == (ANNA, "*")
    machine.outgoing_key_requests["session"] = OutgoingKeyRequest("session", "session", "!room", ALGORITHM)
    return machine


def _message() -> Any:
    content = {
        "algorithm": ALGORITHM,
        "ciphertext": "x",
        "sender_key": "k",
        "session_id": "session",
        "device_id": "D",
    }
    source = {"type": "m.room.encrypted", "event_id": "$e", "sender": ANNA, "origin_server_ts": 1, "content": content}
    event = MegolmEvent.from_dict(source)
    event.room_id = "!room"
    return event


def _key(session: str = "session", room: str = "!room") -> ForwardedRoomKeyEvent:
    return ForwardedRoomKeyEvent({}, ANNA, "k", room, session, ALGORITHM)


@pytest.mark.parametrize(
    ("sender", "key", "taken"),
    [
        (ANNA, _key(), True),
        (BEA, _key(), False),
        (ANNA, _key(session="another"), False),
        (ANNA, _key(room="!another"), False),
    ],
)
def test_only_who_was_asked_may_hand_in_a_key_late(
    machine: Machine, sender: str, key: ForwardedRoomKeyEvent, *, taken: bool
) -> None:
    key.sender = sender
    assert machine._should_accept_forward(sender, "k", key) is taken
