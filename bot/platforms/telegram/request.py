"""HTTP requests to the Bot API with time limits, and failures that tell whether the request may have arrived."""

import asyncio
import select
from collections.abc import AsyncIterator
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import httpx
from aiohttp import ClientRequest, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from handlers.core.events import MAX_ATTACHMENT_BYTES

# Connections that are idle for longer are closed here, before the server closes them.
_IDLE_SECONDS = 5.0
_PIECE_BYTES = 64 * 1024
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class RequestFailed(Exception):
    """A failed request; the text is the kind of error only, as texts of libraries hold the address with the token."""


class NotSent(RequestFailed):
    """A failure before any part of the request was sent."""


class Interrupted(RequestFailed):
    """A failure after which the request may have arrived, in part or as a whole."""


class AnswerTooLong(Interrupted):
    """An answer longer than any that is read."""


class Request(BaseRequest):
    """Requests over aiohttp, all through `proxy`; the bounds, in seconds, are for requests without their own."""

    def __init__(
        self,
        *,
        connection_pool_size: int,
        read_timeout: float,
        write_timeout: float,
        connect_timeout: float,
        pool_timeout: float,
        proxy: str | None = None,
    ) -> None:
        self._connections = connection_pool_size
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._proxy = proxy
        self._session: ClientSession | None = None
        self._is_shut = False

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        self._is_shut = False

    async def shutdown(self) -> None:
        self._is_shut = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer; raises NetworkError whose cause is NotSent or Broken."""
        connect = _resolve_bound(connect_timeout, self._connect_timeout)
        bounds = ClientTimeout(
            total=None,
            connect=_sum_bounds(_resolve_bound(pool_timeout, self._pool_timeout), connect),
            sock_connect=connect,
            sock_read=_resolve_bound(read_timeout, self._read_timeout),
        )
        try:
            return await self._ask(
                method, url, request_data, bounds, _resolve_bound(write_timeout, self._write_timeout)
            )
        except RequestFailed as lost:
            failure, kind = lost, NetworkError
        except Exception as error:  # noqa: BLE001
            # Only the connector knows of requests that were not sent.
            failure = Interrupted(type(error).__name__)
            kind = TimedOut if isinstance(error, TimeoutError) else NetworkError
        raise kind(str(failure)) from failure

    async def _ask(
        self, method: str, url: str, given: RequestData | None, bounds: ClientTimeout, write: float | None
    ) -> tuple[int, bytes]:
        """Return what `do_request` does; raises Lost and aiohttp's errors."""
        async with asyncio.timeout(_sum_bounds(bounds.connect, write, bounds.sock_read)) as limit:
            headers, body = _content(given, _Writing(limit, write, bounds.sock_read))
            async with self._open().request(
                method, url, data=body, headers=headers, timeout=bounds, proxy=self._proxy, allow_redirects=False
            ) as response:
                limit.reschedule(None)
                return response.status, await _read(response)

    def _open(self) -> ClientSession:
        if self._is_shut:
            raise NotSent("shut down")
        if self._session is None:
            context = httpx.create_ssl_context()
            context.set_alpn_protocols(["http/1.1"])
            self._session = ClientSession(
                connector=_Connector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS, ssl=context),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                skip_auto_headers=("Content-Type",),
            )
        return self._session


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address, or None if it is reached directly.

    Raises RuntimeError for a proxy of a kind that is not spoken here.
    """
    address, proxies = urlsplit(url), getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(address.netloc.rpartition("@")[2]):
        return None
    scheme, found, _ = proxy.rpartition("://")
    if scheme not in ("", "http", "https"):
        raise RuntimeError(f"Telegram can't be reached through a proxy of the kind {scheme}: name one for http.")
    return proxy if found else f"http://{proxy}"


class _Connector(TCPConnector):
    """Provides connections; any failure before one is handed out means that nothing was sent."""

    def __init__(self, *, limit: int, keepalive_timeout: float, ssl: Any) -> None:
        super().__init__(limit=limit, keepalive_timeout=keepalive_timeout, ssl=ssl)
        self._handed_out: WeakSet[Any] = WeakSet()

    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout) -> Connection:  # noqa: ASYNC109
        """Return a connection that a request can be written to; raises NotSent."""
        try:
            while True:
                connection = await super().connect(req, traces, timeout)
                if not self._is_stale(connection):
                    break
                connection.close()
        except Exception as error:  # noqa: BLE001
            raise NotSent(type(error).__name__) from None
        self._handed_out.add(connection.protocol)
        return connection

    def _is_stale(self, connection: Connection) -> bool:
        """Return True if the server closed the connection while it was idle, or sent what would pass for an answer."""
        protocol, transport = connection.protocol, connection.transport
        if protocol not in self._handed_out:
            return False
        return protocol is None or transport is None or protocol.should_close or _is_readable(transport)


def _is_readable(transport: asyncio.Transport) -> bool:
    """Return True if the kernel has what the loop has not seen yet: the end of the connection, as a rule."""
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(poll.poll(0))


class _Writing:
    """A time limit for writing files; aiohttp limits reading only."""

    def __init__(self, limit: asyncio.Timeout, write: float | None, read: float | None) -> None:
        self._limit = limit
        self._write = write
        self._read = read

    async def pieces(self, stream: httpx.AsyncByteStream) -> AsyncIterator[bytes]:
        """Yield what is to be written, as soon as there is a connection for it."""
        began = asyncio.get_running_loop().time()
        self._limit.reschedule(_sum_bounds(began, self._write))
        async for part in stream:
            for start in range(0, len(part), _PIECE_BYTES):
                yield part[start : start + _PIECE_BYTES]
        self._limit.reschedule(_sum_bounds(began, self._write, self._read))


def _content(
    given: RequestData | None, writing: _Writing
) -> tuple[dict[str, str] | None, AsyncIterator[bytes] | bytes | None]:
    """Return the headers and the body of a form."""
    if given is None or not given.parameters:
        return None, None
    if not given.contains_files:
        return _FORM, given.url_encoded_parameters().encode()
    form = httpx.Request("POST", "http://localhost", data=given.json_parameters, files=given.multipart_data)
    headers = {name: form.headers[name] for name in ("Content-Type", "Content-Length")}
    return headers, writing.pieces(cast("httpx.AsyncByteStream", form.stream))


async def _read(response: ClientResponse) -> bytes:
    """Return the body of a response; raises Oversized beyond MOST_BYTES."""
    content = bytearray()
    async for piece in response.content.iter_any():
        content += piece
        if len(content) > MAX_ATTACHMENT_BYTES:
            raise AnswerTooLong("the answer is too large")
    return bytes(content)


def _resolve_bound(value: Any, default: float) -> float | None:
    """Return None if a request is explicitly without a bound."""
    return default if value is BaseRequest.DEFAULT_NONE else value


def _sum_bounds(*seconds: float | None) -> float | None:
    """Return the sum, or None where one of them is without a bound."""
    known = [each for each in seconds if each is not None]
    return sum(known) if len(known) == len(seconds) else None
