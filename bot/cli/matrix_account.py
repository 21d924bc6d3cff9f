"""The Matrix account as the shell sees it: who it is, and a login that lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig

from bot.platforms import PlatformRefused
from bot.platforms.matrix.failures import asked
from bot.platforms.matrix.login import Session, forget, load, open_client
from bot.platforms.matrix.settings import MatrixSettings

_SECONDS = 15


async def log_in(settings: MatrixSettings, folder: Path) -> str:
    """Keeps a login that still holds, else logs in anew; returns the account's id.

    Raises PlatformRefused or TemporaryFailure.
    """
    session = load(folder)
    if session is None or not await _holds(session, settings):
        forget(folder)
        client = await open_client(settings, folder)
        await client.close()
    return settings.user_id


async def who_am_i(session: Session) -> str:
    """The account that the homeserver takes a login for; raises PlatformRefused or TemporaryFailure."""
    async with opened(session, _SECONDS) as client:
        response = await asked(client.whoami())
    return str(response.user_id)


@asynccontextmanager
async def opened(session: Session, seconds: float) -> AsyncIterator[AsyncClient]:
    """A client that gives up after `seconds`, without a store: the one of a running Lotse must not be touched."""
    limits = AsyncClientConfig(request_timeout=seconds, max_timeouts=1, max_limit_exceeded=0)
    client = AsyncClient(session.homeserver, session.user_id, config=limits)
    client.access_token = session.access_token
    try:
        yield client
    finally:
        await client.close()


async def _holds(session: Session, settings: MatrixSettings) -> bool:
    if session.user_id.lower() != settings.user_id.lower() or session.homeserver != settings.base_url:
        return False
    try:
        return (await who_am_i(session)).lower() == settings.user_id.lower()
    except PlatformRefused:
        return False
