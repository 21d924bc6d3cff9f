"""Times as people read them, in the time zone of the service."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.i18n.desk import desk_language
from knowledge.search import Language

_SHORT = 3  # letters of a month's short name


def format_day(day: date, language: Language, *, today: date) -> str:
    """Return a day such as "Fr 27.11.", with its year unless that is the present one."""
    forms = desk_language(language)
    return forms.day.format(
        weekday=forms.weekdays[day.weekday()],
        number=day.day,
        month=day.month,
        month_name=forms.months[day.month - 1][:_SHORT],
        year="" if day.year == today.year else day.year,
    ).rstrip()


def format_moment(moment: datetime, language: Language, zone: ZoneInfo, *, today: date) -> str:
    """Return a time such as "Fr 27.11., 9:00 Uhr"."""
    local = moment.astimezone(zone)
    day = format_day(local.date(), language, today=today)
    return desk_language(language).moment.format(day=day, hour=local.hour, minute=local.minute)


def format_month(first: date, language: Language) -> str:
    """Return the month of a day, such as "November 2026"."""
    return f"{desk_language(language).months[first.month - 1]} {first.year}"


def format_long_day(day: date, language: Language) -> str:
    """Return a day such as "Donnerstag, 26. November 2026"."""
    forms = desk_language(language)
    weekday, month = forms.long_weekdays[day.weekday()], forms.months[day.month - 1]
    return forms.long_day.format(weekday=weekday, number=day.day, month_name=month, year=day.year)
