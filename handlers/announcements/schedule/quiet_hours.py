"""Hours in which nobody is disturbed: nights, weekends, public holidays of North Rhine-Westphalia."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.announcements.schedule.date_times import settled
from handlers.core.working_days import is_working_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
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
        return settled(day, time(self.until), zone)
