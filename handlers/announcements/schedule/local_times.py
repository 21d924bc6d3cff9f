"""Local dates and times as moments.

A local time that a clock change skips is the moment that follows the gap; one that it repeats is the first of the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def resolve_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the time in UTC of a local date and time, also if clock changes skip or repeat it."""
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # Of a time that is skipped, `fold` tells what the clocks showed before; the gap ends where they are put forward.
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None  # noqa: S101
    assert after is not None  # noqa: S101
    return _find_end_of_gap(moment - abs(after - before), moment, zone)


def _find_end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the minute between `low` and `high` at which the offset changes."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
    return (low + timedelta(minutes=1)).replace(second=0, microsecond=0)
