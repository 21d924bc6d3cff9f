"""The log of what was changed at the desk."""

from aiohttp import web

from bot.web.base.desk import Page

_PER_PAGE = 50


async def show(page: Page) -> web.StreamResponse:
    """Show changes, newest first, from the number in the address on."""
    before = page.query("vor")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None
    async with page.begin() as (_, unit):
        found = await unit.audit_log.list_before(number, _PER_PAGE + 1)
    records, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    return page.render("audit_log.html", records=records, next_before=records[-1].number if further else None)
