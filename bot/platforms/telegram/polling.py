"""The loop that asks Telegram for updates, writes them down and only then has them read."""

import asyncio
import logging
from dataclasses import dataclass

from telegram import Bot, Update

from bot.platforms import CROWDED_SECONDS, FAILURES, Inbox, PlatformRefused
from bot.platforms.retrying import retried
from bot.platforms.telegram.client import POLL_SECONDS
from bot.platforms.telegram.failures import Rivalry, repeatable
from bot.platforms.telegram.reading import Reading
from handlers.events import PlatformName

log = logging.getLogger(__name__)

KINDS = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.MESSAGE_REACTION,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
# What comes next may have any number.
ANYWHERE = 0
_AT_ONCE = 100
# Asking for more in the meantime would delay the answers to what has come in.
_ANSWERS_FIRST_SECONDS = 0.1
_RIVALRIES = 3
_TWO_POLLERS = "Another process asks Telegram for this bot's messages: stop it, or give each a bot of its own."


@dataclass(kw_only=True)
class Polling:
    """Telegram forgets updates once later ones are asked for: these are in the inbox by then."""

    bot: Bot
    inbox: Inbox
    reading: Reading
    rivalries: int = 0
    limit: int = _AT_ONCE

    async def run(self) -> None:
        """Until cancelled; raises PlatformRefused when Telegram does not let Lotse in."""
        await retried(self._without_webhook, "Taking back the webhook")
        while True:
            await retried(self._step, "Asking Telegram for messages")

    async def _without_webhook(self) -> None:
        """What waits at Telegram stays there."""
        if (await repeatable(self.bot.get_webhook_info())).url:
            await repeatable(self.bot.delete_webhook(drop_pending_updates=False))

    async def _step(self) -> None:
        if not await self.inbox.has_room(PlatformName.TELEGRAM):
            # What people write meanwhile waits at Telegram.
            await asyncio.sleep(CROWDED_SECONDS)
            return
        place = int(await self.inbox.checkpoint(PlatformName.TELEGRAM) or 0)
        try:
            updates = await self._ask(place or None)
        except FAILURES:
            raise
        except Exception as error:  # noqa: BLE001
            await self._past(place, error)
            return
        self.limit = _AT_ONCE
        if updates:
            await self.reading.take(updates, max(update.update_id for update in updates) + 1)
            await self.reading.lanes.settle(_ANSWERS_FIRST_SECONDS)
        else:
            # All that was received is confirmed now. After a quiet week Telegram may count from anywhere.
            await self.inbox.put(PlatformName.TELEGRAM, [], str(ANYWHERE))

    async def _past(self, place: int, error: Exception) -> None:
        """One update that can't be parsed fails all that come with it; alone it is passed over."""
        if self.limit == 1:
            log.warning("An update could not be read (%s); it is passed over", type(error).__name__)
            await self.inbox.put(PlatformName.TELEGRAM, [], str(place + 1))
        self.limit = 1

    async def _ask(self, offset: int | None) -> tuple[Update, ...]:
        """A rival that goes away at once may have been the last run of this very service."""
        request = self.bot.get_updates(offset=offset, limit=self.limit, timeout=POLL_SECONDS, allowed_updates=KINDS)
        try:
            updates = await repeatable(request)
        except Rivalry as rivalry:
            self.rivalries += 1
            if self.rivalries >= _RIVALRIES:
                raise PlatformRefused(_TWO_POLLERS) from rivalry
            raise
        self.rivalries = 0
        return updates
