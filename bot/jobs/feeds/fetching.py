"""A feed's address, fetched: with limits, and from nowhere but where it was set."""

from asyncio import timeout
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from bot.jobs.feeds.decompression import ACCEPTED, Unpackable, unpacked
from bot.jobs.feeds.hosts import Private, pinned

MOST_BYTES = 5 * 1024 * 1024
_SECONDS = 30
_MOST_REDIRECTS = 5
_LONGEST_VERSION = 300
_HEADERS = {
    "User-Agent": "Lotse",
    "Accept": "application/atom+xml, application/rss+xml, text/calendar, */*;q=0.5",
    "Accept-Encoding": ACCEPTED,
}


class Unreachable(Exception):
    """A feed that can't be fetched; the reason does not name the address, which may be secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """`version` is what the server calls it (its ETag), or empty; `address` where it was found in the end."""

    content: bytes
    version: str
    address: str = ""
    charset: str = ""


async def fetch(url: str, version: str = "", *, internal: bool = False) -> Fetched | None:
    """None if it is still at this version; raises Unreachable. Inside the network only what is `internal` is read."""
    hooks = {"request": [] if internal else [pinned]}
    headers = _HEADERS | ({"If-None-Match": version} if version else {})
    try:
        async with timeout(_SECONDS), httpx.AsyncClient(headers=headers, timeout=_SECONDS, event_hooks=hooks) as client:
            for _ in range(_MOST_REDIRECTS):
                async with client.stream("GET", url) as response:
                    if response.has_redirect_location:
                        url = _redirected(url, response.headers["Location"])
                        continue
                    return await _read(response, url)
    except Private as error:
        raise Unreachable("it is inside the network: if that is meant, set `internal`") from error
    except TimeoutError as error:
        raise Unreachable("it took too long") from error
    except UnicodeError as error:
        raise Unreachable("its address is invalid") from error
    except OSError as error:
        raise Unreachable(f"its server can't be found ({type(error).__name__})") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"its server can't be reached ({type(error).__name__})") from error
    raise Unreachable("it redirects too often")


def _redirected(url: str, location: str) -> str:
    """On the same host only: what was set was set on purpose, and nothing else is to be reached from here."""
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError as error:
        raise Unreachable("it redirects to an invalid address") from error
    if there.scheme not in ("http", "https") or _host(there.hostname) != _host(here.hostname):
        raise Unreachable("it has moved to another host, whose address has to be set instead")
    if here.scheme == "https" and there.scheme != "https":
        raise Unreachable("it redirects from https to http")
    return target


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


async def _read(response: httpx.Response, url: str) -> Fetched | None:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return None
    if response.status_code != httpx.codes.OK:
        raise Unreachable(f"its server answers {response.status_code}")
    content = bytearray()
    try:
        async for piece in unpacked(response.aiter_raw(), response.headers.get_list("Content-Encoding")):
            content += piece
            if len(content) > MOST_BYTES:
                raise Unreachable("it is too large")
    except Unpackable as error:
        raise Unreachable(str(error)) from error
    etag = response.headers.get("ETag", "")
    return Fetched(
        content=bytes(content),
        version=etag if len(etag) <= _LONGEST_VERSION else "",
        address=url,
        charset=response.charset_encoding or "",
    )
