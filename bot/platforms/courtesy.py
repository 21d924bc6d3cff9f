"""Steps that nobody depends on: profiles, menus, receipts. Whatever goes wrong with them, the service goes on."""

import logging
from collections.abc import Awaitable

from bot.platforms import FAILURES
from bot.system.tracebacks import format_trace

log = logging.getLogger(__name__)


async def courteously(step: Awaitable[object], what: str) -> None:
    """Await the step, and log why it failed; raises nothing but cancellation."""
    try:
        await step
    except Exception as error:  # noqa: BLE001
        log.warning("%s: %s", what, reason(error))


def reason(error: Exception) -> str:
    """Return a platform's reason as it stands, and the place of any other error."""
    return str(error) if isinstance(error, FAILURES) else format_trace(error)
