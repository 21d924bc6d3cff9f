"""What feeds tell becomes announcements: drafts for the editors, or, where that is set, what goes out at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.announcements import card, desk
from handlers.announcements.given import Refused, account_of, editors_met
from handlers.announcements.items import Appointment, FeedItem
from handlers.announcements.kept import Announcement, State, Taken
from handlers.announcements.moments import shown, shown_day
from handlers.announcements.rules import Feed
from handlers.announcements.texts import ANNOUNCING, AnnouncementTexts
from handlers.context import Context
from handlers.events import Attachment, FeedFailed, FeedRead, MessageReceived
from handlers.exchange.posts import put_to
from handlers.messages import Choice, Message, escape

AUTHOR = "feed"
# When a feed is read for the first time, what is older is only noted, and what is there is not sent unasked.
_NEWS_FOR = timedelta(days=7)
_MOST_AT_FIRST = 10
# So many at once are no news: somebody has rebuilt a site. They are not sent unasked.
_MOST_SENT_AT_ONCE = 5
_MOST_SHOWN = 9
_OPEN_FIELD = re.compile(r"(?<!\\)\{(?=\w)")
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """An item to be announced; `was` is how an appointment was told before."""

    item: FeedItem
    was: Taken | None = None


async def read(event: FeedRead, context: Context) -> Sequence[Message]:
    """Each item once, whatever ids the feed gives it."""
    feed = context.announcing.feeds.get(event.feed)
    if feed is None:
        return []
    is_first = await context.feeds.note_read(event.feed, event.version, context.now)
    found = await _new(event, feed, context)
    if is_first:
        found = await _of_late(found, event.feed, context)
    sends = feed.sends and not is_first and len(found) <= _MOST_SENT_AT_ONCE
    drafts: list[tuple[Announcement, str]] = []
    for each in found:
        before = await _withdrawn(each.was, context)
        sentence = _sentence(each.item, before, ANNOUNCING[context.language])
        if sentence is None:
            await context.feeds.take(event.feed, each.item, None, context.now)
            continue
        written = await desk.draft(await _written(each.item, sentence, event.feed, feed, context), context)
        await context.feeds.take(event.feed, each.item, written.number, context.now)
        announcement, why = await _released(written, context) if sends else (written, "")
        if announcement.state is State.DRAFT:
            drafts.append((announcement, why or _instead_of(before, ANNOUNCING[context.language])))
    return await _told(drafts, feed, context) if drafts else []


async def failed(event: FeedFailed, context: Context) -> Sequence[Message]:
    """The editors learn of it; it is tried again and again."""
    feed = context.announcing.feeds.get(event.feed)
    if feed is None:
        return []
    messages = []
    for editor, address, texts in await editors_met(context):
        text = texts.feed_failed.format(source=escape(feed.name), since=shown(event.since, context.time_zone))
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
    """Return what has not been taken before, or has changed its hour, in the order of time."""
    known = await context.feeds.known(event.feed, event.items, context.now)
    found: dict[str, _Found] = {}
    for item in sorted(event.items, key=_order):
        was = known.get(item.key)
        is_off = item.appointment is not None and item.appointment.is_cancelled
        if _has_changed(item, was) if was else not is_off and _is_near(item, feed, context.now):
            found.setdefault(item.exact, _Found(item=item, was=was))
    return [*found.values()]


def _order(item: FeedItem) -> str:
    """Feeds of articles are in the order of time already."""
    return item.appointment.starts_at.isoformat() if item.appointment else ""


def _is_near(item: FeedItem, feed: Feed, now: datetime) -> bool:
    return item.appointment is None or item.appointment.starts_at - now <= feed.ahead


def _has_changed(item: FeedItem, was: Taken) -> bool:
    """Whether an appointment is not as it was told; articles are told once."""
    if item.appointment is None or was.announcement is None or was.starts_at is None:
        return False
    return item.appointment.is_cancelled or item.appointment.starts_at != was.starts_at


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


async def _withdrawn(was: Taken | None, context: Context) -> Announcement | None:
    """What was announced of it: nobody else is to read it, nor to be reminded of it."""
    before = await context.announcements.get(was.announcement) if was and was.announcement else None
    if before is not None:
        await desk.forget(before, context)
    return before


def _sentence(item: FeedItem, before: Announcement | None, texts: AnnouncementTexts) -> str | None:
    """The title, with what has changed since people read of it; None if there is nothing to be said to them."""
    title, was_read = escape(item.title), before is not None and before.started_at is not None
    if item.appointment is not None and item.appointment.is_cancelled:
        return texts.appointment_cancelled.format(title=title) if was_read else None
    return texts.appointment_moved.format(title=title) if was_read else title


def _instead_of(before: Announcement | None, texts: AnnouncementTexts) -> str:
    return texts.instead_of.format(number=before.number) if before else ""


async def _written(item: FeedItem, sentence: str, slug: str, feed: Feed, context: Context) -> Announcement:
    return Announcement(
        text=_text(item, sentence, context),
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


def _text(item: FeedItem, sentence: str, context: Context) -> str:
    texts = ANNOUNCING[context.language]
    parts = [f"**{sentence}**"]
    if item.appointment is not None:
        parts.append("\n".join(_when_and_where(item.appointment, texts, context)))
    # What stands in braces there is not for recipients.
    parts += [_OPEN_FIELD.sub("{ ", item.text)] if item.text else []
    # Where it leads is in sight.
    parts += [f"{texts.more}: [{escape(item.link)}]({item.link})"] if item.link else []
    return "\n\n".join(parts)


def _when_and_where(appointment: Appointment, texts: AnnouncementTexts, context: Context) -> list[str]:
    zone = context.time_zone
    day = shown_day(appointment.starts_at, zone) if appointment.all_day else shown(appointment.starts_at, zone)
    lines = [f"- {texts.appointment_when.format(when=day)}"]
    if appointment.place:
        lines.append(f"- {texts.appointment_where.format(where=escape(appointment.place))}")
    return lines


async def _files(item: FeedItem, context: Context) -> tuple[Attachment, ...]:
    if item.appointment is None or item.appointment.is_cancelled or not item.appointment.file:
        return ()
    name = f"{item.appointment.starts_at.astimezone(context.time_zone):%Y-%m-%d}.ics"
    return (await context.files.put(name, "text/calendar", item.appointment.file, context.now),)


def _reminder(appointment: Appointment, feed: Feed, context: Context) -> datetime | None:
    """When people are reminded: in time, and not within quiet hours that last until it has begun."""
    if appointment.is_cancelled or not feed.remind_before:
        return None
    at, quiet = appointment.starts_at - feed.remind_before, context.announcing.quiet
    if quiet is not None and quiet.ends(at, context.time_zone) >= appointment.starts_at:
        while quiet.ends(at, context.time_zone) != at:
            at -= _AN_HOUR
    return at if at > context.now else None


async def _told(drafts: Sequence[tuple[Announcement, str]], feed: Feed, context: Context) -> list[Message]:
    """All drafts in one message, to every editor."""
    messages = []
    for editor, address, texts in await editors_met(context):
        lines = [
            f"- **{each.number}** · {escape(card.beginning(each))}{f' ({why})' if why else ''}" for each, why in drafts
        ]
        text = "\n\n".join((texts.feed_drafts.format(source=escape(feed.name)), "\n".join(lines)))
        choices = tuple(
            Choice(label=texts.show.format(number=each.number), says=f"{card.COMMAND} {each.number}")
            for each, _ in drafts[:_MOST_SHOWN]
        )
        messages.append(put_to(editor, address, text, choices))
    return messages
