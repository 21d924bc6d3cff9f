"""Announcements from the items of feeds: drafts for the editors, or released at once if the policy says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.announcements import lifecycle
from handlers.announcements.editors import list_reachable_editors
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account
from handlers.announcements.model.appointments import (
    AnnouncedAppointment,
    AppointmentChange,
    KnownItem,
    describe_item,
    find_change,
    is_newer,
    is_outdated,
    render_facts,
    settle_date,
)
from handlers.announcements.model.policy import FeedPolicy
from handlers.announcements.model.verbs import format_command
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.rendering import cards
from handlers.announcements.schedule.date_times import format_date_time
from handlers.context.context import Context
from handlers.core.events import Attachment, FeedFailed, FeedRead, MessageReceived
from handlers.core.feed_items import Appointment, AppointmentFault, FeedItem, Postponement, is_older
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import write_to_person
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

AUTHOR_PREFIX = "feed"
# When a feed is read for the first time, what is older is only noted, and what is there is not sent unasked.
_RECENT = timedelta(days=7)
_MOST_AT_FIRST = 10
# So many at once are no news: somebody has rebuilt a site. They are not sent unasked.
_MOST_SENT_AT_ONCE = 5
_MOST_LISTED = 9
_LONGEST_TITLE = 100
_OPEN_FIELD = re.compile(r"(?<!\\)\{(?=\w)")
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _News:
    """An item to be announced; `was` is what was known of it, `is_missing` that its series no longer has it."""

    item: FeedItem
    was: KnownItem | None = None
    is_missing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    announcement: Announcement
    why: str


async def handle_feed(event: FeedRead, context: Context) -> Sequence[Message]:
    """Announce each item once, whatever ids the feed gives it, and what has changed in appointments."""
    feed = context.announcement_policy.feeds.get(event.feed)
    if feed is None:
        return []
    is_first = await context.stores.feeds.note_read(event.feed, event.version, context.now)
    found = await _find_news(event, feed, context)
    if is_first:
        found = await _select_recent(found, event.feed, context)
    sends = feed.sends and not is_first and len(found) <= _MOST_SENT_AT_ONCE
    drafts = [draft for each in found if (draft := await _draft_news(each, event.feed, feed, context, sends=sends))]
    faults = await context.stores.feeds.note_faults(event.feed, event.faults, context.now)
    return [
        *(await _report_drafts(drafts, feed, context) if drafts else []),
        *(await _report_faults(faults, feed, context) if faults else []),
    ]


async def report_failure(event: FeedFailed, context: Context) -> Sequence[Message]:
    """Tell the editors that a feed can't be read."""
    feed = context.announcement_policy.feeds.get(event.feed)
    if feed is None:
        return []
    messages = []
    for editor, address, texts in await list_reachable_editors(context):
        text = texts.feed_failed.format(source=label(feed.name), since=format_date_time(event.since, context.time_zone))
        messages.append(Message(address=address, text=text, mention=editor, private_to=editor))
    return messages


async def adopt_draft(announcement: Announcement, event: MessageReceived, context: Context) -> Announcement:
    """Make the editor who goes on with a feed's draft its author."""
    if announcement.state is not AnnouncementState.DRAFT or not announcement.author.startswith(f"{AUTHOR_PREFIX}:"):
        return announcement
    adopted = replace(announcement, author=format_account(event.sender), address=event.address)
    await context.stores.announcements.put(adopted)
    return adopted


