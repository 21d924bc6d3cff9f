"""The rules of hosts for programs (robots.txt, RFC 9309), each read once a round."""

from asyncio import Lock
from collections import defaultdict
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from bot.jobs.links.pace import HostPacer
from bot.jobs.links.requests import AGENT, LinkClient, LinkResponse

_MAX_BYTES = 500 * 1024
_MAX_REDIRECTS = 5
_SERVER_ERROR, _CLIENT_ERROR = 500, 400


class RobotRules:
    """Tells which addresses Lotse may ask for."""

    def __init__(self, client: LinkClient, pacer: HostPacer) -> None:
        self._client = client
        self._pacer = pacer
        self._known: dict[str, RobotFileParser] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    async def allow(self, url: str) -> bool:
        """Return whether a host allows an address to be asked for; raises if the host can't be reached."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks[origin]:
            if origin not in self._known:
                self._known[origin] = await self._read(origin)
                self._heed_delay(self._known[origin], parts.hostname or "")
        return self._known[origin].can_fetch(AGENT, url)

    async def _read(self, origin: str) -> RobotFileParser:
        url = f"{origin}/robots.txt"
        for _ in range(_MAX_REDIRECTS):
            response = await self._client.send("GET", url, _MAX_BYTES)
            if not response.target:
                return _parse(response)
            url = urljoin(url, response.target)
        return _parse(LinkResponse(status=_CLIENT_ERROR))

    def _heed_delay(self, rules: RobotFileParser, host: str) -> None:
        delay = rules.crawl_delay(AGENT)
        if delay is not None:
            self._pacer.slow_down(host, float(delay))


def _parse(response: LinkResponse) -> RobotFileParser:
    """Return the rules: everything is allowed where there are none, and nothing while the server fails."""
    rules = RobotFileParser()
    if response.status >= _SERVER_ERROR:
        rules.parse(["User-agent: *", "Disallow: /"])
    else:
        is_there = response.status < _CLIENT_ERROR
        rules.parse(response.body.decode("utf-8", errors="replace").splitlines() if is_there else [])
    return rules
