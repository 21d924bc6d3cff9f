"""Runs migrations on the connection that `bot.storage.engine.upgrade` hands over; there is no other way in."""

from alembic import context

from bot.storage.engine.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can alter a table only by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
