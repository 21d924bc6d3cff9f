"""The cross-signing identity of the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.matrix.cross_signing.signing import SigningKey


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Three keys; the master key signs the other two."""

    user_id: str
    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def new(cls, user_id: str) -> "Identity":
        return cls(
            user_id=user_id,
            master=SigningKey.new(),
            self_signing=SigningKey.new(),
            user_signing=SigningKey.new(),
        )

    @property
    def master_public(self) -> str:
        return self.master.public

    @property
    def public(self) -> Mapping[str, Any]:
        """Return the body of `/keys/device_signing/upload`."""
        return {
            "master_key": self.master_key,
            "self_signing_key": self.master.sign_json(self._key("self_signing", self.self_signing), self.user_id),
            "user_signing_key": self.master.sign_json(self._key("user_signing", self.user_signing), self.user_id),
        }

    @property
    def master_key(self) -> Mapping[str, Any]:
        return self._key("master", self.master)

    def sign_device(self, device_keys: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a device of this account with its signature, for `/keys/signatures/upload`."""
        return self.self_signing.sign_json(device_keys, self.user_id)

    def sign_user(self, master_key: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return another person's master key with its signature, for `/keys/signatures/upload`."""
        return self.user_signing.sign_json(master_key, self.user_id)

    def _key(self, usage: str, key: SigningKey) -> dict[str, Any]:
        return {"user_id": self.user_id, "usage": [usage], "keys": {key.id: key.public}}
