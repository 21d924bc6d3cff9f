"""An announcement, written step by step: text, files, audience, time; each may be changed until it goes out."""

import re
from collections.abc import Sequence

from handlers.announcements import desk
from handlers.announcements.given import account_of, planned
from handlers.announcements.kept import Announcement
from handlers.announcements.texts import ANNOUNCING
from handlers.announcements.watching import show
from handlers.context import Context
from handlers.dialogues.asking import ask_for
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
from handlers.events import MessageReceived
from handlers.messages import Choice, Message
from knowledge.entries import Centre

_ESCAPED_FIELD = re.compile(r"\\([{}|])")


async def write(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """First the text, or a file and then the text."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not argument and event.attachment is None:
        return [await ask_for(TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    written = await _with_text(announcement, argument, event, context)
    if not written.text:
        question = texts.file_taken if event.attachment else texts.which_text.format()
        return [await ask_for(TEXT, written.number, question, (), event, context)]
    return await whom(written, "", event, context)


async def whom(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Then the audience."""
    if not argument:
        return [await _ask_audience(AUDIENCE, announcement, event, context)]
    changed = await desk.change(announcement, context, audience=argument)
    return [await _ask_time(TIME, changed, event, context)]


async def rewrite(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument and event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(OTHER_TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    return await show(await _with_text(announcement, argument, event, context), "", event, context)


async def set_english(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(ENGLISH, announcement.number, texts.which_english, (), event, context)]
    english = "" if argument == "weg" else as_written(argument)
    return await show(await desk.change(announcement, context, english=english), "", event, context)


async def attach_file(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if argument == "weg":
        return await show(await desk.change(announcement, context, attachments=()), "", event, context)
    if event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(ATTACHMENT, announcement.number, texts.which_file, (), event, context)]
    return await show(await desk.attach(announcement, event.attachment, context), "", event, context)


async def set_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await _ask_audience(OTHER_AUDIENCE, announcement, event, context)]
    return await show(await desk.change(announcement, context, audience=argument), "", event, context)


async def set_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await _ask_time(TIME, announcement, event, context)]
    changed = await desk.change(announcement, context, **planned(argument, context))
    return await show(changed, "", event, context)


async def set_other_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """The time of an announcement whose preview has been seen."""
    if not argument:
        return [await _ask_time(OTHER_TIME, announcement, event, context)]
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
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Announcement:
    if event.attachment is not None:
        announcement = await desk.attach(announcement, event.attachment, context)
    if argument:
        announcement = await desk.change(announcement, context, text=as_written(argument))
    return announcement


async def _ask_audience(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = ANNOUNCING[await context.spoken(event)]
    centres = [entry for entry in context.search.knowledge.entries if isinstance(entry, Centre)]
    districts = sorted({centre.regierungsbezirk for centre in centres})
    named = ((texts.everyone, "alle"), *((name, f"regierungsbezirk:{name}") for name in districts))
    return await _ask(step, announcement, texts.which_audience, named, event, context)


async def _ask_time(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
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
    return await ask_for(step, announcement.number, text, choices, event, context)


async def begin(text: str, event: MessageReceived, context: Context) -> Announcement:
    author = account_of(event.sender)
    return await desk.draft(Announcement(text=text, author=author, address=event.address), context)


def as_written(text: str) -> str:
    """Fields and their fallbacks, where text with a form has been escaped."""
    return _ESCAPED_FIELD.sub(r"\1", text)
