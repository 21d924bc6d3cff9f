"""What an editor wrote at a step of an announcement, changed or deleted: its value follows, and with it every preview.

Until it is planned it simply changes, also while it waits for approval, which then counts for the new text only. Later
nothing changes by itself: the editor is told so, with a choice that changes it as the message says now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.announcements import card, copies, desk
from handlers.announcements.approving import parted
from handlers.announcements.fields import ask_field
from handlers.announcements.inputs import Origin, origin_of, remember
from handlers.announcements.model.announcement import Announcement, State
from handlers.announcements.previews import (
    in_place,
    is_asked_for,
    own_previews,
    show_anew,
    shown_to_others,
    withdrawn_from_others,
)
from handlers.announcements.templates import filled
from handlers.announcements.writing import as_written, ask_audience, ask_time, english_in, write
from handlers.commands import parse
from handlers.context.context import Context
from handlers.context.ports import Input, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues.parsing import Refused, planned
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
from handlers.i18n import TEXTS
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import unescape_typed
from handlers.rendering.captions import file_fingerprint

_TEXT = frozenset({TEXT.name, OTHER_TEXT.name})
_AUDIENCE = frozenset({AUDIENCE.name, OTHER_AUDIENCE.name})
_TIME = frozenset({TIME.name, OTHER_TIME.name})
CHANGEABLE = frozenset({*_TEXT, *_AUDIENCE, *_TIME, ENGLISH.name, FIELD.name, ATTACHMENT.name, REWORDING.name})
# The verb that changes what was given at a step, once the preview has been seen.
_VERBS: Mapping[str, str] = {
    **dict.fromkeys(_TEXT, "text"),
    **dict.fromkeys(_AUDIENCE, "an"),
    **dict.fromkeys(_TIME, "zeit"),
    ENGLISH.name: "englisch",
    FIELD.name: "text",
}
# The verbs behind which a message may give the same.
_OWN_VERBS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_TEXT, frozenset({"schreiben", "text"})),
    **dict.fromkeys(_AUDIENCE, frozenset({"wen", "an", "to"})),
    **dict.fromkeys(_TIME, frozenset({"zeit", "at", "wann"})),
    ENGLISH.name: frozenset({"englisch", "english"}),
    FIELD.name: frozenset({"feld", "neufeld"}),
    ATTACHMENT.name: frozenset({"anhang", "file"}),
    REWORDING.name: frozenset({"aendern", "ändern", "change"}),
}
_UNPLANNED = (State.DRAFT, State.WAITING)


async def edited(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take what the message says now; None if it is another command by now, and has given nothing that counts."""
    origin = origin_of(taken.waiting)
    announcement = await context.announcements.get(origin.number) if origin else None
    if not context.is_editor(taken.sender):
        return []
    counted_already = reply_to(event, TEXTS[await context.spoken(event)].counted_already)
    if origin is None or announcement is None:
        return [counted_already]
    text = await _text_of(origin, event, context)
    if text is None:
        return [counted_already] if origin.gave_value(announcement) or origin.gave_file(announcement) else None
    try:
        if origin.step == REWORDING.name:
            return await _reworded(origin, announcement, text, event, context)
        return await _changed(origin, announcement, text, event, context)
    except Refused as refused:
        texts = ANNOUNCING[await context.spoken(event)]
        return [reply_to(event, texts.refusal(refused.sentence, refused.values))]


