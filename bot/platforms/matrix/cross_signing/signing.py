"""Signatures on JSON, as in the appendices of the Matrix specification."""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.platforms.matrix.homeserver.raw_events import mapping, string

SEED_BYTES = 32
_UNSIGNED = ("signatures", "unsigned")


def canonical_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def encode_base64(raw: bytes) -> str:
    """Encode in base64 without padding."""
    return base64.b64encode(raw).rstrip(b"=").decode()


def decode_base64(text: str) -> bytes:
    """Decode base64 with or without padding; raises ValueError."""
    try:
        bare = text.strip().rstrip("=")
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 signing key."""

    seed: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(os.urandom(SEED_BYTES))

    @property
    def public(self) -> str:
        return encode_base64(self._private.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        return f"ed25519:{self.public}"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def signature(self, content: Mapping[str, Any]) -> str:
        return encode_base64(self._private.sign(canonical_json(strip_signatures(content))))

    def sign_json(self, content: Mapping[str, Any], user_id: str) -> dict[str, Any]:
        """Return the content with this signature and no other."""
        return {**strip_signatures(content), "signatures": {user_id: {self.id: self.signature(content)}}}


def strip_signatures(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of the content that a signature covers."""
    return {key: value for key, value in content.items() if key not in _UNSIGNED}


def is_signed(content: Mapping[str, Any], user_id: str, key_id: str, public: str) -> bool:
    """Return whether the content has this signature and it is valid."""
    signature = string(mapping(mapping(content.get("signatures")).get(user_id)).get(key_id)) or ""
    try:
        key = Ed25519PublicKey.from_public_bytes(decode_base64(public))
        key.verify(decode_base64(signature), canonical_json(strip_signatures(content)))
    except (InvalidSignature, ValueError):
        return False
    return True
