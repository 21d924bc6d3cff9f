"""Encryption with a passphrase as age writes it, but quick to make and to open.

age makes every guess at a passphrase, and so every test, cost about a second of processor time each way. That backups
are protected so is tried in tests/contract/test_backup.py and by the commands of docs/operations.md.
"""

import hmac
import secrets
from base64 import b64encode
from hashlib import scrypt
from itertools import count

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_CHUNK = 64 * 1024
_WORK_FACTOR = 1


def encrypt_lightly(content: bytes, passphrase: str) -> bytes:
    """Return a file of age's first version, which age opens, with the least work factor."""
    file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    labelled = b"age-encryption.org/v1/scrypt" + salt
    wrapping = scrypt(passphrase.encode(), salt=labelled, n=2**_WORK_FACTOR, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_base64(salt), _WORK_FACTOR, _base64(wrapped))
    mac = hmac.digest(_derive(file_key, b"", b"header"), header, "sha256")
    return b"%s %s\n%s%s" % (header, _base64(mac), nonce, _seal(content, _derive(file_key, nonce, b"payload")))


def _seal(content: bytes, key: bytes) -> bytes:
    cipher, sealed = ChaCha20Poly1305(key), b""
    for number in count():
        chunk, content = content[:_CHUNK], content[_CHUNK:]
        sealed += cipher.encrypt(number.to_bytes(11) + bytes([not content]), chunk, None)
        if not content:
            return sealed
    raise AssertionError


def _derive(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _base64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")
