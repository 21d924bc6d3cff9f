"""The webhook: each update is stored before it is acknowledged."""

import asyncio
import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.platforms.base.contract import PlatformRefused
from bot.platforms.base.retrying import retry_until_done
from bot.platforms.telegram import validation
from bot.platforms.telegram.failures import Refusal, get_repeatable
from bot.platforms.telegram.inbox_reader import InboxReader
from bot.platforms.telegram.polling import ANYWHERE, KINDS
from bot.system.http.listener import CannotListen, Claim
from bot.system.tracebacks import log_level
from handlers.core.events import PlatformName

log = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES = 1_000_000
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """The receiver of updates: `url` is registered with Telegram, `claim` lies behind the reverse proxy."""

    bot: Bot
    url: str
    claim: Claim
    reading: InboxReader

    async def run(self) -> None:
        """Receive updates until cancelled; raises PlatformRefused if the webhook can't be served."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        try:
            async with self.claim.serve(app):
                await retry_until_done(self._tell, "Setting the webhook")
                await asyncio.Event().wait()
        except CannotListen as failure:
            raise PlatformRefused(f"Lotse can't listen on {failure}: check `listen`.") from failure

    async def _tell(self) -> None:
        """Register the webhook, with one connection so that updates keep their order; waiting updates stay."""
        request = self.bot.set_webhook(
            self.url,
            allowed_updates=KINDS,
            secret_token=self._secret,
            max_connections=1,
            drop_pending_updates=False,
        )
        try:
            await get_repeatable(request)
        except Refusal as refusal:
            raise PlatformRefused(f"Telegram rejected the webhook {self.url}: {refusal}.") from refusal

    @property
    def _secret(self) -> str:
        """Return a secret derived from the token, the same after every start."""
        return hmac.new(self.bot.token.encode(), b"webhook", hashlib.sha256).hexdigest()

    async def _take(self, request: web.Request) -> web.Response:
        """Store an update and answer 200, without which Telegram repeats it."""
        if request.method != "POST":
            return web.Response(status=404)
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=403)
        update = await _body(request)
        try:
            if not await self.reading.inbox.has_room(PlatformName.TELEGRAM):
                # Telegram keeps new updates in the meantime.
                return web.Response(status=503)
            await self.reading.take([update], ANYWHERE)
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "An update could not be written down (%s)", type(error).__name__)
            return web.Response(status=503)
        return web.Response()


async def _body(request: web.Request) -> Any:
    """Return the body as JSON; None if it is not JSON or too large. It is read to its end, else it is repeated."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK_BYTES):
        body += chunk[: _MOST_BYTES + 1 - len(body)]
    try:
        return validation.parse_json(body.decode(errors="replace")) if len(body) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
