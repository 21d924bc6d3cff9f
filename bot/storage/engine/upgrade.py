"""Run migrations with Alembic."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, inspect

from bot.storage.engine.failures import DatabaseTooNew, UnknownRevision
from bot.storage.engine.schema import support

_MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(connection: Connection, config: Config | None = None) -> None:
    """Run the pending migrations inside the open transaction. Raises DatabaseTooNew."""
    config = config or alembic_config()
    scripts = ScriptDirectory.from_config(config)
    _check_known(connection, scripts)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _note_support(connection, scripts)


def downgrade(connection: Connection, revision: str, config: Config | None = None) -> None:
    """Undo later migrations than this revision inside the open transaction.

    Raises UnknownRevision or DatabaseTooNew.
    """
    config = config or alembic_config()
    scripts = ScriptDirectory.from_config(config)
    _check_known(connection, scripts)
    found = MigrationContext.configure(connection).get_current_revision()
    before = [script.revision for script in scripts.iterate_revisions(found, "base")]
    if revision not in before:
        raise UnknownRevision(revision, sorted(before))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
    _note_support(connection, scripts)


def alembic_config(*further: Path) -> Config:
    """Return Alembic's configuration; `further` folders may hold later migrations."""
    config = Config()
    config.set_main_option("script_location", _escape(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    if further:
        folders = os.pathsep.join(map(_escape, (_MIGRATIONS / "versions", *further)))
        config.set_main_option("version_locations", folders)
    return config


def _escape(path: Path) -> str:
    return str(path).replace("%", "%%")


def _check_known(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise DatabaseTooNew(", ".join(sorted(unknown)), ", ".join(scripts.get_heads()))


def _note_support(connection: Connection, scripts: ScriptDirectory) -> None:
    """Record the oldest revision whose program can use the tables as they are now."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None or not inspect(connection).has_table(support.name):
        return
    connection.execute(delete(support))
    connection.execute(insert(support).values(revision=revision, oldest=_find_oldest_compatible(scripts, revision)))


def _find_oldest_compatible(scripts: ScriptDirectory, revision: str) -> str:
    script = scripts.get_revision(revision)
    while getattr(script.module, "is_additive", False):
        script = scripts.get_revision(str(script.down_revision))
    return script.revision
