"""Entries and fields that somebody has to look at again: found, and confirmed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.curation.editing.entries import StoredEntry, load_entry
from handlers.curation.membership import find_owner, list_centres, may_edit
from handlers.curation.model.fields import FIELDS, Field, FieldName, find_fields, mark_checked
from handlers.curation.model.freshness import list_due
from handlers.i18n.membership import MEMBERSHIP
from knowledge.entries import AnyEntry

# How long an entry holds after somebody has looked at it as a whole.
REVIEW_INTERVAL = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class DueItem:
    """A field whose value has to be looked at, or None for the entry as a whole; `since` is when its time was over."""

    entry: AnyEntry
    field: Field | None = None
    since: date | None = None
    has_ended: bool = False


async def list_owned(person: Sender, context: Context) -> Sequence[AnyEntry]:
    """Return the entries that a person looks after: those of their centres, and for editors those of the office."""
    owners: set[str | None] = {*await list_centres(person, context)}
    if context.is_editor(person):
        owners.add(None)
    return [entry for entry in context.search.knowledge.entries if owners and find_owner(entry) in owners]


def find_due(entries: Sequence[AnyEntry], today: date) -> Iterator[DueItem]:
    """Yield what is due: entries by their dates first, the longest overdue first, then fields of the others."""
    dated = [item for entry in entries if (item := _find_by_date(entry, today)) is not None]
    yield from sorted(dated, key=lambda item: item.since or today)
    known = {item.entry.id for item in dated}
    for entry in entries:
        if entry.id not in known:
            yield from (DueItem(entry=entry, field=field) for field in list_due(entry, today))


def _find_by_date(entry: AnyEntry, today: date) -> DueItem | None:
    if entry.valid_until is not None and entry.valid_until < today:
        return DueItem(entry=entry, since=entry.valid_until, has_ended=True)
    if entry.review_by is not None and entry.review_by < today:
        return DueItem(entry=entry, since=entry.review_by)
    return None


async def confirm(
    id_: str, name: FieldName | None, revision: int, person: Sender, context: Context
) -> StoredEntry | None:
    """Note that a field, or the entry as a whole, still holds; return the entry as it is now.

    Return None if the person may not edit it, or there is no such entry. If somebody has changed it since that
    revision nothing is noted, and the entry returned has another one.
    """
    stored = await load_entry(id_, context)
    if stored is None or not await may_edit(person, stored.entry, context):
        return None
    if stored.revision != revision:
        return stored
    checked = _mark(stored.entry, name, context.today)
    reason = MEMBERSHIP[context.language].reason_confirmed
    saved = await context.stores.records.save(checked, revision, format_account(person), context.now, reason)
    return stored if saved is None else replace(stored, entry=checked)


def _mark(entry: AnyEntry, name: FieldName | None, today: date) -> AnyEntry:
    if name is not None:
        return mark_checked(entry, name, today)
    for field in find_fields(entry):
        if field.read(entry) is not None:
            entry = mark_checked(entry, field.name, today)
    return entry.model_copy(update={"review_by": today + REVIEW_INTERVAL})


def parse_field(word: str) -> FieldName | None:
    """Return the field of this name; None for any other word."""
    return next((name for name in FIELDS if name.value == word), None)
