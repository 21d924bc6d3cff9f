"""Checking of one address: whether it leads anywhere, and where to."""

import asyncio
from dataclasses import dataclass

import httpx

from bot.jobs.links.pace import HostPacer
from bot.jobs.links.requests import LinkClient, LinkResponse
from bot.jobs.links.robots import RobotRules
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from bot.system.http.public_hosts import PrivateHost, classify_failure, classify_status

_MAX_REDIRECTS = 8
# Beyond it the host's pace or robots.txt is to blame, or a server that sends a byte at a time.
_TIMEOUT_SECONDS = 120
_FAILURES = (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL, PrivateHost)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Arrival:
    """The end of a chain of redirects; `moved_to` is the address up to which they are permanent, or empty."""

    response: LinkResponse
    moved_to: str


class LinkChecker:
    """Checks addresses as robots.txt allows, each host at its pace; it remembers both as long as it is used."""

    def __init__(self, pacer: HostPacer | None = None, *, internal: bool = False, timeout_seconds: float = 20) -> None:
        pacer = pacer or HostPacer()
        self._client = LinkClient(pacer, internal=internal, timeout_seconds=timeout_seconds)
        self._robots = RobotRules(self._client, pacer)

    async def check(self, url: str) -> LinkResult:
        """Return what an address leads to. Does not raise."""
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                arrival = await self._follow(url.partition("#")[0])
        except _Stopped as stop:
            return LinkResult(fault=stop.fault)
        except _FAILURES as error:
            return LinkResult(fault=classify_failure(error))
        fault = classify_status(arrival.response.status)
        return LinkResult(fault=fault, moved_to="" if fault else arrival.moved_to)

    async def _follow(self, url: str) -> _Arrival:
        """Follow redirects, each to an address that robots.txt allows."""
        moved_to, is_permanent, seen = "", True, {url}
        for _ in range(_MAX_REDIRECTS):
            response = await self._ask(url)
            if not response.target:
                return _Arrival(response=response, moved_to=moved_to)
            url = response.target.partition("#")[0]
            is_permanent = is_permanent and response.is_permanent
            moved_to = response.target if is_permanent else moved_to
            if url in seen:
                break
            seen.add(url)
        raise _Stopped(FetchFault.REDIRECTS)

    async def _ask(self, url: str) -> LinkResponse:
        """Ask for the head of a page, and for the page itself where that is refused."""
        if not url.lower().startswith(("http://", "https://")):
            raise _Stopped(FetchFault.INVALID)
        if not await self._robots.allow(url):
            raise _Stopped(FetchFault.DISALLOWED)
        response = await self._client.send("HEAD", url)
        return response if classify_status(response.status) is None else await self._client.send("GET", url)


class _Stopped(Exception):
    """An address is not followed further."""

    def __init__(self, fault: FetchFault) -> None:
        self.fault = fault
