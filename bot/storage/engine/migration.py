"""Migration of a database to the tables of this program."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.storage.engine.failures import DatabaseTooNew
from bot.storage.engine.schema import read_version
from bot.storage.engine.sql import AdvisoryLock, take_advisory_lock
from bot.storage.engine.sqlite_files import HEAD


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """A migration that was run: from which revision, None if there were no tables; and the copy from before, if any."""

    found: str | None
    copy: Path | None


def _keep_nothing(_: str) -> None:
    """Make no copy of a database on a server."""


def migrate(connection: Connection, keep: Callable[[str], Path | None] = _keep_nothing) -> Migration | None:
    """Run the pending migrations inside the open transaction; return None if there are none. Raises DatabaseTooNew.

    `keep` copies a database of the given revision before it is changed, and returns the copy.
    """
    take_advisory_lock(connection, AdvisoryLock.SCHEMA)
    found = read_version(connection)
    if found.is_too_new:
        raise DatabaseTooNew(str(found.revision), HEAD)
    if found.revision is not None and not found.is_older:
        return None
    # Imported here, as Alembic is needed once after an update and would take up memory all the time.
    from bot.storage.engine.upgrade import upgrade  # noqa: PLC0415

    copy = keep(found.revision) if found.revision is not None else None
    try:
        upgrade(connection)
    except BaseException:
        # The database is unchanged, so that no copy is needed.
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise
    return Migration(found=found.revision, copy=copy)
