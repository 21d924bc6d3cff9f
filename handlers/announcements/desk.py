"""What editors do with announcements, in a chat or at the shell: written, planned, approved, stopped, changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.announcements import audience as audiences
from handlers.announcements import moments, recurring
from handlers.announcements.audience import Audience, AudienceError, Both, Names
from handlers.announcements.kept import Announcement, Reach, State, Task
from handlers.announcements.moments import MomentError
from handlers.announcements.recurring import RecurrenceError
from handlers.announcements.texts import ANNOUNCING
from handlers.announcements.wording import MOST_CHARACTERS, unknown_fields
from handlers.context import Context
from handlers.events import MOST_BYTES, Attachment, PlatformName, Sender
from handlers.people import is_same_person

MOST_FILES = 10
CALENDAR = timedelta(weeks=6)
_NEAR = timedelta(minutes=30)
_UNFINISHED = (State.DRAFT, State.WAITING, State.SCHEDULED, State.LATE)
_WITH_COPIES = (State.RUNNING, State.PAUSED, State.FINISHED, State.CANCELLED)
_OVER = (State.FINISHED, State.CANCELLED, State.RECALLED)


class Refused(Exception):
    """It can't be done; `sentence` is the name of what to say in the texts, with `values` to fill in."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """Whom it would reach, when (the next dates of a series), and what else goes out then to whom of them.

    `held` is the end of the quiet hours in which it would fall.
    """

    reach: Reach
    dates: Sequence[datetime]
    held: datetime | None
    near: Sequence[tuple[Announcement, int]]


def account_of(sender: Sender) -> str:
    return f"{sender.platform}:{sender.id}"


def sender_of(account: str) -> Sender | None:
    """None if it is no account on a platform, but somebody at the shell."""
    platform, _, id_ = account.partition(":")
    return Sender(platform=PlatformName(platform), id=id_) if platform in [*PlatformName] else None


def meant(expression: str, context: Context) -> Audience:
    """Raises Refused."""
    roles = {
        **dict.fromkeys(("redaktion", "editor", "editors"), context.editors),
        **dict.fromkeys(("admin", "admins", "technik"), context.admins),
        **dict.fromkeys(("moderation", "moderator", "moderators"), context.rules.all_moderators),
    }
    names = Names(knowledge=context.search.knowledge, language=context.language, roles=roles)
    try:
        return audiences.understood(expression, names)
    except AudienceError as error:
        sentence = "audience_unknown" if error.nearest else "audience_unclear"
        raise Refused(sentence, name=error.name, nearest=error.nearest) from error


def planned(text: str, context: Context) -> dict[str, Any]:
    """`at` and `recurrence` of an announcement; raises Refused."""
    now, zone = context.now, context.time_zone
    try:
        return {"at": moments.understood(text, now, zone), "recurrence": None}
    except MomentError as error:
        if error.kind != "unclear":
            raise Refused(f"moment_{error.kind}") from error
    try:
        return {"at": None, "recurrence": str(recurring.understood(text, now, zone))}
    except RecurrenceError as error:
        raise Refused("moment_unclear") from error


def checked(text: str) -> str:
    """The text, if it may go out so; raises Refused."""
    if len(text) > MOST_CHARACTERS:
        raise Refused("text_too_long", most=MOST_CHARACTERS)
    unknown = unknown_fields(text)
    if unknown:
        raise Refused("unknown_field", field=unknown[0])
    return text.strip()


async def draft(announcement: Announcement, context: Context) -> Announcement:
    """Kept, and not sent to anybody; raises Refused."""
    checked(announcement.text)
    checked(announcement.english)
    return await context.announcements.add(replace(announcement, created_at=context.now))


async def change(announcement: Announcement, context: Context, **changed: Any) -> Announcement:
    """A draft again: whatever was approved is not any more. Raises Refused."""
    if announcement.state not in _UNFINISHED or announcement.task is not Task.SEND:
        raise Refused("not_any_more")
    for text in ("text", "english"):
        changed |= {text: checked(changed[text])} if text in changed else {}
    if "audience" in changed:
        meant(changed["audience"], context)
    again = replace(announcement, **changed, state=State.DRAFT, approver=None, due_at=None)
    await context.announcements.thaw(again.number)
    await context.announcements.put(again)
    return again


async def attach(announcement: Announcement, file: Attachment, context: Context) -> Announcement:
    """Raises Refused."""
    if file.size > MOST_BYTES:
        raise Refused("file_too_large")
    if len(announcement.attachments) >= MOST_FILES:
        raise Refused("too_many_files", most=MOST_FILES)
    return await change(announcement, context, attachments=(*announcement.attachments, file))


async def outlook(announcement: Announcement, context: Context) -> Outlook:
    """Raises Refused."""
    audience = meant(announcement.audience, context)
    frozen = await context.announcements.frozen(announcement.number)
    reach = frozen or await context.announcements.reach(audience, announcement.source)
    dates = _dates(announcement, context)
    until = held(announcement, dates[0], context) if dates else None
    near = await _near(announcement, audience, until or dates[0], context) if dates else []
    return Outlook(reach=reach, dates=dates, held=until, near=near)


async def submit(announcement: Announcement, context: Context) -> Announcement:
    """With the list of its recipients, to be approved or, if nobody has to, to be sent. Raises Refused."""
    if announcement.state not in (State.DRAFT, State.WAITING) or announcement.task is not Task.SEND:
        raise Refused("not_any_more")
    if not announcement.text and not announcement.attachments:
        raise Refused("no_text")
    if not _dates(announcement, context):
        raise Refused("moment_past")
    reach = await _frozen(announcement, meant(announcement.audience, context), context)
    if not sum(reach.values()):
        raise Refused("nobody")
    if context.announcing.needs_approval(len(context.editors)):
        waiting = replace(announcement, state=State.WAITING, due_at=None)
        await context.announcements.put(waiting)
        return waiting
    return await _scheduled(announcement, context)


async def approve(announcement: Announcement, approver: str, seal: str | None, context: Context) -> Announcement:
    """By somebody else, of exactly what they saw (`seal`). Raises Refused."""
    if announcement.state is not State.WAITING:
        raise Refused("nothing_to_approve")
    if seal is not None and seal != announcement.seal:
        raise Refused("changed_since")
    if await _is_same(approver, announcement.author, context):
        raise Refused("own_announcement")
    approved = replace(announcement, approver=approver)
    if approved.task is Task.EDIT:
        return await _set_going(approved, context)
    if not approved.is_series and approved.at and context.now - approved.at > context.announcing.late_within:
        raise Refused("moment_past")
    return await _scheduled(approved, context)


async def send_back(announcement: Announcement, context: Context) -> Announcement:
    """To its author, to be changed; of one that went out only the new text is dropped. Raises Refused."""
    if announcement.task is Task.EDIT:
        return await cancel(announcement, context)
    return await change(announcement, context)


async def send_late(announcement: Announcement, context: Context) -> Announcement:
    """What missed its hour goes out now; raises Refused."""
    if announcement.state is not State.LATE:
        raise Refused("not_any_more")
    going = replace(announcement, state=State.SCHEDULED, due_at=context.now)
    await context.announcements.put(going)
    return going


async def pause(announcement: Announcement, context: Context) -> Announcement:
    """Raises Refused."""
    if announcement.state not in (State.RUNNING, State.SCHEDULED):
        raise Refused("not_running")
    paused = replace(announcement, state=State.PAUSED, due_at=None)
    await context.announcements.put(paused)
    await context.announcements.pause(announcement.number)
    return paused


async def resume(announcement: Announcement, context: Context) -> Announcement:
    """Raises Refused."""
    if announcement.state is not State.PAUSED:
        raise Refused("not_paused")
    await context.announcements.resume(announcement.number)
    if announcement.started_at is None:
        return await _scheduled(announcement, context)
    return await _set_going(announcement, context)


async def cancel(announcement: Announcement, context: Context) -> Announcement:
    """Nothing more goes out; what has arrived stays. Raises Refused."""
    if announcement.state in _OVER:
        raise Refused("not_any_more")
    over = replace(announcement, state=State.CANCELLED, due_at=None, finished_at=context.now)
    await context.announcements.put(over)
    await context.announcements.cancel(announcement.number)
    return over


async def recall(announcement: Announcement, context: Context) -> Announcement:
    """The copies are deleted, as far as platforms let them. Raises Refused."""
    if announcement.state not in _WITH_COPIES or announcement.started_at is None:
        raise Refused("nothing_to_recall")
    revision = announcement.revision + 1
    return await _set_going(replace(announcement, task=Task.RECALL, revision=revision), context)


async def reword(announcement: Announcement, text: str, english: str, context: Context) -> Announcement:
    """The copies then read so, once that is approved. Raises Refused."""
    if announcement.state not in _WITH_COPIES or announcement.started_at is None:
        raise Refused("not_any_more")
    if not text.strip():
        raise Refused("no_text")
    changed = replace(
        announcement,
        text=checked(text),
        english=checked(english),
        task=Task.EDIT,
        revision=announcement.revision + 1,
        approver=None,
    )
    await context.announcements.pause(announcement.number)
    if context.announcing.needs_approval(len(context.editors)):
        waiting = replace(changed, state=State.WAITING, due_at=None)
        await context.announcements.put(waiting)
        return waiting
    return await _set_going(changed, context)


async def remind(announcement: Announcement, author: str, context: Context) -> tuple[Announcement, Reach]:
    """Once more to those centres from which nobody has acknowledged it. Raises Refused."""
    if not announcement.wants_receipt or announcement.started_at is None:
        raise Refused("no_receipts")
    if not await context.responses.missing(announcement.number):
        raise Refused("nobody_missing")
    reminder = replace(
        announcement,
        text=ANNOUNCING["de"].reminder.format(text=announcement.text),
        english=ANNOUNCING["en"].reminder.format(text=announcement.english) if announcement.english else "",
        state=State.SCHEDULED,
        task=Task.SEND,
        author=author,
        at=None,
        recurrence=None,
        series=None,
        revision=1,
        due_at=context.now,
        created_at=context.now,
        started_at=None,
        finished_at=None,
        progress=None,
        told=0,
    )
    kept = await context.announcements.add(reminder)
    return kept, await context.announcements.freeze_missing(kept.number, announcement.number)


def comes_after(announcement: Announcement, moment: datetime, context: Context) -> datetime | None:
    """When a series comes next."""
    recurrence = recurring.kept(announcement.recurrence or "")
    return next(iter(recurrence.after(moment, context.time_zone)), None)


def _dates(announcement: Announcement, context: Context) -> list[datetime]:
    """The next ones that are not over."""
    if announcement.recurrence is not None:
        return recurring.dates(recurring.kept(announcement.recurrence), context.now, context.time_zone)
    at = announcement.at or context.now
    return [at] if at >= context.now else []


def held(announcement: Announcement, at: datetime, context: Context) -> datetime | None:
    """When the quiet hours end in which it would fall then; None if nothing holds it back."""
    quiet = context.announcing.quiet
    if announcement.is_urgent or quiet is None:
        return None
    ends = quiet.ends(at, context.time_zone)
    return ends if ends > at else None


async def _near(
    announcement: Announcement, audience: Audience, at: datetime, context: Context
) -> list[tuple[Announcement, int]]:
    """What else goes out within half an hour, with how many of the same people it reaches."""
    found = []
    for other in await context.announcements.planned(at + _NEAR):
        hour = other.due_at or other.at
        if other.number == announcement.number or hour is None or hour < at - _NEAR:
            continue
        try:
            both = Both(parts=(audience, meant(other.audience, context)))
        except Refused:
            continue
        reach = await context.announcements.reach(both, announcement.source)
        if sum(reach.values()):
            found.append((other, sum(reach.values())))
    return found


async def _frozen(announcement: Announcement, audience: Audience, context: Context) -> Reach:
    """Of a series every time has a list of its own."""
    if announcement.is_series:
        return await context.announcements.reach(audience, announcement.source)
    return await context.announcements.freeze(announcement.number, audience, announcement.source)


async def _scheduled(announcement: Announcement, context: Context) -> Announcement:
    dates = _dates(announcement, context) or [context.now]
    due = dates[0] if announcement.is_series else held(announcement, dates[0], context) or dates[0]
    scheduled = replace(announcement, state=State.SCHEDULED, due_at=due)
    await context.announcements.put(scheduled)
    return scheduled


async def _set_going(announcement: Announcement, context: Context) -> Announcement:
    """With what has not left yet."""
    going = replace(announcement, state=State.RUNNING, due_at=context.now, finished_at=None)
    await context.announcements.put(going)
    await context.announcements.resume(announcement.number)
    return going


async def _is_same(one: str, other: str, context: Context) -> bool:
    first, second = sender_of(one), sender_of(other)
    if first is None or second is None:
        return one == other
    return await is_same_person(first, second, context)
