"""“Stimmt das noch?”: fields are shown one after the other, each with its present value, and answered with one tap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from handlers.announcements.model.announcement import format_account
from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.context.ports import Notice
from handlers.core.events import FieldsDue, MessageReceived, Sender
from handlers.core.messages import Choice, Outgoing, label
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.confirming.selection import ANSWERED_WITHIN, ASKED_EVERY, MAX_ASKED, is_unanswered
from handlers.curation.editing.entries import StoredEntry, has_field, load_earlier, load_entry, may_change
from handlers.curation.editing.rendering import render_value
from handlers.curation.editing.saving import FieldChange, save_change
from handlers.curation.membership import may_edit
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import CONTACT, EDITABLE, FieldName, mark_checked
from handlers.curation.model.freshness import find_holding_date
from handlers.i18n import TEXTS
from handlers.i18n.editing import EDITING
from handlers.rendering.origins import render_date
from knowledge.search import Language

_PUT_OFF = timedelta(days=7)
_REQUEST = re.compile(r"((?:centre|offer|faq)/[a-z0-9-]{1,110}) (\S{1,40}) (\d{1,15}) (\w{1,20})")


class Verdict(StrEnum):
    """An answer to the question whether a value still holds, as its button has it."""

    HOLDS = "ja"
    GONE = "weg"
    UNKNOWN = "unklar"
    LATER = "spaeter"


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """The verdict on a field of an entry, and the revision of the entry that was seen."""

    entry: str
    field: FieldName
    revision: int
    verdict: Verdict


def parse_confirmation(argument: str) -> Confirmation | None:
    """Return the verdict that a command has; None if it has none."""
    found = _REQUEST.fullmatch(argument.strip())
    if found is None or found[2] not in tuple(FieldName) or found[4] not in tuple(Verdict):
        return None
    return Confirmation(entry=found[1], field=FieldName(found[2]), revision=int(found[3]), verdict=Verdict(found[4]))


async def ask(event: FieldsDue, context: Context) -> Sequence[Outgoing]:
    """Ask a person about fields that are due, as far as they may read them; the first one now, the others after it."""
    clearance = await find_clearance(event.sender, context)
    context = replace(context, search=context.everything.visible_to(clearance))
    asked = [
        FieldQuestion(entry=entry, field=FieldName(field), person=event.sender, asked_at=context.now)
        for entry, field in event.fields[:MAX_ASKED]
        if await load_entry(entry, context) is not None
    ]
    is_rested = bool(asked) and await context.stores.notices.again(
        event.address, event.sender, Notice.FIELD_ROUND, context.now, ASKED_EVERY
    )
    if not is_rested:
        return []
    for question in asked:
        await context.stores.field_questions.put(question)
    spoken = await context.stores.preferences.language(event.sender) or context.language
    shown = await _show_next(event.sender, spoken, context)
    return [write_to_person(event.sender, event.address, *shown)] if shown else []


async def take_verdict(
    confirmation: Confirmation | None, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Take a person's verdict on a field, and ask about the next one."""
    texts = EDITING[context.reply_language]
    stored = await load_entry(confirmation.entry, context) if confirmation else None
    if confirmation is None or stored is None or not has_field(stored.entry, confirmation.field):
        return [reply_to(event, texts.unknown_entry)]
    if not await may_edit(event.sender, stored.entry, context):
        return [reply_to(event, texts.not_yours)]
    is_seen = await _has_seen_value(confirmation, stored, context)
    done, undo = await _apply(confirmation, stored, event, context) if is_seen else (texts.changed_since, ())
    shown = await _show_next(event.sender, context.reply_language, context)
    text, choices = shown or (texts.all_confirmed, ())
    return [replace(reply_to(event, f"{done}\n\n{text}"), choices=(*undo, *choices))]


async def _has_seen_value(confirmation: Confirmation, stored: StoredEntry, context: Context) -> bool:
    """Return whether the field still has the value of the revision that the person has seen."""
    if confirmation.revision == stored.revision:
        return True
    seen = await load_earlier(stored.entry.id, confirmation.revision, context)
    return seen is not None and EDITABLE[confirmation.field].read(seen) == stored.read(confirmation.field)


