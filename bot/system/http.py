"""Where Lotse takes requests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serve_http(app: web.Application, listen: str) -> AsyncIterator[str]:
    """On `HOST:PORT` while the context is open; gives the kind of the error if that can't be, or nothing."""
    host, _, port = listen.rpartition(":")
    runner = web.AppRunner(app, access_log=None)
    try:
        await runner.setup()
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            yield type(error).__name__
        else:
            yield ""
    finally:
        await runner.cleanup()
