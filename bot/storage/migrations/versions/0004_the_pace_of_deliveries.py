"""Until when platforms asked Lotse to wait, what was sent lately, and cards that go with messages"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("cards", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_deliveries_sent_at", "deliveries", ["sent_at"])
    op.create_table(
        "holds",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", name="pk_holds"),
    )
    op.create_index("ix_holds_until", "holds", ["until"])
    op.create_index("ix_link_codes_expires_at", "link_codes", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_link_codes_expires_at", "link_codes")
    op.drop_table("holds")
    op.drop_index("ix_deliveries_sent_at", "deliveries")
    op.drop_column("deliveries", "cards")
