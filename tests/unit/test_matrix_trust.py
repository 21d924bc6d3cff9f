"""Keys, signatures and secrets as the specification has them, checked by what other implementations made of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from signedjson.key import decode_verify_key_bytes
from signedjson.sign import verify_signed_json
from unpaddedbase64 import decode_base64

from bot.platforms.base.contract import PlatformRefused
from bot.platforms.matrix.cross_signing import recovery_key, secret_encryption
from bot.platforms.matrix.cross_signing.account_keys import PublishedKeys
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.recovery_key import NotARecoveryKey
from bot.platforms.matrix.cross_signing.secret_encryption import CannotOpen
from bot.platforms.matrix.cross_signing.signing import SigningKey, canonical_json, is_signed
from bot.platforms.matrix.cross_signing.vault import Vault, load_identity

_USER = "@lotse:lotse.test"
# The key of the specification's example, and what it is written as.
_KEY = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
_WRITTEN = "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d"
# Made by matrix-js-sdk 37.
_ITS_KEY = "EsSz z9tE P7v3 2x3J pej9 kEu3 wFRg Cohn LtKd CcAP Gyjg nnbj"
_ITS_SECRET = {
    "iv": "1e5Zh019X7lBURahKbjXNQ==",
    "ciphertext": "/I+iHNBZ4erm1mOhz0UHoKQ=",
    "mac": "b12P/VpDIJxFo0GEPktD5rhHlkExAdTEu8FrWVemWHc=",
}
_ITS_CHECK = {
    "algorithm": secret_encryption.ALGORITHM,
    "iv": "xrqQWsTrcstaekJPvzwN5g==",
    "mac": "Su9PGZ8udTf/q1XJZ4szm5+qdzwI+vblM9ccqOWbz7Y=",
}
_ITS_PASSPHRASE = {
    "algorithm": secret_encryption.ALGORITHM,
    "iv": "VyRCmqGaoGIOin9zG4LheQ==",
    "mac": "PCU56G5W1NB2PVobLm9KJ8ZZvgtwMCGpXS9WBpbPZ1w=",
    "passphrase": {"algorithm": "m.pbkdf2", "salt": "Salz", "iterations": 1000},
}


def test_a_recovery_key_is_written_and_read_as_others_do() -> None:
    assert recovery_key.format_recovery_key(_KEY) == _WRITTEN
    assert recovery_key.parse_recovery_key(_WRITTEN) == _KEY
    assert recovery_key.parse_recovery_key(f"  {_WRITTEN.replace(' ', '')}\n") == _KEY
    assert recovery_key.parse_recovery_key(_ITS_KEY) == bytes(number * 7 % 256 for number in range(32))


@given(some.binary(min_size=32, max_size=32))
def test_every_recovery_key_can_be_read(key: bytes) -> None:
    assert recovery_key.parse_recovery_key(recovery_key.format_recovery_key(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1",
        "0OIl",
        _WRITTEN[:-1] + "e",
        _WRITTEN[:-5],
        _WRITTEN + " UE4d",
        "z" * 10_000,
        "Ärger",
        "AA" + _WRITTEN[2:],
    ],
)
def test_what_is_no_recovery_key_is_refused(text: str) -> None:
    with pytest.raises(NotARecoveryKey):
        recovery_key.parse_recovery_key(text)


def test_a_secret_of_another_client_is_opened() -> None:
    key = recovery_key.parse_recovery_key(_ITS_KEY)
    assert secret_encryption.decrypt_secret(key, "m.cross_signing.master", _ITS_SECRET) == b"a secret of Lotse"
    assert secret_encryption.matches_key(key, _ITS_CHECK)
    assert not secret_encryption.matches_key(_KEY, _ITS_CHECK)


def test_a_passphrase_yields_the_key() -> None:
    right, wrong = (secret_encryption.derive_key(text, _ITS_PASSPHRASE) for text in ("Kein Geheimnis", "Geheimnis"))
    assert right is not None
    assert wrong is not None
    assert secret_encryption.matches_key(right, _ITS_PASSPHRASE)
    assert not secret_encryption.matches_key(wrong, _ITS_PASSPHRASE)
    assert secret_encryption.derive_key("Kein Geheimnis", _ITS_CHECK) is None


@given(some.binary(min_size=32, max_size=32), some.text(), some.binary())
def test_a_sealed_secret_is_opened_by_its_key_and_name_alone(key: bytes, name: str, secret: bytes) -> None:
    box = secret_encryption.encrypt_secret(key, name, secret)
    assert secret_encryption.decrypt_secret(key, name, box) == secret
    assert decode_base64(box["iv"])[8] < 0x80
    for other_key, other_name in ((bytes([key[0] ^ 1]) + key[1:], name), (key, f"{name}x")):
        with pytest.raises(CannotOpen):
            secret_encryption.decrypt_secret(other_key, other_name, box)


@pytest.mark.parametrize(
    "box", [{}, {"iv": 7}, {**_ITS_SECRET, "iv": "AAAA"}, {**_ITS_SECRET, "mac": "?"}, {**_ITS_SECRET, "mac": None}]
)
def test_a_secret_that_is_none_can_not_be_opened(box: dict[str, Any]) -> None:
    with pytest.raises(CannotOpen):
        secret_encryption.decrypt_secret(recovery_key.parse_recovery_key(_ITS_KEY), "m.cross_signing.master", box)


def test_json_is_signed_in_its_canonical_form() -> None:
    content = {"b": "日本", "a": {"ü": [1, True, None], "": '\n\u2028"'}, "signatures": {}, "unsigned": {"age": 1}}
    assert canonical_json({"b": "2", "a": "1"}) == b'{"a":"1","b":"2"}'
    assert canonical_json({"本": 2, "日": 1}) == '{"日":1,"本":2}'.encode()
    key = SigningKey(_KEY)
    signed = key.sign_json(content, _USER)
    verify_signed_json(signed, _USER, decode_verify_key_bytes(key.id, decode_base64(key.public)))
    assert "=" not in json.dumps(signed["signatures"])
    assert is_signed(signed, _USER, key.id, key.public)


@pytest.mark.parametrize("change", [{"a": 2}, {"signatures": {}}, {"signatures": {_USER: 1}}, {"signatures": None}])
def test_a_signature_that_is_missing_or_wrong_counts_for_nothing(change: dict[str, Any]) -> None:
    key = SigningKey(_KEY)
    assert not is_signed({**key.sign_json({"a": 1}, _USER), **change}, _USER, key.id, key.public)
    assert not is_signed(key.sign_json({"a": 1}, _USER), _USER, key.id, "no key")


def test_an_identity_vouches_for_its_keys_its_devices_and_others() -> None:
    identity = Identity.new(_USER)
    public = identity.public
    master = decode_verify_key_bytes(identity.master.id, decode_base64(identity.master_public))
    for usage in ("self_signing", "user_signing"):
        assert public[f"{usage}_key"]["usage"] == [usage]
        verify_signed_json(public[f"{usage}_key"], _USER, master)
    for signed, key in (
        (identity.sign_device({"device_id": "A", "signatures": {_USER: {"ed25519:A": "x"}}}), identity.self_signing),
        (identity.sign_user(Identity.new("@anna:lotse.test").master_key), identity.user_signing),
    ):
        assert list(signed["signatures"][_USER]) == [key.id]
        verify_signed_json(dict(signed), _USER, decode_verify_key_bytes(key.id, decode_base64(key.public)))


def test_an_identity_that_another_key_has_signed_is_not_complete() -> None:
    identity, other = Identity.new(_USER), Identity.new(_USER)
    mixed = {"master": identity.public["master_key"], "self_signing": other.public["self_signing_key"]}
    for keys, complete in (
        ({**mixed, "self_signing": identity.public["self_signing_key"]}, True),
        (mixed, False),
        ({**mixed, "self_signing": {"keys": 1}}, False),
        ({**mixed, "master": {}}, False),
    ):
        whole = {**keys, "user_signing": identity.public["user_signing_key"]}
        published = PublishedKeys(user_id=_USER, keys=whole, devices={})
        assert (published.complete, published.holds(identity)) == (complete, complete)


def test_a_device_counts_as_signed_if_the_chain_from_the_master_key_holds() -> None:
    identity, other = Identity.new(_USER), Identity.new(_USER)
    keys = {usage: identity.public[f"{usage}_key"] for usage in ("master", "self_signing")} | {"user_signing": {}}
    foreign = {**keys, "self_signing": other.public["self_signing_key"]}
    device = {"device_id": "A", "keys": {"ed25519:A": "x"}}
    for held, signed, vouched in (
        (keys, identity.sign_device(device), True),
        (keys, other.sign_device(device), False),
        (foreign, other.sign_device(device), False),
        (keys, device, False),
        (keys, 7, False),
    ):
        assert PublishedKeys(user_id=_USER, keys=held, devices={"A": signed}).vouches_for("A") is vouched
    assert not PublishedKeys(user_id=_USER, keys=keys, devices={}).complete


def test_private_keys_show_nowhere() -> None:
    identity = Identity.new(_USER)
    assert repr(identity.master.seed) not in repr(identity)


def test_the_vault_gives_back_what_it_keeps_to_the_right_key_only(tmp_path: Path) -> None:
    vault, identity = Vault(tmp_path, "the key"), Identity.new(_USER)
    assert (vault.current(), vault.draft()) == (None, None)
    vault.write_draft(identity)
    assert (vault.current(), vault.draft()) == (None, identity)
    vault.settle(identity)
    assert (vault.current(), vault.draft(), load_identity(tmp_path, "the key")) == (identity, None, identity)
    assert not any(identity.master.seed in file.read_bytes() for file in tmp_path.iterdir())
    with pytest.raises(PlatformRefused, match="new-device"):
        load_identity(tmp_path, "another key")


@pytest.mark.parametrize(
    "content", ["", "{", "7", "{}", '{"user_id": "x", "sealed": "?"}', '{"user_id": 1, "sealed": ""}']
)
def test_an_identity_that_can_not_be_read_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "identity.json").write_text(content)
    with pytest.raises(PlatformRefused, match="new-device"):
        load_identity(tmp_path, "the key")
