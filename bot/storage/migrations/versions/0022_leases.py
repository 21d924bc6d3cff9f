"""Leases of the processes that work on the database"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
# Programs from before take no leases, and would work beside one that leads.
is_additive = False


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=300), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_leases"),
    )


def downgrade() -> None:
    op.drop_table("leases")
