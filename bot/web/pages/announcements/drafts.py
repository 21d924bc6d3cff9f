"""The form in which announcements are written and changed, with a preview as one types."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.bubbles import Bubbles
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.announcements.actions import find_own_chat
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.announcements.previews import preview_copies
from handlers.announcements import cards, lifecycle
from handlers.announcements.corrections.previews import withdraw_from_approvers
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Changes, Reach, Schedule
from handlers.announcements.model.verbs import Verb
from handlers.announcements.parsing import AnnouncementRefused, parse_audience, parse_schedule, validate_text
from handlers.context.context import Context
from handlers.core.events import PlatformName


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForm:
    """The content of the form as it was typed; an empty `when` leaves the time as it is."""

    text: str = ""
    english: str = ""
    audience: str = "alle"
    when: str = ""
    is_urgent: bool = False
    wants_receipt: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftPreview:
    """The preview of a draft and the people it would reach; `problem` names what prevents sending it."""

    bubbles: Sequence[Bubbles]
    reach: Reach
    problem: str

    @property
    def people(self) -> int:
        return sum(self.reach.values())


async def show_new(page: Page) -> web.StreamResponse:
    """Show an empty form, or one with the text of a template."""
    async with page.begin() as (context, unit):
        name = page.query("vorlage")
        template = await unit.templates.get(name.casefold()) if name else None
        form = DraftForm(text=template.text if template else "")
        preview = await _preview(form, context, unit)
        names = [each.name for each in await unit.templates.all()]
    return _render(page, None, form, preview, templates=names)


async def show(page: Page) -> web.StreamResponse:
    """Show the form with an announcement that can still be changed."""
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(parse_number(page.request.match_info["number"]) or 0)
        if announcement is None:
            raise web.HTTPNotFound
        form = _fill(announcement)
        preview = await _preview(form, context, unit)
        when = cards.render_time(announcement, context.announcement_texts, context)
    if Verb.REPLACE_TEXT not in cards.list_verbs(announcement, context.announcement_texts):
        return redirect(f"/ankuendigungen/{announcement.number}")
    return _render(page, announcement, form, preview, when=when)


async def preview(page: Page) -> web.StreamResponse:
    """Return how what stands in the form would arrive."""
    async with page.begin() as (context, unit):
        shown = await _preview(_read_form(page), context, unit)
    return page.render("announcements/preview.html", preview=shown)


async def create(page: Page) -> web.StreamResponse:
    """Store what was written as a draft of the person's."""
    form = _read_form(page)
    try:
        async with page.begin_change() as change:
            empty = Announcement(author=page.author, address=await find_own_chat(change))
            made = await lifecycle.create_draft(empty, change.context)
            made = await lifecycle.change_draft(made, _make_changes(form, made, change.context), change.context)
            await change.log("announcement_written", str(made.number))
    except AnnouncementRefused as refused:
        return await _show_refusal(page, None, form, refused)
    return redirect(f"/ankuendigungen/{made.number}")


async def save(page: Page) -> web.StreamResponse:
    """Change an announcement; what somebody else has changed meanwhile is shown beside it, and not overwritten."""
    number, form = parse_number(page.request.match_info["number"]), _read_form(page)
    try:
        async with page.begin_change() as change:
            announcement = await change.unit.announcements.get(number or 0)
            if announcement is None:
                raise web.HTTPNotFound
            if page.field("content") != announcement.content_hash:
                shown = await _preview(form, change.context, change.unit)
                return _render(page, announcement, form, shown, is_conflict=True)
            await _change(announcement, form, change)
    except AnnouncementRefused as refused:
        return await _show_refusal(page, number, form, refused)
    return redirect(f"/ankuendigungen/{number}")


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
        audience=form.audience,
        schedule=_parse_when(form.when, context),
        is_urgent=form.is_urgent,
        wants_receipt=form.wants_receipt,
    )


def _parse_when(when: str, context: Context) -> Schedule | None:
    return parse_schedule(when, context) if when else None


async def _preview(form: DraftForm, context: Context, unit: UnitOfWork) -> DraftPreview:
    """Return how a form would arrive; a text that can't be sent is shown as it was typed."""
    problems, reach = list[str](), dict[PlatformName, int]()
    draft = Announcement(text=form.text, english=form.english, wants_receipt=form.wants_receipt)
    try:
        draft = replace(draft, text=validate_text(form.text), english=validate_text(form.english))
        _parse_when(form.when, context)
    except AnnouncementRefused as refused:
        problems.append(explain(refused, context))
    try:
        reach = {**await unit.announcements.reach(parse_audience(form.audience, context), draft.source)}
    except AnnouncementRefused as refused:
        problems.append(explain(refused, context))
    return DraftPreview(bubbles=preview_copies(draft, None, context), reach=reach, problem=" ".join(problems))


async def _show_refusal(
    page: Page, number: int | None, form: DraftForm, refused: AnnouncementRefused
) -> web.StreamResponse:
    async with page.begin() as (context, unit):
        announcement = await unit.announcements.get(number) if number else None
        shown = await _preview(form, context, unit)
    return _render(page, announcement, form, shown, refusal=explain(refused, context))


def _render(
    page: Page,
    announcement: Announcement | None,
    form: DraftForm,
    shown: DraftPreview,
    *,
    when: str = "",
    refusal: str = "",
    is_conflict: bool = False,
    templates: Sequence[str] = (),
) -> web.StreamResponse:
    return page.render(
        "announcements/draft.html",
        status=409 if refusal or is_conflict else 200,
        announcement=announcement,
        form=form,
        preview=shown,
        when=when,
        refusal=refusal,
        is_conflict=is_conflict,
        templates=templates,
    )


def _fill(announcement: Announcement) -> DraftForm:
    return DraftForm(
        text=announcement.text,
        english=announcement.english,
        audience=announcement.audience,
        is_urgent=announcement.is_urgent,
        wants_receipt=announcement.wants_receipt,
    )


def _read_form(page: Page) -> DraftForm:
    return DraftForm(
        text=page.field("text").replace("\r\n", "\n"),
        english=page.field("english").replace("\r\n", "\n"),
        audience=" ".join(page.field("audience").split()) or "alle",
        when=page.field("when"),
        is_urgent=page.field("urgent") == "ja",
        wants_receipt=page.field("receipt") == "ja",
    )
