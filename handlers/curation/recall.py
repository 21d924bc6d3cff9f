"""Recall of wrong answers: what was said from an entry is corrected when the entry changes, and its reader is told."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.announcements.model.announcement import format_account
from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.context.ports import SentMessage
from handlers.core.events import AnswerOutdated
from handlers.core.messages import Edit, Message, Outgoing, label
from handlers.curation.model.fields import FIELDS, FieldName
from handlers.curation.model.ports import AnswerForm, GivenAnswer
from handlers.faq.rendering import render_details, render_finding
from handlers.i18n import TEXTS, Texts
from knowledge.changes import is_cosmetic
from knowledge.entries import AnyEntry, Centre, Faq, Offer, Visibility
from knowledge.search import Finding, FindingKind, Match, Search

RECALL_WITHIN = timedelta(days=30)
# Editors correct themselves, and the same answer is not to be corrected twice.
SETTLED_AFTER = timedelta(minutes=5)


async def correct_answer(event: AnswerOutdated, context: Context) -> Sequence[Outgoing]:
    """Correct Lotse's answer to a message in its place, and tell its reader what changed in one line.

    A change that nobody can see in the answer, or that is only cosmetic, leaves it as it is. Whoever made the change is
    not told of it.
    """
    given = await context.stores.given_answers.list_of_message(event.address, event.message)
    knowledge = context.everything.knowledge
    outdated = [each for each in given if each.revision < knowledge.revision]
    if not outdated:
        return []
    await context.stores.given_answers.set_revision(outdated, knowledge.revision)
    said = await _find_answer(given, context)
    readable = context.everything.visible_to(await _find_clearance(given[0], context))
    now = [readable.get_entry(each.entry) for each in given]
    before = [await _find_entry_as_of(each, new, context) for each, new in zip(given, now, strict=True)]
    if said is None or _is_hidden(given, now, context):
        return []
    texts = TEXTS[given[0].form.language]
    old_text = _render([each for each in before if each], given[0].form, readable, context.today)
    new_text = _render([each for each in now if each], given[0].form, readable, context.today)
    shown = f"{old_text}\n{new_text}"
    changes = [
        line for old, new in zip(before, now, strict=True) if old for line in _describe_change(old, new, shown, texts)
    ]
    if not changes or is_cosmetic(old_text, new_text):
        return []
    mark = texts.corrected_on.format(date=f"{context.today:%d.%m.%Y}")
    edit = _edit(said, given[0], f"{new_text or texts.withdrawn}\n\n{mark}")
    is_told = not (given[0].direct and await _are_changed_by_reader(outdated, context))
    return [edit, _tell(said, given[0], changes, texts)] if is_told else [edit]


async def count_to_correct(old: AnyEntry, new: AnyEntry, context: Context) -> int:
    """Return how many answers a change of an entry may correct; 0 for a cosmetic one."""
    form = AnswerForm(language=context.language, in_full=True)
    texts = [_render([entry], form, context.everything, context.today) for entry in (old, new)]
    if is_cosmetic(*texts):
        return 0
    return await context.stores.given_answers.count(old.id, context.now - RECALL_WITHIN)


async def _are_changed_by_reader(answers: Sequence[GivenAnswer], context: Context) -> bool:
    """Return whether the last change of each entry is by the person who acts, the reader of the answers."""
    stored = [await context.stores.records.find(each.entry) for each in answers]
    own = [format_account(account) for account in context.accounts]
    return all(each is not None and each.author in own for each in stored)


async def _find_answer(given: Sequence[GivenAnswer], context: Context) -> SentMessage | None:
    """Return the message that shows the entries, with the choices below its last part.

    None if it is gone, or shows something else by now.
    """
    first, ids = given[0], {each.entry for each in given}
    replies = await context.stores.sent_messages.in_reply_to(first.address, first.message)
    pressed = await context.stores.sent_messages.of_message(first.address, first.message)
    latest = [
        await context.stores.sent_messages.of_message(each.address, each.message)
        for each in replies
        if each.message is not None and each.continues is None
    ]
    shows = [
        each
        for each in (*latest, pressed)
        if each and each.subject and ids <= {*each.subject.entries, each.subject.shown}
    ]
    if not shows:
        return None
    said = shows[-1]
    choices = next((each.choices for each in replies if each.continues == said.delivery and each.choices), said.choices)
    return replace(said, choices=choices)


async def _find_clearance(answer: GivenAnswer, context: Context) -> Visibility:
    return await find_clearance(answer.asker, context) if answer.direct else Visibility.PUBLIC


async def _find_entry_as_of(answer: GivenAnswer, new: AnyEntry | None, context: Context) -> AnyEntry | None:
    """Return the entry as the answer has it, as checked as it is now; None if there was none.

    That somebody has confirmed what an answer says is no correction of it.
    """
    revisions = await context.stores.records.list_revisions(answer.entry, answer.revision + 1, limit=1)
    old = next((each.record for each in revisions if isinstance(each.record, Centre | Offer | Faq)), None)
    return old.model_copy(update={"checked": new.checked, "review_by": new.review_by}) if old and new else old


def _is_hidden(given: Sequence[GivenAnswer], now: Sequence[AnyEntry | None], context: Context) -> bool:
    """Return whether the reader may not read one of the entries any more: nothing is said about it."""
    return any(
        entry is None and context.everything.get_entry(each.entry) is not None
        for each, entry in zip(given, now, strict=True)
    )


def _render(entries: Sequence[AnyEntry], form: AnswerForm, search: Search, today: date) -> str:
    """Return the text of an answer that shows these entries in this form; empty without entries."""
    if not entries:
        return ""
    if form.in_full:
        return render_details(entries[0], form.language, search=search, today=today).reply
    matches = tuple(Match(entry=entry, score=1.0) for entry in entries)
    finding = Finding(
        kind=FindingKind.ANSWER, matches=matches, shown=len(matches), aspect=form.aspect, asked=form.asked
    )
    return render_finding(finding, form.language, search=search, today=today).reply


def _describe_change(old: AnyEntry, new: AnyEntry | None, shown: str, texts: Texts) -> Iterator[str]:
    """Yield what changed in an entry, field by field where a field has a name and its value is shown."""
    if new is None:
        yield texts.no_longer_valid.format(title=label(old.title))
        return
    named = {
        FieldName.PHONE: texts.phone,
        FieldName.EMAIL: texts.email,
        FieldName.ADDRESS: texts.address,
        FieldName.WEBSITE: texts.website,
        FieldName.PERSONS: texts.persons,
    }
    values = [(name, FIELDS[field].read(old), FIELDS[field].read(new)) for field, name in named.items()]
    changed = [(name, now) for name, was, now in values if was != now and (_is_in(was, shown) or _is_in(now, shown))]
    for name, value in changed:
        yield f"{label(new.title)}: {name} {label(value) if value else texts.unknown_now}"
    if not changed:
        yield texts.changed_text.format(title=label(new.title))


def _is_in(value: str | None, text: str) -> bool:
    return value is not None and (value in text or label(value) in text)


def _edit(said: SentMessage, answer: GivenAnswer, text: str) -> Edit:
    message = Message(
        address=said.address,
        text=text,
        reply_to=answer.message if said.message != answer.message else None,
        mention=answer.asker,
        choices=said.choices,
        subject=said.subject,
        private_to=said.private_to,
    )
    return Edit(of=said.delivery, message=message)


def _tell(said: SentMessage, answer: GivenAnswer, changes: Sequence[str], texts: Texts) -> Message:
    return Message(
        address=said.address,
        text=texts.corrected.format(changes="; ".join(changes)),
        reply_to=said.message,
        mention=answer.asker,
        private_to=said.private_to,
    )
