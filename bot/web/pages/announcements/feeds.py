"""The feeds that Lotse announces, with their last reading."""

from aiohttp import web

from bot.web.base.desk import Page


async def show(page: Page) -> web.StreamResponse:
    """Show each configured feed, when it was read, and whether that fails."""
    async with page.begin() as (context, unit):
        readings = await unit.announcement_lists.list_feeds()
    policies = context.announcement_policy.feeds
    rows = [(slug, policy, readings.get(slug)) for slug, policy in policies.items()]
    return page.render("announcements/feeds.html", rows=rows)
