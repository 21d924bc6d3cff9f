"""Where a feed may be read from: not from inside the network, unless that is set."""

import asyncio
import socket
from ipaddress import IPv6Address, ip_address
from urllib.request import getproxies

import httpx


class Private(Exception):
    """The host is inside the network."""


async def pinned(request: httpx.Request) -> None:
    """Has the request go to an address that was looked at, whatever the name leads to a moment later.

    Raises Private, or OSError if there is no such host. A proxy looks by itself.
    """
    if {"all", request.url.scheme} & {*getproxies()}:
        return
    host = request.url.raw_host.decode()
    found = await asyncio.get_running_loop().getaddrinfo(host, request.url.port or 0, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not addresses or not all(map(is_public, addresses)):
        raise Private(host)
    request.url = request.url.copy_with(host=addresses[0])
    request.extensions = {**request.extensions, "sni_hostname": host}


def is_public(address: str) -> bool:
    """Whether it is on the open internet."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast
