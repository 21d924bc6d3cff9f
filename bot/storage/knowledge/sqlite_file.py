"""The knowledge in force, read from an SQLite file with SQLite alone.

To load what else the database is used with takes longer than to answer a question.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.engine import read_only
from bot.storage.engine.revision import HEAD
from knowledge.entries import RECORD, Knowledge

_REVISION = "SELECT version_num FROM alembic_version"
_IS_EMPTY = "SELECT NOT EXISTS (SELECT * FROM revisions)"
_IN_FORCE = "SELECT document FROM records WHERE archived_at IS NULL"


def read_knowledge(file: Path) -> Knowledge | None:
    """Return what is in force in a database of this version; None if there is none, or if it takes more to read it."""
    try:
        with closing(sqlite3.connect(read_only.read_only_address(file), uri=True, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            if connection.execute(_REVISION).fetchall() != [(HEAD,)] or connection.execute(_IS_EMPTY).fetchone()[0]:
                return None
            return Knowledge.of([RECORD.validate_json(document) for (document,) in connection.execute(_IN_FORCE)])
    except (sqlite3.Error, ValueError):
        # Whoever reads it with all that belongs to it knows what to say.
        return None
