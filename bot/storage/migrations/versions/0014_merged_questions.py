"""What the readers of a merged question know it by; messages that wait for their author's word"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("copies", sa.Column("asked", sa.Integer(), nullable=True))
    op.add_column("followers", sa.Column("asked", sa.Integer(), nullable=True))
    op.add_column("followers", sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "held_messages",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("formatted", sa.Text(), nullable=False),
        sa.Column("attachment", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("album", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_held_messages"),
    )
    op.create_index("ix_held_messages_platform_room_message", "held_messages", ["platform", "room", "message"])
    op.create_index("ix_held_messages_expires_at", "held_messages", ["expires_at"])


def downgrade() -> None:
    op.drop_table("held_messages")
    for table, column in (("followers", "asks"), ("followers", "asked"), ("copies", "asked")):
        op.drop_column(table, column)
