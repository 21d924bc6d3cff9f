"""Fetching of feeds: with limits of size and time, and from no other host than the configured one."""

from asyncio import timeout
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from bot.jobs.feeds.decompression import ACCEPTED_ENCODINGS, DecompressionFailed, decompress
from bot.system.http.fetch_faults import FetchFault
from bot.system.http.public_hosts import PrivateHost, classify_failure, classify_status, pin_address

MAX_BYTES = 5 * 1024 * 1024
_TIMEOUT_SECONDS = 30
_MAX_REDIRECTS = 5
_MAX_VERSION_LENGTH = 300
_HEADERS = {
    "User-Agent": "Lotse",
    "Accept": "application/atom+xml, application/rss+xml, text/calendar, */*;q=0.5",
    "Accept-Encoding": ACCEPTED_ENCODINGS,
}


class FetchFailed(Exception):
    """The feed could not be fetched. The reason never names the address, which may hold a secret."""

    def __init__(self, reason: str, fault: FetchFault) -> None:
        super().__init__(reason)
        self.fault = fault


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedResponse:
    """A fetched feed; `version` is its ETag or empty, `address` the one after redirects."""

    content: bytes
    version: str
    address: str = ""
    charset: str = ""


async def fetch(url: str, version: str = "", *, internal: bool = False) -> FeedResponse | None:
    """Return the feed, or None if it is unchanged since `version`; raises FetchFailed.

    Hosts with private addresses are refused unless the feed is `internal`.
    """
    hooks = {"request": [] if internal else [pin_address]}
    headers = _HEADERS | ({"If-None-Match": version} if version else {})
    try:
        async with (
            timeout(_TIMEOUT_SECONDS),
            httpx.AsyncClient(headers=headers, timeout=_TIMEOUT_SECONDS, event_hooks=hooks) as client,
        ):
            for _ in range(_MAX_REDIRECTS):
                async with client.stream("GET", url) as response:
                    if response.has_redirect_location:
                        url = _resolve_redirect(url, response.headers["Location"])
                        continue
                    return await _read(response, url)
    except PrivateHost as error:
        raise FetchFailed("it is inside the network: if that is meant, set `internal`", FetchFault.PRIVATE) from error
    except TimeoutError as error:
        raise FetchFailed("it took too long", FetchFault.TIMEOUT) from error
    except UnicodeError as error:
        raise FetchFailed("its address is invalid", FetchFault.INVALID) from error
    except OSError as error:
        raise FetchFailed(f"its server can't be found ({type(error).__name__})", classify_failure(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchFailed(f"its server can't be reached ({type(error).__name__})", classify_failure(error)) from error
    raise FetchFailed("it redirects too often", FetchFault.REDIRECTS)


def _resolve_redirect(url: str, location: str) -> str:
    """Return the target of a redirect; raises FetchFailed unless it stays on the configured host."""
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError as error:
        raise FetchFailed("it redirects to an invalid address", FetchFault.INVALID) from error
    if there.scheme not in ("http", "https") or _normalize_host(there.hostname) != _normalize_host(here.hostname):
        raise FetchFailed("it has moved to another host, whose address has to be set instead", FetchFault.MOVED)
    if here.scheme == "https" and there.scheme != "https":
        raise FetchFailed("it redirects from https to http", FetchFault.MOVED)
    return target


def _normalize_host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


async def _read(response: httpx.Response, url: str) -> FeedResponse | None:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return None
    if response.status_code != httpx.codes.OK:
        fault = classify_status(response.status_code) or FetchFault.ERROR
        raise FetchFailed(f"its server answers {response.status_code}", fault)
    content = bytearray()
    try:
        async for piece in decompress(response.aiter_raw(), response.headers.get_list("Content-Encoding")):
            content += piece
            if len(content) > MAX_BYTES:
                raise FetchFailed("it is too large", FetchFault.TOO_LARGE)
    except DecompressionFailed as error:
        raise FetchFailed(str(error), FetchFault.UNREADABLE) from error
    etag = response.headers.get("ETag", "")
    return FeedResponse(
        content=bytes(content),
        version=etag if len(etag) <= _MAX_VERSION_LENGTH else "",
        address=url,
        charset=response.charset_encoding or "",
    )
