"""The keys of both sides, and the signature that ends a verification. All raise one of FAILURES."""

from collections.abc import Mapping

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.matrix.cross_signing.account_keys import query_published_keys
from bot.platforms.matrix.cross_signing.establish import open_vault
from bot.platforms.matrix.cross_signing.publishing import upload_signatures
from bot.platforms.matrix.cross_signing.signing import strip_signatures
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.raw_events import mapping, string
from bot.platforms.matrix.verification.dialogue import Party


def own_party(client: Client) -> Party:
    """Return Lotse's side with its local keys, as those on the homeserver could be forged."""
    identity = open_vault(client).current()
    keys = {f"ed25519:{client.device_id}": str(client.olm.account.identity_keys["ed25519"])}
    if identity:
        keys[identity.master.id] = identity.master_public
    return Party(user_id=client.user_id, device_id=client.device_id, keys=keys)


async def other_party(client: Client, user_id: str, device_id: str) -> Party:
    """Return the other side with its published keys, which it must prove to own."""
    published = await query_published_keys(Api(client), user_id)
    key_id = f"ed25519:{device_id}"
    device = string(mapping(published.device(device_id).get("keys")).get(key_id))
    if device is None:
        raise PermanentFailure("the homeserver does not know the other device")
    master = published.master_public
    keys = {key_id: device, **({f"ed25519:{master}": master} if master else {})}
    return Party(user_id=user_id, device_id=device_id, keys=keys)


async def sign_other_identity(client: Client, user_id: str, proven: Mapping[str, str]) -> None:
    """Sign the other side's identity if it was proven, so that Lotse's later devices trust it too."""
    identity = open_vault(client).current()
    published = await query_published_keys(Api(client), user_id)
    master = published.master_public
    key_id = f"ed25519:{master}"
    if identity is None or master is None or proven.get(key_id) != master:
        return
    if strip_signatures(published.keys["master"]) != {
        "user_id": user_id,
        "usage": ["master"],
        "keys": {key_id: master},
    }:
        raise PermanentFailure("the homeserver returned another identity for the other side than the one verified")
    await upload_signatures(Api(client), {user_id: {master: identity.sign_user(published.keys["master"])}})