async def _find_news(event: FeedRead, feed: FeedPolicy, context: Context) -> list[_News]:
    """Return what has not been taken before, or is not as it was told, in the order of time."""
    items, announceable = (*event.items, *event.followed), {item.key for item in event.items}
    known = await context.stores.feeds.known(event.feed, items, context.now)
    missing = await context.stores.feeds.missing(event.feed, items, event.series, context.now)
    outdated = _find_outdated_series(items, [*known.values(), *missing])
    found: dict[str, _News] = {}
    for each in sorted(items, key=_sort_key):
        was = known.get(each.key)
        if is_outdated(each, was) or _hash_series(each) in outdated:
            continue
        item = settle_date(each, was)
        is_new = item.key in announceable and _is_new(item, was, feed, context.now)
        if is_new or (was is not None and _has_changed(item, was, context.now)):
            found.setdefault(item.content_digest, _News(item=item, was=was))
        elif was is not None and (is_newer(item, was) or (was.told is None and was.starts_at is not None)):
            # Of this state older ones come too late. Or it was kept before places and titles were.
            await context.stores.feeds.take(event.feed, item, was.announcement, context.now, was.read)
    gone = [was for was in missing if was.told and was.series not in outdated]
    return [
        *found.values(),
        *(_News(item=_as_cancelled(was.told), was=was, is_missing=True) for was in gone if was.told),
    ]


def _find_outdated_series(items: Sequence[FeedItem], known: Sequence[KnownItem]) -> set[str]:
    """Return digests of the series that are in an older state now than when an occurrence was told."""
    now = {
        _hash_series(each): each.appointment.revisions[:1] for each in items if each.appointment and _hash_series(each)
    }
    return {
        was.series
        for was in known
        if was.series and was.told and is_older(now.get(was.series, ()), was.told.revisions[:1])
    }


def _hash_series(item: FeedItem) -> str:
    """Return the digest of what an item is an occurrence of, or nothing."""
    return digest(item.appointment.series) if item.appointment and item.appointment.series else ""


def _as_cancelled(told: AnnouncedAppointment) -> FeedItem:
    """Return an occurrence that its series leaves out by now as one that is cancelled."""
    appointment = Appointment(
        starts_at=told.starts_at, ends_at=told.ends_at, all_day=told.all_day, place=told.place, is_cancelled=True
    )
    return FeedItem(id="", title=told.title, appointment=appointment)


def _sort_key(item: FeedItem) -> str:
    """Return when an appointment begins; articles are in the order of time already."""
    return item.appointment.starts_at.isoformat() if item.appointment else ""


def _is_new(item: FeedItem, was: KnownItem | None, feed: FeedPolicy, now: datetime) -> bool:
    """Return whether it is to be announced, as it has not been; an appointment some weeks before."""
    appointment = item.appointment
    if appointment is None:
        return was is None
    if _is_open(item) and (was is not None or not item.title):
        return False
    if was is not None and was.announcement is not None:
        return False
    return not appointment.is_cancelled and appointment.starts_at - now <= feed.ahead


def _has_changed(item: FeedItem, was: KnownItem, now: datetime) -> bool:
    """Return whether an appointment is not as it was told; articles are told once, and what is over is over."""
    appointment = item.appointment
    if appointment is None or was.announcement is None:
        return False
    if appointment.is_private:
        return was.starts_at is not None
    told, before = describe_item(item), was.told
    if before is None or told is None:
        is_other = appointment.is_cancelled or _is_open(item) or appointment.starts_at != was.starts_at
        return was.starts_at is not None and is_other
    return find_change(before, told) is not AppointmentChange.NONE and max(before.starts_at, told.starts_at) > now


def _is_open(item: FeedItem) -> bool:
    """Return whether it is an appointment that is postponed to a date not known yet."""
    return item.appointment is not None and item.appointment.postponed is Postponement.OPEN


async def _select_recent(found: Sequence[_News], feed: str, context: Context) -> list[_News]:
    """Return all appointments, or the newest recent articles if there are none; mark the others as known."""
    fresh = [each for each in found if each.item.appointment or _age(each.item, context.now) <= _RECENT]
    kept = [each for each in fresh if each.item.appointment] or fresh[-_MOST_AT_FIRST:]
    for each in found:
        if each not in kept:
            await context.stores.feeds.take(feed, each.item, None, context.now)
    return kept


