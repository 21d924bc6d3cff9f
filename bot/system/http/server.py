"""The HTTP server: parts of the process claim paths on addresses, and serve them for as long as they run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.system.http.listener import Claim, Listener
from bot.system.http.parts import Limits


class HttpServer:
    """The one HTTP server of a process: parts with the same address share it and are told apart by path.

    An address is listened on while any of its parts is served. A path that nobody claims is answered with 404, one
    whose part is not served at the moment with 503.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._listeners: dict[tuple[str, int], Listener] = {}

    def claim(self, listen: str, owner: str, *paths: str) -> Claim:
        """Return the right to serve these paths (see `Paths`) on `HOST:PORT`; raises PathTaken.

        `owner` is what the part is called in a sentence. The address is not listened on yet.
        """
        host, _, port = listen.rpartition(":")
        address = host.strip("[]").lower(), int(port)
        if address not in self._listeners:
            self._listeners[address] = Listener(*address, self._limits)
        return self._listeners[address].claim(owner, paths)

    @asynccontextmanager
    async def mount(
        self, app: web.Application, *, listen: str, owner: str, below: str, most_bytes: int = 1024**2
    ) -> AsyncIterator[None]:
        """Serve `app` with its own middlewares below a path such as `/desk` while the context is open.

        `most_bytes` limits the bodies that it reads; its own `client_max_size` does not count. What streams an answer
        ends it when `request.config_dict[STOPPING]` is set. Raises PathTaken or CannotListen.
        """
        outer = web.Application(client_max_size=most_bytes)
        outer.add_subapp(below, app)
        async with self.claim(listen, owner, f"{below}/").serve(outer):
            yield
