"""The part of `lotse setup` that makes other clients trust Lotse's device."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.platforms.matrix.cross_signing.establish import adopt_identity, establish, replace_identity
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.publishing import Owner
from bot.platforms.matrix.cross_signing.secret_storage import SecretStorage, find_default_key, is_complete, open_storage
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.login.login import open_client
from bot.settings.matrix import MatrixSettings

SIGNED = "Lotse's device is cross-signed"
_UNSIGNED = (
    "Lotse's device is not cross-signed, so clients will warn of it: "
    "run `lotse setup` again with the recovery key of {user}"
)
_WITHOUT_KEYS = "Lotse's device is cross-signed, but a next one would not be without the recovery key of {user}"
_WITHOUT_STORAGE = (
    "Lotse's device is cross-signed, but the secret storage of {user} lacks the keys of its identity: "
    "run `lotse setup` again with the recovery key, or with --reset-identity"
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """The person at the shell. `recovery_key` returns "" without an answer; `allow` returns once a page was used."""

    recovery_key: Callable[[str], str]
    show: Callable[[str], None]
    allow: Callable[[str], None]


async def establish_trust(settings: MatrixSettings, folder: Path, person: Person, *, reset: bool) -> str:
    """Establish trust and return a sentence on the result; raises as `Api` does."""
    owner = Owner(password=settings.password, allow=person.allow)
    client = await open_client(settings, folder)
    try:
        if reset:
            await _create_storage(client, await replace_identity(client, owner), person)
            return SIGNED
        standing = await establish(client, owner)
        if standing.identity is None:
            return await _adopt(client, person, signed=standing.signed)
        return await _fill_storage(client, standing.identity, person)
    finally:
        await client.close()


async def _adopt(client: Client, person: Person, *, signed: bool) -> str:
    user = client.user_id
    answer = person.recovery_key(f"Another client made the identity of {user}. Its recovery key, or nothing")
    if not answer:
        return (_WITHOUT_KEYS if signed else _UNSIGNED).format(user=user)
    await adopt_identity(client, await open_storage(Api(client), user, answer))
    return SIGNED


async def _fill_storage(client: Client, identity: Identity, person: Person) -> str:
    """Fill an existing storage, or create one; none is ever replaced."""
    api, user = Api(client), client.user_id
    if await is_complete(api, user):
        return SIGNED
    if await find_default_key(api, user) is None:
        await _create_storage(client, identity, person)
        return SIGNED
    answer = person.recovery_key(
        f"The secret storage of {user} lacks the keys of its identity. The recovery key, or nothing"
    )
    if not answer:
        return _WITHOUT_STORAGE.format(user=user)
    await (await open_storage(api, user, answer)).put(identity)
    return SIGNED


async def _create_storage(client: Client, identity: Identity, person: Person) -> None:
    """Create a storage and show its key before it becomes the default: nobody could enter an unseen key."""
    storage = SecretStorage.new(Api(client), client.user_id)
    await storage.describe()
    await storage.put(identity)
    person.show(storage.recovery_key)
    await storage.make_default()
