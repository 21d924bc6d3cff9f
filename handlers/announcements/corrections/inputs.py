"""Edits and deletions of messages with which an editor wrote an announcement: its values follow, and its previews.

Drafts, and announcements that await approval, change at once; an earlier approval does not hold for the new content.
Later nothing changes by itself: the editor is told so and offered the command that changes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.announcements import cards, lifecycle, sent_copies
from handlers.announcements.commands.questions import ask_audience, ask_field, ask_time, explain_refusal
from handlers.announcements.commands.steps import write_text
from handlers.announcements.commands.templates import changes_from
from handlers.announcements.corrections.previews import (
    find_own_previews,
    is_preview_coming,
    refresh_for_approvers,
    refresh_preview,
    replace_message,
    withdraw_from_approvers,
)
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Changes
from handlers.announcements.model.verbs import COMMAND, Verb, format_command, parse_command
from handlers.announcements.origins import Origin, parse_origin, remember_origin
from handlers.announcements.parsing import (
    AnnouncementRefused,
    parse_english,
    parse_schedule,
    split_languages,
    unescape_placeholders,
)
from handlers.announcements.readership import may_see
from handlers.context.context import Context
from handlers.context.ports import Input, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues.revisions import make_placeholder, parse_revised_value, without_reply
from handlers.dialogues.table import (
    ATTACHMENT,
    AUDIENCE,
    ENGLISH,
    FIELD,
    OTHER_AUDIENCE,
    OTHER_FIELD,
    OTHER_TEXT,
    OTHER_TIME,
    REWORDING,
    STEPS,
    TEXT,
    TIME,
)
from handlers.rendering.backslashes import unescape_typed
from handlers.rendering.captions import fingerprint_file

_TEXT = frozenset({TEXT.name, OTHER_TEXT.name})
_AUDIENCE = frozenset({AUDIENCE.name, OTHER_AUDIENCE.name})
_TIME = frozenset({TIME.name, OTHER_TIME.name})
CHANGEABLE = frozenset({*_TEXT, *_AUDIENCE, *_TIME, ENGLISH.name, FIELD.name, ATTACHMENT.name, REWORDING.name})
# The verb that changes what was given at a step, once the preview has been seen.
_VERBS: Mapping[str, Verb] = {
    **dict.fromkeys(_TEXT, Verb.REPLACE_TEXT),
    **dict.fromkeys(_AUDIENCE, Verb.SET_AUDIENCE),
    **dict.fromkeys(_TIME, Verb.SET_TIME),
    ENGLISH.name: Verb.SET_ENGLISH,
    FIELD.name: Verb.REPLACE_TEXT,
}
# The verbs behind which a message may give the same.
_OWN_VERBS: Mapping[str, frozenset[Verb]] = {
    **dict.fromkeys(_TEXT, frozenset({Verb.WRITE_TEXT, Verb.REPLACE_TEXT})),
    **dict.fromkeys(_AUDIENCE, frozenset({Verb.CHOOSE_AUDIENCE, Verb.SET_AUDIENCE})),
    **dict.fromkeys(_TIME, frozenset({Verb.SET_TIME, Verb.SET_OTHER_TIME})),
    ENGLISH.name: frozenset({Verb.SET_ENGLISH}),
    FIELD.name: frozenset({Verb.FILL_FIELD, Verb.REFILL_FIELD}),
    ATTACHMENT.name: frozenset({Verb.ATTACH_FILE}),
    REWORDING.name: frozenset({Verb.REWORD}),
}
_CHANGES_DIRECTLY = (AnnouncementState.DRAFT, AnnouncementState.WAITING)


async def apply_edit(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take the present text of the message; None if it is now another command and no longer gives any input."""
    origin = parse_origin(taken.waiting)
    announcement = await _find_announcement(origin, event, context)
    if not context.is_editor(taken.sender):
        return []
    counted_already = reply_to(event, context.texts.counted_already)
    if origin is None or announcement is None:
        return [counted_already]
    text = await _extract_text(origin, event, context)
    if text is None:
        return [counted_already] if origin.gave_value(announcement) or origin.gave_file(announcement) else None
    try:
        if origin.step == REWORDING.name:
            return await _change_copies(origin, announcement, text, event, context)
        return await _apply_change(origin, announcement, text, event, context)
    except AnnouncementRefused as refused:
        return [explain_refusal(refused, event, context)]


