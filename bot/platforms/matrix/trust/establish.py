"""At each start: sees to it that the account has an identity, and that the identity has signed this device."""

import logging
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from bot.platforms import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.matrix.api import Api
from bot.platforms.matrix.client import Client
from bot.platforms.matrix.keys import upkeep
from bot.platforms.matrix.trust.identity import Identity
from bot.platforms.matrix.trust.published import Published, query
from bot.platforms.matrix.trust.publishing import publish, sign
from bot.platforms.matrix.trust.vault import Vault

log = logging.getLogger(__name__)


class Standing(StrEnum):
    """How other clients see the device. `FOREIGN`: another client made the identity, and Lotse lacks its keys."""

    SIGNED = "signed"
    FOREIGN = "foreign"
    SIGNED_BY_FOREIGN = "signed by a foreign identity"


def vault(client: Client) -> Vault:
    return Vault(Path(client.store_path), client.config.pickle_key)


async def at_start(client: Client, password: SecretStr | None) -> None:
    """Without trust Lotse goes on, for it can be given later; raises TemporaryFailure or PlatformRefused."""
    try:
        standing = await establish(client, password)
    except PermanentFailure as failure:
        log.warning("Clients will warn of Lotse's device, which is not cross-signed: %s", failure)
        return
    if standing is Standing.FOREIGN:
        log.warning(
            "Clients will warn of Lotse's device: another client made the identity of %s. "
            "Stop Lotse, and give the account's recovery key to `lotse setup`.",
            client.user_id,
        )
    else:
        log.info("Device %s is cross-signed", client.device_id)


async def establish(client: Client, password: SecretStr | None) -> Standing:
    """Never replaces an identity. Raises Unconfirmed, or one of the failures of every request."""
    api, seeds = Api(client), vault(client)
    published = await with_device(client, api)
    identity = _own(seeds, published)
    if identity is None and published.master_public is not None:
        vouched = published.vouches_for(client.device_id)
        return Standing.SIGNED_BY_FOREIGN if vouched else Standing.FOREIGN
    if identity is None:
        identity = seeds.draft() or seeds.current() or Identity.new(client.user_id)
        seeds.write_draft(identity)
    if not published.holds(identity):
        await publish(api, identity, password)
    seeds.settle(identity)
    await sign_device(client, api, identity)
    return Standing.SIGNED


def _own(seeds: Vault, published: Published) -> Identity | None:
    """The identity that the homeserver knows, if its keys are here."""
    kept = (seeds.draft(), seeds.current())
    return next((it for it in kept if it is not None and it.master_public == published.master_public), None)


async def with_device(client: Client, api: Api) -> Published:
    """The keys on the homeserver, those of this device among them."""
    published = await query(api, client.user_id)
    if not published.device(client.device_id):
        await upkeep(client)
        published = await query(api, client.user_id)
    own = client.olm.account.identity_keys
    expected = {f"{algorithm}:{client.device_id}": own[algorithm] for algorithm in ("curve25519", "ed25519")}
    device = published.device(client.device_id)
    if not device:
        raise TemporaryFailure("the homeserver does not have the keys of Lotse's device yet")
    if device.get("keys") != expected:
        raise PlatformRefused(
            f"The keys in {client.store_path} are not those of device {client.device_id}. "
            "Restore this folder from a backup, or run `lotse setup --new-device`."
        )
    return published


async def sign_device(client: Client, api: Api, identity: Identity) -> None:
    """The device by the identity, and the identity by the device, unless both is done."""
    published = await with_device(client, api)
    if published.vouches_for(client.device_id) and published.knows_master(client.device_id):
        return
    master = identity.master_key
    by_device = {f"ed25519:{client.device_id}": client.olm.sign_json(dict(master))}
    objects = {
        client.device_id: identity.signed_device(published.device(client.device_id)),
        identity.master_public: {**master, "signatures": {client.user_id: by_device}},
    }
    await sign(api, {client.user_id: objects})
