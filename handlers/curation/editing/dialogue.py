"""`/aendern`: the entry, the field, the value and the difference, one after the other."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.ports import Conversation, Input
from handlers.core.events import MessageEdited, MessageReceived
from handlers.core.messages import Choice, Message, Outgoing, Subject, label
from handlers.core.replies import reply_to
from handlers.curation.editing import proposing
from handlers.curation.editing.entries import (
    StoredEntry,
    has_field,
    list_editable,
    load_earlier,
    load_entry,
    may_change,
)
from handlers.curation.editing.proposing import Proposed
from handlers.curation.editing.rendering import list_changes, render_difference, render_short, render_value
from handlers.curation.editing.requests import OTHER, EditRequest, parse_request
from handlers.curation.editing.saving import FieldChange, save_change
from handlers.curation.membership import find_owner
from handlers.curation.model.fields import CONTACT, EDITABLE, FieldName
from handlers.curation.recall import count_to_correct
from handlers.curation.values.checking import check_value, describe_doubt, describe_refusal
from handlers.curation.values.findings import CheckedValue, ValueRefused
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import EDIT_ENTRY, EDIT_FIELD, EDIT_VALUE, LIFETIME
from handlers.i18n.editing import EDITING, EditingTexts
from handlers.rendering.backslashes import extract_markdown
from knowledge.search import FindingKind

_MAX_OFFERED = 6


def texts_of(context: Context) -> EditingTexts:
    """Return the sentences on changes in the language of the person who acts."""
    return EDITING[context.reply_language]


async def edit(request: EditRequest, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Ask for what a change lacks: the entry, the field, the value; then show the difference."""
    texts = texts_of(context)
    if request.name and request.name != OTHER:
        return [await _find_by_name(request.name, event, context)]
    id_ = request.entry or ("" if request.name else find_presented(context))
    if not id_:
        return [await prompt(EDIT_ENTRY, "", texts.which_entry, (), event, context)]
    stored = await load_entry(id_, context)
    if stored is None:
        return [await prompt(EDIT_ENTRY, "", texts.unknown_entry, (), event, context)]
    if request.field is None or not has_field(stored.entry, request.field):
        return [await _ask_for_field(stored, event, context)]
    if request.value is None:
        return [await ask_for_value(stored, request.field, event, context)]
    return [await offer_change(stored, request.field, _read_value(request, event, context), event, context)]


def find_presented(context: Context) -> str:
    """Return the id of the entry that the answer before presented; empty if it was none, or several."""
    subject = context.references.subject
    if subject is None or not subject.entries:
        return ""
    is_one = len(subject.entries) == 1 or (subject.again or "").startswith(("/eintrag ", "/angebote "))
    return (subject.shown or subject.entries[0]) if is_one else ""


def _read_value(request: EditRequest, event: MessageReceived, context: Context) -> str:
    """Return the value of a request; that of a text with its form."""
    call = context.commands.parse(extract_markdown(event))
    formed = parse_request(call.argument).value if call and request.field is FieldName.TEXT else None
    return formed or request.value or ""


async def _find_by_name(name: str, event: MessageReceived, context: Context) -> Message:
    texts = texts_of(context)
    finding = context.search.find(name)
    found = finding.matches if finding.kind in (FindingKind.ANSWER, FindingKind.CHOICES) else ()
    if not found:
        return await prompt(EDIT_ENTRY, "", texts.unknown_entry, (), event, context)
    stored = await load_entry(found[0].entry.id, context) if finding.kind is FindingKind.ANSWER else None
    if stored is not None:
        return await _ask_for_field(stored, event, context)
    choices = tuple(
        Choice(label=match.entry.title, says=f"/aendern {match.entry.id}") for match in found[:_MAX_OFFERED]
    )
    return await _reply(event, texts.which_of_these, choices, context)