async def deleted(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Take back what the message gave, and ask for it again where an announcement can't be without it."""
    origin = origin_of(taken.waiting)
    announcement = await context.announcements.get(origin.number) if origin else None
    if origin is None or announcement is None or not context.is_editor(taken.sender):
        return []
    if not origin.gave_value(announcement) and not origin.gave_file(announcement):
        return []
    there = make_placeholder(taken, event, direct=True)
    try:
        said = await _taken_back(origin, announcement, there, context)
    except Refused as refused:
        texts = ANNOUNCING[await context.spoken(event)]
        said = [reply_to(there, texts.refusal(refused.sentence, refused.values))]
    return [without_reply(each) if isinstance(each, Message) else each for each in said]


async def _text_of(origin: Origin, event: MessageEdited, context: Context) -> str | None:
    """Return what the message gives to its step now, behind whatever command; None if that is another one."""
    command = parse(event.text)
    if command is not None:
        number, verb, argument = card.parts(event.text)
        is_about_it = command[0].name == card.COMMAND.removeprefix("/") and number == str(origin.number)
        is_markdown = STEPS[origin.step].is_markdown
        is_same = is_about_it and verb in _OWN_VERBS[origin.step]
        return (unescape_typed(argument) if is_markdown else argument) if is_same else None
    said = event.formatted or unescape_typed(event.text) if STEPS[origin.step].is_markdown else event.text
    if origin.step not in _AUDIENCE | _TIME:
        return said
    for step in _AUDIENCE if origin.step in _AUDIENCE else _TIME:
        command_of_step = STEPS[step].command.format(subject=origin.number)
        found = await parse_revised_value(said, command_of_step, event, context)
        if found != said:
            return found
    return said


async def _changed(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Change what the message gave, or say that it stays; raises Refused."""
    if not origin.gave_value(announcement) and not origin.gave_file(announcement):
        return [reply_to(event, TEXTS[await context.spoken(event)].superseded)]
    if (
        origin.seal is None
        and text
        and not announcement.text
        and await _is_asked_for_text(announcement, event, context)
    ):
        return await write(announcement, text, event, context)
    values = _values(origin, announcement, text, event, context)
    if all(getattr(announcement, name) == value for name, value in values.items()):
        return []
    if announcement.state not in _UNPLANNED or announcement.earlier is not None:
        return [await _stays(announcement, _offer(origin, announcement, text, values), event, context)]
    changed = await desk.change(announcement, context, **values)
    await _remember(origin, changed, event, context)
    return await _shown(announcement, changed, event, context)


def _values(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> dict[str, Any]:
    """Return what changes of an announcement; raises Refused."""
    values: dict[str, Any] = {}
    file = event.attachment
    if origin.gave_file(announcement) and file is not None and file_fingerprint(file) != origin.file:
        attachments = announcement.attachments
        values["attachments"] = tuple(file if file_fingerprint(each) == origin.file else each for each in attachments)
    if not origin.gave_value(announcement):
        return values
    if origin.step == FIELD.name and announcement.filling is not None:
        return {**values, **filled(announcement.filling.having(origin.field or "", text))}
    if origin.step in _AUDIENCE:
        return {**values, "audience": text}
    if origin.step in _TIME:
        return {**values, **planned(text, context)}
    if origin.step == ENGLISH.name:
        return {**values, "english": english_in(text)}
    return {**values, "text": as_written(text)}


async def _is_asked_for_text(announcement: Announcement, event: MessageEdited, context: Context) -> bool:
    """Return whether the text is awaited that a caption may be."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    asked = Waiting(step=TEXT.name, subject=str(announcement.number))
    return conversation is not None and conversation.waiting == asked


async def _remember(origin: Origin, changed: Announcement, event: MessageReceived, context: Context) -> None:
    step, has_value = STEPS[origin.step], origin.seal is not None
    await remember(step, changed, event, context, origin.field, has_value=has_value)


async def _shown(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Return the previews of a draft that has changed; what waited for approval waits for it again. Raises Refused."""
    if before.state is State.WAITING:
        return await _submitted_again(before, changed, event, context)
    return [] if await is_asked_for(changed, event, context) else await show_anew(changed, event, context)


async def _submitted_again(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    texts = ANNOUNCING[await context.spoken(event)]
    try:
        submitted = await desk.submit(changed, context)
    except Refused as refused:
        withdrawn = await withdrawn_from_others(before, "withdrawn", context)
        why = reply_to(event, texts.refusal(refused.sentence, refused.values))
        return [*withdrawn, why, *await show_anew(changed, event, context)]
    return await _offered_again(before, submitted, event, context)


async def _offered_again(
    before: Announcement, changed: Announcement, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Return the previews of those who may approve it; a word to who changed it. Raises Refused."""
    texts = ANNOUNCING[await context.spoken(event)]
    if changed.state is not State.WAITING:
        others = await withdrawn_from_others(before, "withdrawn", context)
        line = card.listed(changed, texts, context)
        return [reply_to(event, texts.scheduled.format(line=line)), *others]
    told = reply_to(event, texts.to_be_approved_again.format(number=changed.number))
    return [told, *await shown_to_others(before, changed, context)]


async def _reworded(
    origin: Origin, announcement: Announcement, text: str, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Reword a change of copies that are out as long as it waits for approval, else offer that. Raises Refused."""
    before = copies.as_out(announcement)
    german, english = parted(text, before)
    is_pending = announcement.earlier is not None and origin.gave_value(announcement)
    if (german, english) == (announcement.text, announcement.english) and origin.gave_value(announcement):
        return []
    if not is_pending:
        return [await _stays(announcement, _offer(origin, announcement, text, {}), event, context)]
    changed = await desk.reword(announcement, german, english, context)
    await _remember(origin, changed, event, context)
    if changed.state is State.WAITING:
        return await _offered_again(announcement, changed, event, context)
    texts = ANNOUNCING[await context.spoken(event)]
    others = await withdrawn_from_others(announcement, "withdrawn", context)
    return [reply_to(event, texts.being_changed.format(number=changed.number)), *others]


def _offer(origin: Origin, announcement: Announcement, text: str, values: Mapping[str, Any]) -> str | None:
    """Return the command that changes an announcement as the message says now; None if that is not possible any more.

    Copies that are out change by their text only.
    """
    command = f"{card.COMMAND} {announcement.number}"
    written = str(values.get("text", text))
    if not desk.has_copies(announcement):
        verb = _VERBS.get(origin.step) if announcement.state in (State.SCHEDULED, State.LATE) else None
        return f"{command} {verb}\n{written if verb == 'text' else text}" if verb else None
    if announcement.is_recalled:
        return None
    if origin.step == ENGLISH.name:
        return f"{command} aendern\n{copies.as_out(announcement).text}\n---\n{english_in(text)}"
    is_text = origin.step in _TEXT or origin.step in (REWORDING.name, FIELD.name)
    return f"{command} aendern\n{written}" if is_text and written.strip() else None


async def _stays(announcement: Announcement, offer: str | None, event: MessageReceived, context: Context) -> Message:
    """Return a word that what was planned or sent does not change so, with what may be done. Raises Refused."""
    texts = ANNOUNCING[await context.spoken(event)]
    ways = card.choices(announcement, texts)
    choices = (*((Choice(label=texts.change_so, says=offer),) if offer else ()), *ways)
    shows_copies = offer is not None and desk.has_copies(announcement)
    sentence = texts.stays if choices and not shows_copies else texts.stays_for_good
    text = sentence.format(number=announcement.number, state=texts.states[announcement.state])
    if offer is not None and shows_copies:
        before = copies.as_out(announcement)
        german, english = parted(card.parts(offer)[2], before)
        so = desk.reworded(before, german, english)
        text = "\n\n".join((text, texts.would_read, *await card.as_read(so, event.sender, context)))
    return replace(reply_to(event, text), choices=choices)


async def _taken_back(
    origin: Origin, announcement: Announcement, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Drop a pending change, or empty what the message gave and ask again, or say that it stays; raises Refused."""
    texts = ANNOUNCING[await context.spoken(event)]
    if origin.step == REWORDING.name and announcement.earlier is not None:
        await desk.cancel(announcement, context)
        told = reply_to(event, texts.change_dropped.format(number=announcement.number))
        return [told, *await withdrawn_from_others(announcement, "change_dropped", context)]
    if announcement.state not in _UNPLANNED or announcement.earlier is not None:
        return [await _stays(announcement, None, event, context)]
    changed = await desk.change(announcement, context, **_emptied(origin, announcement))
    others: Sequence[Outgoing] = ()
    if announcement.state is State.WAITING:
        others = await withdrawn_from_others(announcement, "withdrawn", context)
    return [*await _asked_again(origin, changed, event, context), *others]


def _emptied(origin: Origin, announcement: Announcement) -> dict[str, Any]:
    """Return what goes with the message; an audience and a time stay until others are given."""
    values: dict[str, Any] = {}
    if origin.gave_file(announcement):
        values["attachments"] = tuple(
            each for each in announcement.attachments if file_fingerprint(each) != origin.file
        )
    if not origin.gave_value(announcement):
        return values
    if origin.step == FIELD.name and announcement.filling is not None:
        return {**values, **filled(announcement.filling.without(origin.field or ""))}
    if origin.step in _TEXT:
        return {**values, "text": ""}
    return {**values, "english": ""} if origin.step == ENGLISH.name else values


async def _asked_again(
    origin: Origin, changed: Announcement, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Return the preview as it reads without it; where something is missing, the question for it. Raises Refused."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    is_early = waiting is not None and waiting.subject == str(changed.number) and waiting.step in _FIRST
    question: Message | None = None
    if origin.step == FIELD.name and changed.filling is not None and changed.filling.missing is not None:
        step = FIELD if is_early else OTHER_FIELD
        question = await ask_field(step, changed, changed.filling.missing, event, context)
    elif origin.step in _AUDIENCE:
        question = await ask_audience(AUDIENCE if is_early else OTHER_AUDIENCE, changed, event, context)
    elif origin.step in _TIME:
        question = await ask_time(OTHER_TIME, changed, event, context)
    if question is None:
        return [] if is_early or _is_other_step(waiting, changed) else await show_anew(changed, event, context)
    previews = await own_previews(changed, event, context)
    return [in_place(said, question.text, question.choices) for said in previews] or [question]


# Before the preview has been seen.
_FIRST = frozenset({FIELD.name, TEXT.name, AUDIENCE.name, TIME.name})


def _is_other_step(waiting: Waiting | None, announcement: Announcement) -> bool:
    """Return whether something else of the announcement is being asked for, after which the preview comes."""
    is_its = waiting is not None and waiting.subject == str(announcement.number)
    return is_its and waiting is not None and waiting.step in CHANGEABLE | {OTHER_FIELD.name}
