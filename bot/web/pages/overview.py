"""The first page: what is to be done, most urgent first."""

from aiohttp import web

from bot.web.base.desk import Page
from handlers.context.context import Context


async def show(page: Page) -> web.StreamResponse:
    return page.render("overview.html")


async def count_waiting(context: Context) -> dict[str, int]:
    """Return how much waits in each area of the menu, by the area's path."""
    unanswered = await context.stores.unanswered_questions.most_asked(100)
    return {"luecken": len(unanswered)}
