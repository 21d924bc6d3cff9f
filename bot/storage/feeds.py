"""What is read for news, inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.insertion import insert
from bot.storage.tables import feed_items, feed_traces, feeds
from handlers.announcements.items import FeedItem
from handlers.announcements.kept import Taken
from handlers.announcements.recognition import Known, recognize


class StoredFeeds:
    """Implements handlers.announcements.ports.Feeds."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, configured: Collection[str], now: datetime) -> Mapping[str, str]:
        """Those of the feeds that are to be read now, with their versions."""
        rows = await self._connection.execute(select(feeds).where(feeds.c.feed.in_(configured)))
        kept = {row.feed: row for row in rows}
        later = {feed for feed, row in kept.items() if row.next_at is not None and row.next_at > now}
        return {feed: kept[feed].version if feed in kept else "" for feed in configured if feed not in later}

    async def plan(self, feed: str, next_at: datetime, failing_since: datetime | None) -> datetime | None:
        """When it is read next; returns since when it can't be read, if it can't."""
        statement = insert(self._connection, feeds).values(feed=feed, next_at=next_at, failing_since=failing_since)
        since = feeds.c.failing_since if failing_since is not None else None
        values = {"next_at": next_at, "failing_since": since}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=values))
        if failing_since is None:
            return None
        it = and_(feeds.c.feed == feed, feeds.c.failing_since.is_(None))
        await self._connection.execute(update(feeds).where(it).values(failing_since=failing_since))
        found: datetime | None = await self._connection.scalar(
            select(feeds.c.failing_since).where(feeds.c.feed == feed)
        )
        return found

    async def note_read(self, feed: str, version: str, at: datetime) -> bool:
        before = await self._connection.scalar(select(feeds.c.read_at).where(feeds.c.feed == feed))
        statement = insert(self._connection, feeds).values(feed=feed, version=version, read_at=at)
        values = {"version": version, "read_at": at}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=values))
        return before is None

    async def known(self, feed: str, items: Sequence[FeedItem], now: datetime) -> Mapping[str, Taken]:
        kept = {row.number: row for row in await self._alike(feed, items)}
        marks: dict[int, set[str]] = {number: {row.id} for number, row in kept.items()}
        for trace in await self._connection.execute(select(feed_traces).where(feed_traces.c.item.in_(kept))):
            marks[trace.item].add(trace.trace)
        known = [
            Known(number=number, marks=frozenset(marks[number]), changed_at=row.changed_at)
            for number, row in kept.items()
        ]
        found = recognize(items, known, now)
        by_key, renewed = {item.key: item for item in items}, set[int]()
        for key, one in found.items():
            if kept[one.number].id not in by_key and one.number not in renewed:
                renewed.add(one.number)
                await self._renew(one.number, by_key[key], now)
        return {key: _taken(kept[one.number]) for key, one in found.items()}

    async def take(self, feed: str, item: FeedItem, announcement: int | None, now: datetime) -> None:
        appointment = item.appointment
        starts_at = appointment.starts_at if appointment and not appointment.is_cancelled else None
        values = {"announcement": announcement, "starts_at": starts_at}
        statement = insert(self._connection, feed_items).values(feed=feed, id=item.key, changed_at=now, **values)
        number = await self._connection.scalar(
            statement.on_conflict_do_update(index_elements=["feed", "id"], set_=values).returning(feed_items.c.number)
        )
        await self._trace(number, item)

    async def _alike(self, feed: str, items: Sequence[FeedItem]) -> Sequence[Row[Any]]:
        """All that have a mark of one of the items."""
        marks = {trace.mark for item in items for trace in item.traces}
        traced = select(feed_traces.c.item).where(feed_traces.c.trace.in_(marks))
        alike = or_(feed_items.c.id.in_(marks), feed_items.c.number.in_(traced))
        return (await self._connection.execute(select(feed_items).where(feed_items.c.feed == feed, alike))).all()

    async def _renew(self, number: int, item: FeedItem, now: datetime) -> None:
        """What has come under another key is known by that from now on."""
        it = feed_items.c.number == number
        await self._connection.execute(update(feed_items).where(it).values(id=item.key, changed_at=now))
        await self._trace(number, item)

    async def _trace(self, number: int, item: FeedItem) -> None:
        await self._connection.execute(delete(feed_traces).where(feed_traces.c.item == number))
        marks = {trace.mark for trace in item.traces if not trace.is_earlier}
        traces = [{"item": number, "trace": mark} for mark in marks]
        await self._connection.execute(insert(self._connection, feed_traces), traces)


def _taken(row: Row[Any]) -> Taken:
    return Taken(announcement=row.announcement, starts_at=row.starts_at)
