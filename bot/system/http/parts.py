"""A part of the HTTP server: an application with the requests that it answers at the moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.system.http.bodies import BodyTimer, SlowBody

# `request.config_dict[STOPPING]` is set when the part leaves: whatever streams an answer ends it then.
STOPPING = web.AppKey("stopping", asyncio.Event)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Limits of time, in seconds; those of size are aiohttp's: 8 KB a line of the head, 128 lines.

    A connection without a whole head is closed after `head`; that is also how long one may lie idle between requests,
    so it is longer than reverse proxies keep theirs. A body may stand still for `idle_body` and take `body` in all.
    A part that leaves gives its requests `drain` to end.
    """

    head: float = 130
    idle_body: float = 30
    body: float = 120
    drain: float = 3


class Part:
    """An application that is served; its own `client_max_size` limits the bodies that it reads."""

    def __init__(self, app: web.Application, limits: Limits) -> None:
        self._limits = limits
        self._runner = web.AppRunner(app, access_log=None)
        self._requests: set[asyncio.Task[Any]] = set()
        stopping = app[STOPPING] = asyncio.Event()

        async def stop(_: web.Application) -> None:
            stopping.set()

        async def drain(_: web.Application) -> None:
            await self._drain()

        app.on_shutdown.insert(0, stop)
        app.on_shutdown.append(drain)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Start the application; at the end let its requests end, and cut off those that don't."""
        try:
            await self._runner.setup()
            yield
        finally:
            await self._runner.cleanup()

    def make_request(self, *received: Any) -> web.BaseRequest:
        """Return a request of the application; takes what aiohttp's factories of requests take."""
        return self._server.request_factory(*received)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Return the application's answer, or 408 if the body was too slow."""
        if task := asyncio.current_task():
            self._requests.add(task)
            task.add_done_callback(self._requests.discard)
        try:
            with BodyTimer(request.content, self._limits.idle_body, self._limits.body):
                return await self._server.request_handler(request)
        except SlowBody:
            response = web.Response(status=408)
            response.force_close()
            return response

    @property
    def _server(self) -> web.Server:
        server = self._runner.server
        assert server is not None, "requests come only while the part runs"  # noqa: S101
        return server

    async def _drain(self) -> None:
        """Wait for the requests, whose answers count too; cancel those that take too long."""
        for _ in range(2):
            if self._requests:
                _, late = await asyncio.wait(self._requests, timeout=self._limits.drain)
                for task in late:
                    task.cancel()
