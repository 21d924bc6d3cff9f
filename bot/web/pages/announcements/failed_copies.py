"""Copies of an announcement that failed: filters, order and pages, all in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.storage.announcements.announcement_copies import FailedCopy, FailedCopyFilter
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.choices import list_centres
from bot.web.base.desk import Page
from bot.web.base.failures import describe_failure
from bot.web.base.platforms import PLATFORM_TITLES
from bot.web.base.timelines import TimelineQuery, parse_timeline_query
from bot.web.pages.announcements.addressed import find_announcement
from handlers.announcements import lifecycle
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.readership import find_entitled
from handlers.announcements.sent_copies import as_delivered
from handlers.context.context import Context

_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedLine:
    """A copy that failed: a person by nothing but their centre, a room by its id."""

    position: int
    room: str
    centre: str
    platform: str
    why: str
    tried_at: datetime
    can_retry: bool


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the copies that failed."""
    async with page.begin() as (context, unit):
        announcement = await find_announcement(page, unit)
        centres = list_centres(context)
        query = parse_timeline_query(page.query, {"plattform": PLATFORM_TITLES, "zentrum": centres}, turned=frozenset())
        found = await list_failed(announcement, _make_filter(query), _PER_PAGE + 1, page, context, unit)
    shown = found[:_PER_PAGE]
    return page.render(
        "announcements/failed.html",
        announcement=announcement,
        query=query,
        lines=shown,
        next_after=shown[-1].position if len(found) > _PER_PAGE else None,
        platforms=PLATFORM_TITLES,
        centres=centres,
    )


async def list_failed(
    announcement: Announcement, wanted: FailedCopyFilter, limit: int, page: Page, context: Context, unit: UnitOfWork
) -> Sequence[FailedLine]:
    """Return failed copies as lines of a table."""
    entitled = await find_entitled(announcement.visibility, context)
    failed = await unit.announcement_copies.list_failed(as_delivered(announcement), wanted, limit, entitled)
    may_retry = lifecycle.can_retry(announcement)
    return [_describe(copy, page, context, may_retry=may_retry) for copy in failed]


def _make_filter(query: TimelineQuery) -> FailedCopyFilter:
    return FailedCopyFilter(
        platform=query.chosen["plattform"],
        centre=query.chosen["zentrum"],
        after=query.after,
        is_descending=query.is_descending,
    )


def _describe(copy: FailedCopy, page: Page, context: Context, *, may_retry: bool) -> FailedLine:
    entry = context.search.get_entry(copy.centre) if copy.centre else None
    return FailedLine(
        position=copy.position,
        room=copy.room,
        centre=entry.title.replace("Kommunales Integrationszentrum", "KI") if entry else "",
        platform=copy.platform.value.title(),
        why=describe_failure(copy.why, page),
        tried_at=copy.tried_at,
        can_retry=copy.can_retry and may_retry,
    )
