"""The page of one announcement."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.base.desk import HTMX, Page, parse_number
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.announcement_view import read_view
from bot.web.pages.announcements.approvers import list_approvers
from bot.web.pages.announcements.evaluation import evaluate
from bot.web.pages.announcements.previews import preview_copies
from handlers.announcements.model.announcement import Announcement


async def show(page: Page) -> web.StreamResponse:
    """Show an announcement: its text on both platforms, its audience and dates, its state and report."""
    return await render(page)


async def render(page: Page, refusal: str = "", *, reason: str = "", status: int = 200) -> web.StreamResponse:
    """Return the page of the announcement in the address, with what was refused and the reason that was typed."""
    number = parse_number(page.request.match_info["number"])
    async with page.begin() as (context, unit):
        view = await read_view(number or 0, parse_number(page.query("als")), page, context, unit)
        if view is None:
            raise web.HTTPNotFound
        evaluation = await evaluate(view, page, context, unit)
        approvers = await list_approvers(page, view.announcement, context) if view.asks_approval else {}
    return page.render(
        "announcements/announcement.html",
        status=status,
        view=view,
        announcement=view.announcement,
        previews=preview_copies(view.announcement, view.reader, context),
        counts=view.counts,
        links=page.desk.link_results.list_known(_list_texts(view.announcement), page.now),
        approvers=approvers,
        evaluation=evaluation,
        outcomes=evaluation.outcomes if evaluation else (),
        refusal=refusal,
        reason=reason,
    )


async def try_links(page: Page) -> web.StreamResponse:
    """Try the addresses in an announcement; return its page, or with scripts only what they lead to."""
    async with page.begin() as (_, unit):
        announcement = await find_announcement(page, unit)
    links = await page.desk.link_results.try_all(_list_texts(announcement), page.desk.check_link, page.now)
    if HTMX not in page.request.headers:
        return await render(page)
    return page.render("announcements/links.html", links=links)


def _list_texts(announcement: Announcement) -> Sequence[str]:
    return announcement.text, announcement.english
