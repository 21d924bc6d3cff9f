"""What editors do with announcements, in a chat or at the shell: written, planned, approved, stopped, changed."""

from dataclasses import replace
from typing import Any

from handlers.announcements import copies
from handlers.announcements.copies import stop_reminders
from handlers.announcements.given import checked, sender_of
from handlers.announcements.model.announcement import Announcement, Reach, State, Task, Wording
from handlers.announcements.model.audience import Audience
from handlers.announcements.outlook import dates_of, held
from handlers.announcements.reminders import reminds_later, still_reminds_at
from handlers.context.context import Context
from handlers.context.people import accounts_of, distinct, is_same_person
from handlers.core.events import MAX_ATTACHMENT_BYTES, Attachment
from handlers.dialogues.parsing import Refused, meant

MOST_FILES = 10
_UNFINISHED = (State.DRAFT, State.WAITING, State.SCHEDULED, State.LATE)
_WITH_COPIES = (State.RUNNING, State.PAUSED, State.FINISHED, State.CANCELLED)
_OVER = (State.FINISHED, State.CANCELLED, State.RECALLED)


async def draft(announcement: Announcement, context: Context) -> Announcement:
    """Kept, and not sent to anybody; raises Refused."""
    checked(announcement.text)
    checked(announcement.english)
    return await context.announcements.add(replace(announcement, created_at=context.now))


async def change(announcement: Announcement, context: Context, **changed: Any) -> Announcement:
    """A draft again: whatever was approved is not any more. Raises Refused."""
    if announcement.state not in _UNFINISHED or announcement.task is not Task.SEND:
        raise Refused("not_any_more")
    for text in ("text", "english"):
        changed |= {text: checked(changed[text])} if text in changed else {}
    if "text" in changed:
        changed = {"filling": None, **changed}
    if "audience" in changed:
        meant(changed["audience"], context)
    again = replace(announcement, **changed, state=State.DRAFT, approver=None, due_at=None)
    await context.announcements.thaw(again.number)
    await context.announcements.put(again)
    return again


async def attach(announcement: Announcement, file: Attachment, context: Context) -> Announcement:
    """Raises Refused."""
    if file.size > MAX_ATTACHMENT_BYTES:
        raise Refused("file_too_large")
    if len(announcement.attachments) >= MOST_FILES:
        raise Refused("too_many_files", most=MOST_FILES)
    return await change(announcement, context, attachments=(*announcement.attachments, file))


async def submit(announcement: Announcement, context: Context) -> Announcement:
    """With the list of its recipients, to be approved or, if nobody has to, to be sent. Raises Refused."""
    await _made_ready(announcement, context)
    if context.announcing.needs_approval(len(await distinct(context.editors, context))):
        waiting = replace(announcement, state=State.WAITING, due_at=None)
        await context.announcements.put(waiting)
        return waiting
    return await _scheduled(announcement, context)


async def release(announcement: Announcement, context: Context) -> Announcement:
    """What goes out without an editor, as it is set for its source. Raises Refused."""
    await _made_ready(announcement, context)
    return await _scheduled(announcement, context)


async def forget(announcement: Announcement, context: Context) -> None:
    """What it tells is not so any more: it does not go out, and nobody is reminded of it."""
    if announcement.state in _UNFINISHED and announcement.started_at is None:
        await cancel(announcement, context)
        return
    if announcement.remind_at is not None:
        due_at = None if announcement.state is State.FINISHED else announcement.due_at
        await context.announcements.put(replace(announcement, remind_at=None, due_at=due_at))
    await stop_reminders(announcement.number, context)


async def _made_ready(announcement: Announcement, context: Context) -> None:
    if announcement.state not in (State.DRAFT, State.WAITING) or announcement.task is not Task.SEND:
        raise Refused("not_any_more")
    is_unfilled = announcement.filling is not None and announcement.filling.missing is not None
    if is_unfilled or not (announcement.text or announcement.attachments):
        raise Refused("no_text")
    if not dates_of(announcement, context):
        raise Refused("moment_past")
    reach = await _frozen(announcement, meant(announcement.audience, context), context)
    if not sum(reach.values()):
        raise Refused("nobody")


async def approve(announcement: Announcement, approver: str, seal: str | None, context: Context) -> Announcement:
    """By somebody else, of exactly what they saw (`seal`). Raises Refused."""
    decidable(announcement, seal)
    if await _is_same(approver, announcement.author, context):
        raise Refused("own_announcement")
    if not await _is_editors(announcement.author, context):
        raise Refused("author_left")
    approved = replace(announcement, approver=approver)
    if approved.earlier is not None:
        return await copies.change(approved, copies.as_out(approved), context)
    if not approved.is_series and approved.at and context.now - approved.at > context.announcing.late_within:
        raise Refused("moment_past")
    return await _scheduled(approved, context)


def decidable(announcement: Announcement, seal: str | None) -> None:
    """Raises Refused, with what has become of it, unless it waits for a decision and reads as with this seal."""
    if announcement.is_recalled:
        raise Refused("recalled_since")
    if announcement.state is State.CANCELLED:
        raise Refused("cancelled_since")
    if seal is not None and seal != announcement.seal:
        raise Refused("changed_since")
    if announcement.state is not State.WAITING:
        raise Refused("nothing_to_approve" if announcement.approver is None else "approved_since")


