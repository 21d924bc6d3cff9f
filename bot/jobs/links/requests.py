"""Requests of link checks: paced by host, each on a connection of its own, bodies read as far as they are wanted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from bot.jobs.links.pace import HostPacer
from bot.system.http.public_hosts import pin_address

AGENT = "Lotse"
_HEADERS = {"User-Agent": AGENT, "Accept": "text/html, */*;q=0.5", "Accept-Encoding": "identity"}
_PERMANENT = (httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT)


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkResponse:
    """A response: its status, where it redirects to, whether for good, and the beginning of its body if wanted."""

    status: int
    target: str = ""
    is_permanent: bool = False
    body: bytes = b""


class LinkClient:
    """Sends requests to public hosts; `internal` allows private ones, for tests on this machine."""

    def __init__(self, pacer: HostPacer, *, internal: bool = False, timeout_seconds: float = 20) -> None:
        self._pacer = pacer
        self._timeout_seconds = timeout_seconds
        self._tls = httpx.create_ssl_context()
        self._hooks: Mapping[str, list[Callable[[httpx.Request], Awaitable[None]]]]
        self._hooks = {"request": [] if internal else [pin_address]}

    async def send(self, method: str, url: str, most_bytes: int = 0) -> LinkResponse:
        """Return the response without following redirects; raises what `classify_failure` knows."""
        await self._pacer.wait(urlsplit(url).hostname or "")
        # Hosts that share an address would share a connection, and so a certificate.
        client = httpx.AsyncClient(
            headers=_HEADERS, timeout=self._timeout_seconds, event_hooks=dict(self._hooks), verify=self._tls
        )
        async with client, client.stream(method, url) as response:
            return LinkResponse(
                status=response.status_code,
                target=_find_target(response, url),
                is_permanent=response.status_code in _PERMANENT,
                body=await _read(response, most_bytes) if most_bytes else b"",
            )


def _find_target(response: httpx.Response, url: str) -> str:
    return urljoin(url, response.headers["Location"]) if response.has_redirect_location else ""


async def _read(response: httpx.Response, most_bytes: int) -> bytes:
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) >= most_bytes:
            break
    return bytes(content[:most_bytes])
