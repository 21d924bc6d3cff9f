"""The menus of people with a role, in direct chats and groups: set when they have one, and taken away when it goes."""

import asyncio
import logging
from dataclasses import dataclass, field

from telegram import Bot, BotCommandScopeChat, BotCommandScopeChatMember

from bot.platforms import PermanentFailure
from bot.platforms.courtesy import reason
from bot.platforms.telegram.failures import repeatable
from bot.platforms.telegram.ports import Menu, Menus, Seat
from bot.platforms.telegram.profile import LANGUAGES, menu_of, set_commands
from handlers.core.commands import Role

log = logging.getLogger(__name__)

_LOOK_SECONDS = 5.0
# Somebody may have come into a group meanwhile.
_AGAIN_AFTER_SECONDS = 3600.0


@dataclass(kw_only=True)
class MenuKeeper:
    """Keeps the menus at Telegram as they should be. `_checked` are those that were looked at since the start."""

    bot: Bot
    menus: Menus
    _checked: dict[Seat, Role] = field(default_factory=dict)
    _refused: dict[Seat, Menu] = field(default_factory=dict)
    _forgives_at: float = 0.0
    _told: str = ""

    async def run(self) -> None:
        """Keep the menus as they should be, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> None:
        """Set and take away what has changed. Does not raise: no menu keeps anybody from asking."""
        now = asyncio.get_running_loop().time()
        if now >= self._forgives_at:
            self._refused.clear()
            self._forgives_at = now + _AGAIN_AFTER_SECONDS
        try:
            wanted, shown = await self.menus.wanted(), await self.menus.shown()
            for seat in shown.keys() - wanted.keys():
                await self._take_away(seat)
            for seat, menu in wanted.items():
                if self._refused.get(seat) != menu and not self._checked.get(seat) is shown.get(seat) is menu.role:
                    await self._set(seat, menu, was_shown=seat in shown)
        except Exception as error:  # noqa: BLE001
            self._tell(reason(error))
        else:
            self._told = ""

    def _tell(self, why: str) -> None:
        """Once, until they are as they should be or fail in another way."""
        if why != self._told:
            self._told = why
            log.warning("The menus of people with a role stay as they are for now: %s", why)

    async def _set(self, seat: Seat, menu: Menu, *, was_shown: bool) -> None:
        """Set a menu, which is noted before so that it is taken away in any case.

        Telegram knows a chat only after the person has written there, and in a group its members only.
        """
        await self.menus.note(seat, menu.role)
        try:
            for code, language in LANGUAGES:
                theirs = menu_of(language, menu.role, in_groups=seat.is_group)
                await set_commands(self.bot, code, theirs, _scope(seat))
        except PermanentFailure as failure:
            self._refused[seat] = menu
            log.warning("Somebody with a role is not shown their commands: %s", failure)
            if not was_shown:
                await self.menus.note(seat, None)
            return
        self._checked[seat] = menu.role

    async def _take_away(self, seat: Seat) -> None:
        try:
            for code, _ in LANGUAGES:
                await repeatable(self.bot.delete_my_commands(_scope(seat), code))
        except PermanentFailure as failure:
            log.warning("A menu can't be taken away any more: %s", failure)
        self._checked.pop(seat, None)
        await self.menus.note(seat, None)


def _scope(seat: Seat) -> BotCommandScopeChat | BotCommandScopeChatMember:
    if seat.is_group:
        return BotCommandScopeChatMember(seat.chat, int(seat.person))
    return BotCommandScopeChat(seat.chat)
