"""The first line of an answer: the value that was asked for, or that it is not known."""

import re
from collections.abc import Iterator

from handlers.core.messages import label
from handlers.i18n import Sentence, Texts
from knowledge.entries import AnyEntry, Faq, Offer
from knowledge.search import AskedValue, ValueKind
from knowledge.search.asked_value import find_sentence, is_missing
from knowledge.sentences import iterate_sentences, lead_with

# Sentences beyond this are no first line.
_MAX_LEAD = 280
# A text that begins so says nothing without its own question above it.
_BARE = re.compile(r"\W*(Ja|Nein|Jein|Yes|No)\b")

_UNKNOWN: dict[ValueKind, Sentence] = {
    ValueKind.AMOUNT: lambda texts: texts.no_amount,
    ValueKind.NUMBER: lambda texts: texts.no_number,
    ValueKind.DEADLINE: lambda texts: texts.no_deadline,
    ValueKind.DURATION: lambda texts: texts.no_duration,
    ValueKind.DATE: lambda texts: texts.no_date,
    ValueKind.HOURS: lambda texts: texts.no_hours,
    ValueKind.LEADER: lambda texts: texts.no_leader,
    ValueKind.PHONE: lambda texts: texts.no_phone,
    ValueKind.EMAIL: lambda texts: texts.no_email,
    ValueKind.ADDRESS: lambda texts: texts.no_address,
}


def name_entry(entry: AnyEntry, texts: Texts) -> str:
    """Return the title; the English one for readers who are told that entries are in German."""
    return entry.title_en if texts.german_only and entry.title_en else entry.title


def say_unknown(asked: AskedValue | None, texts: Texts) -> str:
    """Return that the value which was asked for is not known; empty if there is no such sentence."""
    sentence = _UNKNOWN.get(asked.kind) if asked else None
    return sentence(texts) if sentence else ""


def lead_entry(entry: Offer | Faq, texts: Texts, asked: AskedValue | None) -> Iterator[str]:
    """Yield the title and the text of an entry, led by the value that was asked for, or by that it is unknown."""
    line, rest = _choose_line(entry, texts, asked)
    title = label(name_entry(entry, texts))
    yield f"**{line}**\n{title}" if line else f"**{title}**"
    yield rest


def _choose_line(entry: Offer | Faq, texts: Texts, asked: AskedValue | None) -> tuple[str, str]:
    """Return the line above the title, empty if the title comes first, and the text below it."""
    if asked and is_missing(entry, asked):
        return say_unknown(asked, texts), entry.text
    if sentence := _choose_sentence(entry, texts, asked):
        led = lead_with(entry.text, sentence)
        return led.lead, led.rest
    return _find_field(entry, texts, asked), entry.text


def _find_field(entry: Offer | Faq, texts: Texts, asked: AskedValue | None) -> str:
    """Return the field of an offer that was asked for, behind its name; empty if it has none."""
    if asked is None or not isinstance(entry, Offer):
        return ""
    fields = {
        ValueKind.STATUS: (texts.status, entry.status),
        ValueKind.TARGET_GROUP: (texts.target_group, entry.target_group),
        ValueKind.OFFERED_BY: (texts.offered_by, entry.offered_by),
    }
    name, value = fields.get(asked.kind, ("", None))
    return f"{name}: {label(value)}" if value else ""


def _choose_sentence(entry: Offer | Faq, texts: Texts, asked: AskedValue | None) -> str | None:
    """Return the sentence with the value, or the first one of a FAQ; None if the title comes first."""
    if _BARE.match(entry.text):
        return None
    sentence = find_sentence(entry, asked) if asked else None
    if sentence is None and isinstance(entry, Faq) and not texts.german_only:
        sentence = next(iterate_sentences(entry.text), None)
    return sentence if sentence and _can_lead(sentence) else None


def _can_lead(sentence: str) -> bool:
    return len(sentence) <= _MAX_LEAD and not sentence.endswith(":")
