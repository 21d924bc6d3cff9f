"""The life of a question to colleagues"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directs",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_directs"),
    )
    op.add_column("deliveries", sa.Column("attachment", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("drafts", sa.Column("message", sa.String(length=300), nullable=True))
    _exchanges()
    _remarks()
    op.create_table(
        "subscriptions",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("pace", sa.String(length=20), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "sender", "topic", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_topic", "subscriptions", ["topic"])
    op.create_index("ix_subscriptions_next_at", "subscriptions", ["next_at"])
    op.create_table(
        "lessons",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=330), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_lessons"),
    )
    op.create_index("ix_lessons_state", "lessons", ["state"])
    op.create_table(
        "moderations",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_moderations"),
    )
    op.create_index("ix_moderations_exchange", "moderations", ["exchange"])


def _exchanges() -> None:
    for column in (
        sa.Column("message", sa.String(length=300), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("exchanges", column)
    op.create_index("ix_exchanges_message", "exchanges", ["message"])
    op.create_index("ix_exchanges_remind_at", "exchanges", ["remind_at"])
    op.create_table(
        "followers",
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("exchange", "platform", "sender", name="pk_followers"),
    )


def _remarks() -> None:
    """Of remarks carried before, neither author nor text was kept: their copies stay, but can't be changed any more."""
    op.create_table(
        "remarks",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_asker", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=20), nullable=True),
        sa.Column("attachment", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_remarks"),
        sa.UniqueConstraint("platform", "room", "message", name="uq_remarks_platform_room_message"),
    )
    op.create_index("ix_remarks_exchange", "remarks", ["exchange"])
    op.create_index("ix_remarks_platform_sender", "remarks", ["platform", "sender"])
    op.create_table(
        "thanks",
        sa.Column("remark", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("event", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("remark", "platform", "sender", name="pk_thanks"),
    )
    op.create_index("ix_thanks_event", "thanks", ["event"])
    op.drop_index("ix_copies_origin_message", "copies")
    with op.batch_alter_table("copies") as copies:
        copies.add_column(sa.Column("role", sa.String(length=20), nullable=False, server_default="remark"))
        copies.add_column(sa.Column("remark", sa.Integer(), nullable=True))
    op.execute("UPDATE copies SET role = 'post' WHERE origin_message IS NULL")
    with op.batch_alter_table("copies") as copies:
        for column in ("origin_platform", "origin_room", "origin_message"):
            copies.drop_column(column)
        copies.alter_column("role", server_default=None)
    op.create_index("ix_copies_remark", "copies", ["remark"])


def downgrade() -> None:
    """Where a remark came from is found in what is kept of it now."""
    op.drop_index("ix_copies_remark", "copies")
    with op.batch_alter_table("copies") as copies:
        for column, length in (("origin_platform", 20), ("origin_room", 300), ("origin_message", 300)):
            copies.add_column(sa.Column(column, sa.String(length=length), nullable=True))
    for column, of in (("origin_platform", "platform"), ("origin_room", "room"), ("origin_message", "message")):
        op.execute(
            f"UPDATE copies SET {column} = (SELECT remarks.{of} FROM remarks WHERE remarks.number = copies.remark)"  # noqa: S608
        )
    with op.batch_alter_table("copies") as copies:
        copies.drop_column("remark")
        copies.drop_column("role")
    op.create_index("ix_copies_origin_message", "copies", ["origin_message"])
    for table in ("thanks", "remarks", "followers", "moderations", "lessons", "subscriptions", "directs"):
        op.drop_table(table)
    for index in ("ix_exchanges_remind_at", "ix_exchanges_message"):
        op.drop_index(index, "exchanges")
    for column in ("remind_at", "reminders", "merged_into", "hidden_at", "answered_at", "message"):
        op.drop_column("exchanges", column)
    op.drop_column("drafts", "message")
    op.drop_column("deliveries", "attachment")
