"""The list of people and rooms that an announcement reaches: filters, order and pages, all in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aiohttp import web

from bot.storage.announcements.announcement_lists import ListedRecipient, RecipientFilter
from bot.web.base.desk import Page, keep_known, make_query, parse_number
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.exchange.exchange_list import list_centres
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import find_readers
from handlers.core.events import PlatformName

_PER_PAGE = 100
_MOST_WORDS = 200
_PLATFORMS = {each.value: each.value.title() for each in (PlatformName.MATRIX, PlatformName.TELEGRAM)}
_COLUMN = "plattform"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientQuery:
    """The query of the address; `after` is the position of the last recipient of the page before.

    Recipients are numbered by platform, so that only this column sorts.
    """

    words: str = ""
    platform: str = ""
    centre: str = ""
    is_descending: bool = False
    after: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.platform or self.centre)

    @property
    def filter(self) -> RecipientFilter:
        return RecipientFilter(
            platform=PlatformName(self.platform) if self.platform else None,
            centre=self.centre,
            words=self.words,
            is_descending=self.is_descending,
        )

    @property
    def order(self) -> str:
        """The order as the address has it; empty for the one at first."""
        return f"-{_COLUMN}" if self.is_descending else ""

    def sorted_as(self, column: str) -> str:
        """Return the order of a column for `aria-sort`."""
        if column != _COLUMN:
            return "none"
        return "descending" if self.is_descending else "ascending"

    def link(self, *, sort: str = "", after: int | None = None) -> str:
        """Return the address of this list in the other order, or of its next page."""
        wanted = replace(self, is_descending=self.is_descending != (sort == _COLUMN))
        return make_query(
            suche=self.words,
            plattform=self.platform,
            zentrum=self.centre,
            sort=wanted.order,
            nach=str(after or ""),
        )


async def show(page: Page) -> web.StreamResponse:
    """Show who gets it: those written down, or as long as there is no list whom of its audience may read it now."""
    number, problem = parse_number(page.request.match_info["number"]), ""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(number or 0)
        if announcement is None:
            raise web.HTTPNotFound
        centres = list_centres(context)
        query = _parse_query(page, centres)
        reach, lists = await unit.announcements.count_recipients(announcement.number), unit.announcement_lists
        is_frozen, found = bool(reach), list[ListedRecipient]()
        if is_frozen:
            found += await lists.list_recipients(announcement.number, query.filter, query.after, _PER_PAGE + 1)
        else:
            try:
                readers = await find_readers(announcement, context)
                reach = await unit.announcements.reach(readers, announcement.source)
                found += await lists.list_audience(
                    readers, announcement.source, query.filter, query.after, _PER_PAGE + 1
                )
            except AnnouncementRefused as refused:
                problem = explain(refused, context)
    shown = found[:_PER_PAGE]
    return page.render(
        "announcements/recipients.html",
        announcement=announcement,
        shown=shown,
        query=query,
        platforms=_PLATFORMS,
        centres=centres,
        reach=reach,
        people=sum(reach.values()),
        is_frozen=is_frozen,
        problem=problem,
        next_after=shown[-1].position if len(found) > _PER_PAGE else None,
    )


def _parse_query(page: Page, centres: Mapping[str, str]) -> RecipientQuery:
    return RecipientQuery(
        words=page.query("suche")[:_MOST_WORDS],
        platform=keep_known(page.query("plattform"), _PLATFORMS),
        centre=keep_known(page.query("zentrum"), centres),
        is_descending=page.query("sort") == f"-{_COLUMN}",
        after=parse_number(page.query("nach")),
    )
