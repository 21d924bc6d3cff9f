"""Questions that editors marked "so nicht" at Probe, with the wished entry and whether it answers by now."""

import asyncio
from dataclasses import replace

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.pages.knowledge.kept_questions import KeptQuestions, find_kept
from bot.web.pages.knowledge.trial import MAX_KEPT, try_questions


async def show(page: Page) -> web.StreamResponse:
    """Try a page of the marked questions; all of them, wrong ones first, if the address says so."""
    tries_all = page.query("alle") == "1"
    catalogue = await page.desk.catalogue.read(page.desk.database)
    kept = await find_kept(page, catalogue)
    if tries_all:
        kept = await _try_all(page, kept)
    return page.render(
        "gaps/marked.html",
        kept=kept,
        wrong=sum(not each.is_right for each in kept.tried),
        tries_all=tries_all,
        entries=catalogue.entries,
    )


async def _try_all(page: Page, kept: KeptQuestions) -> KeptQuestions:
    async with page.begin() as (_, unit):
        found = await unit.test_questions.list_before(None, MAX_KEPT)
    tried = await asyncio.to_thread(try_questions, page.desk, found)
    return replace(kept, tried=sorted(tried, key=lambda each: each.is_right), next_after=None)
