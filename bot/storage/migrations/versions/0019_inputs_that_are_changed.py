"""The template that an announcement is filled from, and the wording of a lesson before its last change"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("announcements", sa.Column("filling", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("lessons", sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("lessons", "earlier")
    op.drop_column("announcements", "filling")
