"""The list of announcements: tabs by state, filters and pages, all in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.storage.announcements.announcement_lists import AnnouncementColumn, AnnouncementFilter
from bot.web.base.desk import Page
from bot.web.base.timelines import TimelineQuery, parse_timeline_query
from handlers.announcements import cards
from handlers.announcements.model.announcement import Announcement, AnnouncementState, parse_account
from handlers.announcements.rendering.copies import list_sources
from handlers.announcements.sent_copies import has_pending_reminder
from handlers.context.context import Context
from knowledge.entries import Visibility

_PER_PAGE = 50
_MAX_WORDS = 200
_LONGEST_TITLE = 90
_COLUMNS: Mapping[str, AnnouncementColumn] = {
    "": AnnouncementColumn.NUMBER,
    "status": AnnouncementColumn.STATE,
    "wann": AnnouncementColumn.TIME,
    "empfaenger": AnnouncementColumn.RECIPIENTS,
    "von": AnnouncementColumn.AUTHOR,
}
_TURNED = frozenset(("", "wann", "empfaenger"))  # whose latest or largest come first
_TABS: Mapping[str, Sequence[AnnouncementState]] = {
    "": (),
    "entwurf": (AnnouncementState.DRAFT,),
    "freigabe": (AnnouncementState.WAITING,),
    "geplant": (AnnouncementState.SCHEDULED, AnnouncementState.LATE),
    "unterwegs": (AnnouncementState.RUNNING, AnnouncementState.PAUSED),
    "fertig": (AnnouncementState.FINISHED, AnnouncementState.CANCELLED, AnnouncementState.RECALLED),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedAnnouncement:
    """An announcement in one row; `when` is its hour, `rule` the rule of a series in words."""

    number: int
    title: str
    audience: str
    state: str
    is_reminding: bool
    when: datetime | None
    rule: str
    people: int | None
    author: str
    visibility: Visibility


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the list of announcements."""
    async with page.begin() as (context, unit):
        sources = list_sources(context)
        query = parse_timeline_query(page.query, {"quelle": sources, "suche": _MAX_WORDS}, _TABS, _COLUMNS, _TURNED)
        found = await unit.announcement_lists.list_page(_make_filter(query), query.after, _PER_PAGE + 1)
        by_state = await unit.announcement_lists.count_by_state()
        people = await unit.announcement_lists.count_recipients([each.number for each in found])
    shown = found[:_PER_PAGE]
    return page.render(
        "announcements/list.html",
        rows=[_summarise(each, people.get(each.number), context) for each in shown],
        query=query,
        counts={tab: sum(by_state.get(state, 0) for state in states or by_state) for tab, states in _TABS.items()},
        sources=sources,
        next_after=shown[-1].number if len(found) > _PER_PAGE else None,
    )


def _make_filter(query: TimelineQuery) -> AnnouncementFilter:
    return AnnouncementFilter(
        states=_TABS[query.tab],
        source=query.chosen["quelle"],
        words=query.words,
        column=_COLUMNS[query.sort],
        is_descending=query.is_descending,
    )


def _summarise(announcement: Announcement, people: int | None, context: Context) -> ListedAnnouncement:
    texts = context.announcement_texts
    return ListedAnnouncement(
        number=announcement.number,
        title=cards.render_beginning(announcement, _LONGEST_TITLE),
        audience=announcement.audience,
        state=announcement.state,
        is_reminding=has_pending_reminder(announcement),
        when=announcement.started_at or announcement.due_at or announcement.at,
        rule=cards.render_time(announcement, texts, context) if announcement.is_series else "",
        people=people,
        author=name_author(announcement.author, list_sources(context)),
        visibility=announcement.visibility,
    )


def name_author(author: str, sources: Mapping[str, str]) -> str:
    """Return the account of an author as people know it; of a feed its name."""
    account = parse_account(author)
    if account is not None:
        return account.id
    _, _, name = author.partition(":")
    return sources.get(name, name)
