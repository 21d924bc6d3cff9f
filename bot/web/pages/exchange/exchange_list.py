"""The list of questions to colleagues: tabs by state, filters and pages, all in the address."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from aiohttp import web

from bot.storage.exchange.exchange_lists import ExchangeColumn, ExchangeFilter, ExchangeState
from bot.web.base.choices import list_centres, list_topics
from bot.web.base.desk import Page
from bot.web.base.timelines import TimelineQuery, parse_timeline_query
from handlers.core.messages import strip_markdown

_PER_PAGE = 50
_LONGEST_TITLE = 140
_TABS: Mapping[str, Sequence[ExchangeState]] = {
    "": (ExchangeState.UNANSWERED, ExchangeState.ANSWERED),
    "unbeantwortet": (ExchangeState.UNANSWERED,),
    "geloest": (ExchangeState.SOLVED,),
    "verborgen": (ExchangeState.HIDDEN, ExchangeState.MERGED),
}
_COLUMNS: Mapping[str, ExchangeColumn] = {
    "": ExchangeColumn.NUMBER,
    "status": ExchangeColumn.STATE,
    "antworten": ExchangeColumn.ANSWERS,
    "von": ExchangeColumn.SIGNATURE,
}
_TURNED = frozenset(("", "antworten"))  # whose largest come first
_AGES: Mapping[str, int] = {"2": 2, "7": 7, "30": 30}  # days


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the list of questions to colleagues."""
    async with page.begin() as (context, unit):
        topics, centres = list_topics(context), list_centres(context)
        filters = {"thema": topics, "zentrum": centres, "alter": _AGES}
        query = parse_timeline_query(page.query, filters, _TABS, _COLUMNS, _TURNED)
        lists = unit.exchange_lists
        found = await lists.list_page(_make_filter(query, page), query.after, _PER_PAGE + 1)
        shown = found[:_PER_PAGE]
        answers = await lists.count_answers([each.number for each in shown])
        by_state = await lists.count_by_state()
        lessons = len(await unit.lessons.list_waiting())
    return page.render(
        "exchange/list.html",
        rows=[(each, shorten(each.text), answers.get(each.number, 0)) for each in shown],
        query=query,
        counts={tab: sum(by_state.get(state, 0) for state in states) for tab, states in _TABS.items()},
        topics=topics,
        centres=centres,
        lessons=lessons,
        next_after=shown[-1].number if len(found) > _PER_PAGE else None,
    )


def shorten(text: str) -> str:
    """Return the beginning of a question in one line, without marks."""
    line = " ".join(strip_markdown(text).split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def _make_filter(query: TimelineQuery, page: Page) -> ExchangeFilter:
    age = query.chosen["alter"]
    return ExchangeFilter(
        states=_TABS[query.tab],
        topic=query.chosen["thema"],
        centre=query.chosen["zentrum"],
        asked_before=page.now - timedelta(days=_AGES[age]) if age else None,
        column=_COLUMNS[query.sort],
        is_descending=query.is_descending,
    )
