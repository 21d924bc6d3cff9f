"""The bot's profile, and the command menus of people with a role."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
)

from bot import rendering
from bot.platforms.base.contract import PermanentFailure
from bot.platforms.base.ports import Menu, Menus, MenuScope
from bot.platforms.base.retrying import describe_failure
from bot.platforms.telegram.failures import get_repeatable
from handlers.commands import COMMANDS
from handlers.core.commands import Commands, Role
from handlers.i18n import CATALOGUES, DEFAULT_LANGUAGE, TEXTS
from knowledge.search import Language

# The first holds for everybody whose client speaks none of the others.
LANGUAGES: tuple[tuple[str | None, Language], ...] = (
    (None, DEFAULT_LANGUAGE),
    *((code, code) for code in CATALOGUES),
)


async def update_profile(bot: Bot) -> None:
    """Update commands and descriptions of the bot if they have changed; raises one of FAILURES."""
    for code, language in LANGUAGES:
        await set_commands(bot, code, list_commands(language), None)
        await set_commands(bot, code, list_commands(language, in_groups=True), BotCommandScopeAllGroupChats())
        await _descriptions(bot, code, language)
    if not isinstance(await get_repeatable(bot.get_chat_menu_button()), MenuButtonCommands):
        await get_repeatable(bot.set_chat_menu_button(menu_button=MenuButtonCommands()))


async def set_commands(bot: Bot, code: str | None, wanted: Sequence[BotCommand], scope: BotCommandScope | None) -> None:
    """Set the commands of a scope and language unless they are set already; raises as `get_repeatable` does."""
    if await get_repeatable(bot.get_my_commands(scope, code)) != tuple(wanted):
        await get_repeatable(bot.set_my_commands(wanted, scope, code))


async def _descriptions(bot: Bot, code: str | None, language: Language) -> None:
    texts = TEXTS[language]
    if (await get_repeatable(bot.get_my_description(language_code=code))).description != texts.about:
        await get_repeatable(bot.set_my_description(texts.about, language_code=code))
    if (await get_repeatable(bot.get_my_short_description(language_code=code))).short_description != texts.about_short:
        await get_repeatable(bot.set_my_short_description(texts.about_short, language_code=code))


def list_commands(
    language: Language, role: Role = Role.EVERYONE, *, in_groups: bool = False, commands: Commands = COMMANDS
) -> Sequence[BotCommand]:
    """Return the menu of people of a role, in direct chats or in groups."""
    listed = (command for command in commands.list_for(role) if command.in_menu)
    found = [command for command in listed if not (in_groups and command.elsewhere)]
    return [BotCommand(command.names[language], rendering.render_plain(command.does[language])) for command in found]


log = logging.getLogger(__name__)

_LOOK_SECONDS = 5.0
# Somebody may have come into a group meanwhile.
_AGAIN_AFTER_SECONDS = 3600.0


@dataclass(kw_only=True)
class MenuKeeper:
    """Keeps the menus of people with a role up to date. `_checked` are those verified since the start."""

    bot: Bot
    menus: Menus
    _checked: dict[MenuScope, Role] = field(default_factory=dict)
    _refused: dict[MenuScope, Menu] = field(default_factory=dict)
    _forgives_at: float = 0.0
    _told: str = ""

    async def run(self) -> None:
        """Keep the menus up to date until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> None:
        """Set and remove menus that have changed. Does not raise: nobody needs a menu to ask."""
        now = asyncio.get_running_loop().time()
        if now >= self._forgives_at:
            self._refused.clear()
            self._forgives_at = now + _AGAIN_AFTER_SECONDS
        try:
            wanted, shown = await self.menus.list_wanted(), await self.menus.list_shown()
            for seat in shown.keys() - wanted.keys():
                await self._take_away(seat)
            for seat, menu in wanted.items():
                if self._refused.get(seat) != menu and not self._checked.get(seat) is shown.get(seat) is menu.role:
                    await self._set(seat, menu, was_shown=seat in shown)
        except Exception as error:  # noqa: BLE001
            self._tell(describe_failure(error))
        else:
            self._told = ""

    def _tell(self, why: str) -> None:
        """Log a failure once, until it is over or another one comes."""
        if why != self._told:
            self._told = why
            log.warning("The command menus of editors and moderators could not be updated: %s", why)

    async def _set(self, seat: MenuScope, menu: Menu, *, was_shown: bool) -> None:
        """Set a menu; it is recorded first, so that it is removed in any case.

        Telegram knows a chat only after the person has written there, and in a group its members only.
        """
        await self.menus.note(seat, menu.role)
        try:
            for code, language in LANGUAGES:
                theirs = list_commands(language, menu.role, in_groups=seat.is_group)
                await set_commands(self.bot, code, theirs, _scope(seat))
        except PermanentFailure as failure:
            self._refused[seat] = menu
            log.warning("The command menu of an editor or moderator could not be set: %s", failure)
            if not was_shown:
                await self.menus.note(seat, None)
            return
        self._checked[seat] = menu.role

    async def _take_away(self, seat: MenuScope) -> None:
        try:
            for code, _ in LANGUAGES:
                await get_repeatable(self.bot.delete_my_commands(_scope(seat), code))
        except PermanentFailure as failure:
            log.warning("A command menu could not be removed: %s", failure)
        self._checked.pop(seat, None)
        await self.menus.note(seat, None)


def _scope(seat: MenuScope) -> BotCommandScopeChat | BotCommandScopeChatMember:
    if seat.is_group:
        return BotCommandScopeChatMember(seat.chat, int(seat.person))
    return BotCommandScopeChat(seat.chat)
