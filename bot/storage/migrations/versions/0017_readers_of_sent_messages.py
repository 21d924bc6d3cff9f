"""Who alone may read a message stays known as long as the message, and which texts stand in for such messages"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX = "ix_deliveries_content_due_at"
CONTENT = ("text", "choices", "mention", "subject", "cards", "attachment")


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("placeholder", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_MARK_PRIVATE)
    _index_content(CONTENT)


def downgrade() -> None:
    _index_content((*CONTENT, "private_to"))
    op.drop_column("deliveries", "placeholder")


# Messages that may still be edited, from before they were marked, or whose mark was dropped after a month. Rooms in
# which somebody reads what is for them alone count as direct chats, but for channels and rooms that get announcements.
# The chat with a person on Telegram can't be anything else.
_MARK_PRIVATE = """
UPDATE deliveries SET private_to = direct.sender
FROM (
    SELECT room, min(sender) AS sender
    FROM (
        SELECT platform, room, sender FROM directs
        UNION SELECT platform, room, sender FROM subscriptions
        UNION SELECT platform, room, sender FROM exchanges WHERE direct
        UNION SELECT platform, room, sender FROM followers WHERE direct
        UNION SELECT platform, room, sender FROM remarks WHERE direct
        UNION SELECT platform, room, sender FROM replies WHERE direct
        UNION SELECT platform, room, sender FROM recipients WHERE sender IS NOT NULL
        UNION SELECT platform, room, sender FROM readers WHERE sender IS NOT NULL
    ) AS places
    WHERE platform = 'matrix' AND room <> ''
        AND room NOT IN (SELECT room FROM channels WHERE platform = 'matrix')
        AND room NOT IN (SELECT room FROM readers WHERE platform = 'matrix' AND sender IS NULL)
    GROUP BY room
) AS direct
WHERE deliveries.platform = 'matrix' AND deliveries.room = direct.room AND deliveries.private_to IS NULL
    AND (
        deliveries.id IN (SELECT delivery FROM copies)
        OR deliveries.id IN (SELECT delivery FROM recipients)
        OR deliveries.id IN (SELECT delivery FROM replies)
        OR deliveries.id IN (SELECT progress FROM announcements)
    )
"""


def _index_content(columns: tuple[str, ...]) -> None:
    held = sa.text(" OR ".join(f"{name} IS NOT NULL" for name in columns))
    op.drop_index(INDEX, "deliveries")
    op.create_index(INDEX, "deliveries", ["due_at"], sqlite_where=held, postgresql_where=held)
