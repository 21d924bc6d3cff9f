"""Questions whose choice was taken, and faults of feeds in words"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
# Programs from before work beside it: they record no choices, and faults as digests alone.
is_additive = True

_INDEX = "ix_questions_asked_at_platform_chosen"


def upgrade() -> None:
    op.add_column("questions", sa.Column("chosen", sa.Boolean(), nullable=True))
    chosen = sa.text("chosen IS NOT NULL")
    columns = ["asked_at", "platform", "chosen"]
    op.create_index(_INDEX, "questions", columns, sqlite_where=chosen, postgresql_where=chosen)
    op.add_column("feed_faults", sa.Column("title", sa.String(length=100), nullable=True))
    op.add_column("feed_faults", sa.Column("part", sa.String(length=60), nullable=True))
    op.add_column("feed_faults", sa.Column("flaw", sa.String(length=20), nullable=True))
    op.add_column("feed_faults", sa.Column("link", sa.String(length=500), nullable=True))


def downgrade() -> None:
    for column in ("link", "flaw", "part", "title"):
        op.drop_column("feed_faults", column)
    op.drop_index(_INDEX, "questions")
    op.drop_column("questions", "chosen")
