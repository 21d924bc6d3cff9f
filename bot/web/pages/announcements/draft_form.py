"""The content of the form of an announcement: as it was sent, as it is stored, and the changes that it makes."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.web.base.desk import Page
from bot.web.pages.announcements.audience_form import AudienceForm, fill_audience, read_audience, read_visibility
from handlers.announcements.model.announcement import Announcement, Changes, Schedule
from handlers.announcements.parsing import parse_schedule
from handlers.context.context import Context
from handlers.rendering.backslashes import drop_needless_escapes
from knowledge.entries import Visibility


class Start(StrEnum):
    """The time of sending, as the form names it: at the time it has, at once, or at the time that is typed."""

    KEPT = "wie-bisher"
    AT_ONCE = "sofort"
    TYPED = "zeit"


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForm:
    """The content of the form as it was typed.

    Without `visibility` the class of readers stays. `asked` is the account that is to approve it, or empty for anybody.
    """

    text: str = ""
    english: str = ""
    audience: AudienceForm = field(default_factory=AudienceForm)
    visibility: Visibility | None = None
    start: Start = Start.AT_ONCE
    when: str = ""
    is_urgent: bool = False
    wants_receipt: bool = False
    asked: str = ""


def fill_form(announcement: Announcement, context: Context) -> DraftForm:
    """Return the form of a stored announcement."""
    has_time = announcement.at is not None or announcement.is_series
    return DraftForm(
        text=drop_needless_escapes(announcement.text),
        english=drop_needless_escapes(announcement.english),
        audience=fill_audience(announcement.audience, context),
        visibility=announcement.visibility,
        start=Start.KEPT if has_time else Start.AT_ONCE,
        is_urgent=announcement.is_urgent,
        wants_receipt=announcement.wants_receipt,
    )


def read_form(page: Page) -> DraftForm:
    """Return the form that was sent."""
    start, when = page.field("start"), page.field("when")
    return DraftForm(
        text=page.field("text").replace("\r\n", "\n"),
        english=page.field("english").replace("\r\n", "\n"),
        audience=read_audience(page),
        visibility=read_visibility(page),
        start=Start(start) if start in [*Start] else Start.TYPED if when else Start.KEPT,
        when=when,
        is_urgent=page.field("urgent") == "ja",
        wants_receipt=page.field("receipt") == "ja",
        asked=page.field("asked"),
    )


def make_changes(form: DraftForm, before: Announcement, context: Context) -> Changes:
    """Return what was typed as changes; raises AnnouncementRefused for a time that can't be understood."""
    return Changes(
        text=None if form.text == drop_needless_escapes(before.text) else form.text,
        english=form.english,
        audience=form.audience.expression,
        visibility=form.visibility,
        schedule=parse_start(form, context),
        is_urgent=form.is_urgent,
        wants_receipt=form.wants_receipt,
    )


def parse_start(form: DraftForm, context: Context) -> Schedule | None:
    """Return when it goes out, None if its time stays; raises AnnouncementRefused."""
    if form.start is Start.KEPT:
        return None
    return Schedule() if form.start is Start.AT_ONCE else parse_schedule(form.when, context)
