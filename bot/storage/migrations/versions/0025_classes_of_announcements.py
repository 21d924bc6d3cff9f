"""The class of an announcement's readers"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
# Programs from before work beside it; they send what was approved to the recipients on its list.
is_additive = True


def upgrade() -> None:
    visibility = sa.Column("visibility", sa.String(length=20), nullable=False, server_default="public")
    op.add_column("announcements", visibility)


def downgrade() -> None:
    # Programs from before would send to everybody what is not public.
    op.execute(
        "UPDATE announcements SET state = 'cancelled', due_at = NULL, remind_at = NULL "
        "WHERE visibility <> 'public' AND task = 'send' AND state <> 'finished'"
    )
    op.execute("UPDATE announcements SET due_at = NULL, remind_at = NULL WHERE visibility <> 'public'")
    op.drop_column("announcements", "visibility")
