"""The web desk: sign-in links, sessions, audit log, granted roles, questions, test questions, link checks"""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
# Programs from before work beside it; they log no questions, and know nothing of granted roles.
is_additive = True

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desk_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_desk_links"),
    )
    op.create_index("ix_desk_links_expires_at", "desk_links", ["expires_at"])
    op.create_table(
        "desk_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_desk_sessions"),
    )
    op.create_index("ix_desk_sessions_platform_sender", "desk_sessions", ["platform", "sender"])
    op.create_index("ix_desk_sessions_expires_at", "desk_sessions", ["expires_at"])
    op.create_table(
        "audit_log",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    op.create_table(
        "role_grants",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "sender", "role", name="pk_role_grants"),
    )
    op.create_table(
        "deletions",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name="pk_deletions"),
    )
    op.create_table(
        "questions",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=True),
        sa.Column("gap", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_questions"),
    )
    op.create_index("ix_questions_asked_at_platform_kind", "questions", ["asked_at", "platform", "kind"])
    op.create_index("ix_questions_entry_asked_at", "questions", ["entry", "asked_at"])
    op.create_index("ix_questions_gap_asked_at", "questions", ["gap", "asked_at"])
    _copy_unanswered()
    op.create_index("ix_exchanges_closed_at_asked_at", "exchanges", ["closed_at", "asked_at"])
    op.create_index("ix_exchanges_asked_at_answered_at", "exchanges", ["asked_at", "answered_at"])
    op.create_table(
        "test_questions",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=True),
        sa.Column("author", sa.String(length=321), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_test_questions"),
        sa.UniqueConstraint("text", name="uq_test_questions_text"),
    )
    op.create_table(
        "silenced_questions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=321), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_silenced_questions"),
    )
    op.create_table(
        "link_checks",
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=False),
        sa.Column("failing_since", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_link_checks"),
    )


def _copy_unanswered() -> None:
    """Copy questions that nothing answered; on which platform they were asked is not known."""
    unanswered = sa.table("unanswered", sa.column("text", sa.Text), sa.column("asked_at", _MOMENT))
    names = ("asked_at", "platform", "text", "kind", "gap")
    questions = sa.table("questions", *(sa.column(name) for name in names))
    rows = [
        {"asked_at": row.asked_at, "platform": "", "text": row.text, "kind": "none", "gap": _digest(row.text)}
        for row in op.get_bind().execute(sa.select(unanswered.c.text, unanswered.c.asked_at))
    ]
    if rows:
        op.bulk_insert(questions, rows)


def _digest(text: str) -> str:
    return blake2b(" ".join(text.casefold().split()).encode(errors="replace"), digest_size=8).hexdigest()


def downgrade() -> None:
    op.drop_index("ix_exchanges_asked_at_answered_at", "exchanges")
    op.drop_index("ix_exchanges_closed_at_asked_at", "exchanges")
    for name in (
        "link_checks",
        "silenced_questions",
        "test_questions",
        "questions",
        "deletions",
        "role_grants",
        "audit_log",
        "desk_sessions",
        "desk_links",
    ):
        op.drop_table(name)
