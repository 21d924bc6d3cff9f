"""Recurrences in the words of a language: "jeden Montag und Donnerstag, 09:00 Uhr"."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.announcements.schedule.date_time_text import format_date
from handlers.announcements.schedule.recurrence_sentences import CODES, WORKING_DAYS
from handlers.announcements.schedule.recurrences import Recurrence
from handlers.i18n.announcements import RecurrenceTexts

_Rule = Mapping[str, str]


def describe(recurrence: Recurrence, texts: RecurrenceTexts, zone: ZoneInfo) -> str:
    """Return the recurrence in words; a rule for which there are none as it is written."""
    rule = _split(recurrence)
    days = _describe_days(rule, texts)
    if days is None:
        return texts.formal.format(rule=recurrence.rule.rpartition("RRULE:")[2])
    parts = [days]
    if rule["FREQ"] != "HOURLY":
        parts.append(texts.clock.format(clocks=_join(_list_clock_times(rule), texts)))
    if "UNTIL" in rule:
        until = datetime.strptime(rule["UNTIL"], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        parts.append(texts.until.format(day=format_date(until, zone, texts)))
    if "COUNT" in rule:
        parts.append(texts.times.format(number=rule["COUNT"]))
    if recurrence.on_holidays:
        parts.append(texts.on_holidays[recurrence.on_holidays])
    return ", ".join(parts)


def _split(recurrence: Recurrence) -> _Rule:
    """Return the parts of the only RRULE, with those that its beginning implies; none if there are several rules."""
    rules, begins = recurrence.rrules, recurrence.starts_at
    if len(rules) != 1:
        return {}
    parts = dict(part.partition("=")[::2] for part in rules[0].split(";"))
    if begins is None:
        return parts
    implied = {
        "WEEKLY": {"BYDAY": CODES[begins.weekday()]},
        "MONTHLY": {} if "BYDAY" in parts else {"BYMONTHDAY": str(begins.day)},
        "YEARLY": {"BYMONTH": str(begins.month), "BYMONTHDAY": str(begins.day)},
    }
    return {"BYHOUR": str(begins.hour), "BYMINUTE": str(begins.minute)} | implied.get(parts["FREQ"], {}) | parts


def _describe_days(rule: _Rule, texts: RecurrenceTexts) -> str | None:
    """Return on which days it comes; None if there are no words for it."""
    interval = int(rule.get("INTERVAL", "1"))
    by = {part for part in rule if part.startswith("BY")} - {"BYHOUR", "BYMINUTE"}
    frequency, on = rule.get("FREQ", ""), None
    match frequency:
        case "HOURLY" | "DAILY" if not by:
            on = ""
        case "WEEKLY" if by == {"BYDAY"} and rule["BYDAY"] == WORKING_DAYS and interval == 1:
            return texts.on_working_days
        case "WEEKLY" if by == {"BYDAY"} and set(rule["BYDAY"].split(",")) <= {*CODES}:
            on = _join([texts.weekdays[CODES.index(day)] for day in rule["BYDAY"].split(",")], texts)
        case "MONTHLY":
            on = _describe_day_of_month(rule, by, texts)
        case "YEARLY" if by == {"BYMONTH", "BYMONTHDAY"} and rule["BYMONTH"].isdecimal():
            on = f"{rule['BYMONTHDAY']}.{rule['BYMONTH']}." if rule["BYMONTHDAY"].isdecimal() else None
    if on is None:
        return None
    return (texts.every if interval == 1 else texts.every_few)[frequency].format(on=on, number=interval)


def _describe_day_of_month(rule: _Rule, by: set[str], texts: RecurrenceTexts) -> str | None:
    day = rule.get("BYDAY", "")
    if by == {"BYMONTHDAY"} and rule["BYMONTHDAY"] == "-1":
        return texts.last_day
    if by == {"BYMONTHDAY"} and rule["BYMONTHDAY"].replace(",", "").isdecimal():
        return _join([texts.date.format(date=date) for date in rule["BYMONTHDAY"].split(",")], texts)
    if by == {"BYDAY", "BYSETPOS"} and day == WORKING_DAYS and rule["BYSETPOS"] in texts.ordinals:
        return texts.working_day.format(ordinal=texts.ordinals[rule["BYSETPOS"]])
    ordinal, code = day[:-2].removeprefix("+"), day[-2:]
    if by == {"BYDAY"} and code in CODES and ordinal in texts.ordinals:
        return f"{texts.ordinals[ordinal]} {texts.weekdays[CODES.index(code)]}"
    return None


def _list_clock_times(rule: _Rule) -> list[str]:
    return [
        f"{int(hour):02}:{int(minute):02}"
        for hour in rule["BYHOUR"].split(",")
        for minute in rule["BYMINUTE"].split(",")
    ]


def _join(words: Sequence[str], texts: RecurrenceTexts) -> str:
    *others, last = words
    return f"{', '.join(others)} {texts.conjunction} {last}" if others else last
