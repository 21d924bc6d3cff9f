"""Discovery of an account's homeserver: https://spec.matrix.org/v1.16/client-server-api/#well-known-uris."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientSSLError, ClientTimeout

from bot.platforms.base.contract import PlatformRefused, TemporaryFailure
from bot.platforms.matrix.homeserver.raw_events import mapping, string

# For each request.
_SECONDS = 5
_VERSIONS = "/_matrix/client/versions"
_WELL_KNOWN = "/.well-known/matrix/client"
# In bytes; far above the size of any real answer.
_MOST = 65_536


async def discover(address: str) -> str:
    """Return the base URL of the homeserver at `address`, a URL or the bare name of a server such as example.org.

    Raises PlatformRefused if there is no homeserver, and TemporaryFailure if nothing answers.
    """
    async with ClientSession(timeout=ClientTimeout(total=_SECONDS)) as session:
        try:
            base = address.rstrip("/") if "://" in address else await _read_well_known(session, address)
            status, answer = await _get_json(session, base + _VERSIONS)
        except (PlatformRefused, TemporaryFailure):
            await _check_without_tls(session, address)
            raise
    if not _is_homeserver(status, answer):
        raise PlatformRefused(f"There is no Matrix homeserver at {base}: it answers {_VERSIONS} with {status}.")
    return base


def _is_homeserver(status: int, answer: Mapping[str, Any]) -> bool:
    return status == 200 and isinstance(answer.get("versions"), list)


async def _check_without_tls(session: ClientSession, address: str) -> None:
    """Raise PlatformRefused if a homeserver is there that speaks no https: Synapse answers such a request never."""
    plain = f"http://{address.removeprefix('https://').rstrip('/')}"
    try:
        found = await _get_json(session, plain + _VERSIONS)
    except (PlatformRefused, TemporaryFailure):
        return
    if _is_homeserver(*found):
        raise PlatformRefused(f"The homeserver at {plain} speaks no https: give its address with http://.")


async def _read_well_known(session: ClientSession, server: str) -> str:
    """Return the base URL that a server publishes, or its own address if it publishes none."""
    status, answer = await _get_json(session, f"https://{server}{_WELL_KNOWN}")
    if status == 404:
        return f"https://{server}"
    found = string(mapping(answer.get("m.homeserver")).get("base_url")) or ""
    if status != 200 or urlsplit(found).scheme not in ("http", "https"):
        raise PlatformRefused(
            f"https://{server}{_WELL_KNOWN} does not say where the homeserver of {server} is: give its address instead."
        )
    return found.rstrip("/")


async def _get_json(session: ClientSession, url: str) -> tuple[int, Mapping[str, Any]]:
    """Return the status and the body as JSON."""
    try:
        async with session.get(url) as response:
            text = await response.content.read(_MOST)
            status = response.status
    except ClientSSLError as error:
        raise PlatformRefused(_without_tls(url, error)) from error
    except (ClientError, OSError, ValueError) as error:
        raise TemporaryFailure(f"no homeserver could be reached at {_origin(url)} ({type(error).__name__})") from error
    try:
        return status, mapping(json.loads(text))
    except ValueError:
        return status, {}


def _without_tls(url: str, error: ClientSSLError) -> str:
    if "CERTIFICATE" in str(error).upper():
        return f"The certificate of {_origin(url)} is not trusted here: check the name, or its issuer."
    return f"There is no https at {_origin(url)}: check the address, and its port."


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
