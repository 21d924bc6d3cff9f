"""Announcements from the items of feeds: drafts for the editors, or released at once if the policy says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.announcements import cards, lifecycle
from handlers.announcements.editors import list_reachable_editors
from handlers.announcements.feeds.faults import report_faults
from handlers.announcements.feeds.news import News, find_news, select_recent
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account
from handlers.announcements.model.appointments import (
    AnnouncedAppointment,
    AppointmentChange,
    describe_item,
    find_change,
    render_facts,
)
from handlers.announcements.model.policy import FeedPolicy
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import may_be_shown_on
from handlers.announcements.schedule.date_time_text import format_date_time
from handlers.context.context import Context
from handlers.core.events import Address, Attachment, FeedFailed, FeedRead, Sender
from handlers.core.feed_items import Appointment, FeedItem
from handlers.core.messages import Message, label
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts

AUTHOR_PREFIX = "feed"
# More new items at once suggest a rebuilt site; they become drafts instead of being sent.
_MOST_SENT_AT_ONCE = 5
_MOST_LISTED = 9
_OPEN_FIELD = re.compile(r"(?<!\\)\{(?=\w)")
_AN_HOUR = timedelta(hours=1)


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
    found = await find_news(event, feed, context)
    if is_first:
        found = await select_recent(found, event.feed, context)
    sends = feed.sends and not is_first and len(found) <= _MOST_SENT_AT_ONCE
    drafts = [draft for each in found if (draft := await _draft_news(each, event.feed, feed, context, sends=sends))]
    faults = await context.stores.feeds.note_faults(event.feed, event.faults, context.now)
    return [
        *(await report_drafts(drafts, feed, context) if drafts else []),
        *(await report_faults(faults, feed, context) if faults else []),
    ]


async def report_failure(event: FeedFailed, context: Context) -> Sequence[Message]:
    """Tell the editors that a feed can't be read."""
    feed = context.announcement_policy.feeds.get(event.feed)
    if feed is None:
        return []
    return [
        editor.write(
            editor.texts.feed_failed.format(
                source=label(feed.name),
                since=format_date_time(event.since, context.time_zone, editor.texts.recurrence),
            )
        )
        for editor in await list_reachable_editors(context)
    ]


async def adopt_draft(
    announcement: Announcement, editor: Sender, address: Address | None, context: Context
) -> Announcement:
    """Make the editor who goes on with a feed's draft its author; `address` is where they read."""
    if announcement.state is not AnnouncementState.DRAFT or not announcement.author.startswith(f"{AUTHOR_PREFIX}:"):
        return announcement
    return await context.stores.announcements.put(replace(announcement, author=format_account(editor), address=address))


async def _draft_news(found: News, slug: str, feed: FeedPolicy, context: Context, *, sends: bool) -> _Draft | None:
    """Draft the announcement of an item, and release it if it `sends`; return it if it is still a draft."""
    was, texts = found.was, ANNOUNCING[context.language]
    before = await context.stores.announcements.get(was.announcement) if was and was.announcement else None
    delivered = was.announced if was and before and before.started_at else was.delivered if was else None
    if before is not None and was is not None and _was_rejected(before, was.announced, found.item):
        await _store_item(found, slug, before.number, delivered, context)
        return None
    if before is not None:
        # Nobody else shall get the outdated announcement, or a reminder of it.
        await lifecycle.withdraw(before, context)
    item = found.item
    if not item.title and was and was.announced:
        item = replace(item, title=was.announced.title)
    is_read = delivered is not None or (before is not None and before.started_at is not None)
    sentence = _render_headline(item, delivered, texts, is_known=was is not None, is_read=is_read)
    if sentence is None:
        await _store_item(found, slug, None, delivered, context)
        return None
    built = await _build_announcement(item, sentence, delivered, slug, feed, context)
    # What changes is for those whom editors let read the announcement before.
    visibility = before.visibility if before is not None else built.visibility
    written = await lifecycle.create_draft(replace(built, visibility=visibility), context)
    await _store_item(found, slug, written.number, delivered, context)
    is_doubtful = item.appointment is not None and item.appointment.is_open and not is_read
    announcement, why = await _release(written, context) if sends and not is_doubtful else (written, "")
    if announcement.state is not AnnouncementState.DRAFT:
        return None
    if is_doubtful:
        why = why or texts.perhaps_postponed_to
    elif before is not None:
        why = why or texts.instead_of.format(number=before.number)
    return _Draft(announcement=announcement, why=why)


