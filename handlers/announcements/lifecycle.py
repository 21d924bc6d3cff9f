"""What editors do with announcements, in a chat or at the shell: written, planned, approved, stopped, changed."""

from dataclasses import replace
from typing import Any

from handlers.announcements import sent_copies
from handlers.announcements.audience import Audience
from handlers.announcements.forecast import list_dates, quiet_until
from handlers.announcements.model.announcement import (
    Announcement,
    AnnouncementState,
    EarlierVersion,
    Reach,
    Task,
    parse_account,
)
from handlers.announcements.parsing import AnnouncementRefused, parse_audience, validate_text
from handlers.announcements.sent_copies import has_pending_reminder, pending_reminder_at, stop_reminders
from handlers.context.context import Context
from handlers.context.people import accounts_of, distinct, is_same_person
from handlers.core.events import MOST_BYTES, Attachment

MOST_FILES = 10
_UNFINISHED = (AnnouncementState.DRAFT, AnnouncementState.WAITING, AnnouncementState.SCHEDULED, AnnouncementState.LATE)
_WITH_COPIES = (
    AnnouncementState.RUNNING,
    AnnouncementState.PAUSED,
    AnnouncementState.FINISHED,
    AnnouncementState.CANCELLED,
)
_OVER = (AnnouncementState.FINISHED, AnnouncementState.CANCELLED, AnnouncementState.RECALLED)


async def create_draft(announcement: Announcement, context: Context) -> Announcement:
    """Kept, and not sent to anybody; raises AnnouncementRefused."""
    validate_text(announcement.text)
    validate_text(announcement.english)
    return await context.announcements.add(replace(announcement, created_at=context.now))


async def change_draft(announcement: Announcement, context: Context, **changed: Any) -> Announcement:
    """A draft again: whatever was approved is not any more. Raises AnnouncementRefused."""
    if announcement.state not in _UNFINISHED or announcement.task is not Task.SEND:
        raise AnnouncementRefused("not_any_more")
    for text in ("text", "english"):
        changed |= {text: validate_text(changed[text])} if text in changed else {}
    if "text" in changed:
        changed = {"filling": None, **changed}
    if "audience" in changed:
        parse_audience(changed["audience"], context)
    again = replace(announcement, **changed, state=AnnouncementState.DRAFT, approver=None, due_at=None)
    await context.announcements.thaw(again.number)
    await context.announcements.put(again)
    return again


async def attach_file(announcement: Announcement, file: Attachment, context: Context) -> Announcement:
    """Raises AnnouncementRefused."""
    if file.size > MOST_BYTES:
        raise AnnouncementRefused("file_too_large")
    if len(announcement.attachments) >= MOST_FILES:
        raise AnnouncementRefused("too_many_files", most=MOST_FILES)
    return await change_draft(announcement, context, attachments=(*announcement.attachments, file))


async def submit(announcement: Announcement, context: Context) -> Announcement:
    """With the list of its recipients, to be approved or, if nobody has to, to be sent. Raises AnnouncementRefused."""
    await _freeze(announcement, context)
    if context.announcement_policy.needs_approval(len(await distinct(context.editors, context))):
        waiting = replace(announcement, state=AnnouncementState.WAITING, due_at=None)
        await context.announcements.put(waiting)
        return waiting
    return await _schedule(announcement, context)


async def release(announcement: Announcement, context: Context) -> Announcement:
    """What goes out without an editor, as it is set for its source. Raises AnnouncementRefused."""
    await _freeze(announcement, context)
    return await _schedule(announcement, context)


async def withdraw(announcement: Announcement, context: Context) -> None:
    """What it tells is not so any more: it does not go out, and nobody is reminded of it."""
    if announcement.state in _UNFINISHED and announcement.started_at is None:
        await cancel(announcement, context)
        return
    if announcement.remind_at is not None:
        due_at = None if announcement.state is AnnouncementState.FINISHED else announcement.due_at
        await context.announcements.put(replace(announcement, remind_at=None, due_at=due_at))
    await stop_reminders(announcement.number, context)


