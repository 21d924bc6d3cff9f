"""The polling loop: it asks Telegram for updates and stores them before they are read."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any

from telegram import Update

from bot.platforms.base.contract import CROWDED_SECONDS, PlatformRefused
from bot.platforms.base.ports import Inbox
from bot.platforms.base.retrying import LEAST_WAIT, repeat_until_progress, retry_until_done
from bot.platforms.telegram.client import POLL_SECONDS, RawBot
from bot.platforms.telegram.failures import OtherPoller, get_repeatable
from bot.platforms.telegram.inbox_reader import InboxReader
from bot.platforms.telegram.validation import update_id
from handlers.core.events import PlatformName

KINDS = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.MESSAGE_REACTION,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
# The next update may have any number.
ANYWHERE = 0
_AT_ONCE = 100
# Asking for more in the meantime would delay the answers to what has come in.
_ANSWERS_FIRST_SECONDS = 0.1
# In seconds, while Telegram answers at once with nothing new; what people write meanwhile waits for no longer.
_LONGEST_PAUSE = 5.0
_MAX_CONFLICTS = 3
_TWO_POLLERS = "Another process asks Telegram for this bot's messages: stop it, or give each a bot of its own."


@dataclass(kw_only=True)
class Polling:
    """The polling loop. Updates are in the inbox before later ones are asked for, as Telegram then forgets them."""

    bot: RawBot
    inbox: Inbox
    reading: InboxReader
    conflicts: int = 0
    is_connected: bool = False

    async def run(self) -> None:
        """Ask for updates until cancelled; raises PlatformRefused when Telegram rejects the login."""
        await retry_until_done(self._remove_webhook, "Removing the webhook")
        while True:
            await repeat_until_progress(self._step, "Polling Telegram for updates", _LONGEST_PAUSE)

    async def _remove_webhook(self) -> None:
        """Remove a webhook; updates that wait at Telegram stay there."""
        if (await get_repeatable(self.bot.get_webhook_info())).url:
            await get_repeatable(self.bot.delete_webhook(drop_pending_updates=False))

    async def _step(self) -> bool:
        """Return True if the request brought updates or waited for them; the loop backs off otherwise."""
        if not await self.inbox.has_room(PlatformName.TELEGRAM):
            # Telegram keeps new updates in the meantime.
            await asyncio.sleep(CROWDED_SECONDS)
            return True
        place = int(await self.inbox.checkpoint(PlatformName.TELEGRAM) or ANYWHERE)
        # Requesting later updates acknowledges earlier ones, which are usually on disk with their answers by now.
        await self.inbox.sync()
        began, only_tries = monotonic(), not self.is_connected
        updates = await self._ask(place or None)
        if not updates:
            # Everything received is acknowledged. After a week without updates Telegram may restart its ids.
            await self.inbox.put(PlatformName.TELEGRAM, [], str(ANYWHERE))
            return only_tries or monotonic() - began >= LEAST_WAIT
        following = (
            max((number for update in updates if (number := update_id(update)) is not None), default=place - 1) + 1
        )
        new = await self.reading.take(updates, following, durable=False)
        await self.reading.lanes.settle(_ANSWERS_FIRST_SECONDS)
        return new > 0

    async def _ask(self, offset: int | None) -> list[Any]:
        """Ask for updates; where it is not known whether Telegram can be reached, without waiting for any.

        A conflict that ends at once may come from the previous run of this service.
        """
        wait = POLL_SECONDS if self.is_connected else 0
        try:
            updates = await get_repeatable(
                self.bot.get_raw_updates(offset=offset, limit=_AT_ONCE, kinds=KINDS, wait=wait),
            )
        except OtherPoller as conflict:
            self.conflicts += 1
            if self.conflicts >= _MAX_CONFLICTS:
                raise PlatformRefused(_TWO_POLLERS) from conflict
            raise
        except Exception:
            self.is_connected = False
            raise
        if wait:
            # A request that does not wait meets no conflict.
            self.conflicts = 0
        self.is_connected = True
        return updates
