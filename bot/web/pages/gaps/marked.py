"""Questions that editors marked "so nicht" at Probe, with the wished entry and whether it answers by now."""

from dataclasses import replace

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.pages.knowledge.kept_questions import find_kept


async def show(page: Page) -> web.StreamResponse:
    """Try a page of the marked questions; all of them, wrong ones first, if the address says so."""
    tries_all = page.query("alle") == "1"
    catalogue = await page.desk.catalogue.read(page.desk.database)
    kept = await find_kept(page, catalogue, tries_all=tries_all)
    if tries_all:
        kept = replace(kept, tried=sorted(kept.tried, key=lambda each: each.is_right))
    return page.render(
        "gaps/marked.html",
        kept=kept,
        wrong=sum(not each.is_right for each in kept.tried),
        tries_all=tries_all,
        entries=catalogue.entries,
    )
