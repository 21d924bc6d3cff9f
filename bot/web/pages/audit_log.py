"""The log of what was changed at the desk."""

from dataclasses import replace

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, parse_number
from bot.web.base.timelines import TimelineQuery, parse_timeline_query
from handlers.core.accounts import parse_typed_account

_PER_PAGE = 50
_MAX_ACCOUNT, _MAX_ACTION = 300, 60


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the changes."""
    query = _parse_query(page)
    who, action = query.chosen["wer"], query.chosen["was"]
    sender = parse_typed_account(who)
    async with page.begin() as (_, unit):
        found = await unit.audit_log.list_page(
            query.after, _PER_PAGE + 1, sender=sender, action=action, oldest_first=not query.is_descending
        )
    if who and sender is None:
        found = []
    records, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    next_after = records[-1].number if further else None
    return page.render("audit_log.html", query=query, records=records, next_after=next_after)


def _parse_query(page: Page) -> TimelineQuery:
    query = parse_timeline_query(page.query, {"wer": _MAX_ACCOUNT, "was": _MAX_ACTION})
    # Addresses that were passed on earlier say "vor".
    return replace(query, after=parse_number(page.query("nach") or page.query("vor"), digits=ROW_DIGITS))
