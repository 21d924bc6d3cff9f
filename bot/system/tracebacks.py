"""Unexpected errors in the log: where they arose, but not their messages, which may quote what people wrote."""

import logging
from pathlib import Path
from traceback import extract_tb

_ROOT = Path(__file__).parents[2]
_DEPTH = 6


class ReportedFailure(Exception):
    """A lasting failure that is logged once, where it is noticed."""


def log_level(error: BaseException) -> int:
    """Return the level at which loops log an error that they meet again and again."""
    return logging.DEBUG if isinstance(error, ReportedFailure) else logging.ERROR


def format_trace(error: BaseException) -> str:
    """Return the kind of the error and the innermost places that it passed through."""
    frames = extract_tb(error.__traceback__)[-_DEPTH:]
    places = " > ".join(f"{_shorten_path(frame.filename)}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {places}"


def unwrap_group(error: BaseException) -> BaseException:
    """Return the first error within nested groups of errors; the error itself if it is not a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _shorten_path(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
