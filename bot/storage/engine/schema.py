"""The schema's version, whether this program can use it, and migration."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.storage.engine.failures import DatabaseTooNew, DatabaseTooOld, NoDatabase
from bot.storage.engine.sql import AdvisoryLock, take_advisory_lock
from bot.storage.engine.sqlite_files import HEAD

__all__ = ["HEAD", "Migration", "SchemaVersion", "check_version", "migrate", "read_version", "support"]

# The oldest revision whose program can still use the present tables. It is stored together with the
# migrations, as a program knows nothing of those that are made after it.
support = Table(
    "schema_support",
    MetaData(),
    Column("revision", String(32), primary_key=True),
    Column("oldest", String(32), nullable=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaVersion:
    """The revision of the tables, None if there are none; `oldest` is the first whose program can use them."""

    revision: str | None
    oldest: str | None

    @property
    def is_older(self) -> bool:
        """Whether migrations that this program knows are pending."""
        return self.revision is not None and self.revision.isdigit() and self.revision < HEAD

    @property
    def is_newer(self) -> bool:
        return self.revision is not None and self.revision != HEAD and not self.is_older

    @property
    def is_too_new(self) -> bool:
        """Whether a later migration did more than add something."""
        return self.is_newer and (self.oldest is None or self.oldest > HEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """A migration that was run: from which revision, None if there were no tables; and the copy from before, if any."""

    found: str | None
    copy: Path | None


def read_version(connection: Connection) -> SchemaVersion:
    """Return the version of the tables."""
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        return SchemaVersion(revision=None, oldest=None)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not inspector.has_table(support.name):
        return SchemaVersion(revision=revision, oldest=None)
    oldest = connection.scalar(select(support.c.oldest).where(support.c.revision == revision))
    return SchemaVersion(revision=revision, oldest=oldest)


def check_version(connection: Connection) -> SchemaVersion:
    """Return the version of tables that this program can use. Raises NoDatabase, DatabaseTooOld or DatabaseTooNew."""
    found = read_version(connection)
    if found.revision is None:
        raise NoDatabase
    if found.is_older:
        raise DatabaseTooOld(found.revision, HEAD)
    if found.is_too_new:
        raise DatabaseTooNew(str(found.revision), HEAD)
    return found


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
