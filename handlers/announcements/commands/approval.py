"""Commands that send an announcement on its way: submit, approve, send back, and reword its copies."""

import re
from collections.abc import Sequence

from handlers.announcements import cards, decisions, sent_copies
from handlers.announcements.decisions import Decision
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.origins import remember_origin
from handlers.announcements.parsing import split_languages
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import REWORDING
from handlers.faq.answers import offer_choices

_CONTENT_HASH = re.compile(r"([0-9a-f]{8})(?:\s+|$)")


async def submit(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Send an announcement on its way: schedule it, ask for approval, or start it now if its hour was missed."""
    done = await decisions.submit(announcement, content_hash, context)
    if announcement.state is AnnouncementState.LATE:
        return [reply_to(event, context.announcement_texts.goes_now.format(number=announcement.number))]
    await end_dialogue(event, context)
    if done.announcement.state is AnnouncementState.WAITING:
        return _confirm_asked(done, event, context)
    return [await _confirm_schedule(done.announcement, event, context)]


async def approve(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Approve an announcement and tell its author; `content_hash` is that of the preview decided on, or empty."""
    done = await decisions.approve(announcement, event.sender, content_hash, context)
    return [await _confirm_schedule(done.announcement, event, context), *done.messages]


async def send_back(
    announcement: Announcement, why: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Return an announcement to its author; `why` may begin with the content hash of the preview decided on."""
    named_hash = _CONTENT_HASH.match(why)
    seen, why = (named_hash[1], why[named_hash.end() :]) if named_hash else ("", why)
    done = await decisions.send_back(announcement, event.sender, seen, why, context)
    number = done.announcement.number
    return [reply_to(event, context.announcement_texts.sent_back.format(number=number)), *done.messages]


async def reword(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Replace the text of the copies; below a line of `---` stands a new English version."""
    texts = context.announcement_texts
    if not argument:
        return [await prompt(REWORDING, announcement.number, texts.which_new_text, (), event, context)]
    german, english = split_languages(argument, sent_copies.as_delivered(announcement))
    done = await decisions.reword(announcement, german, english, context)
    await remember_origin(REWORDING, done.announcement, event, context)
    await end_dialogue(event, context)
    if done.announcement.state is AnnouncementState.WAITING:
        return _confirm_asked(done, event, context)
    return [reply_to(event, texts.being_changed.format(number=done.announcement.number))]


def _confirm_asked(done: Decision, event: MessageReceived, context: Context) -> list[Message]:
    texts = context.announcement_texts
    text = texts.to_be_approved if done.messages else texts.to_be_approved_by_somebody
    return [reply_to(event, text.format(number=done.announcement.number)), *done.messages]


async def _confirm_schedule(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = context.announcement_texts
    line = cards.render_line(announcement, texts, context)
    return await offer_choices(
        event, context, texts.scheduled.format(line=line), cards.offer_actions(announcement, texts)
    )
