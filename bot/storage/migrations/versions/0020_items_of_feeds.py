"""By what items of feeds are known, what was told of appointments, and what could not be read"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feed_items", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feed_items", sa.Column("series", sa.String(length=40), nullable=True))
    op.add_column("feed_items", sa.Column("told", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("feed_items", sa.Column("read", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "feed_faults",
        sa.Column("feed", sa.String(length=60), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("feed", "fault", name="pk_feed_faults"),
    )


def downgrade() -> None:
    op.drop_table("feed_faults")
    for column in ("read", "told", "series", "changed_at"):
        op.drop_column("feed_items", column)
