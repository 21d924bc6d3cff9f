"""Changes to copies that are out, and to the reminders that repeat them."""

from dataclasses import asdict, replace
from datetime import datetime
from enum import Enum, auto

from handlers.announcements.model.announcement import TRANSLATION, Announcement, AnnouncementState, Reach, Task
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import find_entitled, withhold
from handlers.context.context import Context
from handlers.i18n.announcements import ANNOUNCING, Refusal
from knowledge.search import Language


class _ReminderKind(Enum):
    """The recipients of a reminder: the audience of an appointment, or centres without a receipt."""

    APPOINTMENT = auto()
    RECEIPT = auto()

    def put_above(self, text: str, language: Language) -> str:
        """Return the text of an announcement below the sentence that makes it a reminder."""
        texts = ANNOUNCING[language]
        return (texts.event_reminder if self is _ReminderKind.APPOINTMENT else texts.reminder).format(text=text)


def pending_reminder_at(announcement: Announcement, now: datetime) -> datetime | None:
    """Return when the audience of a finished announcement is reminded; None if never, or if the hour has passed."""
    at = announcement.remind_at if announcement.state is AnnouncementState.FINISHED else None
    return at if at is not None and at > now else None


def has_pending_reminder(announcement: Announcement) -> bool:
    """Return whether an announcement is finished and its audience will be reminded."""
    return announcement.state is AnnouncementState.FINISHED and announcement.due_at is not None


async def send_event_reminder(announcement: Announcement, context: Context) -> Announcement:
    """Send the current text again to the present audience."""
    reminder = replace(
        _repeat(announcement, _ReminderKind.APPOINTMENT, context),
        at=context.now,
        due_at=context.now,
        series=announcement.number,
    )
    await context.stores.announcements.put(replace(announcement, remind_at=None, due_at=None))
    return await context.stores.announcements.add(reminder)


async def remind_missing(announcement: Announcement, author: str, context: Context) -> tuple[Announcement, Reach]:
    """Send it again to centres that have not acknowledged it; raises AnnouncementRefused."""
    if not announcement.wants_receipt or announcement.started_at is None or announcement.is_recalled:
        raise AnnouncementRefused(Refusal.NO_RECEIPTS)
    if not await context.stores.responses.count_unacknowledged(announcement.number):
        raise AnnouncementRefused(Refusal.NOBODY_MISSING)
    reminder = replace(_repeat(announcement, _ReminderKind.RECEIPT, context), author=author, due_at=context.now)
    stored = await context.stores.announcements.add(reminder)
    entitled = await find_entitled(announcement.visibility, context)
    return stored, await context.stores.announcements.freeze_missing(stored.number, announcement.number, entitled)


def change_reminder(
    reminder: Announcement, before: str, after: Announcement, language: Language
) -> Announcement | None:
    """Return a reminder of the text `before` as one of `after`; None if editors have given it a text of its own."""
    for kind in _ReminderKind:
        if reminder.text == kind.put_above(before, language):
            english = kind.put_above(after.english, TRANSLATION) if after.english else ""
            return replace(reminder, text=kind.put_above(after.text, language), english=english)
    return None


def _repeat(announcement: Announcement, kind: _ReminderKind, context: Context) -> Announcement:
    """Return an announcement that repeats another as a reminder."""
    return replace(
        announcement,
        text=kind.put_above(announcement.text, context.language),
        english=kind.put_above(announcement.english, TRANSLATION) if announcement.english else "",
        state=AnnouncementState.SCHEDULED,
        task=Task.SEND,
        at=None,
        recurrence=None,
        series=None,
        revision=1,
        created_at=context.now,
        started_at=None,
        finished_at=None,
        progress=None,
        progress_count=0,
        remind_at=None,
        reminds=announcement.number,
    )


_UNFINISHED = (
    AnnouncementState.DRAFT,
    AnnouncementState.WAITING,
    AnnouncementState.SCHEDULED,
    AnnouncementState.LATE,
    AnnouncementState.RUNNING,
    AnnouncementState.PAUSED,
)


async def resume_copies(announcement: Announcement, context: Context) -> Announcement:
    """Run an announcement, and send what was held back of it to those who still may read it."""
    await withhold(announcement, context)
    await context.stores.announcements.resume(announcement.number)
    return await context.stores.announcements.put(
        replace(announcement, state=AnnouncementState.RUNNING, due_at=context.now, finished_at=None)
    )


def as_delivered(announcement: Announcement) -> Announcement:
    """Return the announcement as delivered, without the change awaiting approval."""
    before = announcement.earlier
    return replace(announcement, **asdict(before), earlier=None) if before else announcement


async def stop(announcement: Announcement, context: Context) -> Announcement:
    """Send nothing more of it, nor of its reminders; what has arrived stays."""
    await context.stores.announcements.cancel(announcement.number)
    await stop_reminders(announcement.number, context)
    return await context.stores.announcements.put(
        replace(announcement, state=AnnouncementState.CANCELLED, due_at=None, finished_at=context.now)
    )


async def stop_reminders(number: int, context: Context) -> None:
    """Send nothing more of the reminders of an announcement."""
    for reminder in await context.stores.announcements.list_reminders(number):
        if reminder.state in _UNFINISHED and not reminder.is_recalled:
            await stop(as_delivered(reminder), context)


async def recall_copies(announcement: Announcement, context: Context) -> Announcement:
    """Delete all copies, those of its reminders too; what has not left stays here. A waiting change is dropped."""
    for reminder in await context.stores.announcements.list_reminders(announcement.number):
        if reminder.started_at is None:
            await stop(reminder, context)
        elif not reminder.is_recalled:
            await recall_copies(reminder, context)
    await context.stores.announcements.cancel(announcement.number)
    revision = announcement.revision + 1
    return await resume_copies(
        replace(as_delivered(announcement), task=Task.RECALL, revision=revision, remind_at=None), context
    )


async def update_copies(announcement: Announcement, before: Announcement, context: Context) -> Announcement:
    """Bring the copies from the text that they had `before` to the one they have now, and those of its reminders."""
    await context.stores.announcements.skip_revision(announcement, unsent=before.state is AnnouncementState.CANCELLED)
    for reminder in await context.stores.announcements.list_reminders(announcement.number):
        changed = change_reminder(reminder, before.text, announcement, context.language)
        if changed is None or reminder.is_recalled or reminder.earlier is not None:
            continue
        if reminder.started_at is None:
            await context.stores.announcements.put(changed)
        else:
            await context.stores.announcements.pause(reminder.number)
            await update_copies(replace(changed, task=Task.EDIT, revision=reminder.revision + 1), reminder, context)
    return await resume_copies(replace(announcement, earlier=None), context)
