"""The web desk in German, which its templates are written in."""

from handlers.i18n.desk.catalogue import DeskLanguage

GERMAN = DeskLanguage(
    name="Deutsch",
    weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    long_weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"),
        *("August", "September", "Oktober", "November", "Dezember"),
    ),
    day="{weekday} {number}.{month}.{year}",
    long_day="{weekday}, {number}. {month_name} {year}",
    moment="{day}, {hour}:{minute:02} Uhr",
)
