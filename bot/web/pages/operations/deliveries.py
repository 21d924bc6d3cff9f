"""Deliveries that failed or hang, to be sent again or dropped."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.monitoring.health import MAX_ANSWER_AGE
from bot.platforms.table import id_pattern
from bot.storage.messaging.stuck_deliveries import STATES, StuckDelivery
from bot.system.redaction import Redactor
from bot.web.base.desk import Page, make_query, parse_number, redirect
from bot.web.base.failures import describe_failure
from handlers.core.messages import DeliveryId

_PER_PAGE = 50
_MAX_NUMBER = 18  # digits


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the outbox; without a state all that needs a look."""
    state, after = _read_place(page.request.query)
    hide = Redactor.load(page.desk.settings.data_dir, id_pattern())
    async with page.begin() as (_, unit):
        counts = await unit.stuck_deliveries.count()
        wanted, before = (state,) if state else (), page.now - MAX_ANSWER_AGE
        found = await unit.stuck_deliveries.list(wanted, before, _PER_PAGE + 1, after=after)
    shown, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    return page.render(
        "operations/deliveries.html",
        state=state,
        after=after,
        counts=counts,
        lines=[_hide_ids(each, hide) for each in shown],
        next_link=_place(state, shown[-1].number) if further else None,
        first_link=_place(state, 0),
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
    state, after = _read_place(page.fields)
    return redirect(f"/betrieb/zustellungen{_place(state, after, done)}")


def _read_place(values: Mapping[str, str]) -> tuple[str, int]:
    """Return the state and the number from which on the list is shown."""
    state, after = values.get("zustand", ""), values.get("nach", "")
    return (state if state in STATES else ""), parse_number(after, digits=_MAX_NUMBER) or 0


def _place(state: str, after: int, done: str = "") -> str:
    return make_query(zustand=state, nach=str(after or ""), getan=done)


def _hide_ids(stuck: StuckDelivery, hide: Redactor) -> StuckDelivery:
    """Return the delivery with pseudonyms in place of the ids in its room and reason."""
    return replace(stuck, room=hide.redact_id(stuck.room), why=hide(stuck.why))
