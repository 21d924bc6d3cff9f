"""Corrections in plain words, such as “Telefon hat sich geändert: 0234 …”, of the entry that was just presented."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Outgoing
from handlers.curation.editing.dialogue import ask_for_value, edit, find_presented, offer_change
from handlers.curation.editing.entries import StoredEntry, has_field, load_entry
from handlers.curation.editing.requests import EditRequest
from handlers.curation.model.fields import FieldName
from handlers.curation.values import addresses, links, phones

_MAX_LENGTH = 300
_MAX_WITHOUT_VALUE = 80
# In this order: an “E-Mail-Adresse” is no address.
_NAMES: Mapping[FieldName, re.Pattern[str]] = {
    FieldName.EMAIL: re.compile(r"\be-?mails?\b|\be?-?mail-?adresse|\bmails?\b", re.IGNORECASE),
    FieldName.WEBSITE: re.compile(
        r"\bweb-?(?:site|seite)|\bhomepage|\binternet-?(?:seite|adresse)|\blink\b", re.IGNORECASE
    ),
    FieldName.PHONE: re.compile(
        r"\b(?:telefon|tel|ruf|handy|phone)?-?\s?(?:nummer|number)\b|\btelefon|\bphone\b|\bdurchwahl", re.IGNORECASE
    ),
    FieldName.ADDRESS: re.compile(r"\b(?:post-?)?(?:adresse|anschrift|address)\b", re.IGNORECASE),
    FieldName.PERSONS: re.compile(
        r"\bansprechpart\w*|\bansprechperson\w*|\bleit(?:ung|er|erin)\b|\bcontact\s+persons?\b", re.IGNORECASE
    ),
}
_CHANGED = re.compile(
    r"\bge(?:ä|ae)ndert\b|\bneu(?:e[rns]?)?\b|\bjetzt\b|\bnun\b|\binzwischen\b|\brichtig\b|\blautet\b|\bkorrekt\b"
    r"|\bchanged\b|\bnew\b|\bnow\b|\bcorrect\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\bstimmt\s+(?:so\s+)?(?:nicht|nimmer)\b|\b(?:ist|war)\s+(?:falsch|veraltet)\b|\bis(?:n['’]t|\s+not)\s+right\b"
    r"|\bis\s+wrong\b",
    re.IGNORECASE,
)
# A name with a title or a task, several of them; their form says less than that of other values.
_NAMED = r"[A-ZÄÖÜÇŞĐŠČŽ][\w.'’-]*(?:\s(?:[A-ZÄÖÜÇŞĐŠČŽ][\w.'’-]*|von|van|de|el|al|zu)){1,5}(?:\s\([^()@\d]{2,60}\))?"
_PERSONS = re.compile(rf"{_NAMED}(?:(?:,| und|,? and)\s{_NAMED}){{0,5}}")
_SHAPES = (links.EMAIL, links.WEBSITE, addresses.LOOKS, phones.LOOKS)
# Where a value can begin, and words that stand in front of one.
_BREAK = re.compile(r"[:,;–\s]+|-\s")
_LEAD = re.compile(
    r"(?:ist|lautet|jetzt|nun|neu|richtig|hei(?:ß|ss)t|ab|sofort|is|now|new)\b(?!\.)|[^\w+(<]", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A statement about a field: its new value, None if it is only said to be wrong; `field` is None for any."""

    field: FieldName | None
    value: str | None


def recognise_correction(text: str) -> Correction | None:
    """Return the correction that a whole message is; None for a question or anything else."""
    if len(text) > _MAX_LENGTH or "?" in text:
        return None
    for before, value in _split(text.strip().rstrip(".! ")):
        field = _find_field(before)
        if field and _fits(field, value) and (_CHANGED.search(before) or _WRONG.search(before)):
            return Correction(field=field, value=value)
    if len(text) <= _MAX_WITHOUT_VALUE and _WRONG.search(text):
        return Correction(field=_find_field(text), value=None)
    return None


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield each end of a text that may be a value, and the words before it; longer ones first."""
    for at in (found.end() for found in _BREAK.finditer(text)):
        value = text[at:]
        if not _LEAD.match(value):
            yield text[:at], value


def _fits(field: FieldName, value: str) -> bool:
    """Return whether a text looks like a value; names, which have no form of their own, only for that of persons."""
    shapes = (*_SHAPES, _PERSONS) if field is FieldName.PERSONS else _SHAPES
    return any(shape.fullmatch(value) for shape in shapes)


def _find_field(text: str) -> FieldName | None:
    return next((field for field, name in _NAMES.items() if name.search(text)), None)


async def take_correction(event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Return what follows from a correction of the entry that the answer before presented; None if it is none.

    That is the answer which the message replies to, or else the last one.
    """
    correction = recognise_correction(event.text) if event.attachment is None else None
    if correction is None:
        return None
    stored = await _find_corrected(correction, context)
    if stored is None:
        return None
    if correction.field is None:
        return await edit(EditRequest(entry=stored.entry.id), event, context)
    if correction.value is None:
        return [await ask_for_value(stored, correction.field, event, context)]
    return [await offer_change(stored, correction.field, correction.value, event, context)]


async def _find_corrected(correction: Correction, context: Context) -> StoredEntry | None:
    """Return the entry that was presented, or the one it is a detail of if only that has such a field."""
    presented, subject = find_presented(context), context.references.subject
    for id_ in dict.fromkeys((presented, *(subject.entries[:1] if subject and presented else ()))):
        stored = await load_entry(id_, context) if id_ else None
        if stored and (correction.field is None or has_field(stored.entry, correction.field)):
            return stored
    return None
