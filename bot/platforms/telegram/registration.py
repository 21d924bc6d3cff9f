"""Telegram as one of the platforms."""

from datetime import timedelta

from bot.platforms import Platform
from bot.platforms.pace import Pace
from bot.platforms.registration import Host, Registration
from bot.system.optional_imports import hide_modules
from handlers.core.events import PlatformName
from handlers.core.platforms import Signs, Traits


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
    traits=Traits(
        name=PlatformName.TELEGRAM,
        is_shared=True,
        ids=r"(?<![\w.:/-])-?\d{6,}(?![\w/-]|[.:]\d)",
        # Telegram has no ✅ among its reactions. Under what colleagues say, 👍 and 💯 are thanks.
        signs=Signs(
            approve="👍",
            send_back="👎",
            solve="👌",
            read="👍",
            approving=frozenset({"👍", "👌", "💯"}),
            solving=frozenset({"👌"}),
        ),
        # Groups show reactions to administrators only.
        hides_reactions=True,
        has_buttons=True,
        has_ascending_ids=True,
        has_telling_ids=False,
        is_group=lambda id_: id_.startswith("-"),
    ),
    open=open_platform,
    polls=lambda settings: settings.telegram is not None and settings.telegram.mode == "polling",
)


PACE = Pace(
    per_second=30,
    per_room_seconds=1,
    per_group_minute=20,
    is_group=TELEGRAM.traits.is_group,
    span=timedelta(seconds=1.01),
)
