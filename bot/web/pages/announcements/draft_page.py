"""The page with the form of an announcement, and its parts that change as one types."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.bubbles import Bubbles
from bot.web.base.choices import list_centres
from bot.web.base.desk import Page, parse_number
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.announcements.approvers import list_approvers
from bot.web.pages.announcements.attachments import has_files
from bot.web.pages.announcements.audience_form import AudienceSize, apply_button, count_audience, list_values
from bot.web.pages.announcements.chosen_reader import ChosenReader, find_reader
from bot.web.pages.announcements.draft_form import DraftForm, parse_start, read_form
from bot.web.pages.announcements.previews import preview_copies
from bot.web.pages.knowledge.differences import FieldDifference
from handlers.announcements import cards, lifecycle
from handlers.announcements.forecast import Timing, plan_timing
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.policy import OFFICE
from handlers.announcements.parsing import AnnouncementRefused, validate_text
from handlers.announcements.readership import find_readers
from handlers.context.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftPreview:
    """The looks of a draft on both platforms for its reader; `problem` names what in its text prevents sending it."""

    bubbles: Sequence[Bubbles]
    reader: ChosenReader
    problem: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftOutlook:
    """The reach and the dates of a draft; `timing` is None if its time, as `problem` says, or audience is unclear."""

    size: AudienceSize
    timing: Timing | None = None
    is_series: bool = False
    is_immediate: bool = False
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notices:
    """Notices above the form: a refusal, another's change, what was done, templates to start from.

    `others` is what differs from the version that somebody else has saved meanwhile. `has_lost_files`: files had been
    chosen, which a browser does not keep.
    """

    refusal: str = ""
    is_conflict: bool = False
    others: Sequence[FieldDifference] = ()
    has_lost_files: bool = False
    done: str = ""
    templates: Sequence[str] = ()


async def show_form(
    page: Page,
    announcement: Announcement | None,
    form: DraftForm,
    notices: Notices,
    context: Context,
    unit: UnitOfWork,
) -> web.StreamResponse:
    """Show the form; `announcement` is what is stored, None as long as nothing is."""
    # What was seen when writing began still counts, until another's change has been shown.
    seen = "" if notices.is_conflict else page.field("content")
    form = replace(form, visibility=form.visibility or (announcement or Announcement()).visibility)
    needs_approval = await lifecycle.needs_approval(context)
    return page.render(
        "announcements/draft.html",
        status=409 if notices.refusal or notices.is_conflict else 200,
        announcement=announcement,
        content=seen or (announcement.content_hash if announcement else ""),
        form=form,
        audience=form.audience,
        values=list_values(page, context),
        outlook=await _foresee(announcement, form, context, unit),
        preview=await _preview(page, announcement, form, context, unit),
        centres=list_centres(context),
        links=page.desk.link_results.list_known((form.text, form.english), page.now),
        kept_time=cards.render_time(announcement, context.announcement_texts, context) if announcement else "",
        approvers=await list_approvers(page, announcement, context) if needs_approval else {},
        needs_approval=needs_approval,
        notices=notices,
    )


async def show_again(
    page: Page, number: int | None, form: DraftForm, refused: AnnouncementRefused | None = None
) -> web.StreamResponse:
    """Show the form as it was sent, after one of its buttons or with what was refused."""
    async with page.begin() as (context, unit):
        announcement = await _find(number, unit)
        again = replace(form, audience=apply_button(form.audience, page.field("rows"), context))
        refusal = explain(refused, context) if refused else ""
        notices = Notices(refusal=refusal, has_lost_files=await has_files(page))
        return await show_form(page, announcement, again, notices, context, unit)


async def preview(page: Page) -> web.StreamResponse:
    """Return how what stands in the form would arrive."""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(parse_number(page.field("number")) or 0)
        shown = await _preview(page, announcement, read_form(page), context, unit)
        centres = list_centres(context)
    return page.render("announcements/preview.html", preview=shown, announcement=announcement, centres=centres)


async def show_outlook(page: Page) -> web.StreamResponse:
    """Return the parts that tell who gets what stands in the form, and when."""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(parse_number(page.field("number")) or 0)
        outlook = await _foresee(announcement, read_form(page), context, unit)
    return page.render("announcements/outlook.html", outlook=outlook)


async def show_links(page: Page) -> web.StreamResponse:
    """Return what the addresses in the form lead to, tried now."""
    form = read_form(page)
    links = await page.desk.link_results.try_all((form.text, form.english), page.desk.check_link, page.now)
    return page.render("announcements/links.html", links=links)


async def _preview(
    page: Page, announcement: Announcement | None, form: DraftForm, context: Context, unit: UnitOfWork
) -> DraftPreview:
    """Return the looks of what stands in the form; a text that can't be sent is shown as it was typed."""
    problem, files = "", announcement.attachments if announcement else ()
    draft = Announcement(text=form.text, english=form.english, wants_receipt=form.wants_receipt, attachments=files)
    try:
        draft = replace(draft, text=validate_text(form.text), english=validate_text(form.english))
    except AnnouncementRefused as refused:
        problem = explain(refused, context)
    reader = await find_reader(page, announcement or Announcement(), form, context, unit)
    return DraftPreview(bubbles=preview_copies(draft, reader.found, context), reader=reader, problem=problem)


async def _foresee(
    announcement: Announcement | None, form: DraftForm, context: Context, unit: UnitOfWork
) -> DraftOutlook:
    """Return who would get what stands in the form, and when."""
    stored = announcement or Announcement()
    source, visibility = announcement.source if announcement else OFFICE, form.visibility or stored.visibility
    size = await count_audience(form.audience, visibility, source, context, unit)
    draft = replace(stored, text="", audience=form.audience.chosen, visibility=visibility, is_urgent=form.is_urgent)
    try:
        schedule = parse_start(form, context)
    except AnnouncementRefused as refused:
        return DraftOutlook(size=size, problem=explain(refused, context))
    if schedule is not None:
        draft = replace(draft, at=schedule.at, recurrence=schedule.recurrence)
    timing = None if size.problem else await plan_timing(draft, await find_readers(draft, context), context)
    is_immediate = draft.at is None and not draft.is_series
    return DraftOutlook(size=size, timing=timing, is_series=draft.is_series, is_immediate=is_immediate)


async def _find(number: int | None, unit: UnitOfWork) -> Announcement | None:
    """Return the announcement of this number, None for a new one. Raises HTTPNotFound."""
    found = await unit.announcements.get(number) if number is not None else None
    if found is None and number is not None:
        raise web.HTTPNotFound
    return found
