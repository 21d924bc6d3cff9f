"""The last reading of each feed, with the items that could not be read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.storage.engine.store import Store
from bot.storage.engine.tables import feed_faults, feeds
from bot.system.http.fetch_faults import FetchFault
from handlers.core.feed_items import AppointmentFault, Flaw

MAX_NEWEST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedReading:
    """The state of a feed: when it was read and will be, since when and why it fails, and how many items are faulty.

    `newest` are at most MAX_NEWEST of these, those seen last; of some that earlier versions found, only the number is
    known.
    """

    read_at: datetime | None
    next_at: datetime | None
    failing_since: datetime | None
    fault: FetchFault | None
    faults: int
    newest: Sequence[AppointmentFault]


class FeedReadingStore(Store):
    """Reads the state of feeds for the web desk."""

    async def list(self) -> Mapping[str, FeedReading]:
        """Return the last reading of each feed, by its slug."""
        counted = select(feed_faults.c.feed, func.count().label("faults")).group_by(feed_faults.c.feed).subquery()
        rows = await self._connection.execute(
            select(feeds, func.coalesce(counted.c.faults, 0).label("faults")).select_from(
                feeds.outerjoin(counted, counted.c.feed == feeds.c.feed)
            )
        )
        newest = await self._list_newest()
        return {
            row.feed: FeedReading(
                read_at=row.read_at,
                next_at=row.next_at,
                failing_since=row.failing_since,
                fault=FetchFault(row.fault) if row.fault else None,
                faults=row.faults,
                newest=newest.get(row.feed, ()),
            )
            for row in rows
        }

    async def _list_newest(self) -> Mapping[str, Sequence[AppointmentFault]]:
        """Return the faults of each feed that were seen last, as far as it is known what they are."""
        columns = feed_faults.c
        order = (columns.seen_at.desc(), columns.title, columns.fault)
        place = func.row_number().over(partition_by=columns.feed, order_by=order).label("place")
        known = select(feed_faults, place).where(columns.flaw.is_not(None)).subquery()
        rows = select(known).where(known.c.place <= MAX_NEWEST).order_by(known.c.feed, known.c.place)
        found = defaultdict[str, list[AppointmentFault]](list)
        for row in await self._connection.execute(rows):
            fault = AppointmentFault(title=row.title, part=row.part, flaw=Flaw(row.flaw), link=row.link or "")
            found[row.feed].append(fault)
        return found
