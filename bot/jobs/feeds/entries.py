"""What a feed tells, as the process that reads it hands it over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.core.feed_items import Fault, FeedItem


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """All that a feed tells (see FeedRead)."""

    items: tuple[FeedItem, ...] = ()
    followed: tuple[FeedItem, ...] = ()
    faults: tuple[Fault, ...] = ()
    series: Mapping[str, datetime] = field(default_factory=dict)
    is_calendar: bool = False
