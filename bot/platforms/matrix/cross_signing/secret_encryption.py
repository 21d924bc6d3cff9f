"""Secrets under the key of a secret storage (Matrix specification, "m.secret_storage.v1.aes-hmac-sha2")."""

import hmac
import os
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from bot.platforms.matrix.cross_signing.recovery_key import KEY_BYTES
from bot.platforms.matrix.cross_signing.signing import decode_base64, encode_base64
from bot.platforms.matrix.homeserver.raw_events import mapping, string

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_CHECKED = bytes(KEY_BYTES)
_MOST_ROUNDS = 10_000_000


class CannotOpen(ValueError):
    """The secret was encrypted with another key, or is malformed."""


def encrypt_secret(key: bytes, name: str, secret: bytes, iv: bytes | None = None) -> dict[str, str]:
    """Return iv, ciphertext and mac of a secret; its name is part of the encryption."""
    iv = _fresh_iv() if iv is None else iv
    aes_key, mac_key = _derive(key, name)
    ciphertext = _aes(aes_key, iv, secret)
    return {
        "iv": encode_base64(iv),
        "ciphertext": encode_base64(ciphertext),
        "mac": encode_base64(_mac(mac_key, ciphertext)),
    }


def decrypt_secret(key: bytes, name: str, box: Mapping[str, Any]) -> bytes:
    """Return the secret in clear; raises CannotOpen."""
    iv, ciphertext, mac = _bytes(box, "iv"), _bytes(box, "ciphertext"), _bytes(box, "mac")
    aes_key, mac_key = _derive(key, name)
    if len(iv) != AES.block_size // 8 or not hmac.compare_digest(mac, _mac(mac_key, ciphertext)):
        raise CannotOpen
    return _aes(aes_key, iv, ciphertext)


def describe_key(key: bytes, name: str) -> dict[str, Any]:
    """Return the content of `m.secret_storage.key.*`, by which a client tells the right key from a wrong one."""
    box = encrypt_secret(key, "", _CHECKED)
    return {"name": name, "algorithm": ALGORITHM, "iv": box["iv"], "mac": box["mac"]}


def matches_key(key: bytes, description: Mapping[str, Any]) -> bool:
    """Return whether the key is the described one; a description without a check matches any key."""
    if description.get("algorithm") != ALGORITHM:
        return False
    if "iv" not in description and "mac" not in description:
        return True
    try:
        expected = encrypt_secret(key, "", _CHECKED, _bytes(description, "iv"))
        return hmac.compare_digest(_bytes(description, "mac"), decode_base64(expected["mac"]))
    except ValueError:
        return False


def derive_key(passphrase: str, description: Mapping[str, Any]) -> bytes | None:
    """Return the key derived from a passphrase; None if the storage has no passphrase."""
    recipe = mapping(description.get("passphrase"))
    salt, rounds, bits = string(recipe.get("salt")), recipe.get("iterations"), recipe.get("bits", 8 * KEY_BYTES)
    if recipe.get("algorithm") != "m.pbkdf2" or salt is None or bits != 8 * KEY_BYTES:
        return None
    if not isinstance(rounds, int) or not 0 < rounds <= _MOST_ROUNDS:
        return None
    derivation = PBKDF2HMAC(algorithm=SHA512(), length=KEY_BYTES, salt=salt.encode(), iterations=rounds)
    return derivation.derive(passphrase.encode())


def _fresh_iv() -> bytes:
    """Return a random iv with bit 63 cleared, as implementations count differently."""
    iv = bytearray(os.urandom(AES.block_size // 8))
    iv[8] &= 0x7F
    return bytes(iv)


def _derive(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(key)
    return both[:32], both[32:]


def _aes(key: bytes, iv: bytes, data: bytes) -> bytes:
    encryptor = Cipher(AES(key), CTR(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _mac(key: bytes, ciphertext: bytes) -> bytes:
    return hmac.digest(key, ciphertext, "sha256")


def _bytes(box: Mapping[str, Any], field: str) -> bytes:
    try:
        return decode_base64(string(box.get(field)) or "")
    except ValueError as error:
        raise CannotOpen from error
