"""Announcements on their way: what the hour brings, copy by copy, with progress and a report for their editors."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex

from handlers.announcements import card
from handlers.announcements.given import editors_met, sender_of, texts_of
from handlers.announcements.model.announcement import Announcement, Counts, Recipient, State, Task
from handlers.announcements.outlook import comes_after, held
from handlers.announcements.reminders import remind_of, still_reminds_at
from handlers.announcements.reports import progress, report
from handlers.announcements.schedule.moments import shown
from handlers.announcements.wording import file_id, messages
from handlers.context.context import Context
from handlers.core.events import Address, AnnouncementDue, Sender
from handlers.core.messages import Deletion, DeliveryId, Edit, Message, Outgoing
from handlers.core.replies import write_to_person
from handlers.dialogues.parsing import Refused, meant
from handlers.i18n.announcements import AnnouncementTexts

AT_ONCE = 500
_LOOKED_AT_AFTER = timedelta(seconds=5)


async def proceed(event: AnnouncementDue, context: Context) -> Sequence[Outgoing]:
    """The next step of an announcement; nothing if it was taken already."""
    announcement = await context.announcements.get(event.announcement)
    if announcement is None or announcement.due_at is None or announcement.due_at > context.now:
        return []
    match announcement.state:
        case State.SCHEDULED if announcement.is_series:
            return await _once_more(announcement, announcement.due_at, context)
        case State.SCHEDULED:
            return await _begin(announcement, announcement.due_at, context)
        case State.RUNNING:
            return await _go_on(announcement, context)
        case State.FINISHED if announcement.remind_at is not None:
            await remind_of(announcement, context)
            return []
        case _:
            await context.announcements.put(replace(announcement, due_at=None))
            return []


async def _once_more(series: Announcement, due: datetime, context: Context) -> list[Outgoing]:
    """A time of its own for what has come last, and the series waits for the next."""
    at = due
    while (later := comes_after(series, at, context)) is not None and later <= context.now:
        at = later
    again = replace(series, recurrence=None, series=series.number, at=at, due_at=at, created_at=context.now)
    await context.announcements.add(again)
    state = State.SCHEDULED if later else State.FINISHED
    await context.announcements.put(replace(series, due_at=later, state=state))
    return []


async def _begin(announcement: Announcement, due: datetime, context: Context) -> Sequence[Outgoing]:
    if context.now - due > context.announcing.late_within:
        late = replace(announcement, state=State.LATE, due_at=None)
        await context.announcements.put(late)
        return await _asked_whether(late, due, context)
    until = held(announcement, context.now, context)
    if until is not None:
        await context.announcements.put(replace(announcement, due_at=until))
        return []
    if announcement.series is not None:
        try:
            audience = meant(announcement.audience, context)
        except Refused as refused:
            return await _called_off(announcement, refused, context)
        await context.announcements.freeze(announcement.number, audience, announcement.source)
    started = replace(announcement, state=State.RUNNING, started_at=context.now, due_at=context.now)
    told = await _progress_begun(started, context)
    await context.announcements.put(replace(started, progress=told.id if told else None))
    return [told] if told else []


async def _go_on(announcement: Announcement, context: Context) -> Sequence[Outgoing]:
    """The next copies; once all are written down, how far they have come. What is left at night waits for the day."""
    until = held(announcement, context.now, context) if announcement.task is Task.SEND else None
    if until is not None:
        await context.announcements.pause(announcement.number)
        await context.announcements.put(replace(announcement, due_at=until))
        return []
    await context.announcements.resume(announcement.number)
    batch = await context.announcements.next(announcement, AT_ONCE)
    if batch:
        return await _copies(announcement, batch, context)
    counts = await context.announcements.counts(announcement)
    texts = await _texts(announcement, context)
    if counts.open:
        later = replace(announcement, due_at=context.now + _LOOKED_AT_AFTER, told=counts.done)
        await context.announcements.put(later)
        return _progress_changed(later, counts, texts) if counts.done != announcement.told else []
    state = State.RECALLED if announcement.task is Task.RECALL else State.FINISHED
    over = replace(announcement, state=state, finished_at=context.now)
    over = replace(over, due_at=still_reminds_at(over, context.now))
    await context.announcements.put(over)
    done = _progress_changed(over, counts, texts)
    if over.address is None:
        return done
    text = report(over, counts, await context.responses.counts(over.number), texts)
    author = sender_of(over.author)
    return [*done, Message(address=over.address, text=text, mention=author, private_to=author)]


async def _copies(announcement: Announcement, batch: Sequence[Recipient], context: Context) -> list[Outgoing]:
    outgoing: list[Outgoing] = []
    copies: dict[int, DeliveryId | None] = {}
    skipped: set[int] = set()
    for recipient in batch:
        copies[recipient.position] = recipient.delivery
        if recipient.delivery is not None:
            outgoing += await _changed(announcement, recipient, recipient.delivery, context)
        elif recipient.has_stopped or announcement.task is Task.RECALL:
            skipped.add(recipient.position)
        else:
            # Of no message before, in another database neither: a platform may remember those for longer.
            delivery = DeliveryId(f"announcement-{announcement.number}-{token_hex(8)}")
            copies[recipient.position] = delivery
            outgoing += messages(announcement, recipient, delivery, context)
    await context.announcements.hand_over(announcement, copies, skipped)
    await context.announcements.put(replace(announcement, step=announcement.step + 1))
    return outgoing


async def _changed(
    announcement: Announcement, recipient: Recipient, delivery: DeliveryId, context: Context
) -> Sequence[Outgoing]:
    """A copy that is there reads otherwise, or goes with its files."""
    apart = await _files_apart(announcement, delivery, context)
    if announcement.task is Task.RECALL:
        return [
            Deletion(of=each, address=recipient.address, announcement=announcement.number)
            for each in (delivery, *apart)
        ]
    text, *_ = messages(announcement, recipient, delivery, context)
    file = None if file_id(delivery, 1) in apart else text.attachment
    return [Edit(of=delivery, message=replace(text, id=None, attachment=file))]


async def _files_apart(announcement: Announcement, delivery: DeliveryId, context: Context) -> Sequence[DeliveryId]:
    """Return the files of a copy that are messages of their own; earlier versions sent the first of them so, too."""
    files = [file_id(delivery, number) for number, _ in enumerate(announcement.attachments, 1)]
    return files if files and await context.sayings.of_delivery(files[0]) else files[1:]


async def _asked_whether(announcement: Announcement, due: datetime, context: Context) -> list[Message]:
    """What missed its hour by too much."""
    asked = []
    for editor, address, texts in await editors_of(announcement, context):
        text = texts.was_late.format(number=announcement.number, at=shown(due, context.time_zone))
        asked.append(write_to_person(editor, address, text, card.choices(announcement, texts)))
    return asked


async def _called_off(announcement: Announcement, refused: Refused, context: Context) -> list[Message]:
    """What it names is not there any more."""
    await context.announcements.put(replace(announcement, state=State.CANCELLED, due_at=None, finished_at=context.now))
    messages = []
    for editor, address, texts in await editors_of(announcement, context):
        text = texts.called_off.format(number=announcement.number, why=texts.refusal(refused.sentence, refused.values))
        messages.append(Message(address=address, text=text, mention=editor, private_to=editor))
    return messages


async def editors_of(announcement: Announcement, context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Its author, where they wrote it; if they did not write it in a chat, all editors that can be written to."""
    author = sender_of(announcement.author)
    if author is not None and announcement.address is not None:
        return [(author, announcement.address, await texts_of(author, context))]
    return await editors_met(context)


async def _texts(announcement: Announcement, context: Context) -> AnnouncementTexts:
    """In the language of its author."""
    return await texts_of(sender_of(announcement.author), context)


async def _progress_begun(announcement: Announcement, context: Context) -> Message | None:
    """A message that is kept up to date."""
    if announcement.address is None:
        return None
    texts = await _texts(announcement, context)
    return replace(
        _progress(announcement, announcement.address, await context.announcements.counts(announcement), texts),
        id=DeliveryId(f"progress-{announcement.number}-{token_hex(8)}"),
    )


def _progress(announcement: Announcement, address: Address, counts: Counts, texts: AnnouncementTexts) -> Message:
    return Message(
        address=address,
        text=progress(announcement, counts, texts),
        mention=sender_of(announcement.author),
        private_to=sender_of(announcement.author),
        choices=card.choices(announcement, texts) if announcement.state is State.RUNNING else (),
    )


def _progress_changed(announcement: Announcement, counts: Counts, texts: AnnouncementTexts) -> list[Outgoing]:
    if announcement.progress is None or announcement.address is None:
        return []
    return [Edit(of=announcement.progress, message=_progress(announcement, announcement.address, counts, texts))]
