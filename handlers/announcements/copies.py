"""Copies that are out, and the reminders of what they say: changed, taken back, or sent no further, all together."""

from dataclasses import replace

from handlers.announcements.model.announcement import Announcement, State, Task
from handlers.announcements.reminders import reworded
from handlers.context.context import Context

_UNFINISHED = (State.DRAFT, State.WAITING, State.SCHEDULED, State.LATE, State.RUNNING, State.PAUSED)


async def set_going(announcement: Announcement, context: Context) -> Announcement:
    """With what has not left yet."""
    going = replace(announcement, state=State.RUNNING, due_at=context.now, finished_at=None)
    await context.announcements.put(going)
    await context.announcements.resume(announcement.number)
    return going


def as_out(announcement: Announcement) -> Announcement:
    """Return the announcement as delivered, without the change awaiting approval."""
    before = announcement.earlier
    if before is None:
        return announcement
    return replace(
        announcement,
        text=before.text,
        english=before.english,
        revision=before.revision,
        task=before.task,
        state=before.state,
        earlier=None,
    )


async def stop(announcement: Announcement, context: Context) -> Announcement:
    """Send nothing more of it, nor of its reminders; what has arrived stays."""
    over = replace(announcement, state=State.CANCELLED, due_at=None, finished_at=context.now)
    await context.announcements.put(over)
    await context.announcements.cancel(announcement.number)
    await stop_reminders(announcement.number, context)
    return over


async def stop_reminders(number: int, context: Context) -> None:
    """Send nothing more of the reminders of an announcement."""
    for reminder in await context.announcements.reminders_of(number):
        if reminder.state in _UNFINISHED and not reminder.is_recalled:
            await stop(as_out(reminder), context)


async def take_back(announcement: Announcement, context: Context) -> Announcement:
    """Delete all copies, those of its reminders too; what has not left stays here. A waiting change is dropped."""
    for reminder in await context.announcements.reminders_of(announcement.number):
        if reminder.started_at is None:
            await stop(reminder, context)
        elif not reminder.is_recalled:
            await take_back(reminder, context)
    await context.announcements.cancel(announcement.number)
    revision = announcement.revision + 1
    return await set_going(replace(as_out(announcement), task=Task.RECALL, revision=revision, remind_at=None), context)


async def change(announcement: Announcement, before: Announcement, context: Context) -> Announcement:
    """Bring the copies from the text that they had `before` to the one they have now, and those of its reminders."""
    await context.announcements.leave_out(announcement, unsent=before.state is State.CANCELLED)
    for reminder in await context.announcements.reminders_of(announcement.number):
        changed = reworded(reminder, before.text, announcement)
        if changed is None or reminder.is_recalled or reminder.earlier is not None:
            continue
        if reminder.started_at is None:
            await context.announcements.put(changed)
        else:
            await context.announcements.pause(reminder.number)
            await change(replace(changed, task=Task.EDIT, revision=reminder.revision + 1), reminder, context)
    return await set_going(replace(announcement, earlier=None), context)
