"""The feeds that Lotse announces, with their last reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.storage.announcements.feed_readings import FeedReading
from bot.web.base.desk import Page
from bot.web.base.tables import Table
from handlers.announcements.feeds.faults import render_fault
from handlers.announcements.model.policy import FeedPolicy
from handlers.core.messages import strip_markdown
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts
from knowledge.text import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultyItem:
    """A sentence on an item and its fault, and the web address of the item, empty if it has none."""

    sentence: str
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRow:
    """A configured feed with its last reading; None before the first.

    `faulty` are the newest items that can't be read, `more` says how many others there are, if any.
    """

    slug: str
    policy: FeedPolicy
    reading: FeedReading | None
    faulty: Sequence[FaultyItem]
    more: str

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
    """Show each configured feed, when it was read, whether that fails, and what is wrong with its items."""
    async with page.begin() as (context, unit):
        readings = await unit.feed_readings.list()
    policies = context.announcement_policy.feeds
    texts = ANNOUNCING[page.language]
    rows = [_make_row(slug, policy, readings.get(slug), texts) for slug, policy in policies.items()]
    query = _TABLE.parse_query(page)
    return page.render("announcements/feeds.html", has_feeds=bool(rows), found=_TABLE.select(rows, query), query=query)


def _make_row(slug: str, policy: FeedPolicy, reading: FeedReading | None, texts: AnnouncementTexts) -> FeedRow:
    named = reading.named if reading else ()
    others = reading.faults - len(named) if reading and named else 0
    return FeedRow(
        slug=slug,
        policy=policy,
        reading=reading,
        faulty=[FaultyItem(sentence=strip_markdown(render_fault(each, texts)), link=each.link) for each in named],
        more=texts.feed_more_faults.format(count=others) if others else "",
    )


def _write(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
