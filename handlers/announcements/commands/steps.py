"""Commands that write a draft: text, files, audience and time, step by step or one by one."""

from collections.abc import Sequence

from handlers.announcements import lifecycle
from handlers.announcements.commands.overview import show
from handlers.announcements.commands.questions import ask_audience, ask_time, ask_visibility
from handlers.announcements.model.announcement import Announcement, Changes, format_account
from handlers.announcements.origins import remember_origin
from handlers.announcements.parsing import (
    AnnouncementRefused,
    parse_english,
    parse_schedule,
    parse_visibility,
    unescape_placeholders,
)
from handlers.announcements.readership import may_be_shown_on
from handlers.context.context import Context
from handlers.core.events import Attachment, MessageReceived
from handlers.core.messages import Message
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import (
    ATTACHMENT,
    AUDIENCE,
    ENGLISH,
    OTHER_AUDIENCE,
    OTHER_TEXT,
    TEXT,
    TIME,
    Step,
)
from handlers.i18n.announcements import Refusal
from handlers.rendering.captions import fingerprint_file


async def write_text(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the text, or a file and then the text, and ask for the audience."""
    texts = context.announcement_texts
    if not argument and event.attachment is None:
        return [await prompt(TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    written = await _take_text(TEXT, announcement, argument, event, context)
    if not written.text:
        question = texts.file_taken if event.attachment else texts.which_text.format()
        return [await prompt(TEXT, written.number, question, (), event, context)]
    return await choose_audience(written, "", event, context)


async def choose_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the audience, and ask for the time."""
    if not argument:
        return [await ask_audience(AUDIENCE, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, Changes(audience=argument), context)
    await remember_origin(AUDIENCE, changed, event, context)
    return [await ask_time(TIME, changed, event, context)]


async def replace_text(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument and event.attachment is None:
        texts = context.announcement_texts
        return [await prompt(OTHER_TEXT, announcement.number, texts.which_text.format(), (), event, context)]
    return await show(await _take_text(OTHER_TEXT, announcement, argument, event, context), "", event, context)


async def set_english(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        texts = context.announcement_texts
        return [await prompt(ENGLISH, announcement.number, texts.which_english, (), event, context)]
    changed = await lifecycle.change_draft(announcement, Changes(english=parse_english(argument)), context)
    await remember_origin(ENGLISH, changed, event, context)
    return await show(changed, "", event, context)


async def attach_file(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if argument == "weg":
        return await show(
            await lifecycle.change_draft(announcement, Changes(attachments=()), context), "", event, context
        )
    if event.attachment is None:
        texts = context.announcement_texts
        return [await prompt(ATTACHMENT, announcement.number, texts.which_file, (), event, context)]
    attached = await lifecycle.attach_file(announcement, event.attachment, context)
    await remember_origin(ATTACHMENT, attached, event, context, has_value=False)
    return await show(attached, "", event, context)


async def set_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await ask_audience(OTHER_AUDIENCE, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, Changes(audience=argument), context)
    await remember_origin(OTHER_AUDIENCE, changed, event, context)
    return await show(changed, "", event, context)


async def set_time(
    step: Step, announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the time; without one, ask for it at this step."""
    if not argument:
        return [await ask_time(step, announcement, event, context)]
    changed = await lifecycle.change_draft(announcement, Changes(schedule=parse_schedule(argument, context)), context)
    await remember_origin(TIME, changed, event, context)
    return await show(changed, "", event, context)


async def set_visibility(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Take the class of readers; without one, ask for it. What is internal is not written where it may not go."""
    if not argument:
        return [await ask_visibility(announcement, event, context)]
    visibility = parse_visibility(argument)
    if not may_be_shown_on(event.address.platform, visibility, context):
        raise AnnouncementRefused(Refusal.INTERNAL_ELSEWHERE)
    changed = await lifecycle.change_draft(announcement, Changes(visibility=visibility), context)
    return await show(changed, "", event, context)


async def toggle_urgent(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    changed = await lifecycle.change_draft(announcement, Changes(is_urgent=not announcement.is_urgent), context)
    return await show(changed, "", event, context)


async def toggle_receipt(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    changed = await lifecycle.change_draft(announcement, Changes(wants_receipt=not announcement.wants_receipt), context)
    return await show(changed, "", event, context)


async def _take_text(
    step: Step, announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Announcement:
    if event.attachment is not None and not has_file(announcement, event.attachment):
        announcement = await lifecycle.attach_file(announcement, event.attachment, context)
    if argument:
        announcement = await lifecycle.change_draft(
            announcement, Changes(text=unescape_placeholders(argument)), context
        )
    await remember_origin(step if argument else ATTACHMENT, announcement, event, context, has_value=bool(argument))
    return announcement


async def begin_draft(text: str, event: MessageReceived, context: Context) -> Announcement:
    author = format_account(event.sender)
    return await lifecycle.create_draft(Announcement(text=text, author=author, address=event.address), context)


def has_file(announcement: Announcement, file: Attachment) -> bool:
    """Return whether a file is attached already, as one is whose caption is edited."""
    return fingerprint_file(file) in map(fingerprint_file, announcement.attachments)
