"""Curation by centres: members, proposals, questions about fields, given answers, wishes, phrasings"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
# Programs from before work beside it, and curate nothing.
is_additive = True

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_TABLES = (
    "centre_members",
    "centre_codes",
    "absences",
    "handovers",
    "silent_centres",
    "proposals",
    "field_questions",
    "given_answers",
    "declined_checks",
    "wishes",
    "proposed_phrasings",
)


def upgrade() -> None:
    op.create_index("ix_audit_log_platform_sender_number", "audit_log", ["platform", "sender", "number"])
    op.create_index("ix_audit_log_action_number", "audit_log", ["action", "number"])
    op.add_column("feeds", sa.Column("fault", sa.String(length=40), nullable=True))
    op.add_column("link_checks", sa.Column("moved_to", sa.String(length=500), nullable=True))
    op.add_column("revisions", sa.Column("reason", sa.String(length=300), nullable=True))
    op.add_column("questions", sa.Column("unhelpful", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "centre_members",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("centre", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("platform", "sender", "centre", name="pk_centre_members"),
    )
    op.create_index("ix_centre_members_centre", "centre_members", ["centre"])
    op.create_table(
        "centre_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("centre", sa.String(length=120), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_centre_codes"),
    )
    op.create_index("ix_centre_codes_expires_at", "centre_codes", ["expires_at"])
    op.create_table(
        "absences",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_absences"),
    )
    op.create_table(
        "handovers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("asked_platform", sa.String(length=20), nullable=True),
        sa.Column("asked_sender", sa.String(length=300), nullable=True),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_handovers"),
    )
    op.create_table(
        "silent_centres",
        sa.Column("centre", sa.String(length=120), nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("centre", name="pk_silent_centres"),
    )
    op.create_index("ix_handovers_platform_sender", "handovers", ["platform", "sender"])
    op.create_index("ix_handovers_asked_platform_asked_sender", "handovers", ["asked_platform", "asked_sender"])
    op.create_index("ix_handovers_digest", "handovers", ["digest"])
    op.create_index("ix_handovers_expires_at", "handovers", ["expires_at"])
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_proposals"),
    )
    op.create_index("ix_proposals_entry_state", "proposals", ["entry", "state"])
    op.create_index("ix_proposals_platform_sender_proposed_at", "proposals", ["platform", "sender", "proposed_at"])
    op.create_index("ix_proposals_state_proposed_at", "proposals", ["state", "proposed_at"])
    op.create_table(
        "field_questions",
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("remind_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("entry", "field", name="pk_field_questions"),
    )
    op.create_index(
        "ix_field_questions_platform_sender_asked_at", "field_questions", ["platform", "sender", "asked_at"]
    )
    op.create_index("ix_field_questions_state_remind_at", "field_questions", ["state", "remind_at"])
    op.create_table(
        "given_answers",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("form", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("check_at", _MOMENT, nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("number", name="pk_given_answers"),
    )
    op.create_index("ix_given_answers_at", "given_answers", ["at"])
    op.create_index("ix_given_answers_check_at", "given_answers", ["check_at"])
    op.create_index("ix_given_answers_entry_at", "given_answers", ["entry", "at"])
    op.create_index("ix_given_answers_platform_room_message", "given_answers", ["platform", "room", "message"])
    op.create_index("ix_given_answers_platform_sender_at", "given_answers", ["platform", "sender", "at"])
    op.create_table(
        "declined_checks",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", name="pk_declined_checks"),
    )
    op.create_table(
        "wishes",
        sa.Column("gap", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("gap", "platform", "sender", name="pk_wishes"),
    )
    op.create_index("ix_wishes_at", "wishes", ["at"])
    op.create_table(
        "proposed_phrasings",
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("entry", "digest", name="pk_proposed_phrasings"),
    )
    op.create_index("ix_proposed_phrasings_last_at", "proposed_phrasings", ["last_at"])
    op.create_index("ix_proposed_phrasings_state_times", "proposed_phrasings", ["state", "times"])


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
    op.drop_column("feeds", "fault")
    op.drop_index("ix_audit_log_action_number", "audit_log")
    op.drop_index("ix_audit_log_platform_sender_number", "audit_log")
    op.drop_column("link_checks", "moved_to")
    op.drop_column("questions", "unhelpful")
    op.drop_column("revisions", "reason")
