"""Rooms, channels, verifications, and deliveries that change other ones"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("action", sa.String(length=20), nullable=False, server_default="message"))
    op.add_column("deliveries", sa.Column("subject", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("deliveries", sa.Column("target", sa.String(length=100), nullable=True))
    op.create_index("ix_deliveries_platform_room_reply_to", "deliveries", ["platform", "room", "reply_to"])
    op.create_index("ix_deliveries_target", "deliveries", ["target"])
    op.create_table(
        "notices",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "sender", "kind", name="pk_notices"),
    )
    op.create_table(
        "rooms",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("successor", sa.String(length=300), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", name="pk_rooms"),
    )
    op.create_index("ix_rooms_platform_successor", "rooms", ["platform", "successor"])
    op.create_table(
        "channels",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "thread", name="pk_channels"),
    )
    op.create_index("ix_channels_topic", "channels", ["topic"])
    op.create_table(
        "verifications",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.String(length=300), nullable=False),
        sa.Column("device_id", sa.String(length=300), nullable=True),
        sa.Column("emoji", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
    )


def downgrade() -> None:
    for table in ("verifications", "channels", "rooms", "notices"):
        op.drop_table(table)
    # What they know nothing of there would be sent as messages.
    op.execute("DELETE FROM deliveries WHERE action != 'message'")
    op.drop_index("ix_deliveries_target", "deliveries")
    op.drop_index("ix_deliveries_platform_room_reply_to", "deliveries")
    for column in ("target", "subject", "action"):
        op.drop_column("deliveries", column)
