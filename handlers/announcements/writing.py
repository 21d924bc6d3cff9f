"""An announcement, written step by step: text, files, audience, time; each may be changed until it goes out."""

import re
from collections.abc import Sequence

from handlers.announcements import desk
from handlers.announcements.given import account_of
from handlers.announcements.inputs import remember
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.watching import show
from handlers.context.context import Context
from handlers.core.events import Attachment, MessageReceived
from handlers.core.messages import Choice, Message
from handlers.dialogues.parsing import planned
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import (
    ATTACHMENT,
    AUDIENCE,
    ENGLISH,
    OTHER_AUDIENCE,
    OTHER_TEXT,
    OTHER_TIME,
    TEXT,
    TIME,
    Step,
)
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.captions import file_fingerprint
from knowledge.entries import Centre

_ESCAPED_FIELD = re.compile(r"(\\\\)|\\([{}|])")


async def write(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """First the text, or a file and then the text."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not argument and event.attachment is None:
        return [await prompt(TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    written = await _with_text(TEXT, announcement, argument, event, context)
    if not written.text:
        question = texts.file_taken if event.attachment else texts.which_text.format()
        return [await prompt(TEXT, written.number, question, (), event, context)]
    return await whom(written, "", event, context)


async def whom(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Then the audience."""
    if not argument:
        return [await ask_audience(AUDIENCE, announcement, event, context)]
    changed = await desk.change(announcement, context, audience=argument)
    await remember(AUDIENCE, changed, event, context)
    return [await ask_time(TIME, changed, event, context)]


async def rewrite(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument and event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await prompt(OTHER_TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    return await show(await _with_text(OTHER_TEXT, announcement, argument, event, context), "", event, context)


async def set_english(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await prompt(ENGLISH, announcement.number, texts.which_english, (), event, context)]
    changed = await desk.change(announcement, context, english=english_in(argument))
    await remember(ENGLISH, changed, event, context)
    return await show(changed, "", event, context)


async def attach_file(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if argument == "weg":
        return await show(await desk.change(announcement, context, attachments=()), "", event, context)
    if event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await prompt(ATTACHMENT, announcement.number, texts.which_file, (), event, context)]
    attached = await desk.attach(announcement, event.attachment, context)
    await remember(ATTACHMENT, attached, event, context, has_value=False)
    return await show(attached, "", event, context)


async def set_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await ask_audience(OTHER_AUDIENCE, announcement, event, context)]
    changed = await desk.change(announcement, context, audience=argument)
    await remember(OTHER_AUDIENCE, changed, event, context)
    return await show(changed, "", event, context)


async def set_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await ask_time(TIME, announcement, event, context)]
    changed = await desk.change(announcement, context, **planned(argument, context))
    await remember(TIME, changed, event, context)
    return await show(changed, "", event, context)


async def set_other_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """The time of an announcement whose preview has been seen."""
    if not argument:
        return [await ask_time(OTHER_TIME, announcement, event, context)]
    return await set_time(announcement, argument, event, context)


async def toggle_urgent(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    changed = await desk.change(announcement, context, is_urgent=not announcement.is_urgent)
    return await show(changed, "", event, context)


async def toggle_receipt(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    changed = await desk.change(announcement, context, wants_receipt=not announcement.wants_receipt)
    return await show(changed, "", event, context)


async def _with_text(
    step: Step, announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Announcement:
    if event.attachment is not None and not has_file(announcement, event.attachment):
        announcement = await desk.attach(announcement, event.attachment, context)
    if argument:
        announcement = await desk.change(announcement, context, text=as_written(argument))
    await remember(step if argument else ATTACHMENT, announcement, event, context, has_value=bool(argument))
    return announcement


async def ask_audience(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    """Return the question whom it is for."""
    texts = ANNOUNCING[await context.spoken(event)]
    centres = [entry for entry in context.search.knowledge.entries if isinstance(entry, Centre)]
    districts = sorted({centre.regierungsbezirk for centre in centres})
    named = ((texts.everyone, "alle"), *((name, f"regierungsbezirk:{name}") for name in districts))
    return await _ask(step, announcement, texts.which_audience, named, event, context)


async def ask_time(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    """Return the question when it goes out."""
    texts = ANNOUNCING[await context.spoken(event)]
    times = ((texts.at_once, "jetzt"), (texts.tomorrow, "morgen 9 Uhr"), (texts.monday, "Mo 9 Uhr"))
    return await _ask(step, announcement, texts.which_time, times, event, context)


async def _ask(
    step: Step,
    announcement: Announcement,
    text: str,
    answers: Sequence[tuple[str, str]],
    event: MessageReceived,
    context: Context,
) -> Message:
    """Return the question of a step, with some answers to choose from, each a label and what it stands for."""
    command = step.command.format(subject=announcement.number)
    choices = tuple(Choice(label=label, says=f"{command} {says}") for label, says in answers)
    return await prompt(step, announcement.number, text, choices, event, context)


async def begin(text: str, event: MessageReceived, context: Context) -> Announcement:
    author = account_of(event.sender)
    return await desk.draft(Announcement(text=text, author=author, address=event.address), context)


def has_file(announcement: Announcement, file: Attachment) -> bool:
    """Return whether a file is attached already, as one is whose caption is edited."""
    return file_fingerprint(file) in map(file_fingerprint, announcement.attachments)


def english_in(argument: str) -> str:
    """Return the English version that an editor gives; empty if it is to go."""
    return "" if argument == "weg" else as_written(argument)


def as_written(text: str) -> str:
    """Return a text in Markdown without escapes before fields and their fallbacks; a backslash before one stays."""
    return _ESCAPED_FIELD.sub(r"\1\2", text)
