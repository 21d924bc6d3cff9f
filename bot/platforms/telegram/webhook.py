"""The door through which Telegram brings updates; each is written down before it is taken for received."""

import asyncio
import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.platforms import PlatformRefused
from bot.platforms.retrying import retried
from bot.platforms.telegram import shape
from bot.platforms.telegram.failures import Refusal, repeatable
from bot.platforms.telegram.polling import ANYWHERE, KINDS
from bot.platforms.telegram.reading import Reading
from bot.system.http import serve_http
from bot.system.tracebacks import log_level
from handlers.core.events import PlatformName

log = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES = 1_000_000
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """`url` is what Telegram is told, `listen` where its requests arrive behind the reverse proxy."""

    bot: Bot
    url: str
    listen: str
    reading: Reading

    async def run(self) -> None:
        """Take what Telegram brings until cancelled; raises PlatformRefused if nothing can be brought here."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        async with serve_http(app, self.listen) as failure:
            if failure:
                raise PlatformRefused(f"Lotse can't listen on {self.listen} ({failure}): check `listen`.")
            await retried(self._tell, "Telling Telegram the webhook")
            await asyncio.Event().wait()

    async def _tell(self) -> None:
        """One connection keeps the updates in their order; what waits at Telegram stays there."""
        request = self.bot.set_webhook(
            self.url,
            allowed_updates=KINDS,
            secret_token=self._secret,
            max_connections=1,
            drop_pending_updates=False,
        )
        try:
            await repeatable(request)
        except Refusal as refusal:
            raise PlatformRefused(f"Telegram does not take the webhook {self.url}: {refusal}.") from refusal

    @property
    def _secret(self) -> str:
        """The same after every start, and worth nothing without the token."""
        return hmac.new(self.bot.token.encode(), b"webhook", hashlib.sha256).hexdigest()

    async def _take(self, request: web.Request) -> web.Response:
        """Telegram repeats what was not answered with 200."""
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=403)
        update = await _body(request)
        try:
            if not await self.reading.inbox.has_room(PlatformName.TELEGRAM):
                # What people write meanwhile waits at Telegram.
                return web.Response(status=503)
            await self.reading.take([update], ANYWHERE)
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "An update could not be written down (%s)", type(error).__name__)
            return web.Response(status=503)
        return web.Response()


async def _body(request: web.Request) -> Any:
    """What was brought, as JSON; None if it is none, or too much. Half read, it would be brought again."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK_BYTES):
        body += chunk[: _MOST_BYTES + 1 - len(body)]
    try:
        return shape.load(body.decode(errors="replace")) if len(body) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
