"""The version of the schema, and whether this program can use it."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

from bot.storage.engine.failures import DatabaseTooNew, DatabaseTooOld, NoDatabase
from bot.storage.engine.sqlite_files import HEAD

__all__ = ["HEAD", "SchemaVersion", "check_version", "read_version", "support"]

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
        """Return whether migrations that this program knows are pending."""
        return self.revision is not None and self.revision.isdigit() and self.revision < HEAD

    @property
    def is_newer(self) -> bool:
        return self.revision is not None and self.revision != HEAD and not self.is_older

    @property
    def is_too_new(self) -> bool:
        """Return whether a later migration did more than add something."""
        return self.is_newer and (self.oldest is None or self.oldest > HEAD)


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
