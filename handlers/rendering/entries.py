"""Entries as people read them on a phone: what was asked for first, what belongs to it, one line of source."""

from collections.abc import Iterator
from datetime import date

from handlers.core.messages import label
from handlers.i18n import Texts
from handlers.rendering.centres import describe_centre
from handlers.rendering.first_lines import lead_entry, name_entry
from handlers.rendering.origins import render_origin
from knowledge.entries import AnyEntry, Centre, Faq, Offer
from knowledge.search import AskedValue, Aspect, Search

# What fits on the screen of a phone together with title, source and choices, in characters.
_SCREEN = 380


def render_entry(
    entry: AnyEntry,
    *,
    texts: Texts,
    today: date,
    search: Search,
    aspect: Aspect | None = None,
    asked: AskedValue | None = None,
    in_full: bool = False,
) -> str:
    """Return the entry as Markdown, led by what was asked for; in full, with all that is known."""
    body = (
        (
            *describe_centre(entry, texts, aspect, asked, today=today, in_full=in_full),
            *_name_successor(entry, texts, today, search),
        )
        if isinstance(entry, Centre)
        else _describe(entry, texts, search, asked, today=today, in_full=in_full)
    )
    parts = (*body, *_render_warnings(entry, texts, today), render_origin(entry, texts, today, in_full=in_full))
    return "\n\n".join(part for part in parts if part)


def has_details(entry: AnyEntry) -> bool:
    """Return whether an entry in full says more than its answer."""
    return isinstance(entry, Centre) or bool(entry.further_sources) or not _fits(entry)


def _describe(
    entry: Offer | Faq, texts: Texts, search: Search, asked: AskedValue | None, *, today: date, in_full: bool
) -> Iterator[str]:
    first, *rest = lead_entry(entry, texts, None if in_full else asked)
    yield from (first, *rest)
    facts = _list_facts(entry, texts, in_full=in_full) if isinstance(entry, Offer) else ()
    yield "\n".join((*(fact for fact in facts if fact not in first), *_name_successor(entry, texts, today, search)))
    yield texts.german_only


def _list_facts(offer: Offer, texts: Texts, *, in_full: bool) -> Iterator[str]:
    """Yield whom an offer is for, who makes it and its status, as far as they fit on a screen."""
    shows_all = in_full or _fits(offer)
    facts = (
        (texts.target_group, offer.target_group if shows_all else None),
        (texts.offered_by, offer.offered_by if shows_all else None),
        (texts.status, offer.status),
    )
    return (f"{name}: {label(value)}" for name, value in facts if value)


def _fits(entry: Offer | Faq) -> bool:
    facts = (entry.target_group, entry.offered_by) if isinstance(entry, Offer) else ()
    return sum(len(part or "") for part in (entry.text, entry.note, *facts)) <= _SCREEN


def _render_warnings(entry: AnyEntry, texts: Texts, today: date) -> Iterator[str]:
    if entry.valid_until and entry.valid_until < today:
        yield texts.expired.format(date=f"{entry.valid_until:%d.%m.%Y}")
    if entry.review_by and entry.review_by < today:
        yield texts.overdue.format(date=f"{entry.review_by:%d.%m.%Y}")
    if entry.note:
        yield f"{texts.note}: {entry.note}"


def _name_successor(entry: AnyEntry, texts: Texts, today: date, search: Search) -> Iterator[str]:
    """Yield what has taken the place of an entry; nothing as long as the entry itself is valid until a later day."""
    holds = entry.valid_until is not None and entry.valid_until >= today
    successor = search.get_entry(entry.successor) if entry.successor and not holds else None
    if successor:
        yield f"{texts.successor}: {label(name_entry(successor, texts))}"
