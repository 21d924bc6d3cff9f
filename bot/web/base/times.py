"""Times as people read them, in the time zone of the service."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from knowledge.search import Language

_DAYS = {"de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_LONG_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"),
        *("August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


def format_day(day: date, language: Language, *, today: date) -> str:
    """Return a day such as "Fr 27.11.", with its year unless that is the present one."""
    year = "" if day.year == today.year else str(day.year)
    weekday = _DAYS[_known(language)][day.weekday()]
    if _known(language) == "de":
        return f"{weekday} {day.day}.{day.month}.{year}"
    return f"{weekday} {day.day} {_MONTHS['en'][day.month - 1][:3]} {year}".rstrip()


def format_moment(moment: datetime, language: Language, zone: ZoneInfo, *, today: date) -> str:
    """Return a time such as "Fr 27.11., 9:00 Uhr"."""
    local = moment.astimezone(zone)
    clock = f"{local.hour}:{local.minute:02}"
    return f"{format_day(local.date(), language, today=today)}, {clock}{' Uhr' if _known(language) == 'de' else ''}"


def format_long_day(day: date, language: Language) -> str:
    """Return a day such as "Donnerstag, 26. November 2026"."""
    weekday, month = _LONG_DAYS[_known(language)][day.weekday()], _MONTHS[_known(language)][day.month - 1]
    return f"{weekday}, {day.day}{'.' if _known(language) == 'de' else ''} {month} {day.year}"


def _known(language: Language) -> Language:
    return language if language in _DAYS else "en"
