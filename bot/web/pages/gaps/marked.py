"""Questions that editors marked "so nicht" at Probe, with the wished entry and whether it answers by now."""

import asyncio

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, parse_number
from bot.web.pages.knowledge.trial import MAX_KEPT, try_questions

_PER_PAGE = 30


async def show(page: Page) -> web.StreamResponse:
    """Try marked questions, newest first; all of them, wrong ones first, if the address says so."""
    tries_all = page.query("alle") == "1"
    before = parse_number(page.query("vor"), digits=ROW_DIGITS)
    catalogue = await page.desk.catalogue.read(page.desk.database)
    async with page.begin() as (_, unit):
        found = await unit.test_questions.list_before(
            None if tries_all else before, MAX_KEPT if tries_all else _PER_PAGE + 1
        )
        total = await unit.test_questions.count()
    tried = await asyncio.to_thread(try_questions, page.desk, found if tries_all else found[:_PER_PAGE])
    has_more = not tries_all and len(found) > _PER_PAGE
    return page.render(
        "gaps/marked.html",
        tried=sorted(tried, key=lambda each: each.is_right) if tries_all else tried,
        wrong=sum(not each.is_right for each in tried),
        tries_all=tries_all,
        total=total,
        next_before=tried[-1].expected.number if has_more else None,
        entries=catalogue.entries,
    )
