"""`/rueckgaengig`: take a change back within a day, unless somebody has changed the entry since."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.context.records import Revision
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Message, label
from handlers.core.replies import reply_to
from handlers.curation.editing.dialogue import texts_of
from handlers.curation.editing.entries import load_entry, may_change
from handlers.curation.editing.rendering import list_changes
from handlers.curation.editing.requests import EditRequest
from handlers.curation.model.fields import CONTACT, FIELDS
from handlers.i18n.editing import EDITING
from knowledge.entries import AnyEntry, Centre, Faq, Offer

WITHIN = timedelta(hours=24)


async def undo(request: EditRequest, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Put the version before a revision in force again; without one, before the person's own last change."""
    texts = texts_of(context)
    revision = await _find_revision(request, event.sender, context)
    if revision is None or context.now - revision.at > WITHIN or revision.reason in _list_reasons():
        return [reply_to(event, texts.nothing_to_undo)]
    return [reply_to(event, await _undo(revision, event.sender, context))]


async def _find_revision(request: EditRequest, person: Sender, context: Context) -> Revision | None:
    if request.entry:
        return await context.stores.records.find_revision(request.entry, request.revision or 0)
    authors = [format_account(account) for account in context.accounts_of(person)]
    return await context.stores.records.find_last_by(authors, context.now - WITHIN)


def _list_reasons() -> frozenset[str]:
    """Return the reasons of revisions that took a change back, in all languages."""
    return frozenset(texts.reason_undo for texts in EDITING.values())


async def _undo(revision: Revision, person: Sender, context: Context) -> str:
    """Return what came of it, as a sentence."""
    texts = texts_of(context)
    stored = await load_entry(revision.record.id, context)
    before = await context.stores.records.list_revisions(revision.record.id, revision.number, 1)
    earlier = before[0].record if before else None
    if stored is None or not isinstance(earlier, Centre | Offer | Faq):
        return texts.nothing_to_undo
    if stored.revision != revision.number:
        return texts.changed_since
    if not await _may_undo(earlier, stored.entry, person, context):
        return texts.not_yours
    author, changes = format_account(person), "\n".join(list_changes(stored.entry, earlier, texts))
    done = await context.stores.records.save(earlier, revision.number, author, context.now, texts.reason_undo)
    return texts.changed_since if done is None else texts.undone.format(entry=label(earlier.title), changes=changes)


async def _may_undo(old: AnyEntry, new: AnyEntry, person: Sender, context: Context) -> bool:
    """Return whether a person may change all that differs: for members that is the contact of their centre."""
    if context.is_editor(person):
        return True
    if not (isinstance(old, Centre) and isinstance(new, Centre)):
        return False
    is_alike = _empty_contact(old) == _empty_contact(new)
    return is_alike and all([await may_change(person, new, name, context) for name in CONTACT])


def _empty_contact(centre: Centre) -> AnyEntry:
    """Return a centre without the values that its members may change, and without when they were confirmed."""
    emptied: AnyEntry = centre.model_copy(update={"checked": ()})
    for name in CONTACT:
        emptied = FIELDS[name].write(emptied, None)
    return emptied
