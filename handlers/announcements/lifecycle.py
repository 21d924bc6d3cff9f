"""The life cycle of an announcement, for chats and the shell: every change of its state but the steps of its delivery.

On its way out it passes four stages, each in one function, which `submit` names in order:

- parse: `_parse` holds the draft to what can be sent and returns its audience;
- freeze: `_freeze` writes down who gets it;
- decide: `_decide` schedules it, or lets it wait for `approve` by a second editor;
- enqueue: from the hour that `_schedule` sets, `delivery.advance` puts its copies into the outbox.

Every function that changes an announcement stores it and returns it as it is then. All raise AnnouncementRefused where
the state, the text, the audience or the hour does not allow the step.
"""

from dataclasses import fields, replace

from handlers.announcements import sent_copies
from handlers.announcements.forecast import find_start, list_dates, quiet_until
from handlers.announcements.model.announcement import (
    Announcement,
    AnnouncementState,
    Changes,
    EarlierVersion,
    Task,
    parse_account,
)
from handlers.announcements.model.audience import Audience
from handlers.announcements.parsing import AnnouncementRefused, parse_audience, validate_text
from handlers.announcements.readership import find_entitled, restrict, withhold
from handlers.announcements.sent_copies import has_pending_reminder, pending_reminder_at, stop_reminders
from handlers.context.context import Context
from handlers.context.people import accounts_of, group_by_person, is_same_person
from handlers.core.events import MAX_ATTACHMENT_BYTES, Attachment
from handlers.i18n.announcements import Refusal

MOST_FILES = 10
_UNFINISHED = (AnnouncementState.DRAFT, AnnouncementState.WAITING, AnnouncementState.SCHEDULED, AnnouncementState.LATE)
_WITH_COPIES = (
    AnnouncementState.RUNNING,
    AnnouncementState.PAUSED,
    AnnouncementState.FINISHED,
    AnnouncementState.CANCELLED,
)
_RETRYABLE = (AnnouncementState.RUNNING, AnnouncementState.FINISHED, AnnouncementState.RECALLED)
_OVER = (AnnouncementState.FINISHED, AnnouncementState.CANCELLED, AnnouncementState.RECALLED)


async def create_draft(announcement: Announcement, context: Context) -> Announcement:
    """Store a draft and return it with its number."""
    validate_text(announcement.text)
    validate_text(announcement.english)
    return await context.stores.announcements.add(replace(announcement, created_at=context.now))


async def change_draft(announcement: Announcement, changes: Changes, context: Context) -> Announcement:
    """Apply changes to an announcement that has not started; it is a draft again, without recipients or approval."""
    if announcement.state not in _UNFINISHED or announcement.task is not Task.SEND:
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    if changes.audience is not None:
        parse_audience(changes.audience, context)
    changed = changes.apply(announcement)
    draft = replace(
        changed,
        text=changed.text if changes.text is None else validate_text(changed.text),
        english=changed.english if changes.english is None else validate_text(changed.english),
        state=AnnouncementState.DRAFT,
        approver=None,
        due_at=None,
    )
    await context.stores.announcements.clear_recipients(draft.number)
    return await context.stores.announcements.put(draft)


async def attach_file(announcement: Announcement, file: Attachment, context: Context) -> Announcement:
    """Add a file to a draft."""
    if file.size > MAX_ATTACHMENT_BYTES:
        raise AnnouncementRefused(Refusal.FILE_TOO_LARGE)
    if len(announcement.attachments) >= MOST_FILES:
        raise AnnouncementRefused(Refusal.TOO_MANY_FILES, most=MOST_FILES)
    return await change_draft(announcement, Changes(attachments=(*announcement.attachments, file)), context)


async def submit(announcement: Announcement, context: Context) -> Announcement:
    """Send a draft on its way: schedule it, or have it approved first."""
    audience = _parse(announcement, context)
    await _freeze(announcement, audience, context)
    return await _decide(announcement, context)


async def release(announcement: Announcement, context: Context) -> Announcement:
    """Schedule a draft without anybody's decision, as the policy allows for its source."""
    audience = _parse(announcement, context)
    await _freeze(announcement, audience, context)
    return await _schedule(announcement, context)


def _parse(announcement: Announcement, context: Context) -> Audience:
    """Return the audience of a draft that can be sent."""
    is_draft = announcement.state in (AnnouncementState.DRAFT, AnnouncementState.WAITING)
    if not is_draft or announcement.task is not Task.SEND:
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    is_unfilled = announcement.filling is not None and announcement.filling.missing is not None
    if is_unfilled or not (announcement.text or announcement.attachments):
        raise AnnouncementRefused(Refusal.NO_TEXT)
    if not list_dates(announcement, context):
        raise AnnouncementRefused(Refusal.MOMENT_PAST)
    return parse_audience(announcement.audience, context)


