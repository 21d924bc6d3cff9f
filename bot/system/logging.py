"""Configure the service's log: Lotse's own records, one line each, without ids."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from bot.settings.service import LogStyle
from bot.system.optional_imports import hide_modules

# Optional dependencies of structlog: coloured tracebacks and Twisted.
with hide_modules("rich", "twisted"):
    import structlog


def log_to_stderr(level: int, style: LogStyle, nameless: Callable[[str], str]) -> None:
    """Write one line per record to stderr, for people or as JSON; `nameless` redacts ids."""
    own: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=style == "json"),
        _RedactingProcessor(nameless),
    ]
    rendered = structlog.processors.JSONRenderer(ensure_ascii=False) if style == "json" else _render_line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=own,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendered],
        )
    )
    logging.basicConfig(level=level, handlers=[handler])


class _RedactingProcessor:
    """Redacts every string of a record that does not come from the program itself."""

    def __init__(self, nameless: Callable[[str], str]) -> None:
        self._redact = nameless

    def __call__(self, _logger: object, _method: str, event: Any) -> Any:
        redacted = {key: self._redact(value) for key, value in event.items() if isinstance(value, str)}
        return redacted | {key: event[key] for key in _NOT_REDACTED if key in event}


# Fields that the program itself sets.
_NOT_REDACTED = frozenset({"timestamp", "level", "logger", "_record", "_from_structlog"})


def _render_line(_logger: object, _method: str, event: Any) -> str:
    return f"{event['timestamp']} {event['level'].upper():7} {event['logger']}: {event['event']}"
