"""The form in which announcements are written and changed, with a preview as one types."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.bubbles import Bubbles
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.announcements.actions import find_own_chat
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.announcements.audience_form import (
    AudienceForm,
    apply_button,
    count_audience,
    fill_audience,
    list_values,
    read_audience,
)
from bot.web.pages.announcements.previews import preview_copies
from handlers.announcements import cards, lifecycle
from handlers.announcements.corrections.previews import withdraw_from_approvers
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Changes, Schedule
from handlers.announcements.model.policy import OFFICE
from handlers.announcements.model.verbs import Verb
from handlers.announcements.parsing import AnnouncementRefused, parse_schedule, validate_text
from handlers.context.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForm:
    """The content of the form as it was typed; an empty `when` leaves the time as it is."""

    text: str = ""
    english: str = ""
    audience: AudienceForm = field(default_factory=AudienceForm)
    when: str = ""
    is_urgent: bool = False
    wants_receipt: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftPreview:
    """The preview of a draft; `problem` names what in its text or time prevents sending it."""

    bubbles: Sequence[Bubbles]
    problem: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Notices:
    """Notices above the form: the time that is kept, a refusal, another's change, templates to start from."""

    when: str = ""
    refusal: str = ""
    is_conflict: bool = False
    templates: Sequence[str] = ()


async def show_new(page: Page) -> web.StreamResponse:
    """Show an empty form, or one with the text of a template."""
    async with page.begin() as (context, unit):
        name = page.query("vorlage")
        template = await unit.templates.get(name.casefold()) if name else None
        return await show_text(page, template.text if template else "", context, unit)


async def show_text(page: Page, text: str, context: Context, unit: UnitOfWork) -> web.StreamResponse:
    """Show the form of a new announcement that begins with a text."""
    notices = Notices(templates=[each.name for each in await unit.templates.all()])
    return await _render(page, None, DraftForm(text=text), notices, context, unit)


async def show(page: Page) -> web.StreamResponse:
    """Show the form with an announcement that can still be changed."""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(parse_number(page.request.match_info["number"]) or 0)
        if announcement is None:
            raise web.HTTPNotFound
        if Verb.REPLACE_TEXT not in cards.list_verbs(announcement, context.announcement_texts):
            return redirect(f"/ankuendigungen/{announcement.number}")
        notices = Notices(when=cards.render_time(announcement, context.announcement_texts, context))
        return await _render(page, announcement, _fill(announcement, context), notices, context, unit)


async def preview(page: Page) -> web.StreamResponse:
    """Return how what stands in the form would arrive."""
    async with page.begin() as (context, _):
        shown = _preview(_read_form(page), context)
    return page.render("announcements/preview.html", preview=shown)


async def create(page: Page) -> web.StreamResponse:
    """Store what was written as a draft of the person's; buttons of the audience only show the form anew."""
    form = _read_form(page)
    if page.field("rows"):
        return await _show_again(page, None, form)
    try:
        async with page.begin_change() as change:
            empty = Announcement(author=page.author, address=await find_own_chat(change))
            made = await lifecycle.create_draft(empty, change.context)
            made = await lifecycle.change_draft(made, _make_changes(form, made, change.context), change.context)
            await change.log("announcement_written", str(made.number))
    except AnnouncementRefused as refused:
        return await _show_again(page, None, form, refused)
    return _go_on(page, made.number)


async def save(page: Page) -> web.StreamResponse:
    """Change an announcement; what somebody else has changed meanwhile is shown beside it, and not overwritten."""
    number, form = parse_number(page.request.match_info["number"]) or 0, _read_form(page)
    if page.field("rows"):
        return await _show_again(page, number, form)
    try:
        async with page.begin_change() as change:
            announcement = await change.unit.announcements.get(number)
            if announcement is None:
                raise web.HTTPNotFound
            if page.field("content") != announcement.content_hash:
                conflict = Notices(is_conflict=True)
                return await _render(page, announcement, form, conflict, change.context, change.unit)
            await _change(announcement, form, change)
    except AnnouncementRefused as refused:
        return await _show_again(page, number, form, refused)
    return _go_on(page, number)


