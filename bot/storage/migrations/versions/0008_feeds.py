"""What is read for news, and what was found there; announcements as they read before a change"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("announcements", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("announcements", sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "feeds",
        sa.Column("feed", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=300), server_default="", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("feed", name="pk_feeds"),
    )
    op.create_table(
        "feed_items",
        sa.Column("number", number, nullable=False),
        sa.Column("feed", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("announcement", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_feed_items"),
        sa.UniqueConstraint("feed", "id", name="uq_feed_items_feed_id"),
    )
    op.create_table(
        "feed_traces",
        sa.Column("item", number, autoincrement=False, nullable=False),
        sa.Column("trace", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("item", "trace", name="pk_feed_traces"),
    )
    op.create_index("ix_feed_traces_trace", "feed_traces", ["trace"])


def downgrade() -> None:
    for table in ("feed_traces", "feed_items", "feeds"):
        op.drop_table(table)
    for column in ("earlier", "remind_at"):
        op.drop_column("announcements", column)
