"""An HTTP server for as long as a context is open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serve_http(app: web.Application, listen: str) -> AsyncIterator[str]:
    """Serve `app` on `HOST:PORT` while the context is open; yield the kind of the error if that fails, or ""."""
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
