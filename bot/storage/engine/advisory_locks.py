"""Work that only one process may do at a time, until its transaction ends."""

from enum import IntEnum, unique

from sqlalchemy import Connection, func, select


@unique
class AdvisoryLock(IntEnum):
    """What is done by one at a time, under numbers that nobody else in the database is likely to use."""

    SCHEMA = 5_417_001
    KNOWLEDGE = 5_417_002
    SERVICE = 5_417_003
    REPLICA = 5_417_004


def take_advisory_lock(connection: Connection, turn: AdvisoryLock) -> None:
    """Waits for other transactions that do the same. SQLite lets only one of them write as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(turn.value)))
