"""From a draft to what goes out: another editor approves exactly what it shows."""

import re
from collections.abc import Sequence

from handlers.announcements import card, copies, desk
from handlers.announcements.given import account_of, editors_met, sender_of, texts_of
from handlers.announcements.inputs import remember
from handlers.announcements.model.announcement import Announcement, State
from handlers.announcements.writing import as_written
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, escape, label
from handlers.core.replies import reply_to, write_to_person
from handlers.dialogues.parsing import Refused
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import REWORDING
from handlers.faq.answers import offer_choices
from handlers.i18n.announcements import ANNOUNCING

_SEALED = re.compile(r"([0-9a-f]{8})(?:\s+|$)")


async def submit(announcement: Announcement, seal: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Planned, or offered to the other editors; what missed its hour goes out now."""
    texts = ANNOUNCING[await context.spoken(event)]
    if announcement.state is State.LATE:
        await desk.send_late(announcement, context)
        return [reply_to(event, texts.goes_now.format(number=announcement.number))]
    if seal and seal != announcement.seal:
        raise Refused("changed_since")
    submitted = await desk.submit(announcement, context)
    await end_dialogue(event, context)
    if submitted.state is State.WAITING:
        return await _offered_to_others(submitted, event, context)
    return [await _scheduled(submitted, event, context)]


async def approve(announcement: Announcement, seal: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    approved = await desk.approve(announcement, account_of(event.sender), seal or None, context)
    done = await _scheduled(approved, event, context)
    name = label(event.sender.name or event.sender.id)
    return [done, *await _told_author(approved, "was_approved", name, context)]


async def send_back(
    announcement: Announcement, why: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Its author changes it, or drops it; `why` may begin with the seal of the preview that was decided on."""
    texts = ANNOUNCING[await context.spoken(event)]
    sealed = _SEALED.match(why)
    desk.decidable(announcement, sealed[1] if sealed else None)
    why = why[sealed.end() :] if sealed else why
    back = await desk.send_back(announcement, context)
    name = label(event.sender.name or event.sender.id)
    told = await _told_author(back, "was_sent_back", f"{name}: {escape(why)}" if why else name, context)
    return [reply_to(event, texts.sent_back.format(number=back.number)), *told]


async def reword(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """The copies then read otherwise; below a line of `---` stands a new English version."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not argument:
        return [await prompt(REWORDING, announcement.number, texts.which_new_text, (), event, context)]
    german, english = parted(argument, copies.as_out(announcement))
    changed = await desk.reword(announcement, german, english, context)
    await remember(REWORDING, changed, event, context)
    await end_dialogue(event, context)
    if changed.state is State.WAITING:
        return await _offered_to_others(changed, event, context)
    return [reply_to(event, texts.being_changed.format(number=changed.number))]


def parted(argument: str, before: Announcement) -> tuple[str, str]:
    """Return the German and the English text; without a new English one, the copies keep the one they have."""
    german, _, english = as_written(argument).partition("\n---\n")
    return german, english or before.english


async def _offered_to_others(announcement: Announcement, event: MessageReceived, context: Context) -> list[Message]:
    texts = ANNOUNCING[await context.spoken(event)]
    asked = await to_editors(announcement, context)
    text = texts.to_be_approved if asked else texts.to_be_approved_by_somebody
    return [reply_to(event, text.format(number=announcement.number)), *asked]


async def to_editors(announcement: Announcement, context: Context) -> list[Message]:
    """The preview with the decision, to all editors but its author who have written to Lotse before."""
    author = sender_of(announcement.author)
    messages = []
    for editor, address, texts in await editors_met(context):
        if author is not None and await is_same_person(editor, author, context):
            continue
        text = await card.preview_to_decide(announcement, editor, address.platform, texts, context)
        messages += [
            Message(address=address, text="", attachment=file, private_to=editor) for file in announcement.attachments
        ]
        messages.append(write_to_person(editor, address, text, card.decisions(announcement, texts)))
    return messages


async def _told_author(announcement: Announcement, sentence: str, editor: str, context: Context) -> list[Message]:
    author = sender_of(announcement.author)
    if author is None or announcement.address is None:
        return []
    text: str = getattr(await texts_of(author, context), sentence)
    told = text.format(number=announcement.number, editor=editor)
    return [Message(address=announcement.address, text=told, mention=author, private_to=author)]


async def _scheduled(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = ANNOUNCING[await context.spoken(event)]
    line = card.listed(announcement, texts, context)
    return await offer_choices(event, context, texts.scheduled.format(line=line), card.choices(announcement, texts))
