"""A door between Lotse and the homeserver that shuts at one exact moment."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Literal

from aiohttp import ClientSession, web

from tests.integration.patience import PATIENCE
from tests.integration.synapse import free_port

Moment = Literal["before", "after"]

# For requests under way at the end: long polls, which nothing would answer any more. Twice, as aiohttp counts.
_LAST_SECONDS = 0.05

# Not every homeserver lets the first identity pass without.
_CONFIRM = {"flows": [{"stages": ["m.login.password"]}], "params": {}, "session": "gate"}


@dataclass(kw_only=True)
class Gate:
    """Passes everything on, until it is told to hold the next request of a kind, or to ask for the password first.

    `instead`: answers that requests to a path get in place of the homeserver's, each once. `rewrites`: what becomes of
    the homeserver's own.
    """

    behind: str
    port: int = field(default_factory=free_port)
    asks_for_password: bool = False
    requests: list[str] = field(default_factory=list)
    limited: dict[str, float] = field(default_factory=dict)
    impatient: list[str] = field(default_factory=list)
    refusals: int = 0
    instead: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    rewrites: list[tuple[str, Callable[[Any], Any]]] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    _passable: asyncio.Event = field(default_factory=asyncio.Event)
    _hold: Moment | None = None
    _kind: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hold(self, moment: Moment, kind: str = "/send/") -> None:
        """The next one stops before it reaches the homeserver, or just before Lotse learns that it did."""
        self._hold, self._kind = moment, kind
        self.reached.clear()
        self._passable.clear()

    def release(self) -> None:
        """Hold nothing more; what is held stays so."""
        self._hold = None

    def let_through(self) -> None:
        """Hold nothing more, and pass on what is held."""
        self.release()
        self._passable.set()

    async def holds_one(self) -> None:
        """Wait until a request is held."""
        await asyncio.wait_for(self.reached.wait(), PATIENCE)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Gate"]:
        app = web.Application(client_max_size=2**20)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_LAST_SECONDS)
        async with ClientSession() as session:
            app.router.add_route("*", "/{path:.*}", partial(self._pass, session))
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", self.port).start()
            try:
                yield self
            finally:
                self._passable.set()
                await runner.cleanup()

    async def _pass(self, session: ClientSession, request: web.Request) -> web.Response:
        self.requests.append(request.path)
        answer = next((answer for answer in self.instead if answer[0] in request.path), None)
        if answer is not None:
            self.instead.remove(answer)
            return web.json_response(answer[2], status=answer[1])
        moment = self._hold if self._kind in request.path else None
        if moment == "before":
            await self._stand_still()
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        body = await request.read()
        if self.asks_for_password and request.path.endswith("/device_signing/upload") and b'"auth"' not in body:
            return web.json_response(_CONFIRM, status=401)
        async with session.request(
            request.method, f"{self.behind}{request.raw_path}", headers=headers, data=body
        ) as it:
            passed = web.Response(
                status=it.status, body=self._rewritten(request.path, await it.read()), content_type=it.content_type
            )
        self._count_limits(request.path, passed)
        if moment == "after":
            await self._stand_still()
        return passed

    def _rewritten(self, path: str, body: bytes) -> bytes:
        for fragment, rewrite in self.rewrites:
            if fragment in path:
                body = json.dumps(rewrite(json.loads(body))).encode()
        return body

    def _count_limits(self, path: str, answer: web.Response) -> None:
        """Who was told to wait, and who did not."""
        if "/send/m.room" not in path:
            return
        room, now = path.split("/rooms/")[1].split("/", maxsplit=1)[0], monotonic()
        if now < self.limited.pop(room, 0.0):
            self.impatient.append(room)
        if answer.status == 429 and isinstance(answer.body, bytes):
            self.refusals += 1
            self.limited[room] = now + json.loads(answer.body)["retry_after_ms"] / 1000

    async def _stand_still(self) -> None:
        """Wait for `let_through`, or until the one who waits for the answer is gone."""
        self.reached.set()
        await self._passable.wait()
