"""Templates of announcements, the wording of a lesson before its last change, and menus of people with a role"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("announcements", sa.Column("filling", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("lessons", sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "menus",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", "room", name="pk_menus"),
    )


def downgrade() -> None:
    op.drop_table("menus")
    op.drop_column("lessons", "earlier")
    op.drop_column("announcements", "filling")
