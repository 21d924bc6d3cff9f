"""The Telegram platform."""

import asyncio
import logging
from collections.abc import Sequence

from bot.platforms.base.contract import Delivery, PlatformRefused
from bot.platforms.base.queues import Lanes
from bot.platforms.base.registration import Host
from bot.platforms.base.retrying import attempt, retry_until_done
from bot.platforms.telegram import outgoing
from bot.platforms.telegram.addressing import BotAccount
from bot.platforms.telegram.client import open_bot
from bot.platforms.telegram.failures import ChatGone, get_repeatable
from bot.platforms.telegram.inbox_reader import InboxReader
from bot.platforms.telegram.menus import MenuKeeper, update_profile
from bot.platforms.telegram.polling import Polling
from bot.platforms.telegram.sending import DeliverySender
from bot.platforms.telegram.traits import PACE
from bot.platforms.telegram.webhook import Webhook
from bot.settings.telegram import TelegramSettings
from bot.system.http.listener import Claim
from handlers.core.events import Attachment, MessageId, PlatformName, RoomId
from handlers.core.messages import Message


class TelegramPlatform:
    """The Telegram platform: one bot account."""

    name = PlatformName.TELEGRAM
    pace = PACE

    def __init__(self, settings: TelegramSettings, host: Host, webhook: Claim | None) -> None:
        """`webhook` is where updates come in; None for polling."""
        self._settings = settings
        self._bot = open_bot(settings)
        self._host = host
        self._webhook = webhook
        self._sending = DeliverySender(self._bot, self._move)

    async def run(self) -> None:
        """Read what comes until cancelled; raises PlatformRefused when Telegram rejects the login."""
        # They would write into the log what people wrote, and the token with every address.
        for library in ("telegram", "httpx"):
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        await retry_until_done(self._enter, "The login at Telegram")
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = self._reading(tasks)
                if self._settings.webhook_url is None or self._webhook is None:
                    await self._poll(reading, tasks)
                else:
                    await self._listen(self._settings.webhook_url, self._webhook, reading, tasks)
        except* PlatformRefused as refused:
            raise refused.exceptions[0] from None

    async def _poll(self, reading: InboxReader, tasks: asyncio.TaskGroup) -> None:
        """Poll for updates, which Telegram allows to one process only."""
        await self._begin(reading, tasks)
        await Polling(bot=self._bot, inbox=self._host.inbox, reading=reading).run()

    async def _listen(self, url: str, claim: Claim, reading: InboxReader, tasks: asyncio.TaskGroup) -> None:
        """Take updates by webhook, in any process."""
        webhook = Webhook(bot=self._bot, url=url, claim=claim, reading=reading)
        tasks.create_task(webhook.run())
        await self._begin(reading, tasks)
        await reading.follow()

    async def _begin(self, reading: InboxReader, tasks: asyncio.TaskGroup) -> None:
        await self._host.inbox.turn()
        tasks.create_task(attempt(update_profile(self._bot), "The bot presents itself as before"))
        tasks.create_task(MenuKeeper(bot=self._bot, menus=self._host.menus).run())
        await retry_until_done(reading.take_up, "Reading stored updates")

    async def _enter(self) -> None:
        await get_repeatable(self._bot.initialize())

    def _reading(self, tasks: asyncio.TaskGroup) -> InboxReader:
        return InboxReader(
            bot=self._bot,
            me=BotAccount(id=self._bot.id, username=self._bot.username),
            inbox=self._host.inbox,
            room_changes=self._host.room_changes,
            handle=self._host.handle,
            find=self._host.find,
            clock=self._host.clock,
            tasks=tasks,
            lanes=Lanes(tasks),
            unreadable=self._host.unreadable,
        )

    def parts(self, message: Message) -> Sequence[Message]:
        return outgoing.split_message(message)

    async def fetch(self, attachment: Attachment) -> bytes:
        return await self._sending.fetch(attachment)

    async def send(self, delivery: Delivery) -> MessageId:
        try:
            return await self._sending.send(delivery)
        except ChatGone:
            await self._host.room_changes.close(self.name, delivery.message.address.room, self._host.clock())
            raise

    async def _move(self, old: int, new: int) -> None:
        await self._host.room_changes.move(self.name, RoomId(str(old)), RoomId(str(new)), self._host.clock())

    async def close(self) -> None:
        await self._bot.shutdown()
