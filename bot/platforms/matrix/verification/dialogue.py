"""One verification as the responding side (Matrix specification, "Short authentication string").

Messages in, messages out: nothing here knows a homeserver.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import vodozemac

from bot.platforms.matrix.cross_signing.signing import canonical_json, encode_base64
from bot.platforms.matrix.homeserver.raw_events import string

METHOD = "m.sas.v1"
_AGREEMENT = "curve25519-hkdf-sha256"
_HASH = "sha256"
_MAC = "hkdf-hmac-sha256.v2"
_STRINGS = ("decimal", "emoji")

Content: TypeAlias = Mapping[str, Any]
Reply: TypeAlias = tuple[str, dict[str, Any]]


class Stage(StrEnum):
    """The progress of a verification."""

    READY = "ready"
    ACCEPTED = "accepted"
    COMPARING = "comparing"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"


class ProtocolError(Exception):
    """A violation of the protocol, which cancels the verification with `code`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One side, with the public Ed25519 keys of device and identity by their ids."""

    user_id: str
    device_id: str
    keys: Mapping[str, str]

    @property
    def device_key_id(self) -> str:
        return f"ed25519:{self.device_id}"


@dataclass(kw_only=True, slots=True)
class Dialogue:
    """The state of one verification; `indices` are the seven emoji to compare, once there are any."""

    id: str
    us: Party
    them: Party
    stage: Stage = Stage.READY
    indices: tuple[int, ...] = ()
    _sas: vodozemac.Sas = field(default_factory=vodozemac.Sas)
    _public: str = field(init=False)
    _established: vodozemac.EstablishedSas | None = None
    _their_mac: Content | None = None
    _proven: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._public = self._sas.public_key.to_base64()

    def ready(self) -> list[Reply]:
        return [("m.key.verification.ready", {"from_device": self.us.device_id, "methods": [METHOD]})]

    def handle_start(self, content: Content) -> list[Reply]:
        """Raises ProtocolError."""
        self._expect(Stage.READY)
        _check_start(content)
        if content.get("from_device") != self.them.device_id:
            raise ProtocolError("m.invalid_message", "Not the device that asked")
        try:
            commitment = hashlib.sha256(self._public.encode() + canonical_json(content)).digest()
        except ValueError as error:
            raise ProtocolError("m.invalid_message", "Not canonical JSON") from error
        self.stage = Stage.ACCEPTED
        accept = {
            "method": METHOD,
            "key_agreement_protocol": _AGREEMENT,
            "hash": _HASH,
            "message_authentication_code": _MAC,
            "short_authentication_string": list(_STRINGS),
            "commitment": encode_base64(commitment),
        }
        return [("m.key.verification.accept", accept)]

    def handle_key(self, content: Content) -> list[Reply]:
        """Raises ProtocolError."""
        self._expect(Stage.ACCEPTED)
        theirs = string(content.get("key")) or ""
        try:
            self._established = self._sas.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(theirs))
        except (vodozemac.SasException, vodozemac.KeyException, ValueError) as error:
            raise ProtocolError("m.invalid_message", "Not a valid key") from error
        sides = (self.them.user_id, self.them.device_id, theirs, self.us.user_id, self.us.device_id, self._public)
        shown = self._established.bytes("|".join(("MATRIX_KEY_VERIFICATION_SAS", *sides, self.id)))
        self.indices = tuple(shown.emoji_indices)
        self.stage = Stage.COMPARING
        return [("m.key.verification.key", {"key": self._public})]

    def confirm(self) -> list[Reply]:
        """Confirm that the emoji match; raises ProtocolError."""
        self._expect(Stage.COMPARING)
        self.stage = Stage.CONFIRMED
        mac = {key_id: self._mac(self.us, key_id, key) for key_id, key in self.us.keys.items()}
        keys = self._mac(self.us, "KEY_IDS", ",".join(sorted(mac)))
        return [("m.key.verification.mac", {"mac": mac, "keys": keys}), *self._conclude()]

    def handle_mac(self, content: Content) -> list[Reply]:
        """Take the other side's MAC, which may come before this side has confirmed; raises ProtocolError."""
        if self.stage not in (Stage.COMPARING, Stage.CONFIRMED) or self._their_mac is not None:
            raise ProtocolError("m.unexpected_message", "Not now")
        self._their_mac = content
        return self._conclude()

    def _conclude(self) -> list[Reply]:
        if self.stage is not Stage.CONFIRMED or self._their_mac is None:
            return []
        self._proven = self._check_macs(self._their_mac)
        self.stage = Stage.VERIFIED
        return [("m.key.verification.done", {})]

    def _check_macs(self, content: Content) -> Mapping[str, str]:
        """Return the keys whose MACs are right."""
        macs = content.get("mac")
        if not isinstance(macs, dict) or self.them.device_key_id not in macs:
            raise ProtocolError("m.invalid_message", "The key of the device is missing")
        if not _same(content.get("keys"), self._mac(self.them, "KEY_IDS", ",".join(sorted(macs)))):
            raise ProtocolError("m.key_mismatch", "The list of keys was changed")
        named = {key_id: key for key_id, key in self.them.keys.items() if key_id in macs}
        right = all(_same(macs[key_id], self._mac(self.them, key_id, key)) for key_id, key in named.items())
        if not right or self.them.device_key_id not in named:
            raise ProtocolError("m.key_mismatch", "A key is not the one that was compared")
        return named

    @property
    def proven(self) -> Mapping[str, str]:
        """The keys that the other side has proven to own, by id; empty before the end."""
        return self._proven

    def _mac(self, sender: Party, key_id: str, text: str) -> str:
        assert self._established is not None  # noqa: S101
        receiver = self.them if sender is self.us else self.us
        sides = (sender.user_id, sender.device_id, receiver.user_id, receiver.device_id)
        info = "".join(("MATRIX_KEY_VERIFICATION_MAC", *sides, self.id, key_id))
        found: str = self._established.calculate_mac(text, info)
        return found

    def _expect(self, stage: Stage) -> None:
        if self.stage is not stage:
            raise ProtocolError("m.unexpected_message", "Not now")


def _check_start(content: Content) -> None:
    offered = {
        "key_agreement_protocols": {_AGREEMENT},
        "hashes": {_HASH},
        "message_authentication_codes": {_MAC},
        "short_authentication_string": {"emoji"},
    }
    if content.get("method") != METHOD or not all(wanted <= _strings(content, key) for key, wanted in offered.items()):
        raise ProtocolError("m.unknown_method", "Only emoji with the current methods are supported")


def _strings(content: Content, key: str) -> set[str]:
    values: Sequence[Any] = content[key] if isinstance(content.get(key), list) else ()
    return {value for value in values if isinstance(value, str)}


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(errors="replace"), other.encode())
