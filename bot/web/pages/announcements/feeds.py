"""The feeds that Lotse announces, with their last reading."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.storage.announcements.announcement_lists import FeedReading
from bot.web.base.desk import Page
from bot.web.base.tables import Table
from handlers.announcements.model.policy import FeedPolicy
from knowledge.text import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRow:
    """A configured feed with its last reading; None before the first."""

    slug: str
    policy: FeedPolicy
    reading: FeedReading | None

    @property
    def is_failing(self) -> bool:
        return self.reading is not None and self.reading.failing_since is not None

    @property
    def has_faults(self) -> bool:
        return self.is_failing or (self.reading is not None and self.reading.faults > 0)


_TABLE: Table[FeedRow] = Table(
    tabs={"": lambda _: True, "fehler": lambda row: row.has_faults},
    columns={
        "feed": lambda row: fold(row.policy.name),
        "zustand": lambda row: f"{row.is_failing:d}{row.has_faults:d}{row.reading is None:d}",
        "gelesen": lambda row: _write(row.reading.read_at if row.reading else None),
        "naechstes": lambda row: _write(row.reading.next_at if row.reading else None),
    },
    turned=frozenset(("zustand", "gelesen")),
    identify=lambda row: row.slug,
    describe=lambda row: f"{row.policy.name} {row.policy.audience}",
)


async def show(page: Page) -> web.StreamResponse:
    """Show each configured feed, when it was read, and whether that fails."""
    async with page.begin() as (context, unit):
        readings = await unit.announcement_lists.list_feeds()
    policies = context.announcement_policy.feeds
    rows = [FeedRow(slug=slug, policy=policy, reading=readings.get(slug)) for slug, policy in policies.items()]
    query = _TABLE.parse_query(page)
    return page.render("announcements/feeds.html", has_feeds=bool(rows), found=_TABLE.select(rows, query), query=query)


def _write(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
