"""Which process sends a delivery; what holds content that will be dropped"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CONTENT = ("text", "choices", "mention", "subject", "cards", "attachment")


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("claimed_by", sa.Integer(), nullable=True))
    held = sa.text(" OR ".join(f"{name} IS NOT NULL" for name in CONTENT))
    op.create_index("ix_deliveries_content_due_at", "deliveries", ["due_at"], sqlite_where=held, postgresql_where=held)


def downgrade() -> None:
    op.drop_index("ix_deliveries_content_due_at", "deliveries")
    op.drop_column("deliveries", "claimed_by")
