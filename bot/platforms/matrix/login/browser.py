"""Logging in through a browser, where a homeserver leaves that to another service.

https://spec.matrix.org/v1.16/client-server-api/#sso-client-loginauthentication. The Matrix Authentication Service
offers it as well, and a login made so lasts, unlike its OAuth tokens, which nio could not renew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, quote, urlsplit

from nio import AsyncClient

from bot.platforms.base.contract import PermanentFailure, PlatformRefused
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.raw_events import mapping, string

# Nothing listens there: the browser still shows the address, and with it the token.
_BACK = "http://localhost:1/lotse"


async def list_login_types(homeserver: str) -> frozenset[str]:
    """Return the types of login that a homeserver offers; raises PermanentFailure or TemporaryFailure."""
    async with _open_anonymous(homeserver) as api:
        flows = (await api.get(path("login"))).get("flows")
    return frozenset(string(mapping(flow).get("type")) or "" for flow in (flows if isinstance(flows, list) else []))


def login_page(homeserver: str) -> str:
    """Return the address to be opened in a browser."""
    return f"{homeserver}{path('login', 'sso', 'redirect')}?redirectUrl={quote(_BACK, safe='')}"


async def exchange_token(homeserver: str, back: str, device_name: str) -> str:
    """Return the access token of the new login; `back` is the address at which the browser ended, or the token in it.

    Raises PlatformRefused if the homeserver does not take it, or TemporaryFailure.
    """
    body = {"type": "m.login.token", "token": _token_in(back), "initial_device_display_name": device_name}
    try:
        async with _open_anonymous(homeserver) as api:
            answer = await api.post(path("login"), body)
    except PermanentFailure as failure:
        raise PlatformRefused("The homeserver rejected that address: it is valid once, for two minutes.") from failure
    return string(answer.get("access_token")) or ""


@asynccontextmanager
async def _open_anonymous(homeserver: str) -> AsyncIterator[Api]:
    """Open requests without a login."""
    client = AsyncClient(homeserver)
    try:
        yield Api(client)
    finally:
        await client.close()


def _token_in(back: str) -> str:
    found = parse_qs(urlsplit(back.strip()).query).get("loginToken")
    return found[0] if found else back.strip()
