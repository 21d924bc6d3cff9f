"""The bot account, looked at from the shell."""

from dataclasses import dataclass

from bot.platforms.telegram.client import open_bot
from bot.platforms.telegram.failures import repeatable
from bot.settings.telegram import TelegramSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """`reads_all`: in groups it is shown every message, also those that are not meant for it."""

    username: str
    reads_all: bool
    webhook: str


async def account_of(settings: TelegramSettings) -> Account:
    """Raises PlatformRefused, TemporaryFailure or PermanentFailure."""
    bot = open_bot(settings)
    try:
        await repeatable(bot.initialize())
        hook = await repeatable(bot.get_webhook_info())
        return Account(username=bot.username, reads_all=bool(bot.can_read_all_group_messages), webhook=hook.url)
    finally:
        await bot.shutdown()
