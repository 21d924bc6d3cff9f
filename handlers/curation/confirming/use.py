"""“Hast du jemanden erreicht?”: the working day after somebody took a phone number or an address from an answer."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from handlers.context.context import Context
from handlers.context.ports import Notice
from handlers.core.events import MessageReceived, UseCheckDue
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.confirming.asking import confirm, render_question
from handlers.curation.editing.entries import StoredEntry, load_entry
from handlers.curation.editing.proposals import find_deciders
from handlers.curation.editing.rendering import render_value
from handlers.curation.membership import find_owner, list_centres
from handlers.curation.model.fields import EDITABLE, FieldName
from handlers.curation.model.ports import GivenAnswer
from handlers.i18n import CATALOGUES
from handlers.i18n.editing import EDITING
from knowledge.entries import Centre
from knowledge.search import Aspect
from knowledge.text import fold

ASKED_EVERY = timedelta(days=14)
# An answer that comes later says nothing about today.
_ANSWERED_WITHIN = timedelta(days=30)
# Nobody reads in the history of an entry who called there.
_AUTHOR = "lotse"
_FIELDS = {Aspect.PHONE: FieldName.PHONE, Aspect.ADDRESS: FieldName.ADDRESS}


class Reached(StrEnum):
    """An answer to the question, as its button has it."""

    YES = "ja"
    NO = "nein"
    NEVER = "aus"


async def ask(event: UseCheckDue, context: Context) -> Sequence[Outgoing]:
    """Ask whether an answer was of use.

    Nothing if the person was asked lately, wants no such questions, or looks after the entry.
    """
    answer = await context.stores.given_answers.take_check(event.answer)
    if answer is None or not await context.stores.use_checks.are_wanted(context.accounts):
        return []
    stored, name = await _load_shown(answer, context)
    if stored is None or stored.read(name) is None:
        return []
    if find_owner(stored.entry) in await list_centres(answer.asker, context):
        return []
    if not await context.stores.notices.again(answer.address, answer.asker, Notice.USE_CHECK, context.now, ASKED_EVERY):
        return []
    texts = EDITING[context.reply_language]
    text = texts.was_of_use.format(entry=label(stored.entry.title), value=render_value(name, stored.read(name), texts))
    choices = tuple(
        Choice(label=said, says=f"/erreicht {answer.number} {verdict}")
        for said, verdict in (
            (texts.reached, Reached.YES),
            (texts.not_reached, Reached.NO),
            (texts.ask_no_more, Reached.NEVER),
        )
    )
    return [write_to_person(answer.asker, answer.address, text, choices)]


async def take_answer(argument: tuple[str, str], event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Take whether somebody was reached: the value counts as checked then, or its owner is told."""
    texts = EDITING[context.reply_language]
    number, word = argument
    answer = await context.stores.given_answers.find(int(number)) if number.isdecimal() and len(number) < 16 else None
    is_theirs = answer is not None and context.is_actor(answer.asker)
    if answer is None or not is_theirs or word not in tuple(Reached):
        return [reply_to(event, texts.no_such_question)]
    if word == Reached.NEVER:
        await context.stores.use_checks.decline(event.sender, context.now)
        return [reply_to(event, texts.asks_no_more)]
    stored, name = await _load_shown(answer, context)
    is_late = answer.at < context.now - _ANSWERED_WITHIN or answer.is_answered
    shown = await _read_shown(answer, context)
    if stored is None or shown is None or is_late or stored.read(name) != shown:
        return [reply_to(event, texts.thanks_anyway)]
    await context.stores.given_answers.note_answered(answer.number)
    if word == Reached.YES:
        await confirm(stored, name, _AUTHOR, EDITING[context.language].reason_reached, context)
        return [reply_to(event, texts.thanks_reached)]
    return [reply_to(event, texts.thanks_not_reached), *await _tell_owner(stored, name, context)]


async def toggle(words: str, event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Turn these questions off or on again by their word behind `/abo`; None for any other word."""
    if fold(words) not in {fold(catalogue.editing.use_checks) for catalogue in CATALOGUES.values()}:
        return None
    texts = EDITING[context.reply_language]
    if await context.stores.use_checks.are_wanted(context.accounts):
        await context.stores.use_checks.decline(event.sender, context.now)
        return [reply_to(event, texts.asks_no_more)]
    await context.stores.use_checks.want(context.accounts)
    return [reply_to(event, texts.asks_again)]


async def _load_shown(answer: GivenAnswer, context: Context) -> tuple[StoredEntry | None, FieldName]:
    """Return the entry and the field that an answer showed; no entry if there is none that the person may read."""
    name = _FIELDS.get(answer.form.aspect) if answer.form.aspect else None
    return (await load_entry(answer.entry, context) if name else None), name or FieldName.PHONE


async def _read_shown(answer: GivenAnswer, context: Context) -> str | None:
    """Return the value that the answer showed, in the last version that its reader has seen."""
    revisions = await context.stores.records.list_revisions(answer.entry, answer.revision + 1, limit=1)
    name = _FIELDS[answer.form.aspect] if answer.form.aspect else FieldName.PHONE
    return next((EDITABLE[name].read(each.record) for each in revisions if isinstance(each.record, Centre)), None)


async def _tell_owner(stored: StoredEntry, name: FieldName, context: Context) -> Sequence[Message]:
    """Tell who looks after a field that somebody reached nobody there, without who it was."""
    messages = []
    for person, address in await find_deciders(stored.entry, name, context):
        spoken = await context.stores.preferences.language(person) or context.language
        text, choices = render_question(stored, name, spoken)
        told = EDITING[spoken].nobody_reached
        messages.append(write_to_person(person, address, f"{told}\n\n{text}", choices))
    return messages