async def _freeze(announcement: Announcement, context: Context) -> None:
    if (
        announcement.state not in (AnnouncementState.DRAFT, AnnouncementState.WAITING)
        or announcement.task is not Task.SEND
    ):
        raise AnnouncementRefused("not_any_more")
    is_unfilled = announcement.filling is not None and announcement.filling.missing is not None
    if is_unfilled or not (announcement.text or announcement.attachments):
        raise AnnouncementRefused("no_text")
    if not list_dates(announcement, context):
        raise AnnouncementRefused("moment_past")
    reach = await _freeze_recipients(announcement, parse_audience(announcement.audience, context), context)
    if not sum(reach.values()):
        raise AnnouncementRefused("nobody")


async def approve(
    announcement: Announcement, approver: str, content_hash: str | None, context: Context
) -> Announcement:
    """By somebody else, of exactly what they saw (`content_hash`). Raises AnnouncementRefused."""
    require_decidable(announcement, content_hash)
    if await _is_same_author(approver, announcement.author, context):
        raise AnnouncementRefused("own_announcement")
    if not await _is_by_editor(announcement.author, context):
        raise AnnouncementRefused("author_left")
    approved = replace(announcement, approver=approver)
    if approved.earlier is not None:
        return await sent_copies.update_copies(approved, sent_copies.as_delivered(approved), context)
    if not approved.is_series and approved.at and context.now - approved.at > context.announcement_policy.late_within:
        raise AnnouncementRefused("moment_past")
    return await _schedule(approved, context)


def require_decidable(announcement: Announcement, content_hash: str | None) -> None:
    """Raise AnnouncementRefused unless the announcement awaits a decision and has this content hash."""
    if announcement.is_recalled:
        raise AnnouncementRefused("recalled_since")
    if announcement.state is AnnouncementState.CANCELLED:
        raise AnnouncementRefused("cancelled_since")
    if content_hash is not None and content_hash != announcement.content_hash:
        raise AnnouncementRefused("changed_since")
    if announcement.state is not AnnouncementState.WAITING:
        raise AnnouncementRefused("nothing_to_approve" if announcement.approver is None else "approved_since")


async def return_to_author(announcement: Announcement, context: Context) -> Announcement:
    """To its author, to be changed; the copies of one that went out stay as they are. Raises AnnouncementRefused."""
    if announcement.earlier is None:
        return await change_draft(announcement, context)
    back = sent_copies.as_delivered(announcement)
    if back.state is AnnouncementState.RUNNING:
        return await sent_copies.resume_copies(back, context)
    back = replace(back, due_at=pending_reminder_at(back, context.now))
    await context.announcements.put(back)
    return back


async def send_late(announcement: Announcement, context: Context) -> Announcement:
    """What missed its hour goes out now; raises AnnouncementRefused."""
    if announcement.state is not AnnouncementState.LATE:
        raise AnnouncementRefused("not_any_more")
    going = replace(announcement, state=AnnouncementState.SCHEDULED, due_at=context.now)
    await context.announcements.put(going)
    return going


async def pause(announcement: Announcement, context: Context) -> Announcement:
    """Raises AnnouncementRefused."""
    if announcement.state not in (AnnouncementState.RUNNING, AnnouncementState.SCHEDULED):
        raise AnnouncementRefused("not_running")
    paused = replace(announcement, state=AnnouncementState.PAUSED, due_at=None)
    await context.announcements.put(paused)
    await context.announcements.pause(announcement.number)
    return paused


async def resume(announcement: Announcement, context: Context) -> Announcement:
    """Raises AnnouncementRefused."""
    if announcement.state is not AnnouncementState.PAUSED:
        raise AnnouncementRefused("not_paused")
    await context.announcements.resume(announcement.number)
    if announcement.started_at is None:
        return await _schedule(announcement, context)
    return await sent_copies.resume_copies(announcement, context)


