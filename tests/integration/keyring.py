"""The keys of an account as the homeserver hands them out, with signatures checked by another implementation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signedjson.key import decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, verify_signed_json
from unpaddedbase64 import decode_base64

from tests.integration.person import Person


@dataclass(frozen=True, kw_only=True)
class Keyring:
    user_id: str
    keys: Mapping[str, Any]
    devices: Mapping[str, Any]

    @classmethod
    async def of(cls, user_id: str, seen_by: Person) -> "Keyring":
        body: dict[str, Any] = {"device_keys": {user_id: []}}
        answer = await seen_by.request("POST", "/_matrix/client/v3/keys/query", body)
        keys = {usage: answer.get(f"{usage}_keys", {}).get(user_id) for usage in ("master", "self_signing")}
        return cls(user_id=user_id, keys=keys, devices=answer["device_keys"].get(user_id, {}))

    @property
    def master(self) -> str | None:
        return _public(self.keys["master"]) if self.keys["master"] else None

    def trusts(self, device_id: str) -> bool:
        """As other clients see it: master, self-signing key, device."""
        if self.master is None or not self.signs(self.master, self.keys["self_signing"]):
            return False
        return self.signs(_public(self.keys["self_signing"]), self.devices[device_id])

    def is_trusted_by(self, device_id: str) -> bool:
        """Whether the device has signed the master key, which only the account itself is told."""
        public = self.devices[device_id]["keys"][f"ed25519:{device_id}"]
        return self.signs(public, self.keys["master"], device_id)

    def signs(self, public: str, signed: Any, version: str = "") -> bool:
        key = decode_verify_key_bytes(f"ed25519:{version or public}", decode_base64(public))
        try:
            verify_signed_json(signed, self.user_id, key)
        except SignatureVerifyException:
            return False
        return True


def _public(key: Any) -> str:
    (public,) = key["keys"].values()
    return str(public)
