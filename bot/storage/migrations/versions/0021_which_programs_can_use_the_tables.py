"""Which is the oldest revision whose program can use the tables"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
# Programs from before do not look for it.
is_additive = False


def upgrade() -> None:
    op.create_table(
        "schema_support",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("oldest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_schema_support"),
    )


def downgrade() -> None:
    op.drop_table("schema_support")