def _go_on(page: Page, number: int) -> web.Response:
    """Show what was saved, or who gets it if that was asked for."""
    further = "/empfaenger" if page.field("then") == "empfaenger" else ""
    return redirect(f"/ankuendigungen/{number}{further}")


async def _change(announcement: Announcement, form: DraftForm, change: Change) -> None:
    adopted = await adopt_draft(announcement, change.page.sender, await find_own_chat(change), change.context)
    await lifecycle.change_draft(adopted, _make_changes(form, adopted, change.context), change.context)
    if announcement.state is AnnouncementState.WAITING:
        withdrawn = await withdraw_from_approvers(announcement, lambda texts: texts.withdrawn, change.context)
        change.outgoing.extend(withdrawn)
    await change.log("announcement_written", str(announcement.number))


def _make_changes(form: DraftForm, before: Announcement, context: Context) -> Changes:
    """Return what was typed as changes; raises AnnouncementRefused for a time that can't be understood."""
    return Changes(
        text=None if form.text == before.text else form.text,
        english=form.english,
        audience=form.audience.expression,
        schedule=_parse_when(form.when, context),
        is_urgent=form.is_urgent,
        wants_receipt=form.wants_receipt,
    )


def _parse_when(when: str, context: Context) -> Schedule | None:
    return parse_schedule(when, context) if when else None


def _preview(form: DraftForm, context: Context) -> DraftPreview:
    """Return how a form would arrive; a text that can't be sent is shown as it was typed."""
    problem = ""
    draft = Announcement(text=form.text, english=form.english, wants_receipt=form.wants_receipt)
    try:
        draft = replace(draft, text=validate_text(form.text), english=validate_text(form.english))
        _parse_when(form.when, context)
    except AnnouncementRefused as refused:
        problem = explain(refused, context)
    return DraftPreview(bubbles=preview_copies(draft, None, context), problem=problem)


async def _show_again(
    page: Page, number: int | None, form: DraftForm, refused: AnnouncementRefused | None = None
) -> web.StreamResponse:
    """Show the form as it was sent, after one of its buttons or with what was refused."""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(number) if number is not None else None
        if announcement is None and number is not None:
            raise web.HTTPNotFound
        again = replace(form, audience=apply_button(form.audience, page.field("rows"), context))
        notices = Notices(refusal=explain(refused, context) if refused else "")
        return await _render(page, announcement, again, notices, context, unit)


async def _render(
    page: Page,
    announcement: Announcement | None,
    form: DraftForm,
    notices: Notices,
    context: Context,
    unit: UnitOfWork,
) -> web.StreamResponse:
    source = announcement.source if announcement else OFFICE
    # What was seen when writing began still counts, until another's change has been shown.
    seen = "" if notices.is_conflict else page.field("content")
    return page.render(
        "announcements/draft.html",
        status=409 if notices.refusal or notices.is_conflict else 200,
        announcement=announcement,
        content=seen or (announcement.content_hash if announcement else ""),
        form=form,
        audience=form.audience,
        values=list_values(page, context),
        size=await count_audience(form.audience, source, context, unit),
        preview=_preview(form, context),
        notices=notices,
    )


def _fill(announcement: Announcement, context: Context) -> DraftForm:
    return DraftForm(
        text=announcement.text,
        english=announcement.english,
        audience=fill_audience(announcement.audience, context),
        is_urgent=announcement.is_urgent,
        wants_receipt=announcement.wants_receipt,
    )


def _read_form(page: Page) -> DraftForm:
    return DraftForm(
        text=page.field("text").replace("\r\n", "\n"),
        english=page.field("english").replace("\r\n", "\n"),
        audience=read_audience(page),
        when=page.field("when"),
        is_urgent=page.field("urgent") == "ja",
        wants_receipt=page.field("receipt") == "ja",
    )
