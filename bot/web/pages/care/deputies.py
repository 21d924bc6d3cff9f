"""Deputies at centres, and handovers that nobody has accepted yet."""

from aiohttp import web

from bot.web.base.desk import Page
from handlers.announcements.model.announcement import format_account


async def show(page: Page) -> web.StreamResponse:
    """Show the deputies of now, and the handovers that nobody has accepted yet."""
    async with page.begin() as (context, unit):
        deputies = await unit.centre_members.list_deputies(page.now)
        handovers = await unit.handovers.list_open(page.now)
        entries = context.everything.knowledge.by_id
    titles = {each.centre: entries[each.centre].title for each in deputies if each.centre in entries}
    return page.render(
        "care/deputies.html", deputies=deputies, handovers=handovers, titles=titles, account=format_account
    )
