"""An address of the HTTP server with the parts that share it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.system.http.parts import Limits, Part
from bot.system.http.paths import Paths


class CannotListen(Exception):
    """An address that is taken or not this machine's; the text is the address and the kind of the error."""


class Listener:
    """One address, which is listened on while any part is served there."""

    def __init__(self, host: str, port: int, limits: Limits) -> None:
        self._host = host
        self._port = port
        self._limits = limits
        self._paths: Paths[Claim] = Paths(self.name)
        self._parts = 0
        self._changing = asyncio.Lock()
        self._runner: web.ServerRunner | None = None

    @property
    def name(self) -> str:
        """Return the address as it is written in settings."""
        return f"{f'[{self._host}]' if ':' in self._host else self._host}:{self._port}"

    def claim(self, owner: str, paths: Iterable[str]) -> "Claim":
        """Return the right to serve these paths; raises PathTaken."""
        claim = Claim(self, self._limits)
        self._paths.add(paths, owner, claim)
        return claim

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[None]:
        """Listen while the context is open, of several parts until the last has left. Raises CannotListen."""
        async with self._changing:
            if self._runner is None:
                self._runner = await self._start()
            self._parts += 1
        try:
            yield
        finally:
            async with self._changing:
                self._parts -= 1
                if not self._parts:
                    runner, self._runner = self._runner, None
                    await runner.cleanup()

    async def _start(self) -> web.ServerRunner:
        server = web.Server(
            self._answer,
            request_factory=self._make_request,
            access_log=None,
            keepalive_timeout=self._limits.head,
            # Nobody sends compressed bodies but to fill the memory.
            auto_decompress=False,
        )
        runner = web.ServerRunner(server, shutdown_timeout=self._limits.drain)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except (OSError, OverflowError) as error:
            await runner.cleanup()
            raise CannotListen(f"{self.name} ({type(error).__name__})") from None
        return runner

    def _make_request(self, message: Any, body: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        """Return a request of the part that serves its path, as the part's application makes it."""
        claim = self._paths.find(message.url.raw_path)
        if claim is None or claim.part is None:
            return web.BaseRequest(message, body, protocol, writer, task, asyncio.get_running_loop())
        return claim.part.make_request(message, body, protocol, writer, task)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        claim = self._paths.find(request.rel_url.raw_path)
        if claim is None:
            return web.Response(status=404)
        # A part that has come or gone since the request was made is not the one that made it.
        if claim.part is None or not isinstance(request, web.Request):
            return web.Response(status=503)
        return await claim.part.answer(request)


class Claim:
    """The right of one part to serve its paths on an address; `part` is None while it is not served."""

    def __init__(self, listener: Listener, limits: Limits) -> None:
        self.part: Part | None = None
        self._listener = listener
        self._limits = limits

    @asynccontextmanager
    async def serve(self, app: web.Application) -> AsyncIterator[None]:
        """Serve `app`, whose routes have whole paths, while the context is open. Raises CannotListen."""
        part = Part(app, self._limits)
        async with self._listener.listen(), part.run():
            self.part = part
            try:
                yield
            finally:
                self.part = None
