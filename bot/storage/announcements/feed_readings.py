"""The last reading of each feed, with the items that could not be read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from bot.storage.engine.store import Store
from bot.storage.engine.tables import feed_faults, feeds
from bot.system.http.fetch_faults import FetchFault
from handlers.core.feed_items import AppointmentFault, Flaw

MAX_NAMED = 5
# Of the last reading: those of earlier ones are kept only so that nobody is told of them twice.
_IS_PRESENT = and_(feed_faults.c.feed == feeds.c.feed, feed_faults.c.seen_at >= feeds.c.read_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedReading:
    """The state of a feed: when it was read and will be, since when and why it fails, and how many items are faulty.

    `named` are at most MAX_NAMED of these; of some that earlier versions found, only the number is known.
    """

    read_at: datetime | None
    next_at: datetime | None
    failing_since: datetime | None
    fault: FetchFault | None
    faults: int
    named: Sequence[AppointmentFault]


class FeedReadingStore(Store):
    """Reads the state of feeds for the web desk."""

    async def list(self) -> Mapping[str, FeedReading]:
        """Return the last reading of each feed, by its slug."""
        present = select(feed_faults.c.feed, func.count().label("faults")).join(feeds, _IS_PRESENT)
        counted = present.group_by(feed_faults.c.feed).subquery()
        rows = await self._connection.execute(
            select(feeds, func.coalesce(counted.c.faults, 0).label("faults")).select_from(
                feeds.outerjoin(counted, counted.c.feed == feeds.c.feed)
            )
        )
        named = await self._list_named()
        return {
            row.feed: FeedReading(
                read_at=row.read_at,
                next_at=row.next_at,
                failing_since=row.failing_since,
                fault=FetchFault(row.fault) if row.fault else None,
                faults=row.faults,
                named=named.get(row.feed, ()),
            )
            for row in rows
        }

    async def _list_named(self) -> Mapping[str, Sequence[AppointmentFault]]:
        """Return the first faults of each feed, as far as it is known what they are."""
        columns = feed_faults.c
        order = (columns.title, columns.fault)
        place = func.row_number().over(partition_by=columns.feed, order_by=order).label("place")
        known = select(feed_faults, place).join(feeds, _IS_PRESENT).where(columns.flaw.is_not(None)).subquery()
        rows = select(known).where(known.c.place <= MAX_NAMED).order_by(known.c.feed, known.c.place)
        found = defaultdict[str, list[AppointmentFault]](list)
        for row in await self._connection.execute(rows):
            fault = AppointmentFault(title=row.title, part=row.part, flaw=Flaw(row.flaw), link=row.link or "")
            found[row.feed].append(fault)
        return found
