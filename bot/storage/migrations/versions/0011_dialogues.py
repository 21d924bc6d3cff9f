"""Several drafts of a person; what was said in dialogues"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEPT = ("platform", "sender", "text", "topic", "signature", "message", "expires_at")


def upgrade() -> None:
    rows = _taken()
    op.create_table(
        "drafts",
        sa.Column("number", sa.Integer(), nullable=False),
        *_columns(),
        sa.Column("exchange", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_drafts"),
    )
    op.create_index("ix_drafts_platform_sender_number", "drafts", ["platform", "sender", "number"])
    _put(rows)
    op.create_table(
        "inputs",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "message", name="pk_inputs"),
    )
    op.create_index("ix_inputs_platform_sender", "inputs", ["platform", "sender"])
    op.create_index("ix_inputs_expires_at", "inputs", ["expires_at"])


def downgrade() -> None:
    op.drop_table("inputs")
    # Of several drafts of a person the newest stays.
    newest = {(row["platform"], row["sender"]): row for row in _taken()}
    op.create_table("drafts", *_columns(), sa.PrimaryKeyConstraint("platform", "sender", name="pk_drafts"))
    _put([*newest.values()])


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=True),
        sa.Column("signature", sa.String(length=20), nullable=True),
        sa.Column("message", sa.String(length=300), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _taken() -> list[dict[str, Any]]:
    """The drafts in the order in which they came, and the table is gone."""
    table = sa.table("drafts", *(sa.column(name) for name in KEPT))
    ordered = sa.select(table).order_by(sa.column("expires_at"))
    rows = [dict(row) for row in op.get_bind().execute(ordered).mappings()]
    op.drop_table("drafts")
    return rows


def _put(rows: Sequence[dict[str, Any]]) -> None:
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    if rows:
        op.bulk_insert(sa.table("drafts", *(sa.column(name) for name in KEPT)), [*rows])
