"""The account's secret storage on the homeserver, which holds the identity for clients with the recovery key."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.platforms.base.contract import PlatformRefused
from bot.platforms.matrix.cross_signing import recovery_key, secret_encryption
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.recovery_key import NotARecoveryKey
from bot.platforms.matrix.cross_signing.signing import SEED_BYTES, SigningKey, decode_base64, encode_base64
from bot.platforms.matrix.homeserver.api import Api, account_data_path
from bot.platforms.matrix.homeserver.raw_events import mapping, string

_DEFAULT = "m.secret_storage.default_key"
_SECRETS = {usage: f"m.cross_signing.{usage}" for usage in ("master", "self_signing", "user_signing")}
_WRONG = "The recovery key does not open the secret storage of {user}; nothing was changed."


@dataclass(frozen=True, kw_only=True)
class SecretStorage:
    """An open secret storage."""

    api: Api
    user_id: str
    key_id: str
    key: bytes = field(repr=False)

    @classmethod
    def new(cls, api: Api, user_id: str) -> "SecretStorage":
        """Return a storage with a new key, which the homeserver does not know yet."""
        return cls(api=api, user_id=user_id, key_id=secrets.token_hex(16), key=os.urandom(recovery_key.KEY_BYTES))

    @property
    def recovery_key(self) -> str:
        return recovery_key.format_recovery_key(self.key)

    async def describe(self) -> None:
        """Write the description by which clients tell the right key from a wrong one."""
        await _write(self.api, self.user_id, _key_type(self.key_id), secret_encryption.describe_key(self.key, "Lotse"))

    async def put(self, identity: Identity) -> None:
        """Store the keys of the identity; what other keys encrypt stays."""
        for usage, name in _SECRETS.items():
            seed = getattr(identity, usage).seed
            box = secret_encryption.encrypt_secret(self.key, name, encode_base64(seed).encode())
            kept = mapping((await _read(self.api, self.user_id, name)).get("encrypted"))
            await _write(self.api, self.user_id, name, {"encrypted": {**kept, self.key_id: box}})

    async def make_default(self) -> None:
        await _write(self.api, self.user_id, _DEFAULT, {"key": self.key_id})

    async def identity(self) -> Identity:
        """Return the stored identity; raises PlatformRefused if one of its keys is missing."""
        return Identity(user_id=self.user_id, **{usage: await self._key(name) for usage, name in _SECRETS.items()})

    async def _key(self, name: str) -> SigningKey:
        box = mapping(mapping((await _read(self.api, self.user_id, name)).get("encrypted")).get(self.key_id))
        try:
            seed = decode_base64(secret_encryption.decrypt_secret(self.key, name, box).decode())
        except ValueError as error:
            raise _incomplete(self.user_id) from error
        if len(seed) != SEED_BYTES:
            raise _incomplete(self.user_id)
        return SigningKey(seed)


async def is_complete(api: Api, user_id: str) -> bool:
    """Return whether the storage holds the keys of an identity; only the recovery key tells which."""
    key_id = await find_default_key(api, user_id)
    if key_id is None:
        return False
    boxes = [mapping((await _read(api, user_id, name)).get("encrypted")) for name in _SECRETS.values()]
    return all(mapping(box.get(key_id)) for box in boxes)


async def find_default_key(api: Api, user_id: str) -> str | None:
    """Return the id of the storage's key; None if the account has no storage."""
    return string((await _read(api, user_id, _DEFAULT)).get("key")) or None


async def open_storage(api: Api, user_id: str, answer: str) -> SecretStorage:
    """Open the storage with the recovery key, or its passphrase if it has one; raises PlatformRefused."""
    key_id = await find_default_key(api, user_id)
    if key_id is None:
        raise PlatformRefused(f"{user_id} has no secret storage, so there is nothing that a recovery key could open.")
    description = await _read(api, user_id, _key_type(key_id))
    key = _key_of(answer, description)
    if key is None or not secret_encryption.matches_key(key, description):
        raise PlatformRefused(_WRONG.format(user=user_id))
    return SecretStorage(api=api, user_id=user_id, key_id=key_id, key=key)


async def clear_storage(api: Api, user_id: str) -> None:
    """Remove the keys of a former identity; other secrets stay."""
    for name in _SECRETS.values():
        if await _read(api, user_id, name):
            await _write(api, user_id, name, {})


def _key_of(answer: str, description: Mapping[str, Any]) -> bytes | None:
    try:
        return recovery_key.parse_recovery_key(answer)
    except NotARecoveryKey:
        return secret_encryption.derive_key(answer, description)


def _incomplete(user_id: str) -> PlatformRefused:
    return PlatformRefused(f"The secret storage of {user_id} does not hold all keys of its identity.")


def _key_type(key_id: str) -> str:
    return f"m.secret_storage.key.{key_id}"


async def _read(api: Api, user_id: str, kind: str) -> Mapping[str, Any]:
    """Return the content; empty if there is none."""
    return await api.find(account_data_path(user_id, kind)) or {}


async def _write(api: Api, user_id: str, kind: str, content: Mapping[str, Any]) -> None:
    await api.put(account_data_path(user_id, kind), content)
