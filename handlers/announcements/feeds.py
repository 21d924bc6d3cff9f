"""What feeds tell becomes announcements: drafts for the editors, or, where that is set, what goes out at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.announcements import card, desk
from handlers.announcements.given import account_of, editors_met
from handlers.announcements.model.announcement import Announcement, State
from handlers.announcements.model.appointments import (
    Change,
    Taken,
    Told,
    change,
    facts,
    is_newer,
    is_outdated,
    settled,
    told_of,
)
from handlers.announcements.model.rules import Feed
from handlers.announcements.schedule.moments import shown
from handlers.context.context import Context
from handlers.core.events import Attachment, FeedFailed, FeedRead, MessageReceived
from handlers.core.feed_items import Appointment, AppointmentFault, FeedItem, Postponement, is_older
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import write_to_person
from handlers.dialogues.parsing import Refused
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

AUTHOR = "feed"
# When a feed is read for the first time, what is older is only noted, and what is there is not sent unasked.
_NEWS_FOR = timedelta(days=7)
_MOST_AT_FIRST = 10
# So many at once are no news: somebody has rebuilt a site. They are not sent unasked.
_MOST_SENT_AT_ONCE = 5
_MOST_SHOWN = 9
_LONGEST_TITLE = 100
_OPEN_FIELD = re.compile(r"(?<!\\)\{(?=\w)")
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """An item to be announced; `was` is how it was told before."""

    item: FeedItem
    was: Taken | None = None
    is_missing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    announcement: Announcement
    why: str


async def read(event: FeedRead, context: Context) -> Sequence[Message]:
    """Announce each item once, whatever ids the feed gives it, and what has changed in appointments."""
    feed = context.announcing.feeds.get(event.feed)
    if feed is None:
        return []
    is_first = await context.feeds.note_read(event.feed, event.version, context.now)
    found = await _new(event, feed, context)
    if is_first:
        found = await _of_late(found, event.feed, context)
    sends = feed.sends and not is_first and len(found) <= _MOST_SENT_AT_ONCE
    drafts = [draft for each in found if (draft := await _drafted(each, event.feed, feed, context, sends=sends))]
    faults = await context.feeds.note_faults(event.feed, event.faults, context.now)
    return [
        *(await _told(drafts, feed, context) if drafts else []),
        *(await _told_of_faults(faults, feed, context) if faults else []),
    ]


async def failed(event: FeedFailed, context: Context) -> Sequence[Message]:
    """The editors learn of it; it is tried again and again."""
    feed = context.announcing.feeds.get(event.feed)
    if feed is None:
        return []
    messages = []
    for editor, address, texts in await editors_met(context):
        text = texts.feed_failed.format(source=label(feed.name), since=shown(event.since, context.time_zone))
        messages.append(Message(address=address, text=text, mention=editor, private_to=editor))
    return messages


async def taken_up(announcement: Announcement, event: MessageReceived, context: Context) -> Announcement:
    """From now on the draft of a feed is the work of the editor who goes on with it."""
    if announcement.state is not State.DRAFT or not announcement.author.startswith(f"{AUTHOR}:"):
        return announcement
    adopted = replace(announcement, author=account_of(event.sender), address=event.address)
    await context.announcements.put(adopted)
    return adopted


async def _new(event: FeedRead, feed: Feed, context: Context) -> list[_Found]:
    """Return what has not been taken before, or is not as it was told, in the order of time."""
    items, announceable = (*event.items, *event.followed), {item.key for item in event.items}
    known = await context.feeds.known(event.feed, items, context.now)
    missing = await context.feeds.missing(event.feed, items, event.series, context.now)
    outdated = _outdated_series(items, [*known.values(), *missing])
    found: dict[str, _Found] = {}
    for each in sorted(items, key=_order):
        was = known.get(each.key)
        if is_outdated(each, was) or _series(each) in outdated:
            continue
        item = settled(each, was)
        is_new = item.key in announceable and _is_new(item, was, feed, context.now)
        if is_new or (was is not None and _has_changed(item, was, context.now)):
            found.setdefault(item.exact, _Found(item=item, was=was))
        elif was is not None and (is_newer(item, was) or (was.told is None and was.starts_at is not None)):
            # Of this state older ones come too late. Or it was kept before places and titles were.
            await context.feeds.take(event.feed, item, was.announcement, context.now, was.read)
    gone = [was for was in missing if was.told and was.series not in outdated]
    return [*found.values(), *(_Found(item=_off(was.told), was=was, is_missing=True) for was in gone if was.told)]


def _outdated_series(items: Sequence[FeedItem], known: Sequence[Taken]) -> set[str]:
    """Return digests of the series that are in an older state now than when an occurrence was told."""
    now = {_series(each): each.appointment.revisions[:1] for each in items if each.appointment and _series(each)}
    return {
        was.series
        for was in known
        if was.series and was.told and is_older(now.get(was.series, ()), was.told.revisions[:1])
    }


def _series(item: FeedItem) -> str:
    """Return the digest of what an item is an occurrence of, or nothing."""
    return digest(item.appointment.series) if item.appointment and item.appointment.series else ""


def _off(told: Told) -> FeedItem:
    """Return an occurrence that its series leaves out by now as one that is cancelled."""
    appointment = Appointment(
        starts_at=told.starts_at, ends_at=told.ends_at, all_day=told.all_day, place=told.place, is_cancelled=True
    )
    return FeedItem(id="", title=told.title, appointment=appointment)


def _order(item: FeedItem) -> str:
    """Return when an appointment begins; articles are in the order of time already."""
    return item.appointment.starts_at.isoformat() if item.appointment else ""


def _is_new(item: FeedItem, was: Taken | None, feed: Feed, now: datetime) -> bool:
    """Return whether it is to be announced, as it has not been; an appointment some weeks before."""
    appointment = item.appointment
    if appointment is None:
        return was is None
    if _is_open(item) and (was is not None or not item.title):
        return False
    if was is not None and was.announcement is not None:
        return False
    return not appointment.is_cancelled and appointment.starts_at - now <= feed.ahead


def _has_changed(item: FeedItem, was: Taken, now: datetime) -> bool:
    """Return whether an appointment is not as it was told; articles are told once, and what is over is over."""
    appointment = item.appointment
    if appointment is None or was.announcement is None:
        return False
    if appointment.is_private:
        return was.starts_at is not None
    told, before = told_of(item), was.told
    if before is None or told is None:
        is_other = appointment.is_cancelled or _is_open(item) or appointment.starts_at != was.starts_at
        return was.starts_at is not None and is_other
    return change(before, told) is not Change.NONE and max(before.starts_at, told.starts_at) > now


def _is_open(item: FeedItem) -> bool:
    """Return whether it is an appointment that is postponed to a date not known yet."""
    return item.appointment is not None and item.appointment.postponed is Postponement.OPEN


async def _of_late(found: Sequence[_Found], feed: str, context: Context) -> list[_Found]:
    """The newest articles of the last days, and all appointments; the others are noted."""
    fresh = [each for each in found if each.item.appointment or _age(each.item, context.now) <= _NEWS_FOR]
    kept = [each for each in fresh if each.item.appointment] or fresh[-_MOST_AT_FIRST:]
    for each in found:
        if each not in kept:
            await context.feeds.take(feed, each.item, None, context.now)
    return kept


def _age(item: FeedItem, now: datetime) -> timedelta:
    return now - item.placed_at if item.placed_at else timedelta()


async def _drafted(found: _Found, slug: str, feed: Feed, context: Context, *, sends: bool) -> _Draft | None:
    """Write what is to be told of an item, on its way if it `sends`; return it if it is still a draft."""
    was, texts = found.was, ANNOUNCING[context.language]
    before = await context.announcements.get(was.announcement) if was and was.announcement else None
    read = was.told if was and before and before.started_at else was.read if was else None
    if before is not None and was is not None and _was_rejected(before, was.told, found.item):
        await _keep(found, slug, before.number, read, context)
        return None
    if before is not None:
        # Nobody else is to read what was announced of it, nor to be reminded of it.
        await desk.forget(before, context)
    item = found.item if found.item.title or not (was and was.told) else replace(found.item, title=was.told.title)
    is_read = read is not None or (before is not None and before.started_at is not None)
    sentence = _sentence(item, read, texts, is_known=was is not None, is_read=is_read)
    if sentence is None:
        await _keep(found, slug, None, read, context)
        return None
    written = await desk.draft(await _written(item, sentence, read, slug, feed, context), context)
    await _keep(found, slug, written.number, read, context)
    is_doubtful = _is_open(item) and not is_read
    announcement, why = await _released(written, context) if sends and not is_doubtful else (written, "")
    if announcement.state is not State.DRAFT:
        return None
    why = why or (texts.perhaps_postponed_to if is_doubtful else _instead_of(before, texts))
    return _Draft(announcement=announcement, why=why)


def _was_rejected(announcement: Announcement, told: Told | None, item: FeedItem) -> bool:
    """Return whether editors did not want it; what they decided holds for its changes, but for an open date."""
    is_new = told is not None and told.is_open and not _is_open(item)
    return announcement.state is State.CANCELLED and announcement.started_at is None and not is_new


async def _keep(found: _Found, slug: str, announcement: int | None, read: Told | None, context: Context) -> None:
    if found.is_missing and found.was:
        await context.feeds.call_off(found.was, announcement, read)
    else:
        await context.feeds.take(slug, found.item, announcement, context.now, read)


def _sentence(
    item: FeedItem, read: Told | None, texts: AnnouncementTexts, *, is_known: bool, is_read: bool
) -> str | None:
    """Return the title, with what has changed since people read of it; None if there is nothing to be said to them."""
    title, told = label(item.title), told_of(item)
    if item.appointment is None:
        return title
    if told is None or (told.is_cancelled and not is_read) or (told.is_open and not is_read and is_known):
        return None
    if not is_read:
        return texts.appointment_changes[Change.POSTPONED].format(title=title) if told.is_open else title
    if read is None:
        kind = Change.OFF if told.is_cancelled else Change.POSTPONED if told.is_open else Change.TIME
        return texts.appointment_changes[kind].format(title=title)
    kind = change(read, told)
    if read.is_cancelled and told.is_cancelled:
        return None
    return texts.appointment_changes[kind].format(title=title)


def _instead_of(before: Announcement | None, texts: AnnouncementTexts) -> str:
    return texts.instead_of.format(number=before.number) if before else ""


async def _written(
    item: FeedItem, sentence: str, read: Told | None, slug: str, feed: Feed, context: Context
) -> Announcement:
    return Announcement(
        text=_text(item, sentence, read, context),
        attachments=await _files(item, context),
        audience=feed.audience,
        source=slug,
        author=f"{AUTHOR}:{slug}",
        remind_at=_reminder(item.appointment, feed, context) if item.appointment else None,
    )


async def _released(draft: Announcement, context: Context) -> tuple[Announcement, str]:
    """On its way; or the draft still, and why."""
    try:
        return await desk.release(draft, context), ""
    except Refused as refused:
        return draft, ANNOUNCING[context.language].refusal(refused.sentence, refused.values)


def _text(item: FeedItem, sentence: str, read: Told | None, context: Context) -> str:
    texts = ANNOUNCING[context.language]
    parts = [f"**{sentence}**"]
    if item.appointment is not None:
        parts.append("\n".join(facts(item.appointment, read, texts, context.time_zone)))
    # What stands in braces there is not for recipients.
    parts += [_OPEN_FIELD.sub("{ ", item.text)] if item.text else []
    # Where it leads is in sight.
    parts += [f"{texts.more}: [{label(item.link)}]({item.link})"] if item.link else []
    return "\n\n".join(parts)


async def _files(item: FeedItem, context: Context) -> tuple[Attachment, ...]:
    if item.appointment is None or item.appointment.is_cancelled or not item.appointment.file:
        return ()
    name = f"{item.appointment.starts_at.astimezone(context.time_zone):%Y-%m-%d}.ics"
    return (await context.files.put(name, "text/calendar", item.appointment.file, context.now),)


def _reminder(appointment: Appointment, feed: Feed, context: Context) -> datetime | None:
    """When people are reminded: in time, and not within quiet hours that last until it has begun."""
    if appointment.is_cancelled or appointment.postponed is Postponement.OPEN or not feed.remind_before:
        return None
    at, quiet = appointment.starts_at - feed.remind_before, context.announcing.quiet
    if quiet is not None and quiet.ends(at, context.time_zone) >= appointment.starts_at:
        while quiet.ends(at, context.time_zone) != at:
            at -= _AN_HOUR
    return at if at > context.now else None


async def _told(drafts: Sequence[_Draft], feed: Feed, context: Context) -> list[Message]:
    """Return a message to every editor with all drafts."""
    messages = []
    for editor, address, texts in await editors_met(context):
        lines = []
        for draft in drafts:
            why = f" ({draft.why})" if draft.why else ""
            lines.append(f"- **{draft.announcement.number}** · {label(card.beginning(draft.announcement))}{why}")
        text = "\n\n".join((texts.feed_drafts.format(source=label(feed.name)), "\n".join(lines)))
        choices = tuple(
            Choice(
                label=texts.show.format(number=draft.announcement.number),
                says=f"{card.COMMAND} {draft.announcement.number}",
            )
            for draft in drafts[:_MOST_SHOWN]
        )
        messages.append(write_to_person(editor, address, text, choices))
    return messages


async def _told_of_faults(faults: Sequence[AppointmentFault], feed: Feed, context: Context) -> list[Message]:
    """Return a message to every editor on what can't be read."""
    messages = []
    for editor, address, texts in await editors_met(context):
        lines = [_fault(each, texts) for each in faults[:_MOST_SHOWN]]
        if len(faults) > _MOST_SHOWN:
            lines.append(texts.feed_more_faults.format(count=len(faults) - _MOST_SHOWN))
        text = "\n\n".join((texts.feed_faults.format(source=label(feed.name)), "\n".join(lines)))
        messages.append(Message(address=address, text=text, mention=editor, private_to=editor))
    return messages


def _fault(fault: AppointmentFault, texts: AnnouncementTexts) -> str:
    title = label(fault.title[:_LONGEST_TITLE]) or texts.feed_fault_untitled
    return texts.feed_fault.format(title=title, what=texts.flaws[fault.flaw].format(part=fault.part))