async def _ask_for_field(stored: StoredEntry, event: MessageReceived, context: Context) -> Message:
    texts, entry = texts_of(context), stored.entry
    choices = tuple(
        Choice(
            label=texts.field_choice.format(
                field=texts.fields[field.name], value=render_short(field.read(entry), texts)
            ),
            says=f"/aendern {entry.id} {field.name}",
        )
        for field in list_editable(entry)
    )
    text = texts.which_field.format(entry=label(entry.title))
    return await prompt(EDIT_FIELD, entry.id, text, choices, event, context)


async def ask_for_value(
    stored: StoredEntry, name: FieldName, event: MessageReceived, context: Context, fault: str = ""
) -> Message:
    """Return the question for the new value, below a sentence about the one before if that was refused."""
    texts, entry = texts_of(context), stored.entry
    asked = texts.which_value.format(
        entry=label(entry.title),
        field=texts.fields[name],
        value=render_value(name, stored.read(name), texts),
        example=label(texts.examples[name]),
    )
    if name in CONTACT and stored.read(name):
        asked = f"{asked} {texts.or_none}"
    return await prompt(EDIT_VALUE, f"{entry.id} {name}", fault or asked, (), event, context)


async def offer_change(
    stored: StoredEntry, name: FieldName, written: str, event: MessageReceived, context: Context
) -> Message:
    """Show the difference that a value makes, to be confirmed; ask again if it is none for this field."""
    texts, old = texts_of(context), stored.read(name)
    try:
        checked = check_value(
            name, written, stored.entry, context.search.knowledge, context.today, markdown=event.formatted
        )
    except ValueRefused as refused:
        return await ask_for_value(stored, name, event, context, describe_refusal(refused, texts))
    if checked.value == old:
        same = texts.same.format(field=texts.fields[name], value=render_value(name, old, texts))
        return await _reply(event, same, (), context, stored.entry.id)
    return await _show_difference(stored, name, checked, event, context)


async def _show_difference(
    stored: StoredEntry, name: FieldName, checked: CheckedValue, event: MessageReceived, context: Context
) -> Message:
    texts, id_ = texts_of(context), stored.entry.id
    counts = await _counts_at_once(stored, name, event, context)
    verb, save_or_propose = ("/speichern", texts.save) if counts else ("/vorschlagen", texts.propose)
    choices = (
        Choice(label=save_or_propose, says=f"{verb} {id_} {name} {stored.revision}\n{checked.value or '-'}"),
        Choice(label=texts.rewrite, says=f"/aendern {id_} {name}"),
        Choice(label=context.texts.cancel, says="/abbrechen"),
    )
    difference = render_difference(stored.entry, name, stored.read(name), checked.value, texts)
    doubts = (describe_doubt(doubt, texts) for doubt in checked.doubts)
    effect = await _tell_effect(stored, name, checked.value, context) if counts else ""
    ask = texts.ask_save if counts else texts.ask_propose.format(owner=_name_decider(stored, name, context))
    paragraphs = (difference, *doubts, effect, ask)
    return await _reply(event, "\n\n".join(part for part in paragraphs if part), choices, context, id_)


async def _tell_effect(stored: StoredEntry, name: FieldName, value: str | None, context: Context) -> str:
    """Return how many answers a change corrects; empty if it corrects none."""
    texts, changed = texts_of(context), EDITABLE[name].write(stored.entry, value)
    number = await count_to_correct(stored.entry, changed, context)
    return (texts.corrects_one if number == 1 else texts.corrects.format(number=number)) if number else ""


async def _counts_at_once(stored: StoredEntry, name: FieldName, event: MessageReceived, context: Context) -> bool:
    """Return whether a change is saved when it is confirmed; in groups it is proposed."""
    return event.direct and await may_change(event.sender, stored.entry, name, context)


def _name_decider(stored: StoredEntry, name: FieldName, context: Context) -> str:
    owner = context.search.get_entry(find_owner(stored.entry) or "") if name in CONTACT else None
    return label(owner.title if owner else context.office)


