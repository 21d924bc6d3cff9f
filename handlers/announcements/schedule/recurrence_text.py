"""Recurrences in the words of a language: "jeden Montag und Donnerstag, 09:00 Uhr"."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.announcements.schedule.date_times import format_date
from handlers.announcements.schedule.recurrence_sentences import CODES, WORKING_DAYS
from handlers.announcements.schedule.recurrences import Recurrence
from handlers.i18n.announcements import AnnouncementTexts

_Rule = Mapping[str, str]


def describe(recurrence: Recurrence, texts: AnnouncementTexts, zone: ZoneInfo) -> str:
    """Return the recurrence in words; a rule for which there are none as it is written."""
    words = texts.series
    rule = _split(recurrence)
    days = _describe_days(rule, texts)
    if days is None:
        return words["formal"].format(rule=recurrence.rule.rpartition("RRULE:")[2])
    parts = [days]
    if rule["FREQ"] != "HOURLY":
        parts.append(words["clock"].format(clocks=_join(_list_clock_times(rule), texts)))
    if "UNTIL" in rule:
        until = datetime.strptime(rule["UNTIL"], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        parts.append(words["until"].format(day=format_date(until, zone)))
    if "COUNT" in rule:
        parts.append(words["times"].format(number=rule["COUNT"]))
    if recurrence.on_holidays:
        parts.append(words[recurrence.on_holidays])
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


def _describe_days(rule: _Rule, texts: AnnouncementTexts) -> str | None:
    """Return on which days it comes; None if there are no words for it."""
    words, interval = texts.series, int(rule.get("INTERVAL", "1"))
    by = {part for part in rule if part.startswith("BY")} - {"BYHOUR", "BYMINUTE"}
    name, on = None, None
    match rule.get("FREQ"):
        case "HOURLY" | "DAILY" as frequency if not by:
            name, on = frequency.casefold(), ""
        case "WEEKLY" if by == {"BYDAY"} and rule["BYDAY"] == WORKING_DAYS and interval == 1:
            return words["working"]
        case "WEEKLY" if by == {"BYDAY"} and set(rule["BYDAY"].split(",")) <= {*CODES}:
            name, on = "weekly", _join([texts.weekdays[CODES.index(day)] for day in rule["BYDAY"].split(",")], texts)
        case "MONTHLY":
            name, on = "monthly", _describe_day_of_month(rule, by, texts)
        case "YEARLY" if by == {"BYMONTH", "BYMONTHDAY"} and rule["BYMONTH"].isdecimal():
            name, on = "yearly", f"{rule['BYMONTHDAY']}.{rule['BYMONTH']}." if rule["BYMONTHDAY"].isdecimal() else None
    if name is None or on is None:
        return None
    return words[name if interval == 1 else f"{name}_every"].format(on=on, number=interval)


def _describe_day_of_month(rule: _Rule, by: set[str], texts: AnnouncementTexts) -> str | None:
    words, day = texts.series, rule.get("BYDAY", "")
    if by == {"BYMONTHDAY"} and rule["BYMONTHDAY"] == "-1":
        return words["last_day"]
    if by == {"BYMONTHDAY"} and rule["BYMONTHDAY"].replace(",", "").isdecimal():
        return _join([words["date"].format(date=date) for date in rule["BYMONTHDAY"].split(",")], texts)
    if by == {"BYDAY", "BYSETPOS"} and day == WORKING_DAYS and rule["BYSETPOS"] in texts.ordinals:
        return words["working_day"].format(ordinal=texts.ordinals[rule["BYSETPOS"]])
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


def _join(words: Sequence[str], texts: AnnouncementTexts) -> str:
    *others, last = words
    return f"{', '.join(others)} {texts.series['and']} {last}" if others else last
