"""The protocol of a verification, against an asker written for the tests."""

import contextlib
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import vodozemac
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.matrix.cross_signing.signing import canonical_json, encode_base64
from bot.platforms.matrix.verification.dialogue import METHOD, Dialogue, Party, ProtocolError, Stage
from bot.platforms.matrix.verification.emoji import emoji_names

LOTSE = Party(user_id="@lotse:x", device_id="L", keys={"ed25519:L": "lotse-device", "ed25519:LM": "lotse-master"})
ANNA = Party(user_id="@anna:x", device_id="A", keys={"ed25519:A": "anna-device", "ed25519:AM": "anna-master"})
START = {
    "from_device": "A",
    "transaction_id": "t",
    "method": METHOD,
    "key_agreement_protocols": ["curve25519-hkdf-sha256", "curve25519"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2", "hkdf-hmac-sha256"],
    "short_authentication_string": ["decimal", "emoji"],
}


@dataclass
class Asker:
    """Anna's side, step by step as the specification has it."""

    sas: Any = field(default_factory=vodozemac.Sas)
    established: Any = None

    @property
    def key(self) -> str:
        return str(self.sas.public_key.to_base64())

    def meets(self, key: str) -> tuple[int, ...]:
        self.established = self.sas.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(key))
        info = f"MATRIX_KEY_VERIFICATION_SAS|@anna:x|A|{self.key}|@lotse:x|L|{key}|t"
        return tuple(self.established.bytes(info).emoji_indices)

    def mac(self, keys: dict[str, str], *, sender: str = "@anna:xA", receiver: str = "@lotse:xL") -> dict[str, Any]:
        info = f"MATRIX_KEY_VERIFICATION_MAC{sender}{receiver}t"
        macs = {key_id: self.established.calculate_mac(key, info + key_id) for key_id, key in keys.items()}
        return {"mac": macs, "keys": self.established.calculate_mac(",".join(sorted(macs)), f"{info}KEY_IDS")}


def compared() -> tuple[Dialogue, Asker]:
    """Both sides see emoji."""
    dialogue, asker = Dialogue(id="t", us=LOTSE, them=ANNA), Asker()
    dialogue.ready()
    ((_, accept),) = dialogue.handle_start(START)
    ((_, key),) = dialogue.handle_key({"key": asker.key})
    assert accept["commitment"] == encode_base64(hashlib.sha256(key["key"].encode() + canonical_json(START)).digest())
    assert asker.meets(key["key"]) == dialogue.indices
    return dialogue, asker


@pytest.mark.parametrize("first", ["shell", "client"])
def test_both_sides_prove_their_keys(first: str) -> None:
    dialogue, asker = compared()
    assert len(dialogue.indices) == 7
    theirs = asker.mac(dict(ANNA.keys))
    if first == "client":
        assert dialogue.handle_mac(theirs) == []
    (_, mac), *done = dialogue.confirm()
    if first == "shell":
        assert done == []
        done = dialogue.handle_mac(theirs)
    assert [kind for kind, _ in done] == ["m.key.verification.done"]
    assert mac == asker.mac(dict(LOTSE.keys), sender="@lotse:xL", receiver="@anna:xA")
    assert dialogue.stage is Stage.VERIFIED
    assert dialogue.proven == ANNA.keys


def test_without_the_key_of_their_identity_only_the_device_is_vouched_for() -> None:
    dialogue, asker = compared()
    dialogue.confirm()
    dialogue.handle_mac(asker.mac({"ed25519:A": "anna-device"}))
    assert dialogue.proven == {"ed25519:A": "anna-device"}


@pytest.mark.parametrize("keys", [{}, {"ed25519:AM": "anna-master"}])
def test_a_device_that_the_homeserver_does_not_know_is_not_verified(keys: dict[str, str]) -> None:
    dialogue, asker = compared()
    dialogue.them = replace(ANNA, keys=keys)
    dialogue.confirm()
    with pytest.raises(ProtocolError) as broken:
        dialogue.handle_mac(asker.mac(dict(ANNA.keys)))
    assert broken.value.code == "m.key_mismatch"
    assert not dialogue.proven


