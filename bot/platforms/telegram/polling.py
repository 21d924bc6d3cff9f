"""The loop that asks Telegram for updates, writes them down and only then has them read."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from telegram import Update

from bot.platforms import CROWDED_SECONDS, Inbox, PlatformRefused
from bot.platforms.retrying import LEAST_WAIT, Backoff, retried
from bot.platforms.telegram.client import POLL_SECONDS, RawBot
from bot.platforms.telegram.failures import Rivalry, repeatable
from bot.platforms.telegram.reading import Reading
from bot.platforms.telegram.shape import id_of
from handlers.core.events import PlatformName

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
# In seconds, while Telegram answers at once with nothing new; what people write meanwhile waits for no longer.
_LONGEST_PAUSE = 5.0
_RIVALRIES = 3
_TWO_POLLERS = "Another process asks Telegram for this bot's messages: stop it, or give each a bot of its own."


@dataclass(kw_only=True)
class Polling:
    """Telegram forgets updates once later ones are asked for: these are in the inbox by then."""

    bot: RawBot
    inbox: Inbox
    reading: Reading
    rivalries: int = 0
    is_in_touch: bool = False
    backoff: Backoff = field(default_factory=lambda: Backoff(_LONGEST_PAUSE))

    async def run(self) -> None:
        """Ask for updates until cancelled; raises PlatformRefused when Telegram does not let Lotse in."""
        await retried(self._without_webhook, "Taking back the webhook")
        while True:
            fruitful = await retried(self._step, "Asking Telegram for messages")
            await self.backoff.after(fruitful=fruitful)

    async def _without_webhook(self) -> None:
        """What waits at Telegram stays there."""
        if (await repeatable(self.bot.get_webhook_info())).url:
            await repeatable(self.bot.delete_webhook(drop_pending_updates=False))

    async def _step(self) -> bool:
        """Return True if the request brought news or took its time; the loop backs off otherwise."""
        if not await self.inbox.has_room(PlatformName.TELEGRAM):
            # What people write meanwhile waits at Telegram.
            await asyncio.sleep(CROWDED_SECONDS)
            return True
        place = int(await self.inbox.checkpoint(PlatformName.TELEGRAM) or ANYWHERE)
        # To ask for what follows acknowledges what came before; as a rule it is on the disk with its answer by now.
        await self.inbox.sync()
        began, only_tries = monotonic(), not self.is_in_touch
        updates = await self._ask(place or None)
        if not updates:
            # All that was received is confirmed now. After a quiet week Telegram may count from anywhere.
            await self.inbox.put(PlatformName.TELEGRAM, [], str(ANYWHERE))
            return only_tries or monotonic() - began >= LEAST_WAIT
        following = max((number for update in updates if (number := id_of(update)) is not None), default=place - 1) + 1
        new = await self.reading.take(updates, following, durable=False)
        await self.reading.lanes.settle(_ANSWERS_FIRST_SECONDS)
        return new > 0

    async def _ask(self, offset: int | None) -> list[Any]:
        """Ask for updates; where it is not known whether Telegram can be reached, without waiting for any.

        A rival that goes away at once may have been the last run of this very service.
        """
        wait = POLL_SECONDS if self.is_in_touch else 0
        try:
            updates = await repeatable(
                self.bot.get_raw_updates(offset=offset, limit=_AT_ONCE, kinds=KINDS, wait=wait),
            )
        except Rivalry as rivalry:
            self.rivalries += 1
            if self.rivalries >= _RIVALRIES:
                raise PlatformRefused(_TWO_POLLERS) from rivalry
            raise
        except Exception:
            self.is_in_touch = False
            raise
        if wait:
            # A request that does not wait is not disturbed by a rival.
            self.rivalries = 0
        self.is_in_touch = True
        return updates
