"""Origins of an entry as readers see them: sources as links, and the date of the fact in words."""

import re
from collections.abc import Sequence
from datetime import date

from handlers.core.messages import label
from handlers.curation.model.freshness import is_all_due
from handlers.i18n import Texts
from knowledge.entries import AnyEntry, Source

_UNDATED = "undatiert"
_BESIDE = re.compile(r"\s*\([^()]*\)|,.*$")
_DAY = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b")
_MONTHS = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)/(?P<other>\d\d)\b")
_MONTH = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)\b")
_BEFORE, _AFTER = re.compile(r"vor (.+)"), re.compile(r"nach (.+)")
_SINCE, _LATER = re.compile(r"ab (.+)"), re.compile(r"(.+) oder später")


def render_origin(entry: AnyEntry, texts: Texts, today: date, *, in_full: bool = False) -> str:
    """Return the line with the source and its date, and whether all that grows old is to be checked.

    In full, with all sources.
    """
    sources = (entry.source, *entry.further_sources) if in_full else (entry.source,)
    links = ", ".join(map(_render_link, sources))
    return f"*{texts.source}: {links} · {_render_as_of(entry, texts, today)}*"


def _render_as_of(entry: AnyEntry, texts: Texts, today: date) -> str:
    dated = render_date(entry.as_of, texts)
    return f"{dated}, {texts.check}" if is_all_due(entry, today) else dated


def render_day(day: date) -> str:
    """Return a day, such as "15.8.2027"."""
    return f"{day.day}.{day.month}.{day.year}"


def render_date(as_of: str, texts: Texts) -> str:
    """Return the date of a source behind a word that says what it is."""
    when = describe_as_of(as_of, texts)
    return f"{texts.as_of} {label(when)}" if when else texts.undated


def _render_link(source: Source) -> str:
    return f"[{label(source.name)}](<{source.url}>)" if source.url else label(source.name)


def describe_as_of(as_of: str, texts: Texts) -> str:
    """Return the date of the first source in words, such as "Mai 2019"; empty if it has none."""
    first = _BESIDE.sub("", as_of.partition(";")[0]).strip()
    if first == _UNDATED:
        return ""
    forms = ((_BEFORE, texts.before), (_AFTER, texts.after), (_SINCE, texts.since), (_LATER, texts.since))
    for form, sentence in forms:
        if found := form.fullmatch(first):
            return sentence.format(date=spell_dates(found[1], texts))
    return spell_dates(first, texts)


def spell_dates(text: str, texts: Texts) -> str:
    """Return a text with its dates in words: "2019-05" becomes "Mai 2019"."""
    names = texts.months.split()
    text = _DAY.sub(lambda date: _spell_day(date, names, texts), text)
    text = _MONTHS.sub(lambda date: _spell_month(date, names, texts, _name(names, date["other"])), text)
    return _MONTH.sub(lambda date: _spell_month(date, names, texts), text)


def _spell_day(date: re.Match[str], names: Sequence[str], texts: Texts) -> str:
    return texts.day.format(day=int(date["day"]), month=_name(names, date["month"]), year=date["year"])


def _spell_month(date: re.Match[str], names: Sequence[str], texts: Texts, other: str = "") -> str:
    months = "/".join(filter(None, (_name(names, date["month"]), other)))
    return texts.month.format(month=months, year=date["year"])


def _name(names: Sequence[str], number: str) -> str:
    """Return the name of a month; the number itself if there is no such month."""
    return names[int(number) - 1] if 1 <= int(number) <= len(names) else number
