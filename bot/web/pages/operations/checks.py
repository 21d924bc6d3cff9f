"""All checks of `lotse doctor`, on request."""

from aiohttp import web

from bot.monitoring.checks import ChecksFailed
from bot.web.base.desk import Page


async def show(page: Page) -> web.StreamResponse:
    """Run the checks, which takes some seconds, and show what was found."""
    try:
        checks = await page.desk.run_doctor()
    except ChecksFailed:
        checks = None
    return page.render("operations/checks.html", checks=checks)
