"""The tables of the database; the migrations lead to exactly these."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    or_,
    true,
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware when written, in UTC when read, also on databases without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# SQLite numbers rows automatically only in a column of exactly this type.
Number = BigInteger().with_variant(Integer(), "sqlite")
Document = JSON(none_as_null=True)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

records = Table(
    "records",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("document", Document, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("author", String(300), nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("archived_at", Moment),
)

# `number` counts all changes, so that the highest one identifies the state of the knowledge.
revisions = Table(
    "revisions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(120), nullable=False),
    Column("document", Document, nullable=False),
    Column("author", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", String(20), nullable=False),
    Column("reason", String(300)),
    Index("ix_revisions_id_number", "id", "number"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("number", Number, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("event_id", String(300), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Document),
    Column("state", String(20), nullable=False),
    UniqueConstraint("platform", "event_id"),
    Index("ix_inbox_platform_state_number", "platform", "state", "number"),
    Index("ix_inbox_state_received_at", "state", "received_at"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("position", Text, nullable=False),
)

# `number` orders the messages of a room; `target` is the delivery that an edit or a deletion is about, or that this
# message continues. `private_to`, the only reader, is kept with the row until the message is deleted, as edits are
# checked against it. A `placeholder` is a sentence in place of a private message.
deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(100), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("reply_to", String(300)),
    Column("mention", Document),
    Column("text", Text),
    Column("choices", Document),
    Column("subject", Document),
    Column("cards", Document),
    Column("attachment", Document),
    Column("kind", String(20), nullable=False),
    Column("action", String(20), nullable=False, server_default="message"),
    Column("target", String(100)),
    Column("under", String(100)),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", String(300)),
    Column("error", String(500)),
    Column("announcement", Integer),
    Column("claimed_by", Integer),
    Column("private_to", String(300)),
    Column("placeholder", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("id"),
    Index("ix_deliveries_platform_room_state_number", "platform", "room", "state", "number"),
    Index("ix_deliveries_state_kind_platform_due_at", "state", "kind", "platform", "due_at"),
    Index("ix_deliveries_announcement_state", "announcement", "state"),
    Index("ix_deliveries_sent_at", "sent_at"),
    Index("ix_deliveries_platform_room_message_id", "platform", "room", "message_id"),
    Index("ix_deliveries_platform_room_reply_to", "platform", "room", "reply_to"),
    Index("ix_deliveries_target", "target"),
)
# The columns of a message's content, which is dropped when it is no longer needed.
CONTENT = ("text", "choices", "mention", "subject", "cards", "attachment")
HAS_CHOICES = deliveries.c.choices.is_not(None)
# Deletions and departures need no text.
CAN_GO = or_(deliveries.c.text.is_not(None), deliveries.c.action.in_(("deletion", "departure")))
HAS_CONTENT = or_(*(deliveries.c[name].is_not(None) for name in CONTENT))
# On PostgreSQL its migration creates the same index: naming it here would load that dialect.
Index("ix_deliveries_content_due_at", deliveries.c.due_at, sqlite_where=HAS_CONTENT)

# Until when a platform asked Lotse to wait; the room without a name stands for all rooms.
holds = Table(
    "holds",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("until", Moment, nullable=False),
    Index("ix_holds_until", "until"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("thread", String(300), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("state", Document, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_conversations_expires_at", "expires_at"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("language", String(5), nullable=False),
)

# Accounts of people who have several; those of one person have the same `person`.
people = Table(
    "people",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("person", String(40), nullable=False),
    Index("ix_people_person", "person"),
)

# Codes that link an account to the one that asked for the code.
link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300)),
    Column("thread", String(300)),
    Column("expires_at", Moment, nullable=False),
    Index("ix_link_codes_platform_sender", "platform", "sender"),
    Index("ix_link_codes_expires_at", "expires_at"),
)

# Accounts that gave a code and wait until the account that issued it (`asked_`) has confirmed.
link_requests = Table(
    "link_requests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("name", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("asked_platform", String(20), nullable=False),
    Column("asked_sender", String(300), nullable=False),
    Column("asked_room", String(300), nullable=False),
    Column("asked_thread", String(300)),
    Column("expires_at", Moment, nullable=False),
    Index("ix_link_requests_platform_sender", "platform", "sender"),
    Index("ix_link_requests_asked_platform_asked_sender", "asked_platform", "asked_sender"),
    Index("ix_link_requests_expires_at", "expires_at"),
)

# How many unknown codes an account gave, counted until a time.
link_failures = Table(
    "link_failures",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_link_failures_expires_at", "expires_at"),
)

# Notices that were given once and need not be repeated.
notices = Table(
    "notices",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_notices_kind_at", "kind", "at"),
)

# Rooms that are `gone`, or have `moved` to their successor.
rooms = Table(
    "rooms",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("successor", String(300)),
    Column("changed_at", Moment, nullable=False),
    Index("ix_rooms_platform_successor", "platform", "successor"),
)

# The direct chats of people, which nobody else reads.
directs = Table(
    "directs",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
)

# Drafts of questions to colleagues; once asked, they are kept for a while with the number of the `exchange`. `message`
# is the person's own.
drafts = Table(
    "drafts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", String(120)),
    Column("signature", String(20)),
    Column("message", String(300)),
    Column("exchange", Integer),
    Column("attachment", Document),
    Column("expires_at", Moment, nullable=False),
    Index("ix_drafts_platform_sender_number", "platform", "sender", "number"),
    Index("ix_drafts_expires_at", "expires_at"),
)

# Messages that a step of a dialogue has taken.
inputs = Table(
    "inputs",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("message", String(300), primary_key=True),
    Column("sender", String(300), nullable=False),
    Column("step", String(60), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_inputs_platform_sender", "platform", "sender"),
    Index("ix_inputs_expires_at", "expires_at"),
)

# Albums that have begun to arrive: the first message of each, and the announcement that uses it.
albums = Table(
    "albums",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("album", String(100), primary_key=True),
    Column("message", String(300), nullable=False),
    Column("has_text", Boolean, nullable=False),
    Column("announcement", Integer),
    Column("at", Moment, nullable=False),
    Index("ix_albums_at", "at"),
)

# Questions to colleagues, with the addresses of their askers; `remind_at` is when the next reminder is due.
exchanges = Table(
    "exchanges",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("topic", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", String(20), nullable=False),
    Column("signed", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("message", String(300)),
    Column("answered_at", Moment),
    Column("hidden_at", Moment),
    Column("merged_into", Integer),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("remind_at", Moment),
    Column("direct", Boolean, nullable=False, server_default=true()),
    Column("attachment", Document),
    Index("ix_exchanges_platform_sender", "platform", "sender"),
    Index("ix_exchanges_message", "message"),
    Index("ix_exchanges_remind_at", "remind_at"),
    Index("ix_exchanges_closed_at_asked_at", "closed_at", "asked_at"),
    Index("ix_exchanges_asked_at_answered_at", "asked_at", "answered_at"),
)

# People who read the answers to somebody else's question.
followers = Table(
    "followers",
    metadata,
    Column("exchange", Integer, primary_key=True),
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("signed", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("asked", Integer),
    Column("asks", Boolean, nullable=False, server_default=false()),
    Column("ended", Boolean, nullable=False, server_default=false()),
    Column("direct", Boolean, nullable=False, server_default=true()),
)

# Lotse's messages that belong to an exchange: the question itself, or a remark carried elsewhere.
copies = Table(
    "copies",
    metadata,
    Column("delivery", String(100), primary_key=True),
    Column("exchange", Integer, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("role", String(20), nullable=False),
    Column("remark", Integer),
    Column("asked", Integer),
    Index("ix_copies_exchange", "exchange"),
    Index("ix_copies_remark", "remark"),
)

# What people say about a question.
remarks = Table(
    "remarks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("exchange", Integer, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("message", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by_asker", Boolean, nullable=False),
    Column("consent", String(20)),
    Column("attachment", Document),
    Column("said_at", Moment, nullable=False),
    Column("direct", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("platform", "room", "message"),
    Index("ix_remarks_exchange", "exchange"),
    # Holds all that is counted, so that no row has to be read.
    Index("ix_remarks_exchange_by_asker", "exchange", "by_asker"),
    Index("ix_remarks_platform_sender", "platform", "sender"),
)

# Messages of people who are asked whether they belong to a question.
held_messages = Table(
    "held_messages",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("message", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("formatted", Text, nullable=False),
    Column("attachment", Document),
    Column("exchange", Integer, nullable=False),
    Column("album", String(100), nullable=False, server_default=""),
    Column("expires_at", Moment, nullable=False),
    Index("ix_held_messages_platform_room_message", "platform", "room", "message"),
    Index("ix_held_messages_expires_at", "expires_at"),
)

# Who gave thanks for a remark, with the platform's event if it has one.
thanks = Table(
    "thanks",
    metadata,
    Column("remark", Integer, primary_key=True),
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("event", String(300), nullable=False),
    Index("ix_thanks_event", "event"),
)

# Who reads new questions of a topic; `next_at` is when the next digest is due.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("topic", String(120), primary_key=True),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("pace", String(20), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("next_at", Moment),
    Index("ix_subscriptions_topic", "topic"),
    Index("ix_subscriptions_next_at", "next_at"),
)

# Drafts for the knowledge base, made of questions and their best answers.
lessons = Table(
    "lessons",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("exchange", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", String(120), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", String(330)),
    Column("decided_at", Moment),
    Column("earlier", Document),
    Index("ix_lessons_state", "state"),
)

# The actions of moderators.
moderations = Table(
    "moderations",
    metadata,
    Column("number", Number, primary_key=True),
    Column("exchange", Integer, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("action", String(20), nullable=False),
    Column("detail", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_moderations_exchange", "exchange"),
)

# The centre that a person works for.
profiles = Table(
    "profiles",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("centre", String(120), nullable=False),
)

# The addresses that belong to a topic.
channels = Table(
    "channels",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("thread", String(300), primary_key=True),
    Column("topic", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
    Index("ix_channels_topic", "topic"),
)

# Verifications of Matrix devices under way: what both sides must see, and what the person at the shell decided.
verifications = Table(
    "verifications",
    metadata,
    Column("id", String(300), primary_key=True),
    Column("user_id", String(300), nullable=False),
    Column("device_id", String(300)),
    Column("emoji", Document),
    Column("state", String(20), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

# Announcements in all states; each occurrence of a series has a row of its own.
announcements = Table(
    "announcements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("task", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("english", Text, nullable=False),
    Column("attachments", Document),
    Column("audience", Text, nullable=False),
    Column("at", Moment),
    Column("recurrence", String(400)),
    Column("series", Integer),
    Column("source", String(120), nullable=False),
    Column("is_urgent", Boolean, nullable=False),
    Column("wants_receipt", Boolean, nullable=False),
    Column("author", String(330), nullable=False),
    Column("platform", String(20)),
    Column("room", String(300)),
    Column("thread", String(300)),
    Column("approver", String(330)),
    Column("revision", Integer, nullable=False),
    Column("due_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("progress", String(100)),
    Column("told", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("remind_at", Moment),
    Column("earlier", Document),
    Column("reminds", Integer),
    Column("filling", Document),
    Column("visibility", String(20), nullable=False, server_default="public"),
    Index("ix_announcements_due_at", "due_at"),
    Index("ix_announcements_state", "state"),
    Index("ix_announcements_reminds", "reminds"),
)

# The recipients of announcements; `position` counts from 1, `revision` is that of their copy.
recipients = Table(
    "recipients",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("platform", String(20), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("sender", String(300)),
    Column("name", String(300)),
    Column("language", String(5)),
    Column("centre", String(120)),
    Column("delivery", String(100)),
    Column("revision", Integer, nullable=False),
    Column("skipped", Boolean, nullable=False),
    Index("ix_recipients_delivery", "delivery"),
    Index("ix_recipients_platform_room", "platform", "room"),
)

# Who gets announcements: rooms, and people (`sender`) in their direct chats.
readers = Table(
    "readers",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("thread", String(300), primary_key=True),
    Column("sender", String(300)),
    Column("name", String(300)),
    Column("centre", String(120)),
    Column("chosen_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    Index("ix_readers_platform_sender", "platform", "sender"),
)

# The sources and topics that readers have chosen.
reader_tags = Table(
    "reader_tags",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("thread", String(300), primary_key=True),
    Column("tag", String(130), primary_key=True),
    Index("ix_reader_tags_tag", "tag"),
)

# Responses to announcements, such as receipts.
responses = Table(
    "responses",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("centre", String(120)),
    Column("event", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_responses_event", "event"),
)

# Replies to announcements; `delivery` is the copy that editors read, or their answer's.
replies = Table(
    "replies",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("delivery", String(100), nullable=False),
    Column("announcement", Integer, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("message", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Column("direct", Boolean, nullable=False, server_default=true()),
    Index("ix_replies_delivery", "delivery"),
    Index("ix_replies_announcement_platform_sender", "announcement", "platform", "sender"),
)

# People's own messages about announcements: replies, editors' answers, receipts in words. `copy` and `file` are the
# deliveries that carry them to the other side, `fingerprint` tells one file from another.
contributions = Table(
    "contributions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("announcement", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("message", String(300), nullable=False),
    Column("copy", String(100)),
    Column("file", String(100)),
    Column("fingerprint", String(40)),
    Column("at", Moment, nullable=False),
    Index("ix_contributions_platform_room_message", "platform", "room", "message"),
    Index("ix_contributions_announcement_platform_sender", "announcement", "platform", "sender"),
)

# Messages that were carried to other people: an edit of one is never a question to Lotse, even when nothing else is
# known of it any more. Holds no account; those in a person's own chat go when the person is erased.
carried_messages = Table(
    "carried_messages",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("message", String(300), primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_carried_messages_at", "at"),
)

# Texts with fields, for similar announcements.
templates = Table(
    "templates",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("text", Text, nullable=False),
)

# Files that go out with announcements and came from no platform.
files = Table(
    "files",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_files_created_at", "created_at"),
)

# Who brought Lotse into a room.
invitations = Table(
    "invitations",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("sender", String(300), nullable=False),
    Column("at", Moment, nullable=False),
)

# The menus that are set for people with a role, until they are removed.
menus = Table(
    "menus",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("role", String(20), nullable=False),
)

# Erased people with their direct chats, until the deliveries in flight to them are over.
erasures = Table(
    "erasures",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("room", String(300), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Questions that nothing answered before there was a log of all questions, without their askers.
unanswered = Table(
    "unanswered",
    metadata,
    Column("number", Number, primary_key=True),
    Column("text", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Index("ix_unanswered_asked_at", "asked_at"),
)

# The configured feeds; `version` as the server calls it, `failing_since` if a feed can't be read.
feeds = Table(
    "feeds",
    metadata,
    Column("feed", String(60), primary_key=True),
    Column("version", String(300), nullable=False, server_default=""),
    Column("next_at", Moment),
    Column("read_at", Moment),
    Column("failing_since", Moment),
    Column("fault", String(40)),
)

# Items of feeds: digests of their ids, since when these hold, and the announcement that was made of each.
feed_items = Table(
    "feed_items",
    metadata,
    Column("number", Number, primary_key=True),
    Column("feed", String(60), nullable=False),
    Column("id", String(40), nullable=False),
    Column("announcement", Integer),
    Column("starts_at", Moment),
    Column("changed_at", Moment),
    # For appointments: the series, what was announced last, and what readers know.
    Column("series", String(40)),
    Column("told", JSON(none_as_null=True)),
    Column("read", JSON(none_as_null=True)),
    UniqueConstraint("feed", "id"),
)

# Digests that identify an item even if the feed changes its ids.
feed_traces = Table(
    "feed_traces",
    metadata,
    Column("item", Number, primary_key=True, autoincrement=False),
    Column("trace", String(40), primary_key=True),
    Index("ix_feed_traces_trace", "trace"),
)

# Digests of faults in feeds, so that each is reported once, with what to say of it: the flaw of which part of which
# item.
feed_faults = Table(
    "feed_faults",
    metadata,
    Column("feed", String(60), primary_key=True),
    Column("fault", String(40), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("title", String(100)),
    Column("part", String(60)),
    Column("flaw", String(20)),
    Column("link", String(500)),
)

# The processes that work on the database in order of arrival; the first one leads.
leases = Table(
    "leases",
    metadata,
    Column("place", Number, primary_key=True),
    Column("holder", Integer, nullable=False),
    Column("machine", String(300), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Links that sign in at the web desk, by the digest of their secret; each works once.
desk_links = Table(
    "desk_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_desk_links_expires_at", "expires_at"),
)

# Sessions at the web desk, by the digest of their secret; `agent` is what the browser calls itself.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("agent", String(300), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_desk_sessions_platform_sender", "platform", "sender"),
    Index("ix_desk_sessions_expires_at", "expires_at"),
)

# What was changed at the web desk, and by whom.
audit_log = Table(
    "audit_log",
    metadata,
    Column("number", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("action", String(60), nullable=False),
    Column("object", String(300), nullable=False),
    Index("ix_audit_log_at", "at"),
    # Of one account or one action there may be few among many.
    Index("ix_audit_log_platform_sender_number", "platform", "sender", "number"),
    Index("ix_audit_log_action_number", "action", "number"),
)

# Roles that were granted at the web desk, beside those of the configuration.
role_grants = Table(
    "role_grants",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("granted_at", Moment, nullable=False),
)

# How many records of each kind were deleted on a day (such as 2026-11-26), as their retention period was over or a
# person wanted it.
deletions = Table(
    "deletions",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("number", Number, nullable=False),
)

# Questions with what was found, without who asked; `entry` is the first of the answer. `gap` is the digest of the words
# of one without a good answer, until an editor has dealt with it; `unhelpful` are answers that were marked "so nicht".
# `chosen` is true once somebody has taken one of the choices that answered it, and NULL until then. By `choice_token`
# the choices name their question, for a day at most, as they are kept beside the person to whom they were offered.
# `from_desk` is true of what editors marked in Probe, which nobody asked, and NULL of all others.
questions = Table(
    "questions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("entry", String(120)),
    Column("gap", String(64)),
    Column("unhelpful", Boolean, nullable=False, server_default=false()),
    Column("chosen", Boolean),
    Column("choice_token", String(16)),
    Column("from_desk", Boolean),
    # These hold all that is counted, so that no row has to be read.
    Index("ix_questions_asked_at_platform_kind", "asked_at", "platform", "kind"),
    Index("ix_questions_entry_asked_at", "entry", "asked_at"),
    Index("ix_questions_gap_asked_at", "gap", "asked_at"),
)
IS_CHOSEN = questions.c.chosen.is_not(None)
HAS_CHOICE_TOKEN = questions.c.choice_token.is_not(None)
IS_UNHELPFUL = questions.c.unhelpful.is_(True)
# As above, their migration creates the same indexes on PostgreSQL.
Index("ix_questions_choice_token", questions.c.choice_token, sqlite_where=HAS_CHOICE_TOKEN)
Index("ix_questions_unhelpful", questions.c.asked_at, sqlite_where=IS_UNHELPFUL)
Index(
    "ix_questions_asked_at_platform_chosen",
    questions.c.asked_at,
    questions.c.platform,
    questions.c.chosen,
    sqlite_where=IS_CHOSEN,
)

# Questions with the entry that must answer them, None if nothing may.
test_questions = Table(
    "test_questions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("text", Text, nullable=False),
    Column("entry", String(120)),
    Column("author", String(321), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("text"),
)

# Questions that are no gaps in the knowledge, by the digest of their words: the `gap` that they would have.
silenced_questions = Table(
    "silenced_questions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("author", String(321), nullable=False),
    Column("at", Moment, nullable=False),
)

# What became of the addresses in entries when they were last tried.
link_checks = Table(
    "link_checks",
    metadata,
    Column("url", String(500), primary_key=True),
    Column("status", String(40), nullable=False),
    Column("moved_to", String(500)),
    Column("checked_at", Moment, nullable=False),
    Column("failing_since", Moment),
)

# Members of centres, who look after the entries of their centre; deputies until a time.
centre_members = Table(
    "centre_members",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("centre", String(120), primary_key=True),
    Column("name", String(300)),
    Column("granted_at", Moment, nullable=False),
    Column("until", Moment),
    Index("ix_centre_members_centre", "centre"),
)

# For whom deputies stand in, each until a time; one may do so for several people of a centre.
deputies = Table(
    "deputies",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("centre", String(120), primary_key=True),
    Column("giver_platform", String(20), primary_key=True),
    Column("giver_sender", String(300), primary_key=True),
    Column("until", Moment, nullable=False),
    Index("ix_deputies_giver_platform_giver_sender", "giver_platform", "giver_sender"),
    Index("ix_deputies_until", "until"),
)

# Codes that make members of a centre, by their digest, and who made them; each works for `uses` more people.
centre_codes = Table(
    "centre_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("centre", String(120), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("uses", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_centre_codes_expires_at", "expires_at"),
)

# People who are away until a time; they are asked nothing meanwhile.
absences = Table(
    "absences",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("at", Moment, nullable=False),
)

# Offers of people who go, or stand back until a time, to somebody else: one who is asked, or who knows the code.
handovers = Table(
    "handovers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("name", String(300)),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("digest", String(64)),
    Column("asked_platform", String(20)),
    Column("asked_sender", String(300)),
    Column("until", Moment),
    Column("expires_at", Moment, nullable=False),
    Index("ix_handovers_platform_sender", "platform", "sender"),
    Index("ix_handovers_asked_platform_asked_sender", "asked_platform", "asked_sender"),
    Index("ix_handovers_digest", "digest"),
    Index("ix_handovers_expires_at", "expires_at"),
)

# Centres whose members the office was told that nobody reaches.
silent_centres = Table(
    "silent_centres",
    metadata,
    Column("centre", String(120), primary_key=True),
    Column("told_at", Moment, nullable=False),
)

# Values that people propose for fields of entries; `revision` is the one of the entry that they have seen.
proposals = Table(
    "proposals",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("entry", String(120), nullable=False),
    Column("field", String(40), nullable=False),
    Column("value", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("direct", Boolean, nullable=False, server_default=true()),
    Column("state", String(20), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Index("ix_proposals_entry_state", "entry", "state"),
    Index("ix_proposals_state_proposed_at", "state", "proposed_at"),
    Index("ix_proposals_platform_sender_proposed_at", "platform", "sender", "proposed_at"),
)

# Whom Lotse has asked whether the value of a field still holds, and when it asks again.
field_questions = Table(
    "field_questions",
    metadata,
    Column("entry", String(120), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("remind_at", Moment),
    Index("ix_field_questions_platform_sender_asked_at", "platform", "sender", "asked_at"),
    Index("ix_field_questions_state_remind_at", "state", "remind_at"),
)

# Which entry answered which message, and the form in which it was shown; `revision` is that of the knowledge which the
# answer, or its last correction, was made from. `check_at` is when Lotse asks whether it was of use.
given_answers = Table(
    "given_answers",
    metadata,
    Column("number", Number, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("sender", String(300), nullable=False),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("message", String(300), nullable=False),
    Column("direct", Boolean, nullable=False, server_default=true()),
    Column("entry", String(120), nullable=False),
    Column("form", Document, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("check_at", Moment),
    Column("answered", Boolean, nullable=False, server_default=false()),
    Index("ix_given_answers_entry_at", "entry", "at"),
    Index("ix_given_answers_at", "at"),
    Index("ix_given_answers_check_at", "check_at"),
    Index("ix_given_answers_platform_room_message", "platform", "room", "message"),
    Index("ix_given_answers_platform_sender_at", "platform", "sender", "at"),
)

# People who do not want to be asked whether an answer was of use.
declined_checks = Table(
    "declined_checks",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Who wants to hear when a question without an answer, by the digest of its words, has one; `entry` is the one that has
# it but that the person may not read.
wishes = Table(
    "wishes",
    metadata,
    Column("gap", String(64), primary_key=True),
    Column("platform", String(20), primary_key=True),
    Column("sender", String(300), primary_key=True),
    Column("room", String(300), nullable=False),
    Column("thread", String(300)),
    Column("direct", Boolean, nullable=False, server_default=true()),
    Column("at", Moment, nullable=False),
    Column("entry", String(120)),
    Index("ix_wishes_at", "at"),
    Index("ix_wishes_entry", "entry"),
)

# Questions after which people chose an entry, by the digest of their words, until somebody decides on them.
proposed_phrasings = Table(
    "proposed_phrasings",
    metadata,
    Column("entry", String(120), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("last_at", Moment, nullable=False),
    Index("ix_proposed_phrasings_state_times", "state", "times"),
    Index("ix_proposed_phrasings_last_at", "last_at"),
)

# People who chose an entry after such a question, by digests that name nobody, so that each is counted once.
phrasing_choosers = Table(
    "phrasing_choosers",
    metadata,
    Column("entry", String(120), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("chooser", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_phrasing_choosers_at", "at"),
)
