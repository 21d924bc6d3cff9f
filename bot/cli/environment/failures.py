"""Sentences about failures for the person at the shell."""

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.runtime.lock import AlreadyRunning
from bot.settings.loading import ConfigError
from bot.storage.engine.diagnosis import DISK_FULL_ERRNOS
from bot.storage.engine.failures import (
    BackupError,
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnusable,
    DiskFailed,
    LeadershipLost,
    MoveError,
    NoDatabase,
    UnknownRevision,
)
from bot.system.http.paths import PathTaken
from bot.system.tracebacks import format_trace, unwrap_group

_FORESEEN = (
    AlreadyRunning,
    BackupError,
    ConfigError,
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnusable,
    DiskFailed,
    LeadershipLost,
    MoveError,
    NoDatabase,
    PathTaken,
    PlatformRefused,
    UnknownRevision,
)


def describe_failure(failure: Exception) -> str:
    """Return a sentence about a failure, or about the first one in a group."""
    error = unwrap_group(failure)
    match error:
        case click.ClickException():
            return _end_sentence(error.format_message())
        case click.Abort():
            return "Stopped: there was no answer."
        case TemporaryFailure() | PermanentFailure():
            return _end_sentence(_complete_sentence(error))
        case SQLAlchemyError():
            # Its own words may quote what the database holds.
            return f"The database can't be used ({type(error).__name__}): check `database` and that it can be reached."
        case OSError():
            return _describe_os_error(error)
        case _:
            return str(error) if _is_foreseen(error) else f"Unexpected failure: {format_trace(error)}."


def _is_foreseen(error: BaseException) -> bool:
    # The service does without it and its YAML, except at the first start.
    from knowledge.loader import ContentError  # noqa: PLC0415

    return isinstance(error, (*_FORESEEN, ContentError))


def _describe_os_error(error: OSError) -> str:
    if error.errno in DISK_FULL_ERRNOS:
        return f"There is no room left for {error.filename or 'a file'}: free space on the disk."
    return f"{error.filename or 'A file'}: {error.strerror or type(error).__name__}."


def _complete_sentence(failure: TemporaryFailure | PermanentFailure) -> str:
    """Return a failure's reason as a whole sentence: in logs it begins in the middle of one."""
    reason = str(failure)
    hope = "; please try again later" if isinstance(failure, TemporaryFailure) else ""
    return f"{reason[:1].upper()}{reason[1:]}{hope}"


def _end_sentence(message: str) -> str:
    """Return a message with a full stop, which most of Click's own lack."""
    return message if message.endswith((".", "?", "!")) else f"{message}."
