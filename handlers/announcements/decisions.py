"""Steps of an announcement that other people are told of: submit, approve, send back, reword.

Chats and the web desk take them alike; each returns the announcement as it is then, and what is written to others.
All raise AnnouncementRefused, as the lifecycle does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.announcements import cards, lifecycle
from handlers.announcements.editors import find_author, list_other_editors
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.core.messages import Message, escape, label
from handlers.i18n.announcements import AnnouncementTexts, Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """An announcement after a step, and the messages to other editors or to its author."""

    announcement: Announcement
    messages: Sequence[Message] = ()


async def submit(
    announcement: Announcement, content_hash: str, context: Context, asked: Sender | None = None
) -> Decision:
    """Schedule it, ask for approval, or start it now if its hour was missed.

    `content_hash` is that of the preview that was seen, or empty; `asked` is the only editor who is asked to approve.
    """
    if announcement.state is AnnouncementState.LATE:
        return Decision(announcement=await lifecycle.send_late(announcement, context))
    if content_hash and content_hash != announcement.content_hash:
        raise AnnouncementRefused(Refusal.CHANGED_SINCE)
    return await _ask_if_waiting(await lifecycle.submit(announcement, context), context, asked)


async def approve(announcement: Announcement, editor: Sender, content_hash: str, context: Context) -> Decision:
    """Approve it and tell its author; `content_hash` is that of the preview decided on, or empty."""
    approved = await lifecycle.approve(announcement, format_account(editor), content_hash or None, context)
    told = await _tell_author(approved, lambda texts: texts.was_approved, _name(editor), context)
    return Decision(announcement=approved, messages=told)


async def send_back(
    announcement: Announcement, editor: Sender, content_hash: str, why: str, context: Context
) -> Decision:
    """Return it to its author with a reason; `content_hash` is that of the preview decided on, or empty."""
    lifecycle.require_decidable(announcement, content_hash or None)
    back = await lifecycle.return_to_author(announcement, context)
    name = _name(editor)
    reason = f"{name}: {escape(why)}" if why else name
    told = await _tell_author(back, lambda texts: texts.was_sent_back, reason, context)
    return Decision(announcement=back, messages=told)


async def reword(announcement: Announcement, german: str, english: str, context: Context) -> Decision:
    """Replace the text of the copies, once that is approved."""
    return await _ask_if_waiting(await lifecycle.change_copies(announcement, german, english, context), context)


async def ask_approvers(announcement: Announcement, context: Context, asked: Sender | None = None) -> list[Message]:
    """Return previews with the decision for all reachable editors but the author, or for `asked` if they are one."""
    messages, others = [], await list_other_editors(announcement, context)
    for editor in [each for each in others if asked is not None and each.account.is_same(asked)] or others:
        text = await cards.render_decision_preview(announcement, editor, context)
        messages += [
            Message(address=editor.address, text="", attachment=file, private_to=editor.account)
            for file in announcement.attachments
        ]
        messages.append(editor.write(text, cards.offer_decisions(announcement, editor.texts)))
    return messages


async def _ask_if_waiting(announcement: Announcement, context: Context, asked: Sender | None = None) -> Decision:
    is_waiting = announcement.state is AnnouncementState.WAITING
    messages = await ask_approvers(announcement, context, asked) if is_waiting else []
    return Decision(announcement=announcement, messages=messages)


async def _tell_author(
    announcement: Announcement, select: Callable[[AnnouncementTexts], str], editor: str, context: Context
) -> list[Message]:
    """Return the selected sentence for the author, with the name of the editor who decided."""
    author = await find_author(announcement, context)
    if author is None:
        return []
    return [author.write(select(author.texts).format(number=announcement.number, editor=editor))]


def _name(editor: Sender) -> str:
    return label(editor.name or editor.id)
