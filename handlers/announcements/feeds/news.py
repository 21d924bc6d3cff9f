"""News in feeds: items that are to be announced, or have changed since they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.announcements.model.appointments import (
    AnnouncedAppointment,
    AppointmentChange,
    KnownItem,
    describe_item,
    find_change,
    is_newer,
    is_outdated,
    settle_date,
)
from handlers.announcements.model.policy import FeedPolicy
from handlers.context.context import Context
from handlers.core.events import FeedRead
from handlers.core.feed_items import Appointment, FeedItem, is_older
from handlers.core.hashes import digest

# When a feed is read for the first time, what is older is only noted, and what is there is not sent unasked.
_RECENT = timedelta(days=7)
_MOST_AT_FIRST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """An item to be announced; `was` is what was known of it, `is_missing` that its series no longer has it."""

    item: FeedItem
    was: KnownItem | None = None
    is_missing: bool = False


async def find_news(event: FeedRead, feed: FeedPolicy, context: Context) -> list[News]:
    """Return new items, and appointments that have changed since they were announced, in the order of time."""
    items, announceable = (*event.items, *event.followed), {item.key for item in event.items}
    known = await context.stores.feeds.recognize(event.feed, items, context.now)
    missing = await context.stores.feeds.find_missing(event.feed, items, event.series, context.now)
    outdated = _find_outdated_series(items, [*known.values(), *missing])
    found: dict[str, News] = {}
    for each in sorted(items, key=_sort_key):
        was = known.get(each.key)
        if is_outdated(each, was) or _hash_series(each) in outdated:
            continue
        item = settle_date(each, was)
        is_new = item.key in announceable and _is_new(item, was, feed, context.now)
        if is_new or (was is not None and _has_changed(item, was, context.now)):
            found.setdefault(item.content_digest, News(item=item, was=was))
        elif was is not None and (is_newer(item, was) or (was.announced is None and was.starts_at is not None)):
            # From now on states older than this one are ignored; early versions stored no places and titles.
            await context.stores.feeds.store_item(event.feed, item, was.announcement, context.now, was.delivered)
    gone = [was for was in missing if was.announced and was.series not in outdated]
    return [
        *found.values(),
        *(News(item=_as_cancelled(was.announced), was=was, is_missing=True) for was in gone if was.announced),
    ]


def _find_outdated_series(items: Sequence[FeedItem], known: Sequence[KnownItem]) -> set[str]:
    """Return hashes of series whose state is older than that in which an occurrence was announced."""
    now = {_hash_series(each): each.appointment.revisions[:1] for each in items if each.appointment}
    return {
        was.series
        for was in known
        if was.series and was.announced and is_older(now.get(was.series, ()), was.announced.revisions[:1])
    }


def _hash_series(item: FeedItem) -> str:
    """Return the hash of the series of an item; empty if it has none."""
    return digest(item.appointment.series) if item.appointment and item.appointment.series else ""


def _as_cancelled(current: AnnouncedAppointment) -> FeedItem:
    """Return an occurrence that its series no longer has as a cancelled item."""
    appointment = Appointment(
        starts_at=current.starts_at,
        ends_at=current.ends_at,
        all_day=current.all_day,
        place=current.place,
        is_cancelled=True,
    )
    return FeedItem(id="", title=current.title, appointment=appointment)


def _sort_key(item: FeedItem) -> str:
    """Return the beginning of an appointment; articles are in the order of time already."""
    return item.appointment.starts_at.isoformat() if item.appointment else ""


def _is_new(item: FeedItem, was: KnownItem | None, feed: FeedPolicy, now: datetime) -> bool:
    """Return whether an item is to be announced for the first time; an appointment some weeks before."""
    appointment = item.appointment
    if appointment is None:
        return was is None
    if appointment.is_open and (was is not None or not item.title):
        return False
    if was is not None and was.announcement is not None:
        return False
    return not appointment.is_cancelled and appointment.starts_at - now <= feed.ahead


def _has_changed(item: FeedItem, was: KnownItem, now: datetime) -> bool:
    """Return whether an appointment to come differs from what was announced; articles never do."""
    appointment = item.appointment
    if appointment is None or was.announcement is None:
        return False
    if appointment.is_private:
        return was.starts_at is not None
    current, before = describe_item(item), was.announced
    if before is None or current is None:
        is_other = appointment.is_cancelled or appointment.is_open or appointment.starts_at != was.starts_at
        return was.starts_at is not None and is_other
    return find_change(before, current) is not AppointmentChange.NONE and max(before.starts_at, current.starts_at) > now


async def select_recent(found: Sequence[News], feed: str, context: Context) -> list[News]:
    """Return all appointments, or the newest recent articles if there are none; mark the others as known."""
    oldest = context.now - _RECENT
    fresh = [each for each in found if each.item.appointment or (each.item.placed_at or oldest) >= oldest]
    selected = [each for each in fresh if each.item.appointment] or fresh[-_MOST_AT_FIRST:]
    for each in found:
        if each not in selected:
            await context.stores.feeds.store_item(feed, each.item, None, context.now)
    return selected