async def _freeze(announcement: Announcement, audience: Audience, context: Context) -> None:
    """Write down the recipients who may read it; those of a series are written down for each of its dates."""
    store, number, source = context.stores.announcements, announcement.number, announcement.source
    is_series, readers = announcement.is_series, await restrict(audience, announcement.visibility, context)
    reach = await (store.reach(readers, source) if is_series else store.freeze(number, readers, source))
    if not sum(reach.values()):
        raise AnnouncementRefused(Refusal.NOBODY)


async def _decide(announcement: Announcement, context: Context) -> Announcement:
    """Schedule an announcement, or let it wait for a second editor if the policy asks for one."""
    if not await needs_approval(context):
        return await _schedule(announcement, context)
    return await context.stores.announcements.put(replace(announcement, state=AnnouncementState.WAITING, due_at=None))


async def needs_approval(context: Context) -> bool:
    """Return whether a second editor must approve what one of them sends."""
    return context.announcement_policy.needs_approval(len(await group_by_person(context.editors, context)))


async def _schedule(announcement: Announcement, context: Context) -> Announcement:
    """Set the hour of the next step."""
    due = find_start(announcement, context)
    return await context.stores.announcements.put(replace(announcement, state=AnnouncementState.SCHEDULED, due_at=due))


async def approve(
    announcement: Announcement, approver: str, content_hash: str | None, context: Context
) -> Announcement:
    """Approve an announcement, or a change of its copies, as an editor other than its author.

    `content_hash` is that of the preview the approver saw, None if none was shown.
    """
    require_decidable(announcement, content_hash)
    if await _is_same_author(approver, announcement.author, context):
        raise AnnouncementRefused(Refusal.OWN_ANNOUNCEMENT)
    if not await _is_by_editor(announcement.author, context):
        raise AnnouncementRefused(Refusal.AUTHOR_LEFT)
    approved = replace(announcement, approver=approver)
    if approved.earlier is not None:
        return await sent_copies.update_copies(approved, sent_copies.as_delivered(approved), context)
    if not approved.is_series and approved.at and context.now - approved.at > context.announcement_policy.late_within:
        raise AnnouncementRefused(Refusal.MOMENT_PAST)
    return await _schedule(approved, context)


def require_decidable(announcement: Announcement, content_hash: str | None) -> None:
    """Raise AnnouncementRefused unless the announcement awaits a decision and has this content hash."""
    if announcement.is_recalled:
        raise AnnouncementRefused(Refusal.RECALLED_SINCE)
    if announcement.state is AnnouncementState.CANCELLED:
        raise AnnouncementRefused(Refusal.CANCELLED_SINCE)
    if content_hash is not None and content_hash != announcement.content_hash:
        raise AnnouncementRefused(Refusal.CHANGED_SINCE)
    if announcement.state is not AnnouncementState.WAITING:
        raise AnnouncementRefused(
            Refusal.NOTHING_TO_APPROVE if announcement.approver is None else Refusal.APPROVED_SINCE
        )


async def return_to_author(announcement: Announcement, context: Context) -> Announcement:
    """Make an announcement a draft again; if copies are out, drop the change that awaited approval."""
    if announcement.earlier is None:
        return await change_draft(announcement, Changes(), context)
    back = sent_copies.as_delivered(announcement)
    if back.state is AnnouncementState.RUNNING:
        return await sent_copies.resume_copies(back, context)
    return await context.stores.announcements.put(replace(back, due_at=pending_reminder_at(back, context.now)))


async def send_late(announcement: Announcement, context: Context) -> Announcement:
    """Start an announcement now whose hour was missed."""
    if announcement.state is not AnnouncementState.LATE:
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    return await context.stores.announcements.put(
        replace(announcement, state=AnnouncementState.SCHEDULED, due_at=context.now)
    )


async def pause(announcement: Announcement, context: Context) -> Announcement:
    """Hold back what has not been sent."""
    if announcement.state not in (AnnouncementState.RUNNING, AnnouncementState.SCHEDULED):
        raise AnnouncementRefused(Refusal.NOT_RUNNING)
    await context.stores.announcements.pause(announcement.number)
    return await context.stores.announcements.put(replace(announcement, state=AnnouncementState.PAUSED, due_at=None))


