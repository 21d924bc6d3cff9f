"""The terminal as one of the platforms."""

from bot.platforms.base.contract import Platform
from bot.platforms.base.registration import Host, Registration
from handlers.core.events import PlatformName
from handlers.core.traits import Traits


def open_platform(host: Host) -> Platform | None:
    """Return the chat in this terminal if it is asked for and no other platform is configured."""
    if not host.console or host.settings.has_platform:
        return None
    from bot.platforms.console.platform import open_console  # noqa: PLC0415

    return open_console(host.handle, host.clock)


CONSOLE = Registration(
    traits=Traits(name=PlatformName.CONSOLE, is_idempotent=True, has_accounts=False), open=open_platform
)
