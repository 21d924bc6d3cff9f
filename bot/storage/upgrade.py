"""Runs the migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.failures import DatabaseTooNew, UnknownRevision

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Runs the pending migrations inside the open transaction; raises DatabaseTooNew."""
    config = configuration()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise DatabaseTooNew(", ".join(sorted(unknown)), ", ".join(scripts.get_heads()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def downgrade(connection: Connection, revision: str) -> None:
    """Undoes what came after this revision, inside the open transaction; raises UnknownRevision."""
    config = configuration()
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    if revision not in known:
        raise UnknownRevision(revision, sorted(known))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def configuration() -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