async def resume(announcement: Announcement, context: Context) -> Announcement:
    """Send what a pause held back; what has not started is scheduled anew."""
    if announcement.state is not AnnouncementState.PAUSED:
        raise AnnouncementRefused(Refusal.NOT_PAUSED)
    await withhold(announcement, context)
    await context.stores.announcements.resume(announcement.number)
    if announcement.started_at is None:
        return await _schedule(announcement, context)
    return await sent_copies.resume_copies(announcement, context)


async def cancel(announcement: Announcement, context: Context) -> Announcement:
    """Cancel pending deliveries and reminders; delivered copies stay.

    While a change of copies awaits approval, only the change is dropped.
    """
    if announcement.earlier is not None:
        return await return_to_author(announcement, context)
    if has_pending_reminder(announcement):
        await withdraw(announcement, context)
        return replace(announcement, remind_at=None, due_at=None)
    if announcement.state in _OVER:
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    return await sent_copies.stop(announcement, context)


async def recall(announcement: Announcement, context: Context) -> Announcement:
    """Delete all copies, as far as platforms allow."""
    if not has_copies(announcement):
        raise AnnouncementRefused(Refusal.NOTHING_TO_RECALL)
    if announcement.is_recalled and announcement.state is not AnnouncementState.CANCELLED:
        raise AnnouncementRefused(Refusal.RECALLED_SINCE)
    return await sent_copies.recall_copies(announcement, context)


def can_retry(announcement: Announcement) -> bool:
    """Return whether copies on which its task failed may be tried again."""
    return announcement.state in _RETRYABLE and announcement.started_at is not None


async def retry_failed(announcement: Announcement, position: int | None, context: Context) -> int:
    """Try the copy at this position again on which the task failed, or all such; return how many.

    What would be sent in quiet hours waits until they end.
    """
    if not can_retry(announcement):
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    until = quiet_until(announcement, context.now, context) if announcement.task is Task.SEND else None
    copies, due = context.stores.announcement_copies, until or context.now
    entitled = await find_entitled(announcement.visibility, context)
    retried = await copies.retry_failed(announcement, position, context.now, due, entitled)
    if not retried:
        raise AnnouncementRefused(Refusal.NOTHING_TO_RETRY)
    return retried


async def withdraw(announcement: Announcement, context: Context) -> None:
    """Stop an announcement whose content no longer holds: cancel it if it has not started, and its reminders."""
    if announcement.state in _UNFINISHED and announcement.started_at is None:
        await cancel(announcement, context)
        return
    if announcement.remind_at is not None:
        due_at = None if announcement.state is AnnouncementState.FINISHED else announcement.due_at
        await context.stores.announcements.put(replace(announcement, remind_at=None, due_at=due_at))
    await stop_reminders(announcement.number, context)


async def change_copies(announcement: Announcement, text: str, english: str, context: Context) -> Announcement:
    """Replace the text of all copies, once that is approved; what has not been sent waits until then."""
    if not can_reword(announcement):
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    if not text.strip():
        raise AnnouncementRefused(Refusal.NO_TEXT)
    before = sent_copies.as_delivered(announcement)
    changed = with_new_text(before, text, english)
    await context.stores.announcements.pause(announcement.number)
    if await needs_approval(context):
        return await context.stores.announcements.put(
            replace(changed, state=AnnouncementState.WAITING, due_at=None, earlier=_as_earlier_version(before))
        )
    return await sent_copies.update_copies(changed, before, context)


def with_new_text(before: Announcement, text: str, english: str) -> Announcement:
    """Return the announcement with a new text for its copies."""
    changed = replace(before, text=validate_text(text), english=validate_text(english), filling=None, approver=None)
    return replace(changed, task=Task.EDIT, revision=before.revision + 1)


def has_copies(announcement: Announcement) -> bool:
    """Return whether copies exist, also while a change awaits approval."""
    return announcement.started_at is not None and sent_copies.as_delivered(announcement).state in _WITH_COPIES


def can_reword(announcement: Announcement) -> bool:
    """Return whether the text of the copies may be replaced."""
    return has_copies(announcement) and not announcement.is_recalled


def _as_earlier_version(announcement: Announcement) -> EarlierVersion:
    return EarlierVersion(**{each.name: getattr(announcement, each.name) for each in fields(EarlierVersion)})


async def _is_by_editor(author: str, context: Context) -> bool:
    """Return whether the author is an editor, or wrote at the shell; accounts separated from an editor don't count."""
    account = parse_account(author)
    accounts = await accounts_of(account, context) if account else []
    return account is None or any(editor.is_same(each) for editor in context.editors for each in accounts)


async def _is_same_author(one: str, other: str, context: Context) -> bool:
    first, second = parse_account(one), parse_account(other)
    if first is None or second is None:
        return one == other
    return await is_same_person(first, second, context)
