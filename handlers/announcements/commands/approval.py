"""Commands that send an announcement on its way: submit, approve, send back, and reword its copies."""

import re
from collections.abc import Callable, Sequence

from handlers.announcements import cards, lifecycle, sent_copies
from handlers.announcements.editors import find_author, list_other_editors
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account
from handlers.announcements.origins import remember_origin
from handlers.announcements.parsing import AnnouncementRefused, split_languages
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, escape, label
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import REWORDING
from handlers.faq.answers import offer_choices
from handlers.i18n.announcements import AnnouncementTexts, Refusal

_CONTENT_HASH = re.compile(r"([0-9a-f]{8})(?:\s+|$)")


async def submit(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Send an announcement on its way: schedule it, ask for approval, or start it now if its hour was missed."""
    if announcement.state is AnnouncementState.LATE:
        await lifecycle.send_late(announcement, context)
        return [reply_to(event, context.announcement_texts.goes_now.format(number=announcement.number))]
    if content_hash and content_hash != announcement.content_hash:
        raise AnnouncementRefused(Refusal.CHANGED_SINCE)
    submitted = await lifecycle.submit(announcement, context)
    await end_dialogue(event, context)
    if submitted.state is AnnouncementState.WAITING:
        return await _offer_to_approvers(submitted, event, context)
    return [await _confirm_schedule(submitted, event, context)]


async def approve(
    announcement: Announcement, content_hash: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Approve an announcement and tell its author; `content_hash` is that of the preview decided on, or empty."""
    approved = await lifecycle.approve(announcement, format_account(event.sender), content_hash or None, context)
    done = await _confirm_schedule(approved, event, context)
    name = label(event.sender.name or event.sender.id)
    return [done, *await _tell_author(approved, lambda texts: texts.was_approved, name, context)]


async def send_back(
    announcement: Announcement, why: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Return an announcement to its author; `why` may begin with the content hash of the preview decided on."""
    named_hash = _CONTENT_HASH.match(why)
    lifecycle.require_decidable(announcement, named_hash[1] if named_hash else None)
    why = why[named_hash.end() :] if named_hash else why
    back = await lifecycle.return_to_author(announcement, context)
    name = label(event.sender.name or event.sender.id)
    told = await _tell_author(
        back, lambda texts: texts.was_sent_back, f"{name}: {escape(why)}" if why else name, context
    )
    return [reply_to(event, context.announcement_texts.sent_back.format(number=back.number)), *told]


async def reword(
    announcement: Announcement, argument: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    """Replace the text of the copies; below a line of `---` stands a new English version."""
    texts = context.announcement_texts
    if not argument:
        return [await prompt(REWORDING, announcement.number, texts.which_new_text, (), event, context)]
    german, english = split_languages(argument, sent_copies.as_delivered(announcement))
    changed = await lifecycle.change_copies(announcement, german, english, context)
    await remember_origin(REWORDING, changed, event, context)
    await end_dialogue(event, context)
    if changed.state is AnnouncementState.WAITING:
        return await _offer_to_approvers(changed, event, context)
    return [reply_to(event, texts.being_changed.format(number=changed.number))]


async def _offer_to_approvers(announcement: Announcement, event: MessageReceived, context: Context) -> list[Message]:
    texts = context.announcement_texts
    asked = await ask_approvers(announcement, context)
    text = texts.to_be_approved if asked else texts.to_be_approved_by_somebody
    return [reply_to(event, text.format(number=announcement.number)), *asked]


async def ask_approvers(announcement: Announcement, context: Context) -> list[Message]:
    """Return previews with the decision for all reachable editors but the author."""
    messages = []
    for editor in await list_other_editors(announcement, context):
        text = await cards.render_decision_preview(announcement, editor, context)
        messages += [
            Message(address=editor.address, text="", attachment=file, private_to=editor.account)
            for file in announcement.attachments
        ]
        messages.append(editor.write(text, cards.offer_decisions(announcement, editor.texts)))
    return messages


async def _tell_author(
    announcement: Announcement, select: Callable[[AnnouncementTexts], str], editor: str, context: Context
) -> list[Message]:
    """Return the selected sentence for the author, with the name of the editor who decided."""
    author = await find_author(announcement, context)
    if author is None:
        return []
    return [author.write(select(author.texts).format(number=announcement.number, editor=editor))]


async def _confirm_schedule(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    texts = context.announcement_texts
    line = cards.render_line(announcement, texts, context)
    return await offer_choices(
        event, context, texts.scheduled.format(line=line), cards.offer_actions(announcement, texts)
    )
