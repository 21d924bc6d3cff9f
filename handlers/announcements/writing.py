"""An announcement, written step by step: text, files, audience, time; each may be changed until it goes out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.announcements import desk
from handlers.announcements.card import COMMAND
from handlers.announcements.given import account_of, planned
from handlers.announcements.kept import Announcement
from handlers.announcements.texts import ANNOUNCING
from handlers.announcements.watching import show
from handlers.answers import CONVERSATION_LASTS, reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Choice, Message
from handlers.ports import Conversation
from knowledge.entries import Centre

_ESCAPED_FIELD = re.compile(r"\\([{}|])")


async def write(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """First the text, or a file and then the text."""
    texts = ANNOUNCING[await context.spoken(event)]
    written = await _with_text(announcement, argument, event, context)
    if not written.text:
        question = texts.file_taken if event.attachment else texts.which_text.format()
        return [await asked(written, "schreiben", question, (), event, context)]
    return await whom(written, "", event, context)


async def whom(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Then the audience."""
    if not argument:
        return [await _asked_for_audience(announcement, "wen", event, context)]
    changed = await desk.change(announcement, context, audience=argument)
    return [await _asked_for_time(changed, event, context)]


async def rewrite(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument and event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await asked(announcement, "text", texts.which_text.format(), (), event, context)]
    return await show(await _with_text(announcement, argument, event, context), "", event, context)


async def set_english(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await asked(announcement, "englisch", texts.which_english, (), event, context)]
    english = "" if argument == "weg" else as_written(argument)
    return await show(await desk.change(announcement, context, english=english), "", event, context)


async def attach_file(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if argument == "weg":
        return await show(await desk.change(announcement, context, attachments=()), "", event, context)
    if event.attachment is None:
        texts = ANNOUNCING[await context.spoken(event)]
        return [await asked(announcement, "anhang", texts.which_file, (), event, context)]
    return await show(await desk.attach(announcement, event.attachment, context), "", event, context)


async def set_audience(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await _asked_for_audience(announcement, "an", event, context)]
    return await show(await desk.change(announcement, context, audience=argument), "", event, context)


async def set_time(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not argument:
        return [await _asked_for_time(announcement, event, context)]
    changed = await desk.change(announcement, context, **planned(argument, context))
    return await show(changed, "", event, context)


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


async def _asked_for_audience(
    announcement: Announcement, verb: str, event: MessageReceived, context: Context
) -> Message:
    texts = ANNOUNCING[await context.spoken(event)]
    centres = [entry for entry in context.search.knowledge.entries if isinstance(entry, Centre)]
    districts = sorted({centre.regierungsbezirk for centre in centres})
    named = ((texts.everyone, "alle"), *((name, f"regierungsbezirk:{name}") for name in districts))
    choices = tuple(Choice(label=label, says=f"{COMMAND} {announcement.number} {verb} {says}") for label, says in named)
    return await asked(announcement, verb, texts.which_audience, choices, event, context)


async def _asked_for_time(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = ANNOUNCING[await context.spoken(event)]
    times = ((texts.at_once, "jetzt"), (texts.tomorrow, "morgen 9 Uhr"), (texts.monday, "Mo 9 Uhr"))
    choices = tuple(Choice(label=label, says=f"{COMMAND} {announcement.number} zeit {says}") for label, says in times)
    return await asked(announcement, "zeit", texts.which_time, choices, event, context)


async def asked(
    announcement: Announcement,
    verb: str,
    text: str,
    choices: tuple[Choice, ...],
    event: MessageReceived,
    context: Context,
) -> Message:
    """What is written next is the argument of this verb."""
    return await awaited(f"{COMMAND} {announcement.number} {verb}", text, choices, event, context)


async def awaited(
    awaits: str, text: str, choices: tuple[Choice, ...], event: MessageReceived, context: Context
) -> Message:
    until = context.now + CONVERSATION_LASTS
    await context.conversations.save(
        event.address, event.sender, Conversation(choices=choices, awaits=awaits, expires_at=until)
    )
    return replace(reply_to(event, text), choices=choices)


async def begin(text: str, event: MessageReceived, context: Context) -> Announcement:
    author = account_of(event.sender)
    return await desk.draft(Announcement(text=text, author=author, address=event.address), context)


def as_written(text: str) -> str:
    """Fields and their fallbacks, where text with a form has been escaped."""
    return _ESCAPED_FIELD.sub(r"\1", text)
