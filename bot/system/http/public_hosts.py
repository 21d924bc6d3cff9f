"""Requests to addresses that people have set: to hosts of the public internet only, with failures by their causes."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.request import getproxies

import httpx

from bot.system.http.fetch_faults import FetchFault

_GLOBAL_UNICAST = ip_network("2000::/3")
# Networks that forward to an embedded IPv4 address: 6to4, Teredo, and the relays of 6to4.
_TUNNELS = tuple(map(ip_network, ("2002::/16", "2001::/32", "192.88.99.0/24")))
# What is asked for and can't be given: 404 and 410.
_MISSING = (httpx.codes.NOT_FOUND, httpx.codes.GONE)
# Servers that keep programs out answer so, though browsers may get in.
_REFUSED = (401, 402, 403, 405, 406, 407, 429, 451)


class PrivateHost(Exception):
    """The host has a private address."""


def classify_failure(error: BaseException) -> FetchFault:
    """Return the cause of what a request raised: OSError, ValueError, PrivateHost, or an exception of httpx."""
    if isinstance(error, PrivateHost):
        return FetchFault.PRIVATE
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return FetchFault.TIMEOUT
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return FetchFault.TLS
    if isinstance(error, socket.gaierror):
        return FetchFault.UNKNOWN_HOST
    is_invalid = isinstance(error, ValueError | httpx.InvalidURL | httpx.UnsupportedProtocol)
    return FetchFault.INVALID if is_invalid else FetchFault.UNREACHABLE


def classify_status(status: int) -> FetchFault | None:
    """Return what the status of an HTTP response says is wrong; None if it succeeded."""
    if status < httpx.codes.BAD_REQUEST:
        return None
    if status in _MISSING:
        return FetchFault.NOT_FOUND
    return FetchFault.REFUSED if status in _REFUSED else FetchFault.ERROR


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


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
