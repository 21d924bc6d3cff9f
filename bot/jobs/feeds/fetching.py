"""Fetching of feeds: with limits of size and time, and from no other host than the configured one."""

import asyncio
import socket
from asyncio import timeout
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx

from bot.jobs.feeds.decompression import ACCEPTED_ENCODINGS, DecompressionFailed, decompress

_GLOBAL_UNICAST = ip_network("2000::/3")
# Networks that forward to an embedded IPv4 address: 6to4, Teredo, and the relays of 6to4.
_TUNNELS = tuple(map(ip_network, ("2002::/16", "2001::/32", "192.88.99.0/24")))
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


class PrivateHost(Exception):
    """The host has a private address."""


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
        raise FetchFailed("it is inside the network: if that is meant, set `internal`") from error
    except TimeoutError as error:
        raise FetchFailed("it took too long") from error
    except UnicodeError as error:
        raise FetchFailed("its address is invalid") from error
    except OSError as error:
        raise FetchFailed(f"its server can't be found ({type(error).__name__})") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchFailed(f"its server can't be reached ({type(error).__name__})") from error
    raise FetchFailed("it redirects too often")


def _resolve_redirect(url: str, location: str) -> str:
    """Return the target of a redirect; raises FetchFailed unless it stays on the configured host."""
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError as error:
        raise FetchFailed("it redirects to an invalid address") from error
    if there.scheme not in ("http", "https") or _normalize_host(there.hostname) != _normalize_host(here.hostname):
        raise FetchFailed("it has moved to another host, whose address has to be set instead")
    if here.scheme == "https" and there.scheme != "https":
        raise FetchFailed("it redirects from https to http")
    return target


def _normalize_host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


async def _read(response: httpx.Response, url: str) -> FeedResponse | None:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return None
    if response.status_code != httpx.codes.OK:
        raise FetchFailed(f"its server answers {response.status_code}")
    content = bytearray()
    try:
        async for piece in decompress(response.aiter_raw(), response.headers.get_list("Content-Encoding")):
            content += piece
            if len(content) > MAX_BYTES:
                raise FetchFailed("it is too large")
    except DecompressionFailed as error:
        raise FetchFailed(str(error)) from error
    etag = response.headers.get("ETag", "")
    return FeedResponse(
        content=bytes(content),
        version=etag if len(etag) <= _MAX_VERSION_LENGTH else "",
        address=url,
        charset=response.charset_encoding or "",
    )


async def pin_address(request: httpx.Request) -> None:
    """Resolve and check the host of a request and pin the request to that address, against DNS rebinding.

    Raises PrivateHost, or OSError if there is no such host. Behind a proxy, nothing is resolved here.
    """
    if {"all", request.url.scheme} & {*getproxies()}:
        return
    host = request.url.raw_host.decode()
    found = await asyncio.get_running_loop().getaddrinfo(host, request.url.port or 0, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not addresses or not all(map(is_public, addresses)):
        raise PrivateHost(host)
    request.url = request.url.copy_with(host=addresses[0])
    request.extensions = {**request.extensions, "sni_hostname": host}


def is_public(address: str) -> bool:
    """Return whether an address is on the public internet and does not tunnel to an embedded one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address) and found not in _GLOBAL_UNICAST:
        # NAT64, IPv4-compatible and site-local addresses, and future allocations.
        return False
    return found.is_global and not found.is_multicast and not any(found in network for network in _TUNNELS)
