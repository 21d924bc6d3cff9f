"""The check of a value by its field, and what it looks like if it belongs into another one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from handlers.core.messages import label
from handlers.core.sanitising import neutralise, to_one_line
from handlers.curation.model.fields import FieldName
from handlers.curation.values import addresses, links, phones
from handlers.curation.values.findings import CheckedValue, Doubt, ValueRefused
from handlers.i18n.editing import EditingTexts, ValueFault
from knowledge.entries import LONGEST_LINE, PERSONS_PATTERN, AnyEntry, Centre, Knowledge
from knowledge.pretended_links import has_pretended_link

MAX_TEXT_LENGTH = 6000
_MAX_LINE_LENGTH = 500
_NOTHING = frozenset({"-", "–", "—", "keine", "keins", "gibt es nicht mehr", "none"})
_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_MARKUP = re.compile(
    r"<(?!https?://)/?[a-z!][^<>\n]{0,200}>|!\[|\|\||\]\(\s*<?(?!https?://|mailto:|[#/])[a-z]{2,20}:|@room\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    """The facts that a value is checked against."""

    entry: AnyEntry
    knowledge: Knowledge
    today: date

    @property
    def centre(self) -> Centre | None:
        return self.entry if isinstance(self.entry, Centre) else None


def check_value(
    name: FieldName, written: str, entry: AnyEntry, knowledge: Knowledge, today: date, *, markdown: str = ""
) -> CheckedValue:
    """Return what somebody wrote as a value of a field; a word such as "keine" empties a field of a contact.

    `markdown` is the text with its form, if it had one. Raises ValueRefused.
    """
    _refuse_long(name, written, markdown)
    if has_pretended_link(written) or has_pretended_link(markdown):
        raise ValueRefused(ValueFault.PRETENDED_LINK)
    text = neutralise(written).strip() if name is FieldName.TEXT else to_one_line(written)
    if not text:
        raise ValueRefused(ValueFault.EMPTY)
    if name is not FieldName.TEXT and text.casefold().rstrip(".!") in _NOTHING:
        return CheckedValue(value=None)
    looks_like = recognise_field(text)
    if looks_like not in (None, name):
        raise ValueRefused(ValueFault.WRONG_FIELD, kind=looks_like or "", field=name)
    return _CHECKS[name](text, _Question(entry=entry, knowledge=knowledge, today=today))


def _refuse_long(name: FieldName, written: str, markdown: str) -> None:
    """Raise ValueRefused before a text is searched that no field could hold; marks of form may double it."""
    limit = MAX_TEXT_LENGTH if name is FieldName.TEXT else _MAX_LINE_LENGTH
    if len(written) > limit or len(markdown) > 2 * MAX_TEXT_LENGTH:
        raise ValueRefused(ValueFault.TOO_LONG, limit=str(limit))


def refuse_tricks(field: str, text: str) -> None:
    """Raise ValueRefused for a text that pretends to lead elsewhere; `field` is the path of any field of an entry."""
    if has_pretended_link(text):
        raise ValueRefused(ValueFault.PRETENDED_LINK)
    if field == FieldName.WEBSITE and text:
        links.refuse_hidden_target(text)


def recognise_field(text: str) -> FieldName | None:
    """Return the field whose values look like the whole of a text; None if it could be any text."""
    if len(text) > _MAX_LINE_LENGTH:
        return None
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(text.strip())), None)


def describe_refusal(refused: ValueRefused, texts: EditingTexts) -> str:
    """Return one sentence for whoever wrote the value."""
    details = {key: label(value) for key, value in refused.details.items()}
    if refused.fault is ValueFault.WRONG_FIELD:
        details = {"kind": texts.kinds[refused.details["kind"]], "field": texts.fields[refused.details["field"]]}
    return texts.faults[refused.fault].format(**details)


def describe_doubt(doubt: Doubt, texts: EditingTexts) -> str:
    return texts.doubts[doubt.kind].format(code=label(doubt.code), place=label(doubt.place))


def _check_text(text: str, _: _Question) -> CheckedValue:
    if _MARKUP.search(text):
        raise ValueRefused(ValueFault.MARKUP)
    return CheckedValue(value=text)


def _check_persons(text: str, _: _Question) -> CheckedValue:
    if len(text) > LONGEST_LINE:
        raise ValueRefused(ValueFault.TOO_LONG, limit=str(LONGEST_LINE))
    if _MARKUP.search(text) or not re.fullmatch(PERSONS_PATTERN, text):
        raise ValueRefused(ValueFault.NO_PERSONS)
    return CheckedValue(value=text)


def _check_date(text: str, question: _Question) -> CheckedValue:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueRefused(ValueFault.NO_DATE)
    day, month, year, *iso = found.groups()
    try:
        parsed = date(int(year), int(month), int(day)) if year else date(*map(int, iso))
    except ValueError as error:
        raise ValueRefused(ValueFault.NO_DATE) from error
    if parsed < question.today:
        raise ValueRefused(ValueFault.PAST_DATE)
    return CheckedValue(value=f"{parsed:%d.%m.%Y}")


# In this order: a date would pass as a phone number.
_SHAPES: Mapping[FieldName, re.Pattern[str]] = {
    FieldName.EMAIL: links.EMAIL,
    FieldName.WEBSITE: links.WEBSITE,
    FieldName.VALID_UNTIL: _DATE,
    FieldName.ADDRESS: addresses.LOOKS,
    FieldName.PHONE: phones.LOOKS,
}
_CHECKS: Mapping[FieldName, Callable[[str, _Question], CheckedValue]] = {
    FieldName.PHONE: lambda text, question: phones.check_phone(text, question.centre, question.knowledge),
    FieldName.EMAIL: lambda text, _: links.check_email(text),
    FieldName.ADDRESS: lambda text, question: addresses.check_address(text, question.centre, question.knowledge),
    FieldName.WEBSITE: lambda text, _: links.check_website(text),
    FieldName.PERSONS: _check_persons,
    FieldName.VALID_UNTIL: _check_date,
    FieldName.TEXT: _check_text,
}
