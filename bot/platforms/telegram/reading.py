"""From an update in the inbox to a handled event: understood, passed on."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Update

from bot.platforms import FAILURES, Handle, Inbox, Places, Received
from bot.platforms.lanes import Lanes
from bot.platforms.retrying import retried
from bot.platforms.telegram import inline
from bot.platforms.telegram.addressing import Me
from bot.platforms.telegram.failures import repeatable
from bot.platforms.telegram.inline import Find
from bot.platforms.telegram.membership import is_group, is_out, joined, migration, removed
from bot.platforms.telegram.translate import room_of, translate
from handlers.events import Event, EventId, PlatformName, RoomId

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Reads updates in their order, chat by chat."""

    bot: Bot
    me: Me
    inbox: Inbox
    places: Places
    handle: Handle
    find: Find
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    lanes: Lanes
    in_hand: set[EventId] = field(default_factory=set)

    async def take(self, updates: Sequence[Update], following: int) -> None:
        """Writes down what came in, and where to go on, before any of it is read, by this process or another."""
        now = self.clock()
        parsed = {EventId(str(update.update_id)): update for update in updates}
        news = [
            Received(platform=PlatformName.TELEGRAM, id=id_, at=now, payload=update.to_dict())
            for id_, update in parsed.items()
        ]
        new = await self.inbox.put(PlatformName.TELEGRAM, news, str(following))
        if self.inbox.is_read_here:
            for received in new:
                self._read(received, parsed[received.id])

    async def take_up(self) -> None:
        """What the last run wrote down and did not get to, or another process has brought."""
        for received in await self.inbox.pending(PlatformName.TELEGRAM):
            self._read(received, self._parsed(received))

    async def follow(self) -> None:
        """What other processes bring, until cancelled."""
        while True:
            await self.inbox.brought()
            await retried(self.take_up, "Reading what was brought")

    def _parsed(self, received: Received) -> Update:
        try:
            return Update.de_json(received.payload, self.bot)
        except Exception as error:  # noqa: BLE001
            log.warning("Update %s could not be read (%s); it is passed over", received.id, type(error).__name__)
            return Update(0)

    def _read(self, received: Received, update: Update) -> None:
        """Returns at once; the work goes on in the lane of the chat and the sender, whom nobody else waits for."""
        if received.id in self.in_hand:
            return
        if update.callback_query is not None:
            self.tasks.create_task(self._acknowledge(update.callback_query))
        self.in_hand.add(received.id)
        self.lanes.add(_lane(update), partial(self._deal_with, received, update))

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """The button stops turning at once; a query that is too old has stopped already."""
        with contextlib.suppress(*FAILURES):
            await repeatable(self.bot.answer_callback_query(query.id))

    async def _deal_with(self, received: Received, update: Update) -> None:
        """What can't be written down now stays in the inbox, and is found there at the next start."""
        try:
            event = await self._understood(received, update)
            if event is None:
                await self.inbox.skip(PlatformName.TELEGRAM, [received.id])
            else:
                await self.handle(event)
        except Exception as error:  # noqa: BLE001
            log.error("Update %s stays in the inbox (%s)", received.id, type(error).__name__)  # noqa: TRY400
        finally:
            self.in_hand.discard(received.id)

    async def _understood(self, received: Received, update: Update) -> Event | None:
        if update.inline_query is not None:
            with contextlib.suppress(*FAILURES):
                await inline.answer(self.bot, update.inline_query, self.find)
            return None
        if update.my_chat_member is not None:
            return await self._membership(received, update.my_chat_member)
        moved = migration(update.message) if update.message else None
        if moved is not None:
            old, new = (RoomId(str(chat)) for chat in moved)
            await self.places.move(PlatformName.TELEGRAM, old, new, self.clock())
            return None
        return translate(update, self.me, received.at)

    async def _membership(self, received: Received, change: ChatMemberUpdated) -> Event | None:
        """A person who blocks Lotse is not talked about to anybody."""
        room = room_of(change.chat)
        if not is_out(change):
            await self.places.reopen(PlatformName.TELEGRAM, [room])
            if is_group(change.chat):
                await self.places.invited(PlatformName.TELEGRAM, room, str(change.from_user.id), self.clock())
                return joined(change, received.id)
        elif is_group(change.chat):
            return removed(change, received.id)
        else:
            await self.places.close(PlatformName.TELEGRAM, room, self.clock())
        return None


def _lane(update: Update) -> str:
    chat, user = update.effective_chat, update.effective_user
    return f"{chat.id if chat else ''} {user.id if user else ''}"
