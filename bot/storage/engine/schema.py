"""Which form the tables have, and whether this program can use them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.storage.engine.advisory_locks import AdvisoryLock, take_advisory_lock
from bot.storage.engine.failures import DatabaseTooNew, DatabaseTooOld, NoDatabase
from bot.storage.engine.revision import HEAD

__all__ = ["HEAD", "Migration", "SchemaVersion", "check_version", "migrate", "read_version", "support"]

# Of the revision that the tables have: the oldest one whose program can use them too. It is written down with the
# migrations, as a program knows nothing of those that are made after it.
support = Table(
    "schema_support",
    MetaData(),
    Column("revision", String(32), primary_key=True),
    Column("oldest", String(32), nullable=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaVersion:
    """The revision of the tables, None without any; `oldest` is the first one whose program can use them."""

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
    """From which revision the tables came, None if there were none; and where the copy from before is, if there is."""

    found: str | None
    copy: Path | None


def read_version(connection: Connection) -> SchemaVersion:
    """Return the form of the tables."""
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        return SchemaVersion(revision=None, oldest=None)
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not inspector.has_table(support.name):
        return SchemaVersion(revision=revision, oldest=None)
    oldest = connection.scalar(select(support.c.oldest).where(support.c.revision == revision))
    return SchemaVersion(revision=revision, oldest=oldest)


def check_version(connection: Connection) -> SchemaVersion:
    """Return the form of tables that this program can use; raise NoDatabase, DatabaseTooOld or DatabaseTooNew."""
    found = read_version(connection)
    if found.revision is None:
        raise NoDatabase
    if found.is_older:
        raise DatabaseTooOld(found.revision, HEAD)
    if found.is_too_new:
        raise DatabaseTooNew(str(found.revision), HEAD)
    return found


def _keep_nothing(_: str) -> None:
    """Of a database on a server."""


def migrate(connection: Connection, keep: Callable[[str], Path | None] = _keep_nothing) -> Migration | None:
    """Run the pending migrations inside the open transaction; return None if there are none; raise DatabaseTooNew.

    `keep` makes a copy of a database of the revision named, before it is changed.
    """
    take_advisory_lock(connection, AdvisoryLock.SCHEMA)
    found = read_version(connection)
    if found.is_too_new:
        raise DatabaseTooNew(str(found.revision), HEAD)
    if found.revision is not None and not found.is_older:
        return None
    # Needed once after an update; Alembic would take up memory for as long as the service runs.
    from bot.storage.engine.upgrade import upgrade  # noqa: PLC0415

    copy = keep(found.revision) if found.revision is not None else None
    try:
        upgrade(connection)
    except BaseException:
        # The database stays as it is.
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise
    return Migration(found=found.revision, copy=copy)
