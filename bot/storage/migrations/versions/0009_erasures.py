"""People who have been forgotten, until what was on its way to them is over; questions that nothing answers"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", "room", name="pk_erasures"),
    )
    op.create_table(
        "unanswered",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_unanswered"),
    )
    op.create_index("ix_unanswered_asked_at", "unanswered", ["asked_at"])


def downgrade() -> None:
    for table in ("unanswered", "erasures"):
        op.drop_table(table)
