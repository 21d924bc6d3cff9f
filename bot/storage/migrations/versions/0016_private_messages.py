"""Who alone may read a message, and whether questions and remarks were written in a direct chat"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "ix_deliveries_content_due_at"
CONTENT = ("text", "choices", "mention", "subject", "cards", "attachment")
PRIVATE_CONTENT = (*CONTENT, "private_to")
WITH_SENDER = ("exchanges", "followers", "remarks", "replies")


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("private_to", sa.String(300), nullable=True))
    _index_content(PRIVATE_CONTENT)
    for table in WITH_SENDER:
        op.add_column(table, sa.Column("direct", sa.Boolean(), nullable=False, server_default=sa.true()))
        for clause in (_TELEGRAM_GROUP, _CHANNEL, _SUBSCRIBED_GROUP):
            op.execute(f"UPDATE {table} SET direct = false WHERE {clause.format(table=table)}")  # noqa: S608


def downgrade() -> None:
    for table in WITH_SENDER:
        op.drop_column(table, "direct")
    _index_content(CONTENT)
    op.drop_column("deliveries", "private_to")


# What was written elsewhere than in such a room counts as private: only the room's own members can tell.
_TELEGRAM_GROUP = "{table}.platform = 'telegram' AND {table}.room <> {table}.sender"
_CHANNEL = "EXISTS (SELECT 1 FROM channels WHERE channels.platform = {table}.platform AND channels.room = {table}.room)"
_SUBSCRIBED_GROUP = (
    "EXISTS (SELECT 1 FROM readers WHERE readers.platform = {table}.platform AND readers.room = {table}.room "
    "AND readers.sender IS NULL)"
)


def _index_content(columns: tuple[str, ...]) -> None:
    held = sa.text(" OR ".join(f"{name} IS NOT NULL" for name in columns))
    op.drop_index(INDEX, "deliveries")
    op.create_index(INDEX, "deliveries", ["due_at"], sqlite_where=held, postgresql_where=held)
