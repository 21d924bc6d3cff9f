"""What runs for every message must not read whole tables."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.platforms.base.contract import Action, Delivery
from bot.storage.database import Database
from bot.storage.engine.sqlite_driver import get_sqlite_connection
from bot.storage.unit_of_work import UnitOfWork
from handlers.context.ports import Conversation, Input, Waiting
from handlers.core.events import Address, EventId, MessageId, Sender
from handlers.core.messages import DeliveryId, Message
from handlers.exchange.model.exchange import CopyRole, Draft, Frequency
from tests.deliveries import claim_next, mark_sent
from tests.prepared import open_file

_OWN_RESULTS = ("SCAN (subquery", "SCAN anon_", "SCAN CONSTANT ROW")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as database:
        yield database


async def test_hot_queries_use_an_index(database: Database, address: Address, anna: Sender, now: datetime) -> None:
    async with database.begin() as unit:
        with traced(unit) as (raw, asked):
            await one_message(unit, address, anna, now)
        plans = [*explain(raw, asked)]
    assert len(asked) > 15
    # What a query has found itself, or was given, may be read as a whole.
    assert [plan for plan in plans if plan.startswith("SCAN") and not plan.startswith(_OWN_RESULTS)] == []


@contextmanager
def traced(unit: UnitOfWork) -> Iterator[tuple[sqlite3.Connection, list[str]]]:
    """Yield the connection to SQLite, and the statements that it is asked with their values."""
    raw, asked = get_sqlite_connection(unit.connection).raw, list[str]()
    raw.set_trace_callback(asked.append)
    yield raw, asked
    raw.set_trace_callback(None)


def explain(connection: sqlite3.Connection, asked: Iterable[str]) -> Iterator[str]:
    for statement in asked:
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
            yield f"{row[3]}: {statement}"


async def one_message(unit: UnitOfWork, address: Address, anna: Sender, now: datetime) -> None:
    """All that happens between a question and its answer, and at a look."""
    platform, room = address.platform, address.room
    delivery = Delivery(id=DeliveryId("1"), message=Message(address=address, text="Hallo"))
    nothing = Message(address=address, text="")
    deletion = Delivery(id=DeliveryId("2"), message=nothing, action=Action.DELETION, target=delivery.id)
    await unit.inbox.take(platform, EventId("$1"), now)
    await unit.inbox.pending(platform)
    await unit.inbox.checkpoint(platform)
    await unit.inbox.delete_old(now - timedelta(days=30), 500)
    await unit.conversations.save(address, anna, Conversation(expires_at=now))
    await unit.conversations.load(address, anna, now)
    await unit.conversations.delete_expired(now, 500)
    await unit.preferences.choose_language(anna, "de")
    await unit.preferences.language(anna)
    await unit.deliveries.add([delivery], "reply", now)
    await unit.deliveries.find_due_lanes([platform], now)
    await unit.deliveries.find_due_lanes([platform], now, announcements=True)
    await unit.rate_limit_holds.put(platform, {room: now})
    await unit.rate_limit_holds.get_current([platform], now)
    await unit.rate_limit_holds.delete_expired(now, 500)
    await claim_next(unit, (platform, room), now)
    await unit.deliveries.find_interrupted([platform], [1])
    await unit.deliveries.list_sent_since(now)
    await mark_sent(unit, delivery.id, MessageId("$2"), now)
    await unit.sent_messages.of_message(address, MessageId("$2"))
    await unit.sent_messages.in_reply_to(address, MessageId("$1"))
    await unit.deliveries.add([deletion], "reply", now)
    await claim_next(unit, (platform, room), now)
    await one_question(unit, address, anna, now)
    await unit.preferences.centre(anna)
    await unit.people.delete_expired(now, 500)
    await unit.notices.once(address, anna, "unreadable", now)
    await unit.conversations.forget(address, anna)
    await unit.backlog.clear_old_content(now, 500)
    await unit.backlog.delete_old_replies(now, 500)
    await unit.backlog.count_open()
    await unit.backlog.set_clock(now)
    await unit.backlog.get_clock()
    await unit.backlog.find_oldest_reply()
    await unit.backlog.count_waiting(platform, 1_000)
    await unit.unanswered_questions.delete_old(now, 500)
    await unit.records.revision()


async def one_question(unit: UnitOfWork, address: Address, anna: Sender, now: datetime) -> None:
    """All that happens to a question to colleagues, but for the choices among many that a person asks for."""
    draft = await unit.drafts.add(anna, Draft(text="Wer weiß etwas?"), now)
    await unit.drafts.put(draft, now)
    await unit.drafts.get(draft.number, [anna], now)
    await unit.drafts.find_newest([anna], now)
    await unit.drafts.drop(draft.number)
    await unit.drafts.delete_expired(now, 500)
    taken = Input(address=address, message=MessageId("$1"), sender=anna, waiting=Waiting(step="exchange.topic"))
    await unit.inputs.add(taken, now)
    await unit.inputs.of_message(address, taken.message, now)
    await unit.inputs.delete_expired(now, 500)
    await unit.sent_messages.lists(address, anna, now)
    await unit.sent_messages.last_offers(address.platform, timedelta(minutes=2))
    await unit.exchanges.get(1)
    await unit.exchanges.of_question(address, MessageId("$1"))
    await unit.exchanges.of_askers([anna])
    await unit.exchanges.due(now, 100)
    await unit.exchanges.list_followers(1)
    await unit.copies.of_exchange(1, CopyRole.POST)
    await unit.copies.of_delivery(DeliveryId("1"))
    await unit.copies.of_message(address, MessageId("$1"))
    await unit.copies.of_remark(1)
    await unit.copies.list_failed(100)
    await unit.remarks.of_message(address, MessageId("$1"))
    await unit.remarks.of_exchange(1)
    await unit.remarks.by_authors([anna])
    await unit.remarks.unthank(EventId("$1"), None)
    await unit.remarks.count_thanks(1)
    await unit.subscriptions.of_topic("kim", Frequency.NOW)
    await unit.subscriptions.of_senders([anna])
    await unit.subscriptions.get(anna, "kim")
    await unit.subscriptions.due(now, 100)
    await unit.people.find_direct_chat(anna)


async def test_filters_of_the_audit_log_use_an_index(database: Database, anna: Sender) -> None:
    async with database.begin() as unit:
        with traced(unit) as (raw, asked):
            await unit.audit_log.list_page(None, 50, sender=anna)
            await unit.audit_log.list_page(None, 50, action="role_granted")
            await unit.audit_log.list_page(None, 50, action="role_granted", oldest_first=True)
        by_sender, *by_action = explain(raw, asked)
    assert "ix_audit_log_platform_sender_number" in by_sender
    for plan in by_action:
        assert "ix_audit_log_action_number" in plan


async def test_lists_of_gaps_and_marks_read_few_rows(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        with traced(unit) as (raw, asked):
            await unit.gaps.list(None, 300)
            await unit.gaps.list(now, 300)
            await unit.gaps.count(99)
            await unit.gaps.find(["0123456789abcdef"], now)
            await unit.gaps.count_by_span(["0123456789abcdef"], [now, now + timedelta(days=7)])
            await unit.marks.list(None, 500)
            await unit.marks.list(now, 500)
        plans = [plan.partition(":")[0] for plan in explain(raw, asked)]
    assert sum("USING INDEX ix_questions_unhelpful" in plan for plan in plans) >= len(asked) == 8
    # What people asked is counted in an index, without its rows.
    of_all = [plan for plan in plans if "(gap>?" in plan]
    assert len(of_all) == 3
    assert all("COVERING INDEX ix_questions_gap_asked_at" in plan for plan in of_all)
    assert [plan for plan in plans if plan in ("SCAN questions", "SCAN questions_2")] == []


async def test_the_tally_of_questions_reads_no_row(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        with traced(unit) as (raw, asked):
            await unit.questions.tally([now, now + timedelta(days=1), now + timedelta(days=2)])
        plans = [plan for plan in explain(raw, asked) if "questions" in plan.partition(":")[0]]
    chosen, by_kind, of_desk = (plan.partition(":")[0] for plan in plans)
    assert "COVERING INDEX ix_questions_asked_at_platform_chosen" in chosen
    assert "COVERING INDEX ix_questions_asked_at_platform_kind" in by_kind
    assert "INDEX ix_questions_unhelpful" in of_desk
