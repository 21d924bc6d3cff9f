"""The knowledge in force, read from an SQLite file without SQLAlchemy.

Loading SQLAlchemy takes longer than answering a question.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.engine import sqlite_files
from bot.storage.engine.sqlite_files import HEAD
from knowledge.entries import RECORD, Knowledge

_REVISION = "SELECT version_num FROM alembic_version"
_IS_EMPTY = "SELECT NOT EXISTS (SELECT * FROM revisions)"
_IN_FORCE = "SELECT document FROM records WHERE archived_at IS NULL"


def read_knowledge(file: Path) -> Knowledge | None:
    """Return the knowledge in force of a database of this version; None if there is none, or reading takes more."""
    try:
        with closing(
            sqlite3.connect(sqlite_files.read_only_address(file), uri=True, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN")
            if connection.execute(_REVISION).fetchall() != [(HEAD,)] or connection.execute(_IS_EMPTY).fetchone()[0]:
                return None
            return Knowledge.from_records(
                [RECORD.validate_json(document) for (document,) in connection.execute(_IN_FORCE)]
            )
    except (sqlite3.Error, ValueError):
        # The caller falls back to SQLAlchemy, which reports what is wrong.
        return None
