"""Telegram as one of the platforms."""

from bot.platforms.base.contract import Platform
from bot.platforms.base.registration import Host, Registration
from bot.platforms.telegram.traits import TRAITS
from bot.settings.telegram import TelegramSettings
from bot.system.http.listener import Claim
from bot.system.http.server import HttpServer
from bot.system.optional_imports import hide_modules


def claim_webhook(settings: TelegramSettings | None, http: HttpServer) -> Claim | None:
    """Claim the paths of the webhook; None if updates are polled. Raises PathTaken.

    Its own path is claimed by name, so that nobody else gets it. It takes every path that is left as well, as a
    reverse proxy may change the path.
    """
    if settings is None or settings.webhook_path is None:
        return None
    return http.claim(settings.listen, "Telegram's webhook", settings.webhook_path, "/")


def open_platform(host: Host) -> Platform | None:
    """Return the bot if one is configured."""
    if host.settings.telegram is None:
        return None
    # The library of HTTP brings a command line with it.
    with hide_modules("httpx._main"):
        from bot.platforms.telegram.platform import TelegramPlatform  # noqa: PLC0415

    return TelegramPlatform(host.settings.telegram, host, claim_webhook(host.settings.telegram, host.http))


TELEGRAM = Registration(
    traits=TRAITS,
    open=open_platform,
    is_configured=lambda settings: settings.telegram is not None,
    polls=lambda settings: settings.telegram is not None and settings.telegram.mode == "polling",
)
