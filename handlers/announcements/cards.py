"""Announcements as editors see them: facts, previews, and what can be done next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.announcements.editors import Addressee
from handlers.announcements.forecast import Forecast, make_forecast, next_date, quiet_until
from handlers.announcements.model.announcement import TRANSLATION, Announcement, AnnouncementState, Reach, Recipient
from handlers.announcements.model.text import fill_placeholders
from handlers.announcements.model.verbs import Verb, format_command
from handlers.announcements.readership import may_be_shown_on
from handlers.announcements.rendering.copies import render_messages
from handlers.announcements.schedule import recurrences
from handlers.announcements.schedule.date_time_text import format_date, format_date_time
from handlers.announcements.schedule.occurrences import Occurrence
from handlers.announcements.schedule.recurrence_text import describe
from handlers.announcements.sent_copies import has_pending_reminder
from handlers.context.context import Context
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import Choice, DeliveryId, Message, label, strip_markdown
from handlers.core.working_days import name_holiday
from handlers.i18n.announcements import AnnouncementTexts
from knowledge.entries import Visibility

_LONGEST_BEGINNING = 40


async def render_preview(announcement: Announcement, editor: Sender, texts: AnnouncementTexts, context: Context) -> str:
    """Return all that an editor sees before it goes out; raises AnnouncementRefused."""
    original, *translation = await render_as_delivered(announcement, editor, context)
    shown = (texts.reads, original, *((texts.reads_english, *translation) if translation else ()))
    return "\n\n".join((await render_facts(announcement, texts, context, editor.platform), *shown))


async def render_decision_preview(announcement: Announcement, editor: Addressee, context: Context) -> str:
    """Return the preview for an editor who may approve it, with the signs that do; raises AnnouncementRefused."""
    shown = await render_preview(announcement, editor.account, editor.texts, context)
    signs = context.traits(editor.address.platform).signs
    by_sign = editor.texts.decide_by_sign.format(approve=signs.approve, send_back=signs.send_back) if signs else ""
    return f"{shown}\n\n{by_sign}".rstrip()


async def render_facts(
    announcement: Announcement, texts: AnnouncementTexts, context: Context, platform: PlatformName | None = None
) -> str:
    """Return the forecast in words, without announcements that `platform` may not carry; raises AnnouncementRefused."""
    forecast = await make_forecast(announcement, context)
    if platform is not None:
        near = [each for each in forecast.timing.near if may_be_shown_on(platform, each[0].visibility, context)]
        forecast = replace(forecast, timing=replace(forecast.timing, near=near))
    head = texts.head.format(number=announcement.number, state=_render_state(announcement, texts))
    return "\n\n".join((head, "\n".join(f"- {fact}" for fact in _list_facts(announcement, forecast, texts, context))))


async def render_as_delivered(announcement: Announcement, editor: Sender, context: Context) -> list[str]:
    """Return what the editor would read as a recipient: as written, and translated if it is translated."""
    centre = await context.stores.preferences.centre(editor)
    return [copy.text for copy in render_copies(announcement, editor.platform, context, editor, centre)]


def render_copies(
    announcement: Announcement,
    platform: PlatformName,
    context: Context,
    reader: Sender | None = None,
    centre: str | None = None,
) -> list[Message]:
    """Return the copies for one reader, or for a room, in each language."""
    address = Address(platform=platform, room=RoomId(reader.id if reader else ""))
    recipient = Recipient(announcement=announcement.number, position=0, address=address, sender=reader, centre=centre)
    languages = (context.language, *((TRANSLATION,) if announcement.english else ()))
    read = [replace(recipient, language=language) for language in languages]
    return [next(render_messages(announcement, each, DeliveryId(""), context)) for each in read]


def render_line(announcement: Announcement, texts: AnnouncementTexts, context: Context) -> str:
    """Return an announcement in one line."""
    return texts.line.format(
        number=announcement.number,
        when=render_time(announcement, texts, context),
        state=_render_state(announcement, texts),
        text=label(render_beginning(announcement)),
        audience=label(announcement.audience),
    )


def _render_state(announcement: Announcement, texts: AnnouncementTexts) -> str:
    """Return the state, and the class of its readers unless it is for everybody."""
    state = texts.will_remind if has_pending_reminder(announcement) else texts.states[announcement.state]
    return texts.name_class(state, announcement.visibility)


def render_beginning(announcement: Announcement, longest: int = _LONGEST_BEGINNING) -> str:
    """Return its first line without marks, as somebody without a name reads it, of at most so many characters."""
    first = next((line for line in announcement.text.splitlines() if line.strip()), "")
    first = fill_placeholders(first, name="", centre="")
    first = strip_markdown(first.strip("# ")).strip("_ ")
    return first if len(first) <= longest else f"{first[: longest - 1]}…"


def render_reach(reach: Reach, texts: AnnouncementTexts) -> str:
    """Return the number of people, by platform."""
    by_platform = ", ".join(f"{platform.value.title()} {number}" for platform, number in sorted(reach.items()))
    return texts.people.format(number=sum(reach.values()), platforms=by_platform or texts.nobody)


def offer_actions(announcement: Announcement, texts: AnnouncementTexts) -> tuple[Choice, ...]:
    """Return what its author may do with an announcement in its state; a draft is sent as it is shown."""
    shown = announcement.content_hash if announcement.state is AnnouncementState.DRAFT else ""
    return tuple(
        Choice(label=label, says=format_command(announcement.number, verb, shown if verb is Verb.SUBMIT else ""))
        for label, verb in _list_actions(announcement, texts)
    )


def list_verbs(announcement: Announcement, texts: AnnouncementTexts) -> Sequence[Verb]:
    """Return what its author may do with an announcement in its state."""
    return [verb for _, verb in _list_actions(announcement, texts)]


def offer_to_show(number: int, texts: AnnouncementTexts) -> Choice:
    """Return the choice that shows an announcement."""
    return Choice(label=texts.show.format(number=number), says=format_command(number))


def offer_decisions(announcement: Announcement, texts: AnnouncementTexts) -> tuple[Choice, ...]:
    """Return the choices of an approver; they hold for exactly this content."""
    number, content = announcement.number, announcement.content_hash
    decisions = ((texts.approve, Verb.APPROVE), (texts.send_back, Verb.SEND_BACK))
    return tuple(Choice(label=label, says=format_command(number, verb, content)) for label, verb in decisions)


def _list_actions(announcement: Announcement, texts: AnnouncementTexts) -> Iterator[tuple[str, Verb]]:
    match announcement.state:
        case AnnouncementState.DRAFT:
            yield texts.send, Verb.SUBMIT
            yield texts.other_text, Verb.REPLACE_TEXT
            yield texts.other_audience, Verb.SET_AUDIENCE
            yield texts.other_time, Verb.SET_OTHER_TIME
            yield texts.other_visibility, Verb.SET_VISIBILITY
            yield texts.add_english, Verb.SET_ENGLISH
            yield texts.add_file, Verb.ATTACH_FILE
            yield texts.without_receipt if announcement.wants_receipt else texts.with_receipt, Verb.TOGGLE_RECEIPT
            yield texts.not_urgent if announcement.is_urgent else texts.urgent, Verb.TOGGLE_URGENT
            yield texts.call_off, Verb.CANCEL
        case AnnouncementState.WAITING if announcement.earlier is not None:
            yield texts.change_copies, Verb.REWORD
            yield texts.drop_change, Verb.CANCEL
            yield texts.recall, Verb.RECALL
        case AnnouncementState.WAITING | AnnouncementState.SCHEDULED:
            yield texts.other_text, Verb.REPLACE_TEXT
            yield texts.other_time, Verb.SET_OTHER_TIME
            yield texts.call_off, Verb.CANCEL
        case AnnouncementState.LATE:
            yield texts.send_now, Verb.SUBMIT
            yield texts.call_off, Verb.CANCEL
        case AnnouncementState.RUNNING:
            yield texts.pause, Verb.PAUSE
            yield texts.call_off, Verb.CANCEL
        case AnnouncementState.PAUSED:
            yield texts.resume, Verb.RESUME
            yield texts.call_off, Verb.CANCEL
        case AnnouncementState.FINISHED | AnnouncementState.CANCELLED if announcement.started_at is not None:
            yield texts.change_copies, Verb.REWORD
            yield texts.recall, Verb.RECALL
            if has_pending_reminder(announcement):
                yield texts.without_reminder, Verb.CANCEL
            if announcement.wants_receipt:
                yield texts.remind, Verb.REMIND
        case _:
            return


def _list_facts(
    announcement: Announcement, forecast: Forecast, texts: AnnouncementTexts, context: Context
) -> Iterator[str]:
    zone, timing = context.time_zone, forecast.timing
    yield from _list_readers(announcement, forecast, texts)
    if announcement.is_series:
        yield texts.when.format(when=_render_rule(announcement, texts, context))
        dates = (_render_occurrence(announcement, each, texts, context) for each in timing.occurrences)
        yield texts.next_dates.format(dates="; ".join(dates) or texts.nothing)
    else:
        yield texts.when.format(when=render_time(announcement, texts, context))
    if timing.quiet_until is not None and not announcement.is_series:
        yield texts.held.format(until=format_date_time(timing.quiet_until, zone, texts.recurrence))
    for other, people in timing.near:
        yield texts.near.format(number=other.number, when=render_time(other, texts, context), people=people)
    for platform in sorted(forecast.reach):
        number = max(map(context.in_messages, render_copies(announcement, platform, context)))
        if number > 1:
            yield texts.in_messages.format(platform=platform.value.title(), number=number)
    if announcement.attachments:
        yield texts.files.format(names=label(", ".join(file.name or "?" for file in announcement.attachments)))
    if announcement.wants_receipt:
        yield texts.asks_receipt
    if announcement.is_urgent:
        yield texts.is_urgent
    if announcement.remind_at is not None:
        yield texts.reminds.format(when=format_date_time(announcement.remind_at, zone, texts.recurrence))


def _list_readers(announcement: Announcement, forecast: Forecast, texts: AnnouncementTexts) -> Iterator[str]:
    yield texts.to_whom.format(audience=label(announcement.audience), people=render_reach(forecast.reach, texts))
    if announcement.visibility is not Visibility.PUBLIC:
        yield texts.for_class.format(readers=texts.classes[announcement.visibility], left_out=forecast.left_out)


def render_time(announcement: Announcement, texts: AnnouncementTexts, context: Context) -> str:
    """Return when it goes out, in words; of a series its rule and the next date."""
    if announcement.is_series:
        rule, at = _render_rule(announcement, texts, context), next_date(announcement, context.now, context)
        return texts.next_date.format(rule=rule, when=_render_date(announcement, at, texts, context)) if at else rule
    at = announcement.due_at or announcement.at
    return format_date_time(at, context.time_zone, texts.recurrence) if at else texts.at_once


def _render_rule(announcement: Announcement, texts: AnnouncementTexts, context: Context) -> str:
    return describe(recurrences.load(announcement.recurrence or ""), texts.recurrence, context.time_zone)


def _render_date(announcement: Announcement, at: datetime, texts: AnnouncementTexts, context: Context) -> str:
    """Return a date of a series, with the end of the quiet hours in which it falls."""
    until = quiet_until(announcement, at, context)
    zone, words = context.time_zone, texts.recurrence
    when = format_date_time(at, zone, words)
    return when if until is None else texts.held_date.format(at=when, until=format_date_time(until, zone, words))


def _render_occurrence(
    announcement: Announcement, occurrence: Occurrence, texts: AnnouncementTexts, context: Context
) -> str:
    """Return a date of a series, with the holiday that moved it or left it out."""
    planned = format_date(occurrence.planned_at, context.time_zone, texts.recurrence)
    holiday = name_holiday(occurrence.holiday, texts.recurrence.language) if occurrence.holiday else ""
    if occurrence.at is None:
        return texts.dropped_date.format(planned=planned, holiday=holiday)
    at = _render_date(announcement, occurrence.at, texts, context)
    return texts.moved_date.format(at=at, planned=planned, holiday=holiday) if holiday else at
