"""Telegram as one of the platforms."""

from bot.platforms.base.contract import Platform
from bot.platforms.base.registration import Host, Registration
from bot.platforms.telegram.traits import TRAITS
from bot.system.optional_imports import hide_modules


def open_platform(host: Host) -> Platform | None:
    """Return the bot if one is configured."""
    if host.settings.telegram is None:
        return None
    # The library of HTTP brings a command line with it.
    with hide_modules("httpx._main"):
        from bot.platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415

    return TelegramPlatform(
        host.settings.telegram,
        host.inbox,
        host.room_changes,
        host.handle,
        host.find,
        host.clock,
        host.menus,
        host.unreadable,
    )


TELEGRAM = Registration(
    traits=TRAITS,
    open=open_platform,
    polls=lambda settings: settings.telegram is not None and settings.telegram.mode == "polling",
)
