"""Changes of entries that are as old as if their authors had had the time to correct them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from handlers.curation.recall import SETTLED_AFTER
from tests.integration.service import Service


def settle(lotse: Service, entry: str) -> None:
    """Let the last change of an entry be so old that answers are corrected; no test waits for that long."""
    before = (datetime.now(UTC) - SETTLED_AFTER - timedelta(minutes=1)).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db", timeout=10)) as database, database:
        database.execute("UPDATE records SET updated_at = ? WHERE id = ?", (before, entry))
