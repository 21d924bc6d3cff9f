"""Limits of how much one person may ask for, and one address of people without a session."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from aiohttp import web

from bot.system.clock import monotonic_now
from bot.system.throttle import Allowances
from handlers.core.events import PlatformName, Sender

_BURST, _PER_MINUTE = 120, 240
# Of strangers only links that are none and forms are counted.
_BURST_OF_ADDRESS, _PER_MINUTE_OF_ADDRESS = 20, 20
# All that limits them where the proxy lets browsers choose the address that it passes on.
_BURST_OF_STRANGERS, _PER_MINUTE_OF_STRANGERS = 300, 300
# Of IPv6 a household has all addresses that begin alike.
_PREFIX = 64


class RateLimits:
    """The allowances of people who are signed in, of the addresses of strangers, and of all strangers together."""

    def __init__(self) -> None:
        self._people = Allowances[tuple[PlatformName, str]](burst=_BURST, per_minute=_PER_MINUTE, clock=monotonic_now)
        self._addresses = Allowances[str](
            burst=_BURST_OF_ADDRESS, per_minute=_PER_MINUTE_OF_ADDRESS, clock=monotonic_now
        )
        self._strangers = Allowances[None](
            burst=_BURST_OF_STRANGERS, per_minute=_PER_MINUTE_OF_STRANGERS, clock=monotonic_now
        )

    def admit_person(self, sender: Sender) -> None:
        """Count a request of a person. Raises HTTPTooManyRequests."""
        _refuse_early(self._people.admit(sender.key))

    def admit_stranger(self, request: web.Request) -> None:
        """Count a request without a session. Raises HTTPTooManyRequests."""
        _refuse_early(self._addresses.admit(_find_network(request)))
        _refuse_early(self._strangers.admit(None))


def _refuse_early(delay: timedelta) -> None:
    if delay:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(ceil(delay.total_seconds()))})


def _find_network(request: web.Request) -> str:
    """Return the address that a request comes from, of IPv6 the network.

    The reverse proxy tells it last in X-Forwarded-For; whoever reaches the desk without one from the internet is not
    believed.
    """
    peer, told = request.remote or "", request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return _simplify(told) or peer if _is_near(peer) else _simplify(peer)


def _is_near(peer: str) -> bool:
    """Return whether a peer may be the reverse proxy: it is on this machine or in this network."""
    try:
        return not ip_address(peer).is_global
    except ValueError:
        return True


def _simplify(address: str) -> str:
    """Return an address, or the network of an IPv6 address; empty if it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, _PREFIX), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