async def apply_deletion(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Take back what the message gave, and ask for it again where an announcement can't be without it."""
    there = make_placeholder(taken, event, direct=True)
    origin = parse_origin(taken.waiting)
    announcement = await _find_announcement(origin, there, context)
    if origin is None or announcement is None or not context.is_editor(taken.sender):
        return []
    if not origin.gave_value(announcement) and not origin.gave_file(announcement):
        return []
    try:
        said = await _withdraw(origin, announcement, there, context)
    except AnnouncementRefused as refused:
        said = [explain_refusal(refused, there, context)]
    return [without_reply(each) if isinstance(each, Message) else each for each in said]


async def _find_announcement(origin: Origin | None, event: MessageReceived, context: Context) -> Announcement | None:
    """Return the announcement that a message gave something to; None if it may not be shown in this chat."""
    found = await context.stores.announcements.get(origin.number) if origin else None
    return found if found is not None and await may_see(found, event, context) else None


async def _extract_text(origin: Origin, event: MessageEdited, context: Context) -> str | None:
    """Return what the message gives to its step now, behind whatever command; None if that is another one."""
    call = context.commands.parse(event.text)
    if call is not None:
        command = parse_command(event.text)
        is_about_it = call.command.name == COMMAND.removeprefix("/") and command.subject == str(origin.number)
        if not is_about_it or command.verb not in _OWN_VERBS[origin.step]:
            return None
        return unescape_typed(command.argument) if STEPS[origin.step].is_markdown else command.argument
    said = event.formatted or unescape_typed(event.text) if STEPS[origin.step].is_markdown else event.text
    if origin.step not in _AUDIENCE | _TIME:
        return said
    for step in _AUDIENCE if origin.step in _AUDIENCE else _TIME:
        command_of_step = STEPS[step].command.format(subject=origin.number)
        found = await parse_revised_value(said, command_of_step, event, context)
        if found != said:
            return found
    return said


async def _apply_change(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Change what the message gave, or say that it stays; raises AnnouncementRefused."""
    if not origin.gave_value(announcement) and not origin.gave_file(announcement):
        return [reply_to(event, context.texts.superseded)]
    is_caption = origin.value_hash is None and text and not announcement.text
    if is_caption and await _is_text_awaited(announcement, event, context):
        return await write_text(announcement, text, event, context)
    changes = _parse_changes(origin, announcement, text, event, context)
    if changes.apply(announcement) == announcement:
        return []
    if announcement.state not in _CHANGES_DIRECTLY or announcement.earlier is not None:
        command = _suggest_command(origin, announcement, text, changes)
        return [await _explain_unchanged(announcement, command, event, context)]
    changed = await lifecycle.change_draft(announcement, changes, context)
    await _remember_change(origin, changed, event, context)
    return await _refresh_previews(announcement, changed, event, context)


def _parse_changes(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> Changes:
    """Return what an edited message changes of an announcement; raises AnnouncementRefused."""
    changes, file, attachments = Changes(), event.attachment, announcement.attachments
    if origin.gave_file(announcement) and file is not None and fingerprint_file(file) != origin.file:
        replaced = (file if fingerprint_file(each) == origin.file else each for each in attachments)
        changes = Changes(attachments=tuple(replaced))
    if not origin.gave_value(announcement):
        return changes
    if origin.step == FIELD.name and announcement.filling is not None:
        filled = changes_from(announcement.filling.with_value(origin.field or "", text))
        return replace(changes, text=filled.text, filling=filled.filling)
    if origin.step in _AUDIENCE:
        return replace(changes, audience=text)
    if origin.step in _TIME:
        return replace(changes, schedule=parse_schedule(text, context))
    if origin.step == ENGLISH.name:
        return replace(changes, english=parse_english(text))
    return replace(changes, text=unescape_placeholders(text))


async def _is_text_awaited(announcement: Announcement, event: MessageEdited, context: Context) -> bool:
    """Return whether the text is awaited that a caption may be."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    asked = Waiting(step=TEXT.name, subject=str(announcement.number))
    return conversation is not None and conversation.waiting == asked


async def _remember_change(origin: Origin, changed: Announcement, event: MessageReceived, context: Context) -> None:
    step, has_value = STEPS[origin.step], origin.value_hash is not None
    await remember_origin(step, changed, event, context, origin.field, has_value=has_value)


async def _refresh_previews(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Return the previews of a draft that has changed; what waited for approval waits for it again."""
    if before.state is AnnouncementState.WAITING:
        return await _resubmit(before, changed, event, context)
    return [] if await is_preview_coming(changed, event, context) else await refresh_preview(changed, event, context)


async def _resubmit(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    try:
        submitted = await lifecycle.submit(changed, context)
    except AnnouncementRefused as refused:
        withdrawn = await withdraw_from_approvers(before, lambda texts: texts.withdrawn, context)
        why = explain_refusal(refused, event, context)
        return [*withdrawn, why, *await refresh_preview(changed, event, context)]
    return await _offer_for_approval_again(before, submitted, event, context)


async def _offer_for_approval_again(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Return the previews of those who may approve it; a word to who changed it. Raises AnnouncementRefused."""
    texts = context.announcement_texts
    if changed.state is not AnnouncementState.WAITING:
        others = await withdraw_from_approvers(before, lambda texts: texts.withdrawn, context)
        line = cards.render_line(changed, texts, context)
        return [reply_to(event, texts.scheduled.format(line=line)), *others]
    told = reply_to(event, texts.to_be_approved_again.format(number=changed.number))
    return [told, *await refresh_for_approvers(before, changed, context)]


async def _change_copies(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Change a new text for the copies while it awaits approval; afterwards offer the command that rewords them."""
    before = sent_copies.as_delivered(announcement)
    german, english = split_languages(text, before)
    is_pending = announcement.earlier is not None and origin.gave_value(announcement)
    if (german, english) == (announcement.text, announcement.english) and origin.gave_value(announcement):
        return []
    if not is_pending:
        command = _suggest_command(origin, announcement, text, Changes())
        return [await _explain_unchanged(announcement, command, event, context)]
    changed = await lifecycle.change_copies(announcement, german, english, context)
    await _remember_change(origin, changed, event, context)
    if changed.state is AnnouncementState.WAITING:
        return await _offer_for_approval_again(announcement, changed, event, context)
    others = await withdraw_from_approvers(announcement, lambda texts: texts.withdrawn, context)
    return [reply_to(event, context.announcement_texts.being_changed.format(number=changed.number)), *others]


def _suggest_command(origin: Origin, announcement: Announcement, text: str, changes: Changes) -> str | None:
    """Return the command that changes an announcement as the message says now; None if that is not possible any more.

    Copies that are out change by their text only.
    """
    written = text if changes.text is None else changes.text
    if not lifecycle.has_copies(announcement):
        verb = _VERBS.get(origin.step)
        if verb is None or announcement.state not in (AnnouncementState.SCHEDULED, AnnouncementState.LATE):
            return None
        value = written if verb is Verb.REPLACE_TEXT else text
        return f"{format_command(announcement.number, verb)}\n{value}"
    if announcement.is_recalled:
        return None
    command = format_command(announcement.number, Verb.REWORD)
    if origin.step == ENGLISH.name:
        return f"{command}\n{sent_copies.as_delivered(announcement).text}\n---\n{parse_english(text)}"
    is_text = origin.step in _TEXT or origin.step in (REWORDING.name, FIELD.name)
    return f"{command}\n{written}" if is_text and written.strip() else None


async def _explain_unchanged(
    announcement: Announcement, offer: str | None, event: MessageReceived, context: Context
) -> Message:
    """Return a word that what was planned or sent does not change so, with what may be done."""
    texts = context.announcement_texts
    ways = cards.offer_actions(announcement, texts)
    choices = (*((Choice(label=texts.change_so, says=offer),) if offer else ()), *ways)
    shows_copies = offer is not None and lifecycle.has_copies(announcement)
    sentence = texts.stays if choices and not shows_copies else texts.stays_for_good
    text = sentence.format(number=announcement.number, state=texts.states[announcement.state])
    if offer is not None and shows_copies:
        before = sent_copies.as_delivered(announcement)
        german, english = split_languages(parse_command(offer).argument, before)
        so = lifecycle.with_new_text(before, german, english)
        text = "\n\n".join((text, texts.would_read, *await cards.render_as_delivered(so, event.sender, context)))
    return replace(reply_to(event, text), choices=choices)


async def _withdraw(
    origin: Origin, announcement: Announcement, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Drop a pending change, or empty what the message gave and ask again, or say that it stays."""
    if origin.step == REWORDING.name and announcement.earlier is not None:
        await lifecycle.cancel(announcement, context)
        told = reply_to(event, context.announcement_texts.change_dropped.format(number=announcement.number))
        return [told, *await withdraw_from_approvers(announcement, lambda texts: texts.change_dropped, context)]
    if announcement.state not in _CHANGES_DIRECTLY or announcement.earlier is not None:
        return [await _explain_unchanged(announcement, None, event, context)]
    changed = await lifecycle.change_draft(announcement, _empty_changes(origin, announcement), context)
    others: Sequence[Outgoing] = ()
    if announcement.state is AnnouncementState.WAITING:
        others = await withdraw_from_approvers(announcement, lambda texts: texts.withdrawn, context)
    return [*await _ask_again(origin, changed, event, context), *others]


def _empty_changes(origin: Origin, announcement: Announcement) -> Changes:
    """Return what a deleted message takes away; an audience and a time stay until others are given."""
    changes = Changes()
    if origin.gave_file(announcement):
        others = (each for each in announcement.attachments if fingerprint_file(each) != origin.file)
        changes = Changes(attachments=tuple(others))
    if not origin.gave_value(announcement):
        return changes
    if origin.step == FIELD.name and announcement.filling is not None:
        emptied = changes_from(announcement.filling.without_value(origin.field or ""))
        return replace(changes, text=emptied.text, filling=emptied.filling)
    if origin.step in _TEXT:
        return replace(changes, text="")
    return replace(changes, english="") if origin.step == ENGLISH.name else changes


async def _ask_again(
    origin: Origin, changed: Announcement, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return the preview as it reads without it; where something is missing, the question for it."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    awaited = waiting.step if waiting is not None and waiting.subject == str(changed.number) else ""
    is_early = awaited in _BEFORE_PREVIEW
    question: Message | None = None
    if origin.step == FIELD.name and changed.filling is not None and changed.filling.missing is not None:
        step = FIELD if is_early else OTHER_FIELD
        question = await ask_field(step, changed, changed.filling.missing, event, context)
    elif origin.step in _AUDIENCE:
        question = await ask_audience(AUDIENCE if is_early else OTHER_AUDIENCE, changed, event, context)
    elif origin.step in _TIME:
        question = await ask_time(OTHER_TIME, changed, event, context)
    if question is None:
        # After another step of the announcement its preview comes anyway.
        is_coming = awaited in CHANGEABLE | {OTHER_FIELD.name}
        return [] if is_coming else await refresh_preview(changed, event, context)
    previews = await find_own_previews(changed, event, context)
    return [replace_message(said, question.text, question.choices) for said in previews] or [question]


# Before the preview has been seen.
_BEFORE_PREVIEW = frozenset({FIELD.name, TEXT.name, AUDIENCE.name, TIME.name})
