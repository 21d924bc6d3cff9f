"""Entries and fields that somebody has to look at again: found, and confirmed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.core.slices import iterate_in_slices
from handlers.curation.editing.entries import StoredEntry, load_entry
from handlers.curation.membership import find_owner, list_centres, may_edit
from handlers.curation.model.field_questions import QuestionState
from handlers.curation.model.fields import Field, find_fields, mark_checked
from handlers.curation.model.rounds import CareRules, list_wanted
from handlers.i18n.editing import EDITING
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


async def find_due(entries: Sequence[AnyEntry], context: Context) -> Sequence[DueItem]:
    """Return what is due: entries by their dates first, the longest overdue first, then fields, those asked for first.

    What somebody has put off or does not know is left out.
    """
    asked = {(each.entry, each.field): each.state for each in await context.stores.field_questions.list_all()}
    dated, fields = list[DueItem](), list[tuple[QuestionState | None, DueItem]]()
    for item in await list_due_items(entries, context.today, context.care_rules):
        if item.field is None:
            dated.append(item)
        else:
            fields.append((asked.get((item.entry.id, item.field.name)), item))
    dated.sort(key=lambda item: item.since or context.today)
    states = (QuestionState.OPEN, None)
    return [*dated, *(item for state in states for asked_as, item in fields if asked_as is state)]


async def list_due_items(entries: Iterable[AnyEntry], today: date, rules: CareRules) -> Sequence[DueItem]:
    """Return the entries that are due by their dates and the fields of others, whatever has been asked for already."""
    items = list[DueItem]()
    async for entry in iterate_in_slices(entries):
        if item := _find_by_date(entry, today):
            items.append(item)
        else:
            items += (DueItem(entry=entry, field=field) for field in list_wanted(entry, today, rules))
    return items


def is_still_due(item: DueItem, entry: AnyEntry, context: Context) -> bool:
    """Return whether an item is due in the entry as it is stored, which the search may not know yet."""
    if item.field is None:
        return _find_by_date(entry, context.today) is not None
    return item.field in list_wanted(entry, context.today, context.care_rules)


def _find_by_date(entry: AnyEntry, today: date) -> DueItem | None:
    if entry.valid_until is not None and entry.valid_until < today:
        return DueItem(entry=entry, since=entry.valid_until, has_ended=True)
    if entry.review_by is not None and entry.review_by < today:
        return DueItem(entry=entry, since=entry.review_by)
    return None


async def confirm_entry(id_: str, revision: int, person: Sender, context: Context) -> StoredEntry | None:
    """Note that all of an entry still holds; return the entry as it is now.

    Return None if the person may not edit it, or there is no such entry. If somebody has changed it since that
    revision nothing is noted, and the entry returned has another one.
    """
    stored = await load_entry(id_, context)
    if stored is None or not await may_edit(person, stored.entry, context):
        return None
    if stored.revision != revision:
        return stored
    checked = stored.entry.model_copy(update={"review_by": context.today + REVIEW_INTERVAL})
    for field in find_fields(stored.entry):
        if field.read(stored.entry) is not None:
            checked = mark_checked(checked, field.name, context.today)
    reason = EDITING[context.language].reason_confirmed
    saved = await context.stores.records.save(checked, revision, format_account(person), context.now, reason)
    return stored if saved is None else replace(stored, entry=checked)
