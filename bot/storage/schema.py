"""Brings a database to the form that this program needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.turns import wait_for_turn

_MIGRATIONS = Path(__file__).parent / "migrations"
_TURN = 5_417_001


class DatabaseTooNew(Exception):
    """The database was last used by a newer Lotse, and this one can't read it safely."""

    def __init__(self) -> None:
        super().__init__(
            "The database was written by a newer version of Lotse; please update Lotse, or restore a backup."
        )


def migrate(connection: Connection) -> None:
    """Runs the pending migrations inside the open transaction; raises DatabaseTooNew."""
    wait_for_turn(connection, _TURN)
    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise DatabaseTooNew
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def configuration() -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
