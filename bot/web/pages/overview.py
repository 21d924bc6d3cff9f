"""The first page: what is to be done, most urgent first."""

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page
from handlers.context.context import Context

_MOST = 99


async def show(page: Page) -> web.StreamResponse:
    return page.render("overview.html")


async def count_waiting(_: Context, unit: UnitOfWork) -> dict[str, int]:
    """Return how much waits in each area of the menu, by the area's path."""
    return {"luecken": await unit.gaps.count(_MOST)}
