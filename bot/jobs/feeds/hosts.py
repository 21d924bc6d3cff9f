"""Check of the hosts of feeds: none inside the network, unless the settings permit it."""

import asyncio
import socket
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.request import getproxies

import httpx

_GIVEN_OUT = ip_network("2000::/3")
# Ranges whose traffic is relayed to an embedded IPv4 address: 6to4, Teredo, and 6to4 relays.
_RELAYED = tuple(map(ip_network, ("2002::/16", "2001::/32", "192.88.99.0/24")))


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
    """Return whether it is on the open internet, and reaches nothing else by way of an address inside of it."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address) and found not in _GIVEN_OUT:
        # NAT64, addresses compatible with IPv4, site-local ones, and whatever may be invented.
        return False
    return found.is_global and not found.is_multicast and not any(found in network for network in _RELAYED)
