"""An announcement, written step by step: text, files, audience, time; each may be changed until it goes out."""

from collections.abc import Sequence

from handlers.announcements import lifecycle
from handlers.announcements.commands.overview import show
from handlers.announcements.commands.questions import ask_audience, ask_time
from handlers.announcements.corrections.origins import remember_origin
from handlers.announcements.model.announcement import Announcement, format_account
from handlers.announcements.parsing import parse_english, parse_schedule, unescape_placeholders
from handlers.context.context import Context
from handlers.core.events import Attachment, MessageReceived
from handlers.core.messages import Message
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
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.captions import fingerprint_of


async def write_text(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """First the text, or a file and then the text."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not argument and event.attachment is None:
        return [await ask_for(TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    written = await _take_text(TEXT, announcement, argument, event, context)
    if not written.text:
        question = texts.file_taken if event.attachment else texts.which_text.format()
        return [await ask_for(TEXT, written.number, question, (), event, context)]
    return await choose_audience(written, "", event, context)


async def choose_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Then the audience."""
    if not argument:
        return [await ask_audience(AUDIENCE, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, context, audience=argument)
    await remember_origin(AUDIENCE, changed, event, context)
    return [await ask_time(TIME, changed, event, context)]


async def replace_text(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument and event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(OTHER_TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    return await show(await _take_text(OTHER_TEXT, announcement, argument, event, context), "", event, context)


async def set_english(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(ENGLISH, announcement.number, texts.which_english, (), event, context)]
    changed = await lifecycle.change_draft(announcement, context, english=parse_english(argument))
    await remember_origin(ENGLISH, changed, event, context)
    return await show(changed, "", event, context)


async def attach_file(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if argument == "weg":
        return await show(await lifecycle.change_draft(announcement, context, attachments=()), "", event, context)
    if event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await ask_for(ATTACHMENT, announcement.number, texts.which_file, (), event, context)]
    attached = await lifecycle.attach_file(announcement, event.attachment, context)
    await remember_origin(ATTACHMENT, attached, event, context, has_value=False)
    return await show(attached, "", event, context)


async def set_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await ask_audience(OTHER_AUDIENCE, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, context, audience=argument)
    await remember_origin(OTHER_AUDIENCE, changed, event, context)
    return await show(changed, "", event, context)


async def set_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await ask_time(TIME, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, context, **parse_schedule(argument, context))
    await remember_origin(TIME, changed, event, context)
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
    changed = await lifecycle.change_draft(announcement, context, is_urgent=not announcement.is_urgent)
    return await show(changed, "", event, context)


async def toggle_receipt(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    changed = await lifecycle.change_draft(announcement, context, wants_receipt=not announcement.wants_receipt)
    return await show(changed, "", event, context)


async def _take_text(
    step: Step, announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Announcement:
    if event.attachment is not None and not has_file(announcement, event.attachment):
        announcement = await lifecycle.attach_file(announcement, event.attachment, context)
    if argument:
        announcement = await lifecycle.change_draft(announcement, context, text=unescape_placeholders(argument))
    await remember_origin(step if argument else ATTACHMENT, announcement, event, context, has_value=bool(argument))
    return announcement


async def begin_draft(text: str, event: MessageReceived, context: Context) -> Announcement:
    author = format_account(event.sender)
    return await lifecycle.create_draft(Announcement(text=text, author=author, address=event.address), context)


def has_file(announcement: Announcement, file: Attachment) -> bool:
    """Return whether a file is attached already, as one is whose caption is edited."""
    return fingerprint_of(file) in map(fingerprint_of, announcement.attachments)
