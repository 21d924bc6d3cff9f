"""From a draft to what goes out: another editor approves exactly what it shows."""

import re
from collections.abc import Sequence

from handlers.announcements import lifecycle, sent_copies
from handlers.announcements.corrections.origins import remember_origin
from handlers.announcements.editors import list_reachable_editors, load_texts
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account, parse_account
from handlers.announcements.parsing import AnnouncementRefused, split_languages
from handlers.announcements.rendering import cards
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, escape, label
from handlers.core.replies import put_to, reply_to
from handlers.dialogues.asking import ask_for, end_dialogue
from handlers.dialogues.table import REWORDING
from handlers.faq.answers import offered_next
from handlers.i18n.announcements import ANNOUNCING

_CONTENT_HASH = re.compile(r"([0-9a-f]{8})(?:\s+|$)")


async def submit(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Planned, or offered to the other editors; what missed its hour goes out now."""
    texts = ANNOUNCING[await context.spoken(event)]
    if announcement.state is AnnouncementState.LATE:
        await lifecycle.send_late(announcement, context)
        return [reply_to(event, texts.goes_now.format(number=announcement.number))]
    if content_hash and content_hash != announcement.content_hash:
        raise AnnouncementRefused("changed_since")
    submitted = await lifecycle.submit(announcement, context)
    await end_dialogue(event, context)
    if submitted.state is AnnouncementState.WAITING:
        return await _offer_to_approvers(submitted, event, context)
    return [await _confirm_schedule(submitted, event, context)]


async def approve(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    approved = await lifecycle.approve(announcement, format_account(event.sender), content_hash or None, context)
    done = await _confirm_schedule(approved, event, context)
    name = label(event.sender.name or event.sender.id)
    return [done, *await _tell_author(approved, "was_approved", name, context)]


async def send_back(
    announcement: Announcement, why: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Its author changes it, or drops it; `why` may begin with the content_hash of the preview that was decided on."""
    texts = ANNOUNCING[await context.spoken(event)]
    sealed = _CONTENT_HASH.match(why)
    lifecycle.require_decidable(announcement, sealed[1] if sealed else None)
    why = why[sealed.end() :] if sealed else why
    back = await lifecycle.return_to_author(announcement, context)
    name = label(event.sender.name or event.sender.id)
    told = await _tell_author(back, "was_sent_back", f"{name}: {escape(why)}" if why else name, context)
    return [reply_to(event, texts.sent_back.format(number=back.number)), *told]


async def reword(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """The copies then read otherwise; below a line of `---` stands a new English version."""
    texts = ANNOUNCING[await context.spoken(event)]
    if not argument:
        return [await ask_for(REWORDING, announcement.number, texts.which_new_text, (), event, context)]
    german, english = split_languages(argument, sent_copies.as_delivered(announcement))
    changed = await lifecycle.change_copies(announcement, german, english, context)
    await remember_origin(REWORDING, changed, event, context)
    await end_dialogue(event, context)
    if changed.state is AnnouncementState.WAITING:
        return await _offer_to_approvers(changed, event, context)
    return [reply_to(event, texts.being_changed.format(number=changed.number))]


async def _offer_to_approvers(announcement: Announcement, event: MessageReceived, context: Context) -> list[Message]:
    texts = ANNOUNCING[await context.spoken(event)]
    asked = await ask_approvers(announcement, context)
    text = texts.to_be_approved if asked else texts.to_be_approved_by_somebody
    return [reply_to(event, text.format(number=announcement.number)), *asked]


async def ask_approvers(announcement: Announcement, context: Context) -> list[Message]:
    """The preview with the decision, to all editors but its author who have written to Lotse before."""
    author = parse_account(announcement.author)
    messages = []
    for editor, address, texts in await list_reachable_editors(context):
        if author is not None and await is_same_person(editor, author, context):
            continue
        text = await cards.render_decision_preview(announcement, editor, address.platform, texts, context)
        messages += [
            Message(address=address, text="", attachment=file, private_to=editor) for file in announcement.attachments
        ]
        messages.append(put_to(editor, address, text, cards.offer_decisions(announcement, texts)))
    return messages


async def _tell_author(announcement: Announcement, sentence: str, editor: str, context: Context) -> list[Message]:
    author = parse_account(announcement.author)
    if author is None or announcement.address is None:
        return []
    text: str = getattr(await load_texts(author, context), sentence)
    told = text.format(number=announcement.number, editor=editor)
    return [Message(address=announcement.address, text=told, mention=author, private_to=author)]


async def _confirm_schedule(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = ANNOUNCING[await context.spoken(event)]
    line = cards.render_line(announcement, texts, context)
    return await offered_next(
        event, context, texts.scheduled.format(line=line), cards.offer_actions(announcement, texts)
    )
