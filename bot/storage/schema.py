"""Brings a database to the form that this program needs."""

from sqlalchemy import Connection, inspect, text

from bot.storage.turns import Turn, wait_for_turn

HEAD = "0022"


def migrate(connection: Connection) -> None:
    """Runs the pending migrations inside the open transaction; raises DatabaseTooNew."""
    wait_for_turn(connection, Turn.SCHEMA)
    if _revision(connection) != HEAD:
        # Needed once after an update; Alembic would take up memory for as long as the service runs.
        from bot.storage.upgrade import upgrade  # noqa: PLC0415

        upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
