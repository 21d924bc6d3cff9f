"""Announcements: who reads them, what goes out, and what comes back"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("announcement", sa.Integer(), nullable=True))
    op.create_index("ix_deliveries_announcement_state", "deliveries", ["announcement", "state"])
    op.drop_index("ix_deliveries_state_due_at", "deliveries")
    op.create_index("ix_deliveries_state_kind_platform_due_at", "deliveries", ["state", "kind", "platform", "due_at"])
    _announcements()
    _recipients()
    _readers()
    _reader_tags()
    _responses()
    _replies()
    _templates()
    _files()
    _invitations()


def _announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recurrence", sa.String(length=400), nullable=True),
        sa.Column("series", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("wants_receipt", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=330), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=True),
        sa.Column("room", sa.String(length=300), nullable=True),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("approver", sa.String(length=330), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.String(length=100), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_announcements"),
    )
    op.create_index("ix_announcements_due_at", "announcements", ["due_at"])
    op.create_index("ix_announcements_state", "announcements", ["state"])


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("announcement", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("sender", sa.String(length=300), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("centre", sa.String(length=120), nullable=True),
        sa.Column("delivery", sa.String(length=100), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("announcement", "position", name="pk_recipients"),
    )
    op.create_index("ix_recipients_delivery", "recipients", ["delivery"])
    op.create_index("ix_recipients_platform_room", "recipients", ["platform", "room"])


def _readers() -> None:
    op.create_table(
        "readers",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("centre", sa.String(length=120), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "room", "thread", name="pk_readers"),
    )
    op.create_index("ix_readers_platform_sender", "readers", ["platform", "sender"])


def _reader_tags() -> None:
    op.create_table(
        "reader_tags",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=False),
        sa.Column("tag", sa.String(length=130), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", "thread", "tag", name="pk_reader_tags"),
    )
    op.create_index("ix_reader_tags_tag", "reader_tags", ["tag"])


def _responses() -> None:
    op.create_table(
        "responses",
        sa.Column("announcement", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("centre", sa.String(length=120), nullable=True),
        sa.Column("event", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("announcement", "platform", "sender", "kind", name="pk_responses"),
    )
    op.create_index("ix_responses_event", "responses", ["event"])


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.String(length=100), nullable=False),
        sa.Column("announcement", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_replies"),
    )
    op.create_index("ix_replies_announcement_platform_sender", "replies", ["announcement", "platform", "sender"])
    op.create_index("ix_replies_delivery", "replies", ["delivery"])


def _templates() -> None:
    op.create_table(
        "templates",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_templates"),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_created_at", "files", ["created_at"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room", name="pk_invitations"),
    )


def downgrade() -> None:
    for table in (
        *("invitations", "files", "templates", "replies", "responses"),
        *("reader_tags", "readers", "recipients", "announcements"),
    ):
        op.drop_table(table)
    # Nobody there would take back what still waits.
    op.execute("DELETE FROM deliveries WHERE announcement IS NOT NULL AND state IN ('pending', 'paused', 'sending')")
    op.drop_index("ix_deliveries_state_kind_platform_due_at", "deliveries")
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.drop_index("ix_deliveries_announcement_state", "deliveries")
    op.drop_column("deliveries", "announcement")
