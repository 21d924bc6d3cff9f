"""Questions to colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("under", sa.String(length=100), nullable=True))
    op.create_table(
        "drafts",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=True),
        sa.Column("signature", sa.String(length=20), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_drafts"),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_table(
        "exchanges",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=20), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_exchanges"),
    )
    op.create_index("ix_exchanges_platform_sender", "exchanges", ["platform", "sender"])
    op.create_table(
        "copies",
        sa.Column("delivery", sa.String(length=100), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("origin_platform", sa.String(length=20), nullable=True),
        sa.Column("origin_room", sa.String(length=300), nullable=True),
        sa.Column("origin_message", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("delivery", name="pk_copies"),
    )
    op.create_index("ix_copies_exchange", "copies", ["exchange"])
    op.create_index("ix_copies_origin_message", "copies", ["origin_message"])
    op.create_table(
        "profiles",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("centre", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_profiles"),
    )


def downgrade() -> None:
    for table in ("profiles", "copies", "exchanges", "drafts"):
        op.drop_table(table)
    op.drop_column("deliveries", "under")
