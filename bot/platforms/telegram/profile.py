"""How the bot presents itself: its commands and its descriptions, set when they have changed."""

from collections.abc import Sequence

from telegram import Bot, BotCommand, MenuButtonCommands

from bot.platforms.telegram.failures import repeatable
from handlers import COMMANDS
from handlers.texts import TEXTS
from knowledge.search import Language

# The first holds for everybody whose client speaks none of the others.
_LANGUAGES: tuple[tuple[str | None, Language], ...] = ((None, "de"), ("de", "de"), ("en", "en"))


async def present(bot: Bot) -> None:
    """Raises one of FAILURES; none of this keeps anybody from asking."""
    for code, language in _LANGUAGES:
        await _commands(bot, code, language)
        await _descriptions(bot, code, language)
    if not isinstance(await repeatable(bot.get_chat_menu_button()), MenuButtonCommands):
        await repeatable(bot.set_chat_menu_button(menu_button=MenuButtonCommands()))


async def _commands(bot: Bot, code: str | None, language: Language) -> None:
    wanted = tuple(commands(language))
    if await repeatable(bot.get_my_commands(language_code=code)) != wanted:
        await repeatable(bot.set_my_commands(wanted, language_code=code))


async def _descriptions(bot: Bot, code: str | None, language: Language) -> None:
    texts = TEXTS[language]
    if (await repeatable(bot.get_my_description(language_code=code))).description != texts.about:
        await repeatable(bot.set_my_description(texts.about, language_code=code))
    if (await repeatable(bot.get_my_short_description(language_code=code))).short_description != texts.about_short:
        await repeatable(bot.set_my_short_description(texts.about_short, language_code=code))


def commands(language: Language) -> Sequence[BotCommand]:
    return [BotCommand(command.names[language], command.descriptions[language]) for command in COMMANDS]
