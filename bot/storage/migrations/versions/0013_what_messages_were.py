"""What messages were, so that edits can follow; of which announcement another one reminds"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The first delivery of a message is the copy that editors read; later ones are their answers.
_REPLIES = """
    INSERT INTO contributions (announcement, kind, platform, sender, room, thread, message, copy, at)
    SELECT announcement, 'reply', platform, sender, room, thread, message, delivery, at FROM replies
    WHERE number IN (SELECT min(number) FROM replies GROUP BY platform, room, message)
    ORDER BY number
"""
# Reminders of appointments were marked as parts of what they remind of, which is no series.
_REMINDERS = """
    UPDATE announcements SET reminds = series
    WHERE series IN (SELECT number FROM announcements WHERE recurrence IS NULL)
"""


def upgrade() -> None:
    op.create_table(
        "contributions",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("announcement", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(300), nullable=False),
        sa.Column("room", sa.String(300), nullable=False),
        sa.Column("thread", sa.String(300), nullable=True),
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("copy", sa.String(100), nullable=True),
        sa.Column("file", sa.String(100), nullable=True),
        sa.Column("fingerprint", sa.String(40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_contributions_platform_room_message", "contributions", ["platform", "room", "message"])
    op.create_index(
        "ix_contributions_announcement_platform_sender", "contributions", ["announcement", "platform", "sender"]
    )
    op.create_table(
        "carried_messages",
        sa.Column("platform", sa.String(20), primary_key=True),
        sa.Column("room", sa.String(300), primary_key=True),
        sa.Column("message", sa.String(300), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_carried_messages_at", "carried_messages", ["at"])
    op.add_column("announcements", sa.Column("reminds", sa.Integer(), nullable=True))
    op.create_index("ix_announcements_reminds", "announcements", ["reminds"])
    op.execute(_REPLIES)
    op.execute(_REMINDERS)


def downgrade() -> None:
    op.drop_index("ix_announcements_reminds", "announcements")
    op.drop_column("announcements", "reminds")
    op.drop_table("carried_messages")
    op.drop_table("contributions")