def _age(item: FeedItem, now: datetime) -> timedelta:
    return now - item.placed_at if item.placed_at else timedelta()


async def _draft_news(found: _News, slug: str, feed: FeedPolicy, context: Context, *, sends: bool) -> _Draft | None:
    """Write what is to be told of an item, on its way if it `sends`; return it if it is still a draft."""
    was, texts = found.was, ANNOUNCING[context.language]
    before = await context.stores.announcements.get(was.announcement) if was and was.announcement else None
    read = was.told if was and before and before.started_at else was.read if was else None
    if before is not None and was is not None and _was_rejected(before, was.told, found.item):
        await _store_item(found, slug, before.number, read, context)
        return None
    if before is not None:
        # Nobody else is to read what was announced of it, nor to be reminded of it.
        await lifecycle.withdraw(before, context)
    item = found.item if found.item.title or not (was and was.told) else replace(found.item, title=was.told.title)
    is_read = read is not None or (before is not None and before.started_at is not None)
    sentence = _render_headline(item, read, texts, is_known=was is not None, is_read=is_read)
    if sentence is None:
        await _store_item(found, slug, None, read, context)
        return None
    written = await lifecycle.create_draft(
        await _build_announcement(item, sentence, read, slug, feed, context), context
    )
    await _store_item(found, slug, written.number, read, context)
    is_doubtful = _is_open(item) and not is_read
    announcement, why = await _release(written, context) if sends and not is_doubtful else (written, "")
    if announcement.state is not AnnouncementState.DRAFT:
        return None
    why = why or (texts.perhaps_postponed_to if is_doubtful else _name_predecessor(before, texts))
    return _Draft(announcement=announcement, why=why)


def _was_rejected(announcement: Announcement, told: AnnouncedAppointment | None, item: FeedItem) -> bool:
    """Return whether editors did not want it; what they decided holds for its changes, but for an open date."""
    is_new = told is not None and told.is_open and not _is_open(item)
    return announcement.state is AnnouncementState.CANCELLED and announcement.started_at is None and not is_new


async def _store_item(
    found: _News, slug: str, announcement: int | None, read: AnnouncedAppointment | None, context: Context
) -> None:
    if found.is_missing and found.was:
        await context.stores.feeds.call_off(found.was, announcement, read)
    else:
        await context.stores.feeds.take(slug, found.item, announcement, context.now, read)


def _render_headline(
    item: FeedItem, read: AnnouncedAppointment | None, texts: AnnouncementTexts, *, is_known: bool, is_read: bool
) -> str | None:
    """Return the title, with what has changed since people read of it; None if there is nothing to be said to them."""
    title, told = label(item.title), describe_item(item)
    if item.appointment is None:
        return title
    if told is None or (told.is_cancelled and not is_read) or (told.is_open and not is_read and is_known):
        return None
    if not is_read:
        return texts.appointment_changes[AppointmentChange.POSTPONED].format(title=title) if told.is_open else title
    if read is None:
        kind = (
            AppointmentChange.OFF
            if told.is_cancelled
            else AppointmentChange.POSTPONED
            if told.is_open
            else AppointmentChange.TIME
        )
        return texts.appointment_changes[kind].format(title=title)
    kind = find_change(read, told)
    if read.is_cancelled and told.is_cancelled:
        return None
    return texts.appointment_changes[kind].format(title=title)


def _name_predecessor(before: Announcement | None, texts: AnnouncementTexts) -> str:
    return texts.instead_of.format(number=before.number) if before else ""


async def _build_announcement(
    item: FeedItem, sentence: str, read: AnnouncedAppointment | None, slug: str, feed: FeedPolicy, context: Context
) -> Announcement:
    return Announcement(
        text=_render_text(item, sentence, read, context),
        attachments=await _store_calendar_file(item, context),
        audience=feed.audience,
        source=slug,
        author=f"{AUTHOR_PREFIX}:{slug}",
        remind_at=_schedule_reminder(item.appointment, feed, context) if item.appointment else None,
    )