async def send_back(announcement: Announcement, context: Context) -> Announcement:
    """To its author, to be changed; the copies of one that went out stay as they are. Raises Refused."""
    if announcement.earlier is None:
        return await change(announcement, context)
    back = copies.as_out(announcement)
    if back.state is State.RUNNING:
        return await copies.set_going(back, context)
    back = replace(back, due_at=still_reminds_at(back, context.now))
    await context.announcements.put(back)
    return back


async def send_late(announcement: Announcement, context: Context) -> Announcement:
    """What missed its hour goes out now; raises Refused."""
    if announcement.state is not State.LATE:
        raise Refused("not_any_more")
    going = replace(announcement, state=State.SCHEDULED, due_at=context.now)
    await context.announcements.put(going)
    return going


async def pause(announcement: Announcement, context: Context) -> Announcement:
    """Raises Refused."""
    if announcement.state not in (State.RUNNING, State.SCHEDULED):
        raise Refused("not_running")
    paused = replace(announcement, state=State.PAUSED, due_at=None)
    await context.announcements.put(paused)
    await context.announcements.pause(announcement.number)
    return paused


async def resume(announcement: Announcement, context: Context) -> Announcement:
    """Raises Refused."""
    if announcement.state is not State.PAUSED:
        raise Refused("not_paused")
    await context.announcements.resume(announcement.number)
    if announcement.started_at is None:
        return await _scheduled(announcement, context)
    return await copies.set_going(announcement, context)


async def cancel(announcement: Announcement, context: Context) -> Announcement:
    """Cancel pending deliveries and reminders; delivered copies stay. Raises Refused.

    Of one whose change waits for approval only the change is dropped.
    """
    if announcement.earlier is not None:
        return await send_back(announcement, context)
    if reminds_later(announcement):
        await forget(announcement, context)
        return replace(announcement, remind_at=None, due_at=None)
    if announcement.state in _OVER:
        raise Refused("not_any_more")
    return await copies.stop(announcement, context)


async def recall(announcement: Announcement, context: Context) -> Announcement:
    """The copies are deleted, as far as platforms let them. Raises Refused."""
    if not has_copies(announcement):
        raise Refused("nothing_to_recall")
    if announcement.is_recalled and announcement.state is not State.CANCELLED:
        raise Refused("recalled_since")
    return await copies.take_back(announcement, context)


async def reword(announcement: Announcement, text: str, english: str, context: Context) -> Announcement:
    """The copies then read so, once that is approved. Raises Refused."""
    if not has_copies(announcement) or announcement.is_recalled:
        raise Refused("not_any_more")
    if not text.strip():
        raise Refused("no_text")
    before = copies.as_out(announcement)
    changed = reworded(before, text, english)
    await context.announcements.pause(announcement.number)
    if context.announcing.needs_approval(len(await distinct(context.editors, context))):
        waiting = replace(changed, state=State.WAITING, due_at=None, earlier=_wording(before))
        await context.announcements.put(waiting)
        return waiting
    return await copies.change(changed, before, context)


def reworded(before: Announcement, text: str, english: str) -> Announcement:
    """Return the announcement with a new text for its copies; raises Refused."""
    changed = replace(before, text=checked(text), english=checked(english), filling=None, approver=None)
    return replace(changed, task=Task.EDIT, revision=before.revision + 1)


def has_copies(announcement: Announcement) -> bool:
    """Return whether copies exist, also while a change awaits approval."""
    return announcement.started_at is not None and copies.as_out(announcement).state in _WITH_COPIES


def _wording(announcement: Announcement) -> Wording:
    return Wording(
        text=announcement.text,
        english=announcement.english,
        revision=announcement.revision,
        task=announcement.task,
        state=announcement.state,
    )


async def _frozen(announcement: Announcement, audience: Audience, context: Context) -> Reach:
    """Of a series every time has a list of its own."""
    if announcement.is_series:
        return await context.announcements.reach(audience, announcement.source)
    return await context.announcements.freeze(announcement.number, audience, announcement.source)


async def _scheduled(announcement: Announcement, context: Context) -> Announcement:
    dates = dates_of(announcement, context) or [context.now]
    due = dates[0] if announcement.is_series else held(announcement, dates[0], context) or dates[0]
    scheduled = replace(announcement, state=State.SCHEDULED, due_at=due)
    await context.announcements.put(scheduled)
    return scheduled


async def _is_editors(author: str, context: Context) -> bool:
    """Return whether an editor wrote it, or nobody in a chat; an account that was separated is not its person's."""
    account = sender_of(author)
    accounts = await accounts_of(account, context) if account else []
    return account is None or any(editor.is_same(each) for editor in context.editors for each in accounts)


async def _is_same(one: str, other: str, context: Context) -> bool:
    first, second = sender_of(one), sender_of(other)
    if first is None or second is None:
        return one == other
    return await is_same_person(first, second, context)
