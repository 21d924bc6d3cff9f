"""Saving a change: over the revision that was seen, as a revision with author and reason."""

from dataclasses import dataclass

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.curation.editing.entries import StoredEntry
from handlers.curation.model.fields import EDITABLE, FieldName, mark_checked


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """A new value, None for none, of a field of an entry."""

    entry: str
    field: FieldName
    value: str | None


async def save_change(
    change: FieldChange, stored: StoredEntry, author: Sender, reason: str, context: Context
) -> int | None:
    """Save a change over the revision of `stored`, as checked today, and return its revision.

    Return None if somebody has changed the entry since; nothing is saved then.
    """
    changed = EDITABLE[change.field].write(stored.entry, change.value)
    checked = mark_checked(changed, change.field, context.today)
    return await context.stores.records.save(checked, stored.revision, format_account(author), context.now, reason)
