"""Which messages belong to one album"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "albums",
        sa.Column("platform", sa.String(20), primary_key=True),
        sa.Column("room", sa.String(300), primary_key=True),
        sa.Column("sender", sa.String(300), primary_key=True),
        sa.Column("album", sa.String(100), primary_key=True),
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("announcement", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_albums_at", "albums", ["at"])


def downgrade() -> None:
    op.drop_table("albums")