async def cancel(announcement: Announcement, context: Context) -> Announcement:
    """Cancel pending deliveries and reminders; delivered copies stay. Raises AnnouncementRefused.

    Of one whose change waits for approval only the change is dropped.
    """
    if announcement.earlier is not None:
        return await return_to_author(announcement, context)
    if has_pending_reminder(announcement):
        await withdraw(announcement, context)
        return replace(announcement, remind_at=None, due_at=None)
    if announcement.state in _OVER:
        raise AnnouncementRefused("not_any_more")
    return await sent_copies.stop(announcement, context)


async def recall(announcement: Announcement, context: Context) -> Announcement:
    """The copies are deleted, as far as platforms let them. Raises AnnouncementRefused."""
    if not has_copies(announcement):
        raise AnnouncementRefused("nothing_to_recall")
    if announcement.is_recalled and announcement.state is not AnnouncementState.CANCELLED:
        raise AnnouncementRefused("recalled_since")
    return await sent_copies.recall_copies(announcement, context)


async def change_copies(announcement: Announcement, text: str, english: str, context: Context) -> Announcement:
    """The copies then read so, once that is approved. Raises AnnouncementRefused."""
    if not has_copies(announcement) or announcement.is_recalled:
        raise AnnouncementRefused("not_any_more")
    if not text.strip():
        raise AnnouncementRefused("no_text")
    before = sent_copies.as_delivered(announcement)
    changed = with_new_text(before, text, english)
    await context.announcements.pause(announcement.number)
    if context.announcement_policy.needs_approval(len(await distinct(context.editors, context))):
        waiting = replace(changed, state=AnnouncementState.WAITING, due_at=None, earlier=_as_earlier_version(before))
        await context.announcements.put(waiting)
        return waiting
    return await sent_copies.update_copies(changed, before, context)


def with_new_text(before: Announcement, text: str, english: str) -> Announcement:
    """Return the announcement with a new text for its copies; raises AnnouncementRefused."""
    changed = replace(before, text=validate_text(text), english=validate_text(english), filling=None, approver=None)
    return replace(changed, task=Task.EDIT, revision=before.revision + 1)


def has_copies(announcement: Announcement) -> bool:
    """Return whether copies exist, also while a change awaits approval."""
    return announcement.started_at is not None and sent_copies.as_delivered(announcement).state in _WITH_COPIES


def _as_earlier_version(announcement: Announcement) -> EarlierVersion:
    return EarlierVersion(
        text=announcement.text,
        english=announcement.english,
        revision=announcement.revision,
        task=announcement.task,
        state=announcement.state,
    )


async def _freeze_recipients(announcement: Announcement, audience: Audience, context: Context) -> Reach:
    """Of a series every time has a list of its own."""
    if announcement.is_series:
        return await context.announcements.reach(audience, announcement.source)
    return await context.announcements.freeze(announcement.number, audience, announcement.source)


async def _schedule(announcement: Announcement, context: Context) -> Announcement:
    dates = list_dates(announcement, context) or [context.now]
    due = dates[0] if announcement.is_series else quiet_until(announcement, dates[0], context) or dates[0]
    scheduled = replace(announcement, state=AnnouncementState.SCHEDULED, due_at=due)
    await context.announcements.put(scheduled)
    return scheduled


async def _is_by_editor(author: str, context: Context) -> bool:
    """Return whether an editor wrote it, or nobody in a chat; an account that was separated is not its person's."""
    account = parse_account(author)
    accounts = await accounts_of(account, context) if account else []
    return account is None or any(editor.is_same(each) for editor in context.editors for each in accounts)


async def _is_same_author(one: str, other: str, context: Context) -> bool:
    first, second = parse_account(one), parse_account(other)
    if first is None or second is None:
        return one == other
    return await is_same_person(first, second, context)