def _was_rejected(announcement: Announcement, current: AnnouncedAppointment | None, item: FeedItem) -> bool:
    """Return whether editors did not want it; what they decided holds for its changes, but for an open date."""
    is_new = current is not None and current.is_open and not (item.appointment and item.appointment.is_open)
    return announcement.state is AnnouncementState.CANCELLED and announcement.started_at is None and not is_new


async def _store_item(
    found: News, slug: str, announcement: int | None, delivered: AnnouncedAppointment | None, context: Context
) -> None:
    if found.is_missing and found.was:
        await context.stores.feeds.call_off(found.was, announcement, delivered)
    else:
        await context.stores.feeds.store_item(slug, found.item, announcement, context.now, delivered)


def _render_headline(
    item: FeedItem, delivered: AnnouncedAppointment | None, texts: AnnouncementTexts, *, is_known: bool, is_read: bool
) -> str | None:
    """Return the title with what has changed since the delivered version; None if readers need not know."""
    title, current = label(item.title), describe_item(item)
    if item.appointment is None:
        return title
    if current is None or (current.is_cancelled and not is_read) or (current.is_open and not is_read and is_known):
        return None
    if not is_read:
        return texts.appointment_changes[AppointmentChange.POSTPONED].format(title=title) if current.is_open else title
    if delivered is None:
        changed = AppointmentChange.POSTPONED if current.is_open else AppointmentChange.TIME
        kind = AppointmentChange.OFF if current.is_cancelled else changed
    elif delivered.is_cancelled and current.is_cancelled:
        return None
    else:
        kind = find_change(delivered, current)
    return texts.appointment_changes[kind].format(title=title)


async def _build_announcement(
    item: FeedItem, sentence: str, delivered: AnnouncedAppointment | None, slug: str, feed: FeedPolicy, context: Context
) -> Announcement:
    return Announcement(
        text=_render_text(item, sentence, delivered, context),
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


def _render_text(item: FeedItem, sentence: str, delivered: AnnouncedAppointment | None, context: Context) -> str:
    texts = ANNOUNCING[context.language]
    parts = [f"**{sentence}**"]
    if item.appointment is not None:
        parts.append("\n".join(render_facts(item.appointment, delivered, texts, context.time_zone)))
    # Braces in the text of an item are not placeholders.
    parts += [_OPEN_FIELD.sub("{ ", item.text)] if item.text else []
    # The link shows its target.
    parts += [f"{texts.more}: [{label(item.link)}]({item.link})"] if item.link else []
    return "\n\n".join(parts)


async def _store_calendar_file(item: FeedItem, context: Context) -> tuple[Attachment, ...]:
    if item.appointment is None or item.appointment.is_cancelled or not item.appointment.file:
        return ()
    name = f"{item.appointment.starts_at.astimezone(context.time_zone):%Y-%m-%d}.ics"
    return (await context.stores.files.put(name, "text/calendar", item.appointment.file, context.now),)


def _schedule_reminder(appointment: Appointment, feed: FeedPolicy, context: Context) -> datetime | None:
    """Return when readers are reminded; before quiet hours that would last until the appointment; None if never."""
    if appointment.is_cancelled or appointment.is_open or not feed.remind_before:
        return None
    at, quiet = appointment.starts_at - feed.remind_before, context.announcement_policy.quiet
    if quiet is not None and quiet.ends(at, context.time_zone) >= appointment.starts_at:
        while quiet.ends(at, context.time_zone) != at:
            at -= _AN_HOUR
    return at if at > context.now else None


async def report_drafts(drafts: Sequence[_Draft], feed: FeedPolicy, context: Context) -> list[Message]:
    """Return a message to every editor with all drafts that may be shown there."""
    messages = []
    for editor in await list_reachable_editors(context):
        platform = editor.address.platform
        shown = [each for each in drafts if may_be_shown_on(platform, each.announcement.visibility, context)]
        lines = "\n".join(map(_render_draft, shown))
        numbers = [draft.announcement.number for draft in shown[:_MOST_LISTED]]
        choices = tuple(cards.offer_to_show(number, editor.texts) for number in numbers)
        text = f"{editor.texts.feed_drafts.format(source=label(feed.name))}\n\n{lines}"
        messages += [editor.write(text, choices)] if shown else []
    return messages


def _render_draft(draft: _Draft) -> str:
    why = f" ({draft.why})" if draft.why else ""
    return f"- **{draft.announcement.number}** · {label(cards.render_beginning(draft.announcement))}{why}"
