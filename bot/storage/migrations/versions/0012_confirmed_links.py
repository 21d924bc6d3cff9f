"""Accounts are joined once the account that issued the code has confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link_codes", sa.Column("room", sa.String(length=300), nullable=True))
    op.add_column("link_codes", sa.Column("thread", sa.String(length=300), nullable=True))
    op.create_table(
        "link_requests",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("asked_platform", sa.String(length=20), nullable=False),
        sa.Column("asked_sender", sa.String(length=300), nullable=False),
        sa.Column("asked_room", sa.String(length=300), nullable=False),
        sa.Column("asked_thread", sa.String(length=300), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_link_requests"),
    )
    op.create_index("ix_link_requests_platform_sender", "link_requests", ["platform", "sender"])
    op.create_index("ix_link_requests_asked_platform_asked_sender", "link_requests", ["asked_platform", "asked_sender"])
    op.create_index("ix_link_requests_expires_at", "link_requests", ["expires_at"])
    op.create_table(
        "link_failures",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_link_failures"),
    )
    op.create_index("ix_link_failures_expires_at", "link_failures", ["expires_at"])


def downgrade() -> None:
    for table in ("link_failures", "link_requests"):
        op.drop_table(table)
    for column in ("thread", "room"):
        op.drop_column("link_codes", column)
