"""Configure the service's log: Lotse's own records, one line each, without ids."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog

from bot.settings.monitoring import LogStyle


def log_to_stderr(level: int, style: LogStyle, nameless: Callable[[str], str]) -> None:
    """A line each, for people or as JSON; `nameless` hides ids."""
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
    """Whatever is told in words."""

    def __init__(self, nameless: Callable[[str], str]) -> None:
        self._nameless = nameless

    def __call__(self, _logger: object, _method: str, event: Any) -> Any:
        told = {key: self._nameless(value) for key, value in event.items() if isinstance(value, str)}
        return told | {key: event[key] for key in _NOT_REDACTED if key in event}


# Made here, and not out of what happens.
_NOT_REDACTED = frozenset({"timestamp", "level", "logger", "_record", "_from_structlog"})


def _render_line(_logger: object, _method: str, event: Any) -> str:
    return f"{event['timestamp']} {event['level'].upper():7} {event['logger']}: {event['event']}"
