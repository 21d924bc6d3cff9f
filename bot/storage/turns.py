"""Work that only one process may do at a time, until its transaction ends."""

from sqlalchemy import Connection, func, select


def wait_for_turn(connection: Connection, key: int) -> None:
    """Waits for other transactions with the same key. SQLite lets only one of them write as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(key)))
