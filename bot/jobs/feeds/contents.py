"""The result of parsing a feed, as the parser process returns it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.core.feed_items import AppointmentFault, FeedItem


class UnreadableFeed(Exception):
    """A response that is no feed or calendar, or a broken one, or takes too much time or memory to parse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """Everything parsed from one feed; the fields are those of `FeedRead`."""

    items: tuple[FeedItem, ...] = ()
    followed: tuple[FeedItem, ...] = ()
    faults: tuple[AppointmentFault, ...] = ()
    series: Mapping[str, datetime] = field(default_factory=dict)
    is_calendar: bool = False
