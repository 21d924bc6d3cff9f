"""Deliveries that failed or hang, to be sent again or dropped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from bot.monitoring.health import MAX_ANSWER_AGE
from bot.platforms.table import id_pattern
from bot.storage.messaging.deliveries import DeliveryKind
from bot.storage.messaging.stuck_deliveries import STATES, StuckDelivery
from bot.system.redaction import Redactor
from bot.web.base.desk import ROW_DIGITS, Page, redirect
from bot.web.base.failures import describe_failure
from bot.web.base.platforms import PLATFORM_TITLES
from bot.web.base.timelines import TimelineQuery, parse_timeline_query
from handlers.core.messages import DeliveryId

_PER_PAGE = 50
# The kinds of messages as the address names them.
_KINDS: Mapping[str, Sequence[DeliveryKind]] = {
    "antwort": ("reply", "reply-again", "apology"),
    "hinweis": ("notice",),
    "andere": ("copy", "repeat"),
    "ankuendigung": ("announcement", "announcement-again"),
}


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the outbox; without a state all that needs a look."""
    query = _parse_query(page.query)
    hide = Redactor.load(page.desk.settings.data_dir, id_pattern())
    async with page.begin() as (_, unit):
        counts = await unit.stuck_deliveries.count()
        found = await unit.stuck_deliveries.list(
            (query.tab,) if query.tab else (),
            page.now - MAX_ANSWER_AGE,
            _PER_PAGE + 1,
            after=query.after or 0,
            platform=query.chosen["plattform"],
            kinds=_KINDS.get(query.chosen["art"], ()),
            newest_first=query.is_descending,
        )
    shown, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    return page.render(
        "operations/deliveries.html",
        query=query,
        platforms=PLATFORM_TITLES,
        counts=counts,
        lines=[_hide_ids(each, hide) for each in shown],
        next_after=shown[-1].number if further else None,
        describe_failure=describe_failure,
        done=page.query("getan"),
    )


async def retry(page: Page) -> web.StreamResponse:
    """Send a delivery again."""
    delivery = DeliveryId(page.field("delivery"))
    async with page.begin() as (_, unit):
        is_done = await unit.stuck_deliveries.retry(delivery, page.now)
        if is_done:
            await unit.audit_log.add(page.sender, "delivery_retried", delivery, page.now)
    return _go_back(page, "gesendet" if is_done else "nichts")


async def drop(page: Page) -> web.StreamResponse:
    """Drop a delivery for good."""
    delivery = DeliveryId(page.field("delivery"))
    async with page.begin() as (_, unit):
        is_done = await unit.stuck_deliveries.drop(delivery)
        if is_done:
            await unit.audit_log.add(page.sender, "delivery_dropped", delivery, page.now)
    return _go_back(page, "verworfen" if is_done else "nichts")


async def retry_failed(page: Page) -> web.StreamResponse:
    """Send all failed deliveries again."""
    async with page.begin() as (_, unit):
        retried, _left = await unit.stuck_deliveries.retry_failed(page.now)
        if retried:
            await unit.audit_log.add(page.sender, "deliveries_retried", str(retried), page.now)
    return _go_back(page, "gesendet" if retried else "nichts")


def _go_back(page: Page, done: str) -> web.Response:
    query = _parse_query(page.field)
    return redirect(f"/betrieb/zustellungen{query.link(after=query.after, getan=done)}")


def _parse_query(read: Callable[[str], str]) -> TimelineQuery:
    """Return which part of the outbox an address or a form means; the oldest come first."""
    filters = {"plattform": PLATFORM_TITLES, "art": _KINDS}
    return parse_timeline_query(read, filters, STATES, turned=frozenset(), digits=ROW_DIGITS)


def _hide_ids(stuck: StuckDelivery, hide: Redactor) -> StuckDelivery:
    """Return the delivery with pseudonyms in place of the ids in its room and reason."""
    return replace(stuck, room=hide.redact_id(stuck.room), why=hide(stuck.why))
