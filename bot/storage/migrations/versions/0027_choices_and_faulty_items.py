"""Questions whose choice was taken, marks and answers by index, and faults of feeds in words"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
# Programs from before work beside it: they record no choices, and faults as digests alone.
is_additive = True

_PARTIAL = {
    "ix_questions_asked_at_platform_chosen": (["asked_at", "platform", "chosen"], "chosen IS NOT NULL"),
    "ix_questions_choice_token": (["choice_token"], "choice_token IS NOT NULL"),
    "ix_questions_unhelpful": (["asked_at"], "unhelpful IS TRUE"),
}
_COUNTED = "ix_remarks_exchange_by_asker"


def upgrade() -> None:
    op.add_column("questions", sa.Column("chosen", sa.Boolean(), nullable=True))
    op.add_column("questions", sa.Column("choice_token", sa.String(length=16), nullable=True))
    op.add_column("questions", sa.Column("from_desk", sa.Boolean(), nullable=True))
    for name, (columns, condition) in _PARTIAL.items():
        on_sqlite, on_postgresql = sa.text(condition.replace("TRUE", "1")), sa.text(condition)
        op.create_index(name, "questions", columns, sqlite_where=on_sqlite, postgresql_where=on_postgresql)
    op.create_index(_COUNTED, "remarks", ["exchange", "by_asker"])
    op.add_column("feed_faults", sa.Column("title", sa.String(length=100), nullable=True))
    op.add_column("feed_faults", sa.Column("part", sa.String(length=60), nullable=True))
    op.add_column("feed_faults", sa.Column("flaw", sa.String(length=20), nullable=True))
    op.add_column("feed_faults", sa.Column("link", sa.String(length=500), nullable=True))


def downgrade() -> None:
    for column in ("link", "flaw", "part", "title"):
        op.drop_column("feed_faults", column)
    op.drop_index(_COUNTED, "remarks")
    for name in _PARTIAL:
        op.drop_index(name, "questions")
    for column in ("from_desk", "choice_token", "chosen"):
        op.drop_column("questions", column)
