"""Files that come with questions; people for whom a question is solved that was merged into another"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("followers", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ("drafts", "exchanges"):
        op.add_column(table, sa.Column("attachment", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table in ("exchanges", "drafts"):
        op.drop_column(table, "attachment")
    op.drop_column("followers", "ended")