async def _release(draft: Announcement, context: Context) -> tuple[Announcement, str]:
    """Release a draft; return it unchanged, with the reason, if that is refused."""
    try:
        return await lifecycle.release(draft, context), ""
    except AnnouncementRefused as refused:
        return draft, ANNOUNCING[context.language].explain(refused.refusal, refused.values)


def _render_text(item: FeedItem, sentence: str, read: AnnouncedAppointment | None, context: Context) -> str:
    texts = ANNOUNCING[context.language]
    parts = [f"**{sentence}**"]
    if item.appointment is not None:
        parts.append("\n".join(render_facts(item.appointment, read, texts, context.time_zone)))
    # What stands in braces there is not for recipients.
    parts += [_OPEN_FIELD.sub("{ ", item.text)] if item.text else []
    # Where it leads is in sight.
    parts += [f"{texts.more}: [{label(item.link)}]({item.link})"] if item.link else []
    return "\n\n".join(parts)


async def _store_calendar_file(item: FeedItem, context: Context) -> tuple[Attachment, ...]:
    if item.appointment is None or item.appointment.is_cancelled or not item.appointment.file:
        return ()
    name = f"{item.appointment.starts_at.astimezone(context.time_zone):%Y-%m-%d}.ics"
    return (await context.stores.files.put(name, "text/calendar", item.appointment.file, context.now),)


def _schedule_reminder(appointment: Appointment, feed: FeedPolicy, context: Context) -> datetime | None:
    """Return when readers are reminded; before quiet hours that would last until the appointment; None if never."""
    if appointment.is_cancelled or appointment.postponed is Postponement.OPEN or not feed.remind_before:
        return None
    at, quiet = appointment.starts_at - feed.remind_before, context.announcement_policy.quiet
    if quiet is not None and quiet.ends(at, context.time_zone) >= appointment.starts_at:
        while quiet.ends(at, context.time_zone) != at:
            at -= _AN_HOUR
    return at if at > context.now else None


async def _report_drafts(drafts: Sequence[_Draft], feed: FeedPolicy, context: Context) -> list[Message]:
    """Return a message to every editor with all drafts."""
    messages = []
    for editor, address, texts in await list_reachable_editors(context):
        lines = []
        for draft in drafts:
            why = f" ({draft.why})" if draft.why else ""
            lines.append(
                f"- **{draft.announcement.number}** · {label(cards.render_beginning(draft.announcement))}{why}"
            )
        text = "\n\n".join((texts.feed_drafts.format(source=label(feed.name)), "\n".join(lines)))
        choices = tuple(
            Choice(
                label=texts.show.format(number=draft.announcement.number),
                says=format_command(draft.announcement.number),
            )
            for draft in drafts[:_MOST_LISTED]
        )
        messages.append(write_to_person(editor, address, text, choices))
    return messages


async def _report_faults(faults: Sequence[AppointmentFault], feed: FeedPolicy, context: Context) -> list[Message]:
    """Return a message to every editor on what can't be read."""
    messages = []
    for editor, address, texts in await list_reachable_editors(context):
        lines = [_render_fault(each, texts) for each in faults[:_MOST_LISTED]]
        if len(faults) > _MOST_LISTED:
            lines.append(texts.feed_more_faults.format(count=len(faults) - _MOST_LISTED))
        text = "\n\n".join((texts.feed_faults.format(source=label(feed.name)), "\n".join(lines)))
        messages.append(Message(address=address, text=text, mention=editor, private_to=editor))
    return messages


def _render_fault(fault: AppointmentFault, texts: AnnouncementTexts) -> str:
    title = label(fault.title[:_LONGEST_TITLE]) or texts.feed_fault_untitled
    return texts.feed_fault.format(title=title, what=texts.flaws[fault.flaw].format(part=fault.part))
