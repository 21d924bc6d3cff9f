"""Deputies, entries that wishes wait for, and people who chose an entry"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
# Programs from before work beside it: their deputies end on the agreed day alone.
is_additive = True

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deputies",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("centre", sa.String(length=120), nullable=False),
        sa.Column("giver_platform", sa.String(length=20), nullable=False),
        sa.Column("giver_sender", sa.String(length=300), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", "centre", "giver_platform", "giver_sender", name="pk_deputies"),
    )
    op.create_index("ix_deputies_giver_platform_giver_sender", "deputies", ["giver_platform", "giver_sender"])
    op.create_index("ix_deputies_until", "deputies", ["until"])
    op.create_table(
        "phrasing_choosers",
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("chooser", sa.String(length=16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("entry", "digest", "chooser", name="pk_phrasing_choosers"),
    )
    op.create_index("ix_phrasing_choosers_at", "phrasing_choosers", ["at"])
    op.add_column("wishes", sa.Column("entry", sa.String(length=120), nullable=True))
    op.create_index("ix_wishes_entry", "wishes", ["entry"])
    op.create_index("ix_notices_kind_at", "notices", ["kind", "at"])


def downgrade() -> None:
    op.drop_index("ix_notices_kind_at", "notices")
    op.drop_index("ix_wishes_entry", "wishes")
    op.drop_column("wishes", "entry")
    op.drop_table("phrasing_choosers")
    op.drop_table("deputies")
