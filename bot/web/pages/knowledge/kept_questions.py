"""Questions that are kept to try changes with, as a table."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.storage.web.test_questions import MAX_KEPT, ExpectedAnswer
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import Page
from bot.web.base.tables import Table, TableQuery
from bot.web.pages.knowledge.trial import TriedQuestion, keeps_questions, try_questions
from knowledge.text import fold

_MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptQuestions:
    """A page of kept questions, tried; `total` is the number of all that are kept.

    `wrong` is the number of those that are answered wrongly, of all that were tried.
    """

    query: TableQuery
    tried: Sequence[TriedQuestion]
    next_after: tuple[str, str] | None
    wrong: int
    total: int


async def show(page: Page) -> web.StreamResponse:
    """Show a page of kept questions, and what becomes of them; all, wrong ones first, if the address says so."""
    tries_all = page.query("alle") == "1"
    catalogue = await page.desk.catalogue.read(page.desk.database)
    kept = await _find_kept(page, catalogue, tries_all=tries_all)
    return page.render(
        "knowledge/test_questions.html",
        kept=kept,
        tries_all=tries_all,
        keeps_questions=keeps_questions(page),
        entries=catalogue.entries,
    )


async def _find_kept(page: Page, catalogue: Catalogue, *, tries_all: bool) -> KeptQuestions:
    async with page.begin() as (_, unit):
        kept = await unit.test_questions.list_before(None, MAX_KEPT)
    table = _make_table(catalogue)
    query = table.parse_query(page)
    found = table.select(kept, query)
    tried = await asyncio.to_thread(try_questions, page.desk, kept if tries_all else found.rows)
    wrong = sum(not each.is_right for each in tried)
    if tries_all:
        tried = sorted(tried, key=lambda each: each.is_right)[:_MOST_SHOWN]
    next_after = None if tries_all else found.next_after
    return KeptQuestions(query=query, tried=tried, next_after=next_after, wrong=wrong, total=len(kept))


def _make_table(catalogue: Catalogue) -> Table[ExpectedAnswer]:
    def name_entry(each: ExpectedAnswer) -> str:
        entry = catalogue.entries.get(each.entry or "")
        return entry.title if entry else each.entry or ""

    return Table(
        tabs={"": lambda _: True},
        columns={
            "gemerkt": lambda each: f"{each.number:015}",
            "frage": lambda each: fold(each.text),
            "antwort": lambda each: fold(name_entry(each)),
        },
        turned=frozenset(("gemerkt",)),
        identify=lambda each: f"{each.number:015}",
        describe=lambda each: f"{each.text} {name_entry(each)}",
    )