async def save(request: EditRequest, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Save a change over the revision that its author has seen; else show them what was changed since.

    Everything in the request is checked again: it may have been typed.
    """
    confirmed = await _confirm(request, event, context)
    if isinstance(confirmed, Message):
        return [confirmed]
    change = FieldChange(entry=request.entry, field=confirmed.field, value=confirmed.value)
    if not await _counts_at_once(confirmed.stored, change.field, event, context):
        checked = CheckedValue(value=confirmed.value)
        return [await _show_difference(confirmed.stored, change.field, checked, event, context)]
    return [await _save(confirmed.stored, change, event, context)]


async def propose(request: EditRequest, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Propose a change of an entry as its proposer has seen it; else show them what was changed since."""
    confirmed = await _confirm(request, event, context)
    return [confirmed] if isinstance(confirmed, Message) else await proposing.propose(confirmed, event, context)


async def _confirm(request: EditRequest, event: MessageReceived, context: Context) -> Proposed | Message:
    """Return the change that was confirmed, checked again as it may have been typed, or what stands against it."""
    texts, name = texts_of(context), request.field
    stored = await load_entry(request.entry, context)
    if stored is None or name is None or not has_field(stored.entry, name) or request.value is None:
        return await prompt(EDIT_ENTRY, "", texts.unknown_entry, (), event, context)
    try:
        checked = check_value(name, request.value, stored.entry, context.search.knowledge, context.today)
    except ValueRefused as refused:
        return await ask_for_value(stored, name, event, context, describe_refusal(refused, texts))
    if request.revision != stored.revision:
        return await _show_overtaken(request, stored, name, checked, event, context)
    return Proposed(stored=stored, field=name, value=checked.value)


async def _save(stored: StoredEntry, change: FieldChange, event: MessageReceived, context: Context) -> Message:
    texts = texts_of(context)
    revision = await save_change(change, stored, event.sender, texts.reason_chat, context)
    if revision is None:
        # Somebody else saved between the look and the lock.
        return await _reply(event, texts.try_again, (), context, change.entry)
    undo = Choice(label=texts.undo, says=f"/rueckgaengig {change.entry} {revision}")
    saved = texts.saved.format(
        field=texts.fields[change.field],
        entry=label(stored.entry.title),
        value=render_value(change.field, change.value, texts),
    )
    return await _reply(event, saved, (undo,), context, change.entry)


async def _show_overtaken(
    request: EditRequest,
    stored: StoredEntry,
    name: FieldName,
    checked: CheckedValue,
    event: MessageReceived,
    context: Context,
) -> Message:
    """Return what somebody else has changed meanwhile, and the difference that is left."""
    texts = texts_of(context)
    seen = await load_earlier(request.entry, request.revision or 0, context)
    changes = tuple(list_changes(seen, stored.entry, texts)) if seen is not None else ()
    overtaken = "\n".join((texts.overtaken, *changes))
    if checked.value == stored.read(name):
        return await _reply(event, overtaken, (), context, request.entry)
    left = await _show_difference(stored, name, checked, event, context)
    return replace(left, text=f"{overtaken}\n\n{left.text}")


async def revise_value(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Take the edited text as the value; what was saved before stays until the difference is confirmed."""
    said = await edit(parse_request(f"{taken.waiting.subject}\n{event.text}"), event, context)
    return replace_messages(await find_own_replies(event, context), said)


async def _reply(
    event: MessageReceived, text: str, choices: tuple[Choice, ...], context: Context, entry: str = ""
) -> Message:
    """Return a reply with choices; the conversation is about the entry from here on, and no step waits."""
    subject = Subject(entries=(entry,), again=f"/eintrag {entry}") if entry else None
    conversation = Conversation(
        subject=subject, language=context.references.language, expires_at=context.now + LIFETIME
    )
    await context.stores.conversations.save(event.address, event.sender, conversation)
    return replace(reply_to(event, text), choices=choices, subject=subject)
