"""From whom a key is taken that comes late, and what is done about devices whose sessions are lost."""

from typing import Any

import pytest
from nio import KeysClaimResponse, KeysQueryResponse, MegolmEvent, ToDeviceResponse
from nio.crypto import OutgoingKeyRequest
from nio.events.to_device import ForwardedRoomKeyEvent
from nio.store import SqliteMemoryStore

from bot.platforms.matrix.crypto.machine import Machine

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


def test_an_unknown_device_is_given_a_session_before_it_is_asked_for_a_key() -> None:
    lotse, anna = (Machine(user, "D", SqliteMemoryStore(user, "D", "key")) for user in (LOTSE, ANNA))
    shared = anna.share_keys()
    lotse._mark_device_for_unwedging(ANNA, anna.account.identity_keys["curve25519"])
    assert lotse.unknown_senders == {ANNA}
    assert lotse.ask_for_key(_message())
    assert lotse.outgoing_to_device_messages == []
    lotse.handle_response(KeysQueryResponse({ANNA: {"D": shared["device_keys"]}}, {}))
    assert lotse.unknown_senders == frozenset()
    assert lotse.outgoing_to_device_messages == []
    ((name, key), *_) = shared["one_time_keys"].items()
    lotse.handle_response(KeysClaimResponse({ANNA: {"D": {name: key}}}, {}))
    (dummy,) = lotse.outgoing_to_device_messages
    assert (dummy.type, dummy.recipient, dummy.recipient_device) == ("m.room.encrypted", ANNA, "D")
    lotse.handle_response(ToDeviceResponse(dummy))
    (request,) = lotse.outgoing_to_device_messages
    assert (request.type, request.recipient) == ("m.room_key_request", ANNA)
    lotse.check_if_wedged(_message())
    assert lotse.outgoing_to_device_messages == [request]


def test_who_has_no_such_device_is_asked_at_once() -> None:
    lotse = Machine(LOTSE, "D", SqliteMemoryStore(LOTSE, "D", "key"))
    lotse._mark_device_for_unwedging(ANNA, "gone")
    lotse.ask_for_key(_message())
    lotse.handle_response(KeysQueryResponse({ANNA: {}}, {}))
    (request,) = lotse.outgoing_to_device_messages
    assert request.type == "m.room_key_request"
    assert lotse.wedged_devices == []


def test_nothing_stays_under_way_with_who_is_forgotten() -> None:
    lotse = Machine(LOTSE, "D", SqliteMemoryStore(LOTSE, "D", "key"))
    lotse._mark_device_for_unwedging(ANNA, "k")
    lotse.ask_for_key(_message())
    lotse.forget(ANNA)
    assert lotse.unknown_senders == frozenset()
    lotse.handle_response(KeysQueryResponse({ANNA: {}}, {}))
    assert lotse.outgoing_to_device_messages == []


def test_the_homeserver_gets_no_one_time_key_that_is_not_kept() -> None:
    """Who uses a key that a sudden end has taken can't be read, and its number would be given away twice."""
    store = SqliteMemoryStore(LOTSE, "DEVICE", "key")
    shared = Machine(LOTSE, "DEVICE", store).share_keys()
    kept = store.load_account().one_time_keys["curve25519"]
    assert kept
    assert {f"signed_curve25519:{number}": key for number, key in kept.items()} == {
        number: each["key"] for number, each in shared["one_time_keys"].items()
    }
