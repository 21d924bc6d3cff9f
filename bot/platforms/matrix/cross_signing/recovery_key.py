"""The key of the secret storage as people write it down (Matrix specification, "Recovery key")."""

from functools import reduce
from operator import xor

KEY_BYTES = 32
_PREFIX = b"\x8b\x01"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotARecoveryKey(ValueError):
    """The text is not a recovery key, or is mistyped."""


def format_recovery_key(key: bytes) -> str:
    """Return the key in the form that people write down, in groups of four characters."""
    raw = _PREFIX + key
    text = _base58(raw + bytes([_parity(raw)]))
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def parse_recovery_key(text: str) -> bytes:
    """Return the key that a person typed; raises NotARecoveryKey."""
    raw = _from_base58("".join(text.split()))
    if len(raw) != len(_PREFIX) + KEY_BYTES + 1 or not raw.startswith(_PREFIX) or _parity(raw) != 0:
        raise NotARecoveryKey
    return raw[len(_PREFIX) : -1]


def _parity(raw: bytes) -> int:
    return reduce(xor, raw)


def _base58(raw: bytes) -> str:
    """Encode in base 58; leading zero bytes, which a recovery key never has, are lost."""
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        text = _ALPHABET[digit] + text
    return text


def _from_base58(text: str) -> bytes:
    if not text or len(text) > 2 * KEY_BYTES or set(text) - set(_ALPHABET):
        raise NotARecoveryKey
    number = reduce(lambda number, sign: number * len(_ALPHABET) + _ALPHABET.index(sign), text, 0)
    return number.to_bytes((number.bit_length() + 7) // 8)
