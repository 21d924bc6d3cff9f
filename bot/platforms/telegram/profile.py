"""How the bot presents itself to everybody: its commands and its descriptions, set when they have changed."""

from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, MenuButtonCommands

from bot import rendering
from bot.platforms.telegram.failures import repeatable
from handlers.commands import COMMANDS
from handlers.core.commands import Commands, Place, Role
from handlers.i18n import TEXTS
from knowledge.search import Language

# The first holds for everybody whose client speaks none of the others.
LANGUAGES: tuple[tuple[str | None, Language], ...] = ((None, "de"), ("de", "de"), ("en", "en"))


async def present(bot: Bot) -> None:
    """Raises one of FAILURES; none of this keeps anybody from asking."""
    for code, language in LANGUAGES:
        await set_commands(bot, code, menu_of(language), None)
        await set_commands(bot, code, menu_of(language, in_groups=True), BotCommandScopeAllGroupChats())
        await _descriptions(bot, code, language)
    if not isinstance(await repeatable(bot.get_chat_menu_button()), MenuButtonCommands):
        await repeatable(bot.set_chat_menu_button(menu_button=MenuButtonCommands()))


async def set_commands(bot: Bot, code: str | None, wanted: Sequence[BotCommand], scope: BotCommandScope | None) -> None:
    """Set the commands of a scope and language unless they are set already; raises as `repeatable` does."""
    if await repeatable(bot.get_my_commands(scope, code)) != tuple(wanted):
        await repeatable(bot.set_my_commands(wanted, scope, code))


async def _descriptions(bot: Bot, code: str | None, language: Language) -> None:
    texts = TEXTS[language]
    if (await repeatable(bot.get_my_description(language_code=code))).description != texts.about:
        await repeatable(bot.set_my_description(texts.about, language_code=code))
    if (await repeatable(bot.get_my_short_description(language_code=code))).short_description != texts.about_short:
        await repeatable(bot.set_my_short_description(texts.about_short, language_code=code))


def menu_of(
    language: Language, role: Role = Role.EVERYONE, *, in_groups: bool = False, commands: Commands = COMMANDS
) -> Sequence[BotCommand]:
    """Return the menu of people of a role, in direct chats or in groups."""
    listed = (command for command in commands.listed(role) if command.in_menu)
    found = [command for command in listed if not (in_groups and command.place is Place.DIRECT)]
    return [BotCommand(command.names[language], rendering.plain(command.does[language])) for command in found]
