"""The announcement that the address of a page names."""

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page, parse_number
from handlers.announcements.model.announcement import Announcement


async def find_announcement(page: Page, unit: UnitOfWork) -> Announcement:
    """Return the announcement whose number is in the address. Raises HTTPNotFound."""
    found = await unit.announcements.get(parse_number(page.request.match_info["number"]) or 0)
    if found is None:
        raise web.HTTPNotFound
    return found
