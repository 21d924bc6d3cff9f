"""Establish the account's cross-signing identity and have it sign this device."""

import logging
from dataclasses import dataclass
from pathlib import Path

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.matrix.cross_signing.account_keys import PublishedKeys, query_published_keys
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.publishing import Owner, publish_identity, upload_signatures
from bot.platforms.matrix.cross_signing.secret_storage import SecretStorage, clear_storage
from bot.platforms.matrix.cross_signing.vault import Vault
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.crypto.key_upkeep import maintain_keys
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.failures import create_device_error

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class DeviceTrust:
    """Trust in the device: `signed` by the identity, and that `identity` unless another client created it."""

    signed: bool
    identity: Identity | None


def open_vault(client: Client) -> Vault:
    return Vault(Path(client.store_path), client.config.pickle_key)


async def establish_at_start(client: Client, owner: Owner) -> None:
    """Establish trust, or log why that must wait for a person; raises TemporaryFailure or PlatformRefused."""
    try:
        standing = await establish(client, owner)
    except PermanentFailure as failure:
        log.warning("Clients will warn about Lotse's device, which is not cross-signed: %s", failure)
        return
    if standing.signed:
        log.info("Device %s is cross-signed", client.device_id)
    else:
        log.warning(
            "Clients will warn about Lotse's device: another client made the identity of %s. "
            "Stop Lotse, and give the account's recovery key to `lotse setup`.",
            client.user_id,
        )


async def establish(client: Client, owner: Owner) -> DeviceTrust:
    """Create and publish an identity if there is none, and sign the device; raises Unconfirmed or as `Api` does."""
    api, seeds = Api(client), open_vault(client)
    published = await query_with_device(client, api)
    identity = _own(seeds, published)
    if identity is None and published.master_public is not None:
        return DeviceTrust(signed=published.vouches_for(client.device_id), identity=None)
    if identity is None:
        identity = seeds.draft() or seeds.current() or Identity.new(client.user_id)
        seeds.write_draft(identity)
    await _enforce(api, seeds, identity, published, owner)
    await sign_device(client, api, identity)
    return DeviceTrust(signed=True, identity=identity)


async def replace_identity(client: Client, owner: Owner) -> Identity:
    """Replace any identity by a new one; raises as `establish` does."""
    api, seeds, identity = Api(client), open_vault(client), Identity.new(client.user_id)
    published = await query_with_device(client, api)
    seeds.write_draft(identity)
    await _enforce(api, seeds, identity, published, owner)
    await sign_device(client, api, identity)
    return identity


async def adopt_identity(client: Client, storage: SecretStorage) -> None:
    """Take over the keys of an identity that another client made; raises PlatformRefused if they are missing."""
    api, identity = storage.api, await storage.identity()
    if not (await query_with_device(client, api)).holds(identity):
        raise PlatformRefused(
            f"The secret storage of {client.user_id} holds the keys of an identity that no longer exists."
        )
    open_vault(client).settle(identity)
    await sign_device(client, api, identity)


async def _enforce(api: Api, seeds: Vault, identity: Identity, published: PublishedKeys, owner: Owner) -> None:
    """Publish the identity, then save it here; clear the secret storage, whose keys belong to a former identity."""
    if not published.holds(identity):
        await publish_identity(api, identity, owner)
    if identity != seeds.current():
        await clear_storage(api, identity.user_id)
    seeds.settle(identity)


def _own(seeds: Vault, published: PublishedKeys) -> Identity | None:
    """Return the identity that the homeserver knows; None if its keys are not here."""
    kept = (seeds.draft(), seeds.current())
    return next((it for it in kept if it is not None and it.master_public == published.master_public), None)


async def query_with_device(client: Client, api: Api) -> PublishedKeys:
    """Return the keys on the homeserver; upload those of this device if they are missing."""
    published = await query_published_keys(api, client.user_id)
    if not published.device(client.device_id):
        await maintain_keys(client)
        published = await query_published_keys(api, client.user_id)
    own = client.olm.account.identity_keys
    expected = {f"{algorithm}:{client.device_id}": own[algorithm] for algorithm in ("curve25519", "ed25519")}
    device = published.device(client.device_id)
    if not device:
        raise TemporaryFailure("the homeserver does not have the keys of Lotse's device yet")
    if device.get("keys") != expected:
        what = f"The keys in {client.store_path} are not those that the homeserver has of device {client.device_id}"
        raise create_device_error(what, Path(client.store_path))
    return published


async def sign_device(client: Client, api: Api, identity: Identity) -> None:
    """Sign the device with the identity and the identity with the device, unless both is done."""
    published = await query_with_device(client, api)
    if published.vouches_for(client.device_id) and published.knows_master(client.device_id):
        return
    master = identity.master_key
    by_device = {f"ed25519:{client.device_id}": client.olm.sign_json(dict(master))}
    objects = {
        client.device_id: identity.sign_device(published.device(client.device_id)),
        identity.master_public: {**master, "signatures": {client.user_id: by_device}},
    }
    await upload_signatures(api, {client.user_id: objects})