def test_only_the_device_that_asked_may_start() -> None:
    dialogue = Dialogue(id="t", us=LOTSE, them=ANNA)
    with pytest.raises(ProtocolError, match="Not the device that asked"):
        dialogue.handle_start({**START, "from_device": "B"})


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"ed25519:A": "another", "ed25519:AM": "anna-master"}, "m.key_mismatch"),
        ({"ed25519:A": "anna-device", "ed25519:AM": "another"}, "m.key_mismatch"),
        ({"ed25519:AM": "anna-master"}, "m.invalid_message"),
        ({}, "m.invalid_message"),
    ],
)
def test_a_key_in_between_is_found(keys: dict[str, str], code: str) -> None:
    dialogue, asker = compared()
    dialogue.confirm()
    with pytest.raises(ProtocolError) as broken:
        dialogue.handle_mac(asker.mac(keys))
    assert broken.value.code == code
    assert dialogue.stage is Stage.CONFIRMED
    assert not dialogue.proven


@pytest.mark.parametrize("mac", [{}, {"mac": 1}, {"mac": {"ed25519:A": 3}, "keys": []}, {"mac": {"ed25519:A": "x"}}])
def test_a_tampered_list_of_keys_is_found(mac: dict[str, Any]) -> None:
    dialogue, _ = compared()
    dialogue.confirm()
    with pytest.raises(ProtocolError):
        dialogue.handle_mac(mac)


def test_steps_have_their_order() -> None:
    dialogue, asker = Dialogue(id="t", us=LOTSE, them=ANNA), Asker()
    for step in (dialogue.handle_key, dialogue.handle_mac):
        with pytest.raises(ProtocolError, match="Not now"):
            step({"key": asker.key})
    with pytest.raises(ProtocolError, match="Not now"):
        dialogue.confirm()
    dialogue.handle_start(START)
    with pytest.raises(ProtocolError):
        dialogue.handle_start(START)
    dialogue.handle_key({"key": asker.key})
    asker.meets(dialogue._public)
    dialogue.handle_mac(asker.mac(dict(ANNA.keys)))
    with pytest.raises(ProtocolError):
        dialogue.handle_mac(asker.mac(dict(ANNA.keys)))


@pytest.mark.parametrize("left_out", list(START)[2:])
def test_only_the_methods_of_today_are_taken(left_out: str) -> None:
    dialogue = Dialogue(id="t", us=LOTSE, them=ANNA)
    with pytest.raises(ProtocolError) as broken:
        dialogue.handle_start({key: value for key, value in START.items() if key != left_out})
    assert broken.value.code == "m.unknown_method"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*START, "key", "mac", "keys"]), JSON), st.booleans())
def test_nothing_whatever_breaks_more_than_the_verification(content: dict[str, Any], like_a_start: bool) -> None:
    dialogue = Dialogue(id="t", us=LOTSE, them=ANNA)
    steps = [dialogue.handle_start, dialogue.handle_key, dialogue.handle_mac]
    for step in steps:
        with contextlib.suppress(ProtocolError):
            step({**START, "extra": content} if like_a_start and step == dialogue.handle_start else content)


def test_every_emoji_has_its_names() -> None:
    dog, pin = emoji_names([0, 63]).split("  ")
    assert dog.startswith("🐶 Hund (Dog")
    assert pin.startswith("📌 Stecknadel (Pin")
    assert len(emoji_names(range(64)).split("  ")) == 64
    for index, name in {
        30: "😀 Lächeln (Smiley",
        36: "👍 Daumen Hoch (Thumbs Up",
        39: "⏰ Uhr (Clock",
        34: "🔧 Schraubenschlüssel (Spanner",
        53: "✈️ Flugzeug (Aeroplane",
    }.items():
        assert emoji_names([index]).startswith(name)
