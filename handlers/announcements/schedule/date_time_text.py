"""Dates and times in the words of a language: "Di, 01.12.2026, 09:00 Uhr"."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.i18n.announcements import RecurrenceTexts


def format_date_time(at: datetime, zone: ZoneInfo, texts: RecurrenceTexts) -> str:
    """Return weekday, date and time: "Di, 01.12.2026, 09:00 Uhr"."""
    return f"{format_date(at, zone, texts)}, {texts.clock.format(clocks=format_clock(at, zone))}"


def format_date(at: datetime, zone: ZoneInfo, texts: RecurrenceTexts) -> str:
    """Return weekday and date: "Di, 01.12.2026"."""
    local = at.astimezone(zone)
    return f"{texts.short_weekdays[local.weekday()]}, {local:%d.%m.%Y}"


def format_clock(at: datetime, zone: ZoneInfo) -> str:
    """Return hour and minute: "09:00"."""
    return f"{at.astimezone(zone):%H:%M}"
