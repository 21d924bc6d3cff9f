"""What is read for news, inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.insertion import insert
from bot.storage.tables import feed_items, feed_traces, feeds
from handlers.announcements.items import FeedItem
from handlers.announcements.kept import Taken
from handlers.digests import digest


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

    async def known(self, feed: str, items: Sequence[FeedItem]) -> Mapping[str, Taken]:
        digests = {digest(item.id): item for item in items}
        of_feed = feed_items.c.feed == feed
        rows = await self._connection.execute(select(feed_items).where(of_feed, feed_items.c.id.in_(digests)))
        found = {row.id: row for row in rows}
        known = {digests[id_].id: _taken(row) for id_, row in found.items()}
        for id_, item in digests.items():
            if id_ not in found:
                was = await self._under_another_id(feed, id_, item, digests)
                known |= {item.id: was} if was else {}
        return known

    async def take(self, feed: str, item: FeedItem, announcement: int | None) -> None:
        appointment = item.appointment
        starts_at = appointment.starts_at if appointment and not appointment.is_cancelled else None
        values = {"announcement": announcement, "starts_at": starts_at}
        statement = insert(self._connection, feed_items).values(feed=feed, id=digest(item.id), **values)
        number = await self._connection.scalar(
            statement.on_conflict_do_update(index_elements=["feed", "id"], set_=values).returning(feed_items.c.number)
        )
        await self._connection.execute(delete(feed_traces).where(feed_traces.c.item == number))
        traces = [{"item": number, "trace": trace} for trace in {item.exact, *item.similar}]
        await self._connection.execute(insert(self._connection, feed_traces), traces)

    async def _under_another_id(self, feed: str, id_: str, item: FeedItem, now_there: Collection[str]) -> Taken | None:
        """One that says the same; if it says nearly the same, one that is not there any more under the id it had."""
        traces = feed_traces.c.trace.in_((item.exact, *item.similar))
        rows = await self._connection.execute(
            select(feed_items, feed_traces.c.trace)
            .join(feed_traces, feed_traces.c.item == feed_items.c.number)
            .where(feed_items.c.feed == feed, traces)
            .order_by(feed_items.c.number.desc())
        )
        for row in rows.all():
            is_gone = row.id not in now_there
            if is_gone:
                await self._connection.execute(
                    update(feed_items).where(feed_items.c.number == row.number).values(id=id_)
                )
            if is_gone or row.trace == item.exact:
                return _taken(row)
        return None


def _taken(row: Row[Any]) -> Taken:
    return Taken(announcement=row.announcement, starts_at=row.starts_at)
