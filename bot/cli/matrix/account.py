"""The Matrix account: logging in, and the state of its login and keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig

from bot.platforms.base.contract import PlatformRefused
from bot.platforms.matrix.cross_signing.account_keys import PublishedKeys, query_published_keys
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.secret_storage import is_complete
from bot.platforms.matrix.cross_signing.vault import load_identity
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.failures import get_response
from bot.platforms.matrix.login.device_store import keys_file, read_pickle_key, restore_device, set_device_aside
from bot.platforms.matrix.login.login import Session, forget_session, load_session, open_client
from bot.settings.matrix import MatrixSettings

_SECONDS = 15


async def log_in(settings: MatrixSettings, folder: Path) -> str:
    """Keep a login that is still valid, else log in anew; return the account's id.

    Raises PlatformRefused or TemporaryFailure.
    """
    if not await is_login_valid(settings, folder):
        forget_session(folder)
        client = await open_client(settings, folder)
        await client.close()
    return settings.user_id


async def log_in_anew(settings: MatrixSettings, folder: Path) -> str:
    """Log in as a new device; restore the former one if that fails."""
    aside = set_device_aside(folder)
    try:
        account = await log_in(settings, folder)
    except BaseException:
        restore_device(aside, folder)
        raise
    if not any(aside.iterdir()):
        aside.rmdir()
    return account


async def read_user_id(session: Session) -> str:
    """Return the account of a login; raises PlatformRefused or TemporaryFailure."""
    async with open_session_client(session) as client:
        response = await get_response(client.whoami())
    return str(response.user_id)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The published keys and the local identity. `storage`: whether the recovery key opens the identity's keys."""

    published: PublishedKeys
    identity: Identity | None
    storage: bool


async def read_keys(session: Session, folder: Path) -> Keys:
    """Return published and local keys; raises PlatformRefused, TemporaryFailure or PermanentFailure."""
    keys_file(folder, session.user_id, session.device_id)
    identity = load_identity(folder, read_pickle_key(folder))
    async with open_session_client(session) as client:
        api = Api(client)
        return Keys(
            published=await query_published_keys(api, session.user_id),
            identity=identity,
            storage=await is_complete(api, session.user_id),
        )


@asynccontextmanager
async def open_session_client(session: Session, seconds: float = _SECONDS) -> AsyncIterator[AsyncClient]:
    """Return a client with a time limit and without a store, as that of a running Lotse must not be touched."""
    limits = AsyncClientConfig(request_timeout=seconds, max_timeouts=1, max_limit_exceeded=0)
    client = AsyncClient(session.homeserver, session.user_id, config=limits)
    client.access_token = session.access_token
    try:
        yield client
    finally:
        await client.close()


async def is_login_valid(settings: MatrixSettings, folder: Path) -> bool:
    """Return True if there is a login of the account, and the homeserver still takes it; raises TemporaryFailure."""
    session = load_session(folder)
    if session is None or session.homeserver != settings.base_url:
        return False
    try:
        accounts = {session.user_id.lower(), (await read_user_id(session)).lower()}
    except PlatformRefused:
        return False
    return accounts == {settings.user_id.lower()}