async def _apply(
    confirmation: Confirmation, stored: StoredEntry, event: MessageReceived, context: Context
) -> tuple[str, tuple[Choice, ...]]:
    """Apply a verdict; return what to say of it, with the way to take it back."""
    texts, name, id_ = EDITING[context.reply_language], confirmation.field, confirmation.entry
    question = FieldQuestion(entry=id_, field=name, person=event.sender, asked_at=context.now)
    match confirmation.verdict:
        case Verdict.LATER:
            later = context.now + _PUT_OFF
            await context.stores.field_questions.put(replace(question, state=QuestionState.LATER, remind_at=later))
            return texts.put_off, ()
        case Verdict.UNKNOWN:
            is_last = context.is_editor(event.sender)
            again = context.now + ANSWERED_WITHIN if is_last else None
            await context.stores.field_questions.put(replace(question, state=QuestionState.UNKNOWN, remind_at=again))
            return texts.asks_later if is_last else texts.asks_others, ()
        case Verdict.GONE if name in CONTACT and await may_change(event.sender, stored.entry, name, context):
            change = FieldChange(entry=id_, field=name, value=None)
            revision = await save_change(change, stored, event.sender, texts.reason_gone, context)
            undo = (Choice(label=texts.undo, says=f"/rueckgaengig {id_} {revision}"),)
            said, choices = texts.gone, undo if revision is not None else ()
        case Verdict.GONE:
            return texts.not_yours, ()
        case Verdict.HOLDS:
            revision = await confirm(stored, name, format_account(event.sender), texts.reason_confirmed, context)
            said, choices = texts.confirmed, ()
    if revision is None:
        return texts.try_again, ()
    await context.stores.field_questions.drop(id_, name)
    return said.format(field=texts.fields[name], entry=label(stored.entry.title)), choices


async def confirm(stored: StoredEntry, name: FieldName, author: str, reason: str, context: Context) -> int | None:
    """Note that the value of a field holds today; return the new revision, None if the entry has another by now."""
    checked = mark_checked(stored.entry, name, context.today)
    return await context.stores.records.save(checked, stored.revision, author, context.now, reason)


async def _show_next(person: Sender, spoken: Language, context: Context) -> tuple[str, tuple[Choice, ...]] | None:
    """Return the first question that a person has not answered, with its choices; None if they have answered all.

    What was changed meanwhile is not asked any more.
    """
    waiting = await context.stores.field_questions.list_open(await accounts_of(person, context))
    for question in sorted(waiting, key=lambda each: (each.asked_at, each.entry, [*EDITABLE].index(each.field))):
        stored = await load_entry(question.entry, context)
        if stored is None and context.everything.get_entry(question.entry) is not None:
            # Not to be read here: the person is asked again where it is.
            continue
        if stored is None or not is_unanswered(question, stored.entry):
            await context.stores.field_questions.drop(question.entry, question.field)
            continue
        return render_question(stored, question.field, spoken)
    return None


def render_question(stored: StoredEntry, name: FieldName, spoken: Language) -> tuple[str, tuple[Choice, ...]]:
    """Return the question whether a value still holds, with its choices."""
    texts = EDITING[spoken]
    entry = stored.entry
    text = texts.still_true.format(
        entry=label(entry.title),
        field=texts.fields[name],
        value=render_value(name, stored.read(name), texts),
        dated=render_date(find_holding_date(entry, name), TEXTS[spoken]),
    )
    begin = f"/stimmt {entry.id} {name} {stored.revision}"
    gone = (Choice(label=texts.is_gone, says=f"{begin} {Verdict.GONE}"),) if name in CONTACT else ()
    choices = (
        Choice(label=texts.holds, says=f"{begin} {Verdict.HOLDS}"),
        Choice(label=texts.correct_it, says=f"/aendern {entry.id} {name}"),
        *gone,
        Choice(label=texts.do_not_know, says=f"{begin} {Verdict.UNKNOWN}"),
        Choice(label=texts.later, says=f"{begin} {Verdict.LATER}"),
    )
    return text, choices
