"""The history of an entry: who changed which words when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, parse_number
from bot.web.pages.knowledge.differences import FieldDifference, compare_forms
from bot.web.pages.knowledge.entry_page import find_entry
from bot.web.pages.knowledge.form import EntryForm, fill_form
from handlers.context.records import Revision
from knowledge.entries import Centre, Faq, Offer

_PER_PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A revision with what it changed; nothing for the first one."""

    revision: Revision
    differences: Sequence[FieldDifference]


async def show(page: Page) -> web.StreamResponse:
    """Show revisions, newest first, from the number in the address on."""
    number = parse_number(page.query("vor"), digits=ROW_DIGITS)
    async with page.begin() as (_, unit):
        stored = await find_entry(page, unit)
        # One more, as it is what the last one shown has changed.
        found = await unit.records.list_revisions(stored.record.id, number, _PER_PAGE + 1)
    versions = list(_compare(found))[:_PER_PAGE]
    further = versions[-1].revision.number if len(found) > _PER_PAGE else None
    return page.render("knowledge/history.html", stored=stored, versions=versions, next_before=further)


def _compare(revisions: Sequence[Revision]) -> Iterator[Version]:
    for newer, older in pairwise(revisions):
        yield Version(revision=newer, differences=tuple(compare_forms(_fill(older), _fill(newer))))
    if revisions:
        yield Version(revision=revisions[-1], differences=())


def _fill(revision: Revision) -> EntryForm:
    if not isinstance(revision.record, Centre | Offer | Faq):
        raise web.HTTPNotFound
    return fill_form(revision.record)
