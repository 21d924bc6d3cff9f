"""What may be set about announcements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.announcements.audience import ALL
from handlers.announcements.schedule.date_times import resolve_local
from handlers.core.events import Address
from handlers.core.working_days import is_working_day


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """On working days quiet ends at the local hour `until` and begins at the hour `begins`; other days are quiet."""

    begins: int = 20
    until: int = 7

    def ends(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself, or when the quiet hours end in which it lies."""
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
    """What is made of a feed: `name` for people; `sends` without an editor.

    Appointments are announced `ahead` of them, and their audience reminded `remind_before` (None: not).
    """

    name: str
    audience: str = ALL
    sends: bool = False
    ahead: timedelta = timedelta(days=28)
    remind_before: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementPolicy:
    """`four_eyes` None: if there are two editors. `feeds` by slug.

    `quiet` None: there are no quiet hours. Replies are read in the `editors_room`; without one, where the author reads.
    """

    four_eyes: bool | None = None
    late_within: timedelta = timedelta(hours=12)
    quiet: QuietHours | None = field(default_factory=QuietHours)
    editors_room: Address | None = None
    feeds: Mapping[str, FeedPolicy] = field(default_factory=dict)

    def needs_approval(self, editors: int) -> bool:
        return self.four_eyes if self.four_eyes is not None else editors > 1
