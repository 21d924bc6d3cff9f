"""The list of people and rooms that an announcement reaches: filters, order and pages, all in the address."""

from aiohttp import web

from bot.storage.announcements.announcement_lists import ListedRecipient, RecipientColumn, RecipientFilter
from bot.web.base.choices import list_centres
from bot.web.base.desk import Page, parse_number
from bot.web.base.platforms import PLATFORM_TITLES
from bot.web.base.tables import TableQuery, parse_query
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.announcement_view import explain
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import find_readers
from handlers.core.events import PlatformName

_PER_PAGE = 100
_COLUMNS = {
    "plattform": RecipientColumn.PLATFORM,
    "name": RecipientColumn.NAME,
    "zentrum": RecipientColumn.CENTRE,
}


async def show(page: Page) -> web.StreamResponse:
    """Show who gets it: those written down, or as long as there is no list whom of its audience may read it now."""
    problem = ""
    async with page.begin() as (context, unit):
        announcement = await find_announcement(page, unit)
        centres = list_centres(context)
        query = parse_query(page, [*_COLUMNS], {"plattform": PLATFORM_TITLES, "zentrum": centres})
        wanted = _make_filter(query)
        reach, lists = await unit.announcements.count_recipients(announcement.number), unit.announcement_lists
        is_frozen, found = bool(reach), list[ListedRecipient]()
        if is_frozen:
            found += await lists.list_recipients(announcement.number, wanted, _PER_PAGE + 1)
        else:
            try:
                readers = await find_readers(announcement, context)
                reach = await unit.announcements.reach(readers, announcement.source)
                found += await lists.list_audience(readers, announcement.source, wanted, _PER_PAGE + 1)
            except AnnouncementRefused as refused:
                problem = explain(refused, context)
    shown = found[:_PER_PAGE]
    return page.render(
        "announcements/recipients.html",
        announcement=announcement,
        shown=shown,
        query=query,
        platforms=PLATFORM_TITLES,
        centres=centres,
        reach=reach,
        people=sum(reach.values()),
        is_frozen=is_frozen,
        problem=problem,
        next_after=(shown[-1].sort_key, str(shown[-1].position)) if len(found) > _PER_PAGE else None,
    )


def _make_filter(query: TableQuery) -> RecipientFilter:
    """Return what is asked of the database; a place that can't be one is the beginning."""
    key, number = query.after or ("", "")
    position = parse_number(number)
    return RecipientFilter(
        platform=PlatformName(query.chosen["plattform"]) if query.chosen["plattform"] else None,
        centre=query.chosen["zentrum"],
        words=query.words,
        column=_COLUMNS[query.sort],
        is_descending=query.is_descending,
        after=None if position is None else (key, position),
    )
