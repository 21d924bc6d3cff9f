"""The keys of Lotse's own account as the homeserver publishes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.signing import is_signed, strip_signatures
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import mapping, string

_USAGES = ("master", "self_signing", "user_signing")


@dataclass(frozen=True, kw_only=True)
class PublishedKeys:
    user_id: str
    keys: Mapping[str, Mapping[str, Any]]
    devices: Mapping[str, Any]

    @property
    def master_public(self) -> str | None:
        return self._public("master")

    @property
    def complete(self) -> bool:
        """Return whether all three keys are published and the master key has signed the other two."""
        return self._by_master("self_signing") and self._by_master("user_signing")

    def holds(self, identity: Identity) -> bool:
        mine = {usage: strip_signatures(identity.public[f"{usage}_key"])["keys"] for usage in _USAGES}
        return self.complete and all(self.keys[usage].get("keys") == keys for usage, keys in mine.items())

    def device(self, device_id: str) -> Mapping[str, Any]:
        """Return the keys of a device; empty if the homeserver has none."""
        return mapping(self.devices.get(device_id))

    def vouches_for(self, device_id: str) -> bool:
        """Return whether the identity has signed the device."""
        signer = self._public("self_signing")
        if signer is None or not self._by_master("self_signing"):
            return False
        return is_signed(self.device(device_id), self.user_id, f"ed25519:{signer}", signer)

    def knows_master(self, device_id: str) -> bool:
        """Return whether the device has signed the identity."""
        key_id = f"ed25519:{device_id}"
        public = string(mapping(self.device(device_id).get("keys")).get(key_id)) or ""
        return is_signed(self.keys["master"], self.user_id, key_id, public)

    def _by_master(self, usage: str) -> bool:
        master = self.master_public
        return master is not None and is_signed(self.keys[usage], self.user_id, f"ed25519:{master}", master)

    def _public(self, usage: str) -> str | None:
        return next(filter(None, map(string, mapping(self.keys[usage].get("keys")).values())), None)


async def query_published_keys(api: Api, user_id: str) -> PublishedKeys:
    answer = await api.post(path("keys", "query"), {"device_keys": {user_id: []}})
    return PublishedKeys(
        user_id=user_id,
        keys={usage: mapping(mapping(answer.get(f"{usage}_keys")).get(user_id)) for usage in _USAGES},
        devices=mapping(mapping(answer.get("device_keys")).get(user_id)),
    )
