"""The reader of the inbox: it translates updates and passes events on."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Update

from bot.platforms.base.contract import FAILURES, Handle
from bot.platforms.base.ports import Inbox, ReceivedUpdate, RoomChanges
from bot.platforms.base.queues import Lanes
from bot.platforms.base.retrying import attempt, retry_until_done
from bot.platforms.telegram import inline
from bot.platforms.telegram.addressing import BotAccount
from bot.platforms.telegram.failures import get_repeatable
from bot.platforms.telegram.inline import Find
from bot.platforms.telegram.membership import find_migration, is_group, is_out, translate_join, translate_removal
from bot.platforms.telegram.outgoing import shorten
from bot.platforms.telegram.translate import room_of, translate
from bot.platforms.telegram.validation import describe_types, has_known_types, update_id
from bot.system.tracebacks import log_level
from handlers.core.events import Event, EventId, PlatformName, RoomId

log = logging.getLogger(__name__)

# Telegram shows a toast of at most this many characters.
_TOAST = 200
# A button that leads to a toast later than this stops turning without one.
_TOAST_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class InboxReader:
    """Reads updates in order within each chat."""

    bot: Bot
    me: BotAccount
    inbox: Inbox
    room_changes: RoomChanges
    handle: Handle
    find: Find
    clock: Callable[[], datetime]
    tasks: asyncio.TaskGroup
    lanes: Lanes
    unreadable: Callable[[PlatformName], None] = lambda _: None
    in_hand: set[EventId] = field(default_factory=set)
    toasts: dict[EventId, "asyncio.Future[str | None]"] = field(default_factory=dict)

    async def take(self, updates: Sequence[Any], following: int, *, durable: bool = True) -> int:
        """Write down raw updates, and where to go on, before any is read by this process or another.

        Return how many were new; see `Inbox.put` for `durable`. Updates without an id by which they could be known
        again are skipped.
        """
        now = self.clock()
        identified = {number: update for update in updates if (number := update_id(update)) is not None}
        news = [
            ReceivedUpdate(platform=PlatformName.TELEGRAM, id=EventId(str(number)), at=now, payload=update)
            for number, update in identified.items()
        ]
        new = await self.inbox.put(PlatformName.TELEGRAM, news, str(following), durable=durable)
        for update in updates:
            if update_id(update) is None:
                self._pass_over("without an id", update)
        if self.inbox.is_read_here:
            for received in new:
                self._read(received)
        return len(new)

    async def take_up(self) -> None:
        """Read what the last run wrote down and did not get to, or another process has brought."""
        for received in await self.inbox.pending(PlatformName.TELEGRAM):
            self._read(received)

    async def follow(self) -> None:
        """Read updates that other processes store, until cancelled."""
        while True:
            await self.inbox.wait_for_updates()
            await retry_until_done(self.take_up, "Reading new updates")

    def _read(self, received: ReceivedUpdate) -> None:
        """Queue an update in the lane of its chat and sender, so that nobody waits for somebody else."""
        if received.id in self.in_hand:
            return
        update = self._parse(received)
        if update is not None and update.callback_query is not None:
            toast = asyncio.get_running_loop().create_future()
            self.toasts[received.id] = toast
            self.tasks.create_task(attempt(self._acknowledge(update.callback_query, toast), "A button goes on turning"))
        self.in_hand.add(received.id)
        self.lanes.add(_lane(update), partial(self._deal_with, received, update))

    def _parse(self, received: ReceivedUpdate) -> Update | None:
        """Return the parsed update; None if it can't be read."""
        try:
            update = Update.de_json(received.payload, self.bot) if has_known_types(received.payload) else None
        except Exception as error:  # noqa: BLE001
            self._pass_over(f"{received.id} ({type(error).__name__})", received.payload)
            return None
        if update is None:
            self._pass_over(f"{received.id} (fields of other types)", received.payload)
        return update

    def _pass_over(self, which: str, payload: Any) -> None:
        self.unreadable(PlatformName.TELEGRAM)
        log.warning("Update %s could not be read and was skipped: %s", which, describe_types(payload))

    async def _acknowledge(self, query: CallbackQuery, toast: "asyncio.Future[str | None]") -> None:
        """Stop the button from turning, with a line if the press leads to one soon; an old query is left alone."""
        await asyncio.wait({toast}, timeout=_TOAST_SECONDS)
        text = toast.result() if toast.done() else None
        with contextlib.suppress(*FAILURES):
            await get_repeatable(self.bot.answer_callback_query(query.id, text=text and shorten(text, _TOAST)))

    async def _deal_with(self, received: ReceivedUpdate, update: Update | None) -> None:
        """Handle an event; what can't be stored now stays in the inbox until the next start."""
        toast = None
        try:
            event = await self._interpret(received, update) if update is not None else None
            if event is None:
                await self.inbox.skip(PlatformName.TELEGRAM, [received.id])
            else:
                toast = await self.handle(event)
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "Update %s stays in the inbox (%s)", received.id, type(error).__name__)
        finally:
            self.in_hand.discard(received.id)
            waiting = self.toasts.pop(received.id, None)
            if waiting is not None:
                waiting.set_result(toast)

    async def _interpret(self, received: ReceivedUpdate, update: Update) -> Event | None:
        if update.inline_query is not None:
            with contextlib.suppress(*FAILURES):
                await inline.answer_query(self.bot, update.inline_query, self.find)
            return None
        if update.my_chat_member is not None:
            return await self._membership(received, update.my_chat_member)
        moved = find_migration(update.message) if update.message else None
        if moved is not None:
            old, new = (RoomId(str(chat)) for chat in moved)
            await self.room_changes.move(PlatformName.TELEGRAM, old, new, self.clock())
            return None
        return self._translate(received, update)

    def _translate(self, received: ReceivedUpdate, update: Update) -> Event | None:
        try:
            return translate(update, self.me, received.at)
        except Exception as error:  # noqa: BLE001
            self._pass_over(f"{received.id} ({type(error).__name__})", received.payload)
            return None

    async def _membership(self, received: ReceivedUpdate, change: ChatMemberUpdated) -> Event | None:
        """Return a join or removal in a group; nobody is told of a person who blocks Lotse."""
        room = room_of(change.chat)
        if not is_out(change):
            await self.room_changes.reopen(PlatformName.TELEGRAM, [room])
            if is_group(change.chat):
                await self.room_changes.note_invitation(
                    PlatformName.TELEGRAM, room, str(change.from_user.id), self.clock()
                )
                return translate_join(change, received.id)
        elif is_group(change.chat):
            return translate_removal(change, received.id)
        else:
            await self.room_changes.close(PlatformName.TELEGRAM, room, self.clock())
        return None


def _lane(update: Update | None) -> str:
    """Return the lane of an update: its chat and author; unreadable ones share an empty name."""
    if update is None:
        return ""
    chat, user = update.effective_chat, update.effective_user
    return f"{chat.id if chat else ''} {user.id if user else ''}"
