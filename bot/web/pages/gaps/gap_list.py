"""The list of gaps, grouped by likeness, with how often they were asked for by week."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aiohttp import web

from bot.storage.web.gaps import Silenced
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import Page, parse_number
from bot.web.base.gap_groups import MAX_GAPS, MAX_MARKS, GapGroup
from bot.web.base.tables import Table
from bot.web.pages.gaps.verdicts import Judge, Verdict
from knowledge.text import fold

# The weeks that can be chosen; the first is what is shown unasked.
_MAX_TIMES = 11  # digits
_WEEKS = (8, 4, 13)
_PER_PAGE = 6
_SILENCED: Table[Silenced] = Table(
    tabs={"": lambda _: True},
    columns={"seit": lambda each: each.at.isoformat(), "frage": lambda each: fold(each.text)},
    turned=frozenset(("seit",)),
    identify=lambda each: each.digest,
    describe=lambda each: each.text,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class GapRow:
    """A group with its questions by week, this week last, and what would become of it now."""

    group: GapGroup
    mondays: Sequence[date]
    weeks: Sequence[int]
    verdict: Verdict


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the groups."""
    return await _show(page, is_marked=False)


async def show_marked(page: Page) -> web.StreamResponse:
    """Show a page of the groups with questions that were marked "so nicht"."""
    return await _show(page, is_marked=True)


async def _show(page: Page, *, is_marked: bool) -> web.StreamResponse:
    weeks = next((number for number in _WEEKS if page.query("wochen") == str(number)), _WEEKS[0])
    bounds = list_weeks(page, weeks)
    async with page.begin() as (_, unit):
        groups = await page.desk.gap_groups.list(bounds[0], unit)
    is_cut = _is_cut(groups, is_marked=is_marked)
    groups = [group for group in groups if group.marked] if is_marked else groups
    following = [group for group in groups if group.sort_key > _parse_after(page.query("nach"))]
    shown = following[:_PER_PAGE]
    catalogue = await page.desk.catalogue.read(page.desk.database)
    return page.render(
        "gaps/list.html",
        rows=await make_rows(page, shown, bounds, catalogue),
        weeks=weeks,
        choices=sorted(_WEEKS),
        total=len(groups),
        first=len(groups) - len(following) + 1,
        is_cut=is_cut,
        is_marked=is_marked,
        entries=catalogue.entries,
        next_after=f"{shown[-1].times}-{shown[-1].leader.digest}" if len(following) > _PER_PAGE else None,
        done=page.query("fertig"),
        extended=catalogue.entries.get(page.query("eintrag")),
    )


def _is_cut(groups: Sequence[GapGroup], *, is_marked: bool) -> bool:
    """Return whether there may be more than are read."""
    gaps = [gap for group in groups for gap in group.gaps]
    return sum(len(gap.marks) for gap in gaps) >= MAX_MARKS if is_marked else len(gaps) >= MAX_GAPS


async def show_silenced(page: Page) -> web.StreamResponse:
    """Show what was silenced, so that it can be taken back."""
    async with page.begin() as (_, unit):
        silenced = await unit.gaps.list_silenced()
    query = _SILENCED.parse_query(page)
    return page.render("gaps/silenced.html", found=_SILENCED.select(silenced, query), query=query)


async def make_rows(
    page: Page, groups: Sequence[GapGroup], bounds: Sequence[datetime], catalogue: Catalogue
) -> Sequence[GapRow]:
    """Return groups with all that a page tells of them."""
    digests = [digest for group in groups for digest in group.digests]
    async with page.begin() as (_, unit):
        counts = await page.desk.gap_groups.count(digests, bounds, unit)
        expected = await page.desk.gap_groups.list_expected(unit)
    judge = Judge(desk=page.desk, catalogue=catalogue, expected=expected)
    verdicts = await asyncio.to_thread(lambda: [judge.judge(group) for group in groups])
    spans = range(len(bounds) - 1)
    return [
        GapRow(
            group=group,
            mondays=[bound.date() for bound in bounds[:-1]],
            weeks=[sum(counts.get((digest, span), 0) for digest in group.digests) for span in spans],
            verdict=verdict,
        )
        for group, verdict in zip(groups, verdicts, strict=True)
    ]


def list_weeks(page: Page, number: int) -> Sequence[datetime]:
    """Return the Mondays of so many weeks, this one last, in local time, and the end of this one."""
    monday = page.today - timedelta(days=page.today.weekday())
    zone = page.desk.settings.time_zone
    return [datetime.combine(monday + timedelta(weeks=week), time(), zone) for week in range(1 - number, 2)]


def _parse_after(value: str) -> tuple[int, str]:
    times, _, digest = value.partition("-")
    number = parse_number(times, digits=_MAX_TIMES)
    return (-(10**12), "") if number is None else (-number, digest)
