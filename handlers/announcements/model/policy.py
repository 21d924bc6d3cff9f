"""The settings that handlers of announcements go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.announcements.model.audience import ALL
from handlers.announcements.schedule.local_times import resolve_local
from handlers.core.events import Address
from handlers.core.working_days import is_working_day

# The source of what the office itself announces; feeds have sources of their own.
OFFICE = "office"


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """Hours in which nothing is sent: from local hour `begins` to `until`, and on days that are not working days."""

    begins: int = 20
    until: int = 7

    def ends(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Return `at`, or the end of the quiet hours in which it lies."""
        local = at.astimezone(zone)
        if is_working_day(local.date()) and self.until <= local.hour < self.begins:
            return at
        day = local.date()
        if local.hour >= self.until:
            day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
        return resolve_local(day, time(self.until), zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedPolicy:
    """Rules for announcing a feed: its `name`, its audience, and whether it `sends` without an editor.

    Appointments are announced `ahead` of their beginning, and readers reminded `remind_before` it (None: never).
    """

    name: str
    audience: str = ALL
    sends: bool = False
    ahead: timedelta = timedelta(days=28)
    remind_before: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementPolicy:
    """Approval, quiet hours (None: none), the room for replies, and feeds by slug.

    `four_eyes` None: approval is needed as soon as there are two editors. Without an `editors_room` replies come to the
    author.
    """

    four_eyes: bool | None = None
    late_within: timedelta = timedelta(hours=12)
    quiet: QuietHours | None = field(default_factory=QuietHours)
    editors_room: Address | None = None
    feeds: Mapping[str, FeedPolicy] = field(default_factory=dict)

    def needs_approval(self, editors: int) -> bool:
        return self.four_eyes if self.four_eyes is not None else editors > 1
