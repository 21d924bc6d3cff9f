"""The delivery of announcements: their copies into the outbox, batch by batch, with progress and a report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from handlers.announcements import cards
from handlers.announcements.editors import Addressee, find_author, list_responsible_editors
from handlers.announcements.forecast import next_date, quiet_until
from handlers.announcements.model.announcement import (
    Announcement,
    AnnouncementState,
    Counts,
    Recipient,
    Task,
)
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import find_entitled, find_readers, withhold
from handlers.announcements.rendering.copies import name_file_delivery, render_messages
from handlers.announcements.rendering.reports import render_progress, render_report
from handlers.announcements.schedule.date_time_text import format_date_time
from handlers.announcements.sent_copies import pending_reminder_at, send_event_reminder
from handlers.context.context import Context
from handlers.core.events import AnnouncementDue
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing

BATCH_SIZE = 500
_POLL_INTERVAL = timedelta(seconds=5)


async def advance(event: AnnouncementDue, context: Context) -> Sequence[Outgoing]:
    """Take the next step of an announcement that is due; nothing if it was taken already."""
    announcement = await context.stores.announcements.get(event.announcement)
    if announcement is None or announcement.due_at is None or announcement.due_at > context.now:
        return []
    match announcement.state:
        case AnnouncementState.SCHEDULED if announcement.is_series:
            return await _start_occurrence(announcement, announcement.due_at, context)
        case AnnouncementState.SCHEDULED:
            return await _start(announcement, announcement.due_at, context)
        case AnnouncementState.RUNNING:
            return await _continue(announcement, context)
        case AnnouncementState.FINISHED if announcement.remind_at is not None:
            await send_event_reminder(announcement, context)
            return []
        case _:
            await context.stores.announcements.put(replace(announcement, due_at=None))
            return []


async def _start_occurrence(series: Announcement, due: datetime, context: Context) -> list[Outgoing]:
    """Add an announcement for the latest date of a series that is due, and let the series wait for the next date."""
    at = due
    while (later := next_date(series, at, context)) is not None and later <= context.now:
        at = later
    again = replace(series, recurrence=None, series=series.number, at=at, due_at=at, created_at=context.now)
    await context.stores.announcements.add(again)
    state = AnnouncementState.SCHEDULED if later else AnnouncementState.FINISHED
    await context.stores.announcements.put(replace(series, due_at=later, state=state))
    return []


async def _start(announcement: Announcement, due: datetime, context: Context) -> Sequence[Outgoing]:
    """Start sending, wait for the end of quiet hours, or ask the editors whether it shall still go out."""
    if context.now - due > context.announcement_policy.late_within:
        late = replace(announcement, state=AnnouncementState.LATE, due_at=None)
        return await _ask_about_late(await context.stores.announcements.put(late), due, context)
    until = quiet_until(announcement, context.now, context)
    if until is not None:
        await context.stores.announcements.put(replace(announcement, due_at=until))
        return []
    if announcement.series is not None:
        try:
            readers = await find_readers(announcement, context)
        except AnnouncementRefused as refused:
            return await _call_off(announcement, refused, context)
        await context.stores.announcements.freeze(announcement.number, readers, announcement.source)
    started = replace(announcement, state=AnnouncementState.RUNNING, started_at=context.now, due_at=context.now)
    told = await _begin_progress(started, context)
    started = await context.stores.announcements.put(replace(started, progress=told.id if told else None))
    batch = await _find_batch(started, context)
    copies = await _enqueue_copies(started, batch, context) if batch else []
    return [told, *copies] if told else copies


async def _continue(announcement: Announcement, context: Context) -> Sequence[Outgoing]:
    """Enqueue the next copies, or tell how far they have come once all are enqueued; pause in quiet hours."""
    until = quiet_until(announcement, context.now, context) if announcement.task is Task.SEND else None
    if until is not None:
        await context.stores.announcements.pause(announcement.number)
        await context.stores.announcements.put(replace(announcement, due_at=until))
        return []
    await withhold(announcement, context)
    await context.stores.announcements.resume(announcement.number)
    batch = await _find_batch(announcement, context)
    if batch:
        return await _enqueue_copies(announcement, batch, context)
    counts = await context.stores.announcements.count_copies(announcement)
    author = await find_author(announcement, context)
    if counts.open:
        later = replace(announcement, due_at=context.now + _POLL_INTERVAL, progress_count=counts.completed)
        await context.stores.announcements.put(later)
        return _update_progress(later, counts, author) if counts.completed != announcement.progress_count else []
    state = AnnouncementState.RECALLED if announcement.task is Task.RECALL else AnnouncementState.FINISHED
    over = replace(announcement, state=state, finished_at=context.now)
    over = replace(over, due_at=pending_reminder_at(over, context.now))
    await context.stores.announcements.put(over)
    if author is None:
        return []
    text = render_report(over, counts, await context.stores.responses.count(over.number), author.texts)
    return [*_update_progress(over, counts, author), author.write(text)]


async def _find_batch(announcement: Announcement, context: Context) -> Sequence[Recipient]:
    """Return the next recipients, as they may read the announcement now."""
    entitled = await find_entitled(announcement.visibility, context)
    return await context.stores.announcements.next_recipients(announcement, BATCH_SIZE, entitled)


async def _enqueue_copies(announcement: Announcement, batch: Sequence[Recipient], context: Context) -> list[Outgoing]:
    """Return what brings these recipients to the current revision, and record their copies."""
    outgoing: list[Outgoing] = []
    copies: dict[int, DeliveryId | None] = {}
    skipped: set[int] = set()
    for recipient in batch:
        copies[recipient.position] = recipient.delivery
        if recipient.delivery is not None:
            outgoing += await _enqueue_changes(announcement, recipient, recipient.delivery, context)
        elif recipient.has_stopped or announcement.task is Task.RECALL:
            skipped.add(recipient.position)
        elif recipient.is_entitled:
            # Unique across databases: a platform remembers transaction ids longer than a restored backup does.
            delivery = DeliveryId(f"announcement-{announcement.number}-{token_hex(8)}")
            copies[recipient.position] = delivery
            outgoing += render_messages(announcement, recipient, delivery, context)
    await context.stores.announcements.record_copies(announcement, copies, skipped)
    await context.stores.announcements.put(replace(announcement, step=announcement.step + 1))
    return outgoing


async def _enqueue_changes(
    announcement: Announcement, recipient: Recipient, delivery: DeliveryId, context: Context
) -> Sequence[Outgoing]:
    """Return the edit of a delivered copy, or the deletion of it and its files."""
    apart = await _list_separate_files(announcement, delivery, context)
    if announcement.task is Task.RECALL:
        return [
            Deletion(of=each, address=recipient.address, announcement=announcement.number)
            for each in (delivery, *apart)
        ]
    text, *_ = render_messages(announcement, recipient, delivery, context)
    file = None if name_file_delivery(delivery, 1) in apart else text.attachment
    return [Edit(of=delivery, message=replace(text, id=None, attachment=file))]


async def _list_separate_files(
    announcement: Announcement, delivery: DeliveryId, context: Context
) -> Sequence[DeliveryId]:
    """Return the files of a copy that are messages of their own; earlier versions sent the first of them so, too."""
    files = [name_file_delivery(delivery, number) for number, _ in enumerate(announcement.attachments, 1)]
    return files if files and await context.stores.sent_messages.of_delivery(files[0]) else files[1:]


async def _ask_about_late(announcement: Announcement, due: datetime, context: Context) -> list[Message]:
    """Ask the responsible editors whether an announcement that missed its hour shall still go out."""
    return [
        editor.write(
            editor.texts.was_late.format(
                number=announcement.number, at=format_date_time(due, context.time_zone, editor.texts.recurrence)
            ),
            cards.offer_actions(announcement, editor.texts),
        )
        for editor in await list_responsible_editors(announcement, context)
    ]


async def _call_off(announcement: Announcement, refused: AnnouncementRefused, context: Context) -> list[Message]:
    """Cancel an announcement whose audience can no longer be parsed, and tell the responsible editors why."""
    await context.stores.announcements.put(
        replace(announcement, state=AnnouncementState.CANCELLED, due_at=None, finished_at=context.now)
    )
    return [
        editor.write(
            editor.texts.called_off.format(
                number=announcement.number, why=editor.texts.explain(refused.refusal, refused.values)
            )
        )
        for editor in await list_responsible_editors(announcement, context)
    ]


async def _begin_progress(announcement: Announcement, context: Context) -> Message | None:
    """Return the first progress message, which is edited later; None if the author wrote at the shell."""
    author = await find_author(announcement, context)
    if author is None:
        return None
    message = _render_progress(announcement, await context.stores.announcements.count_copies(announcement), author)
    return replace(message, id=DeliveryId(f"progress-{announcement.number}-{token_hex(8)}"))


def _render_progress(announcement: Announcement, counts: Counts, author: Addressee) -> Message:
    is_running = announcement.state is AnnouncementState.RUNNING
    choices = cards.offer_actions(announcement, author.texts) if is_running else ()
    return author.write(render_progress(announcement, counts, author.texts), choices)


def _update_progress(announcement: Announcement, counts: Counts, author: Addressee | None) -> list[Outgoing]:
    if announcement.progress is None or author is None:
        return []
    return [Edit(of=announcement.progress, message=_render_progress(announcement, counts, author))]
