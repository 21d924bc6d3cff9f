"""The store of feeds and their items."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, delete, or_, select, update

from bot.platforms.base.sanitising import sanitise_name, sanitise_text
from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import feed_faults, feed_items, feed_traces, feeds
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.feeds.recognition import StoredItem, recognize
from handlers.announcements.model.appointments import AnnouncedAppointment, KnownItem, describe_item
from handlers.core.feed_items import AppointmentFault, FeedItem
from handlers.core.hashes import digest

_APPOINTMENT: TypeAdapter[AnnouncedAppointment | None] = TypeAdapter(AnnouncedAppointment | None)
# A fault that was not seen for so long is reported again.
_FAULTS_KEPT = timedelta(days=30)
# Of what is kept of a faulty item, in characters.
_MAX_TITLE, _MAX_PART, _MAX_LINK = 100, 60, 500


class FeedStore(Store):
    """Implements handlers.announcements.ports.Feeds."""

    async def due(self, configured: Collection[str], now: datetime) -> Mapping[str, str]:
        """Return which of the feeds should be read now, with their versions."""
        rows = await self._connection.execute(select(feeds).where(feeds.c.feed.in_(configured)))
        kept = {row.feed: row for row in rows}
        later = {feed for feed, row in kept.items() if row.next_at is not None and row.next_at > now}
        return {feed: kept[feed].version if feed in kept else "" for feed in configured if feed not in later}

    async def plan(
        self, feed: str, next_at: datetime, failing_since: datetime | None, fault: FetchFault | None = None
    ) -> datetime | None:
        """Set when a feed is read next, and why it can't be read; return since when it can't, None if it can."""
        row = {"feed": feed, "next_at": next_at, "failing_since": failing_since, "fault": fault}
        statement = insert(self._connection, feeds).values(**row)
        since = feeds.c.failing_since if failing_since is not None else None
        values = {"next_at": next_at, "failing_since": since, "fault": fault}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=values))
        if failing_since is None:
            return None
        it = and_(feeds.c.feed == feed, feeds.c.failing_since.is_(None))
        await self._connection.execute(update(feeds).where(it).values(failing_since=failing_since))
        found: datetime | None = await self._connection.scalar(
            select(feeds.c.failing_since).where(feeds.c.feed == feed)
        )
        return found

    async def list_failing(self, configured: Collection[str]) -> Mapping[str, datetime]:
        """Return since when those of the feeds that can't be read have been failing."""
        failing = and_(feeds.c.feed.in_(configured), feeds.c.failing_since.is_not(None))
        rows = await self._connection.execute(select(feeds.c.feed, feeds.c.failing_since).where(failing))
        return {row.feed: row.failing_since for row in rows}

    async def note_read(self, feed: str, version: str, at: datetime) -> bool:
        before = await self._connection.scalar(select(feeds.c.read_at).where(feeds.c.feed == feed))
        await self._upsert(feeds, {"feed": feed}, {"version": version, "read_at": at})
        return before is None

    async def recognize(self, feed: str, items: Sequence[FeedItem], now: datetime) -> Mapping[str, KnownItem]:
        kept = {row.number: row for row in await self._find_alike(feed, items)}
        marks: dict[int, set[str]] = {number: {row.id} for number, row in kept.items()}
        for trace in await self._connection.execute(select(feed_traces).where(feed_traces.c.item.in_(kept))):
            marks[trace.item].add(trace.trace)
        known = [
            StoredItem(number=number, marks=frozenset(marks[number]), changed_at=row.changed_at)
            for number, row in kept.items()
        ]
        found = recognize(items, known, now)
        by_key, renewed = {item.key: item for item in items}, set[int]()
        for key, one in found.items():
            if kept[one.number].id not in by_key and one.number not in renewed:
                renewed.add(one.number)
                await self._renew(one.number, by_key[key], now)
        return {key: _read_taken(kept[one.number]) for key, one in found.items()}

    async def store_item(
        self,
        feed: str,
        item: FeedItem,
        announcement: int | None,
        now: datetime,
        read: AnnouncedAppointment | None = None,
    ) -> None:
        told, appointment = describe_item(item), item.appointment
        values = {
            "announcement": announcement,
            "starts_at": told.starts_at if told and not told.is_cancelled else None,
            "series": digest(appointment.series) if appointment and appointment.series else None,
            "told": _APPOINTMENT.dump_python(told, mode="json"),
            "read": _APPOINTMENT.dump_python(read, mode="json"),
        }
        statement = insert(self._connection, feed_items).values(feed=feed, id=item.key, changed_at=now, **values)
        number = await self._connection.scalar(
            statement.on_conflict_do_update(index_elements=["feed", "id"], set_=values).returning(feed_items.c.number)
        )
        await self._set_traces(number, item)

    async def find_missing(
        self, feed: str, items: Sequence[FeedItem], series: Mapping[str, datetime], now: datetime
    ) -> Sequence[KnownItem]:
        until, there = {digest(uid): end for uid, end in series.items()}, {item.key for item in items}
        announced = and_(feed_items.c.series.is_not(None), feed_items.c.announcement.is_not(None))
        to_come = and_(feed_items.c.feed == feed, feed_items.c.starts_at > now)
        rows = await self._connection.execute(
            select(feed_items).where(announced, to_come).order_by(feed_items.c.starts_at)
        )
        return [
            _read_taken(row)
            for row in rows
            if row.id not in there and row.series in until and row.starts_at <= until[row.series]
        ]

    async def call_off(self, item: KnownItem, announcement: int | None, read: AnnouncedAppointment | None) -> None:
        told = replace(item.announced, is_cancelled=True) if item.announced else None
        values = {
            "announcement": announcement,
            "starts_at": None,
            "told": _APPOINTMENT.dump_python(told, mode="json"),
            "read": _APPOINTMENT.dump_python(read, mode="json"),
        }
        await self._connection.execute(update(feed_items).where(feed_items.c.number == item.number).values(**values))

    async def note_faults(
        self, feed: str, faults: Sequence[AppointmentFault], now: datetime
    ) -> Sequence[AppointmentFault]:
        by_mark, of_feed = {fault.key: fault for fault in faults}, feed_faults.c.feed == feed
        await self._connection.execute(delete(feed_faults).where(of_feed, feed_faults.c.seen_at < now - _FAULTS_KEPT))
        noted = {*await self._connection.scalars(select(feed_faults.c.fault).where(of_feed))}
        for mark, fault in by_mark.items():
            await self._upsert(feed_faults, {"feed": feed, "fault": mark}, {"seen_at": now, **_describe(fault)})
        return [fault for mark, fault in by_mark.items() if mark not in noted]

    async def _find_alike(self, feed: str, items: Sequence[FeedItem]) -> Sequence[Row[Any]]:
        """Return the rows that have a mark of one of the items."""
        marks = {trace.value for item in items for trace in item.fingerprints}
        traced = select(feed_traces.c.item).where(feed_traces.c.trace.in_(marks))
        alike = or_(feed_items.c.id.in_(marks), feed_items.c.number.in_(traced))
        return (await self._connection.execute(select(feed_items).where(feed_items.c.feed == feed, alike))).all()

    async def _renew(self, number: int, item: FeedItem, now: datetime) -> None:
        """Store an item that has come under another key by that key."""
        it = feed_items.c.number == number
        await self._connection.execute(update(feed_items).where(it).values(id=item.key, changed_at=now))
        await self._set_traces(number, item)

    async def _set_traces(self, number: int, item: FeedItem) -> None:
        await self._connection.execute(delete(feed_traces).where(feed_traces.c.item == number))
        marks = {trace.value for trace in item.fingerprints if not trace.is_legacy}
        traces = [{"item": number, "trace": mark} for mark in marks]
        await self._connection.execute(insert(self._connection, feed_traces), traces)


def _describe(fault: AppointmentFault) -> dict[str, str | None]:
    """Return the columns that say what is wrong with which item; a link that is too long to be kept is left out."""
    link = sanitise_text(fault.link)
    return {
        "title": sanitise_name(fault.title)[:_MAX_TITLE],
        "part": sanitise_text(fault.part)[:_MAX_PART],
        "flaw": fault.flaw.value,
        "link": link if 0 < len(link) <= _MAX_LINK else None,
    }


def _read_taken(row: Row[Any]) -> KnownItem:
    return KnownItem(
        number=row.number,
        announcement=row.announcement,
        starts_at=row.starts_at,
        announced=_APPOINTMENT.validate_python(row.told),
        delivered=_APPOINTMENT.validate_python(row.read),
        series=row.series,
    )
