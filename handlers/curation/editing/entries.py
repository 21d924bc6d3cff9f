"""Entries that can be changed: loading one, its fields, and who may change which."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context.context import Context
from handlers.context.records import StoredRecord
from handlers.core.events import Sender
from handlers.curation.membership import find_owner, list_centres
from handlers.curation.model.fields import CONTACT, EDITABLE, Field, FieldName, find_fields
from knowledge.entries import AnyEntry, Centre, Faq, Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEntry:
    """An entry in force, and the revision that it has."""

    entry: AnyEntry
    revision: int

    def read(self, name: FieldName) -> str | None:
        return EDITABLE[name].read(self.entry)


async def load_entry(id_: str, context: Context) -> StoredEntry | None:
    """Return an entry in force that the search knows; None if there is none.

    What the search hides from a person can't be changed by them either. Nor can anybody for the moment that the search
    takes to follow when fewer may read an entry than before: it does not know yet who they are.
    """
    known = context.search.get_entry(id_)
    stored = _as_entry(await context.stores.records.find(id_)) if known is not None else None
    if known is None or stored is None or not known.visibility.includes(stored.entry.visibility):
        return None
    return stored


def _as_entry(stored: StoredRecord | None) -> StoredEntry | None:
    if stored is None or stored.archived_at is not None or not isinstance(stored.record, Centre | Offer | Faq):
        return None
    return StoredEntry(entry=stored.record, revision=stored.revision)


async def load_earlier(id_: str, revision: int, context: Context) -> AnyEntry | None:
    """Return an entry as one of its revisions has it; None if that number is not one of its."""
    found = await context.stores.records.find_revision(id_, revision)
    return found.record if found is not None and isinstance(found.record, Centre | Offer | Faq) else None


def list_editable(entry: AnyEntry) -> Sequence[Field]:
    """Return the fields that people can change in an entry of this kind."""
    return (*find_fields(entry), EDITABLE[FieldName.VALID_UNTIL])


def has_field(entry: AnyEntry, name: FieldName) -> bool:
    return any(field.name is name for field in list_editable(entry))


async def may_change(person: Sender, entry: AnyEntry, name: FieldName, context: Context) -> bool:
    """Return whether a person's change counts at once: editors', and members' of the contact of their own centre."""
    if context.is_editor(person):
        return True
    return name in CONTACT and find_owner(entry) in await list_centres(person, context)
