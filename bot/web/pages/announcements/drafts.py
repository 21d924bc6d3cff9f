"""Writing and changing announcements: what is sent with the form is stored, and goes the step that its button names."""

from enum import StrEnum

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.announcements.actions import find_own_chat, send_sample
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.approvers import find_approver
from bot.web.pages.announcements.attachments import attach_sent, has_files, remove_named
from bot.web.pages.announcements.draft_comparison import compare_drafts
from bot.web.pages.announcements.draft_form import DraftForm, fill_form, make_changes, read_form
from bot.web.pages.announcements.draft_page import Notices, show_again, show_form
from handlers.announcements import cards, decisions, lifecycle
from handlers.announcements.corrections.previews import withdraw_from_approvers
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.model.verbs import Verb
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context


class Then(StrEnum):
    """The next step after the form is stored, by the values of its buttons."""

    SHOW = ""
    RECIPIENTS = "empfaenger"
    FILES = "dateien"
    SAMPLE = "probe"
    ASK = "freigabe"


_NEXT_PAGES = {
    Then.SHOW: "",
    Then.RECIPIENTS: "/empfaenger",
    Then.FILES: "/bearbeiten#dateien",
    Then.SAMPLE: "/bearbeiten?getan=probe",
    Then.ASK: "",
}
_WITHOUT_SAVING = ("rows", "try_links", "show_reader")


async def show_new(page: Page) -> web.StreamResponse:
    """Show an empty form, or one with the text of a template."""
    async with page.begin() as (context, unit):
        name = page.query("vorlage")
        template = await unit.templates.get(name.casefold()) if name else None
        return await show_text(page, template.text if template else "", context, unit)


async def show_text(page: Page, text: str, context: Context, unit: UnitOfWork) -> web.StreamResponse:
    """Show the form of a new announcement that begins with a text."""
    notices = Notices(templates=[each.name for each in await unit.templates.all()])
    return await show_form(page, None, DraftForm(text=text), notices, context, unit)


async def show(page: Page) -> web.StreamResponse:
    """Show the form with an announcement that can still be changed."""
    async with page.begin() as (context, unit):
        announcement = await find_announcement(page, unit)
        if Verb.REPLACE_TEXT not in cards.list_verbs(announcement, context.announcement_texts):
            return redirect(f"/ankuendigungen/{announcement.number}")
        notices = Notices(done=page.query("getan"))
        return await show_form(page, announcement, fill_form(announcement, context), notices, context, unit)


async def create(page: Page) -> web.StreamResponse:
    """Store what was written as a draft of the person's."""
    form = read_form(page)
    if await _is_only_shown(page, form):
        return await show_again(page, None, form)
    try:
        async with page.begin_change() as change:
            empty = Announcement(author=page.author, address=await find_own_chat(change))
            made = await lifecycle.create_draft(empty, change.context)
            made = await lifecycle.change_draft(made, make_changes(form, made, change.context), change.context)
            await change.log("announcement_written", str(made.number))
            await _go_on(made, form, change)
    except AnnouncementRefused as refused:
        return await show_again(page, None, form, refused)
    return _show_next(page, made.number)


async def save(page: Page) -> web.StreamResponse:
    """Change an announcement; what somebody else has changed meanwhile is shown beside it, and not overwritten."""
    number, form = parse_number(page.request.match_info["number"]) or 0, read_form(page)
    if await _is_only_shown(page, form):
        return await show_again(page, number, form)
    try:
        async with page.begin_change() as change:
            announcement = await find_announcement(page, change.unit)
            if page.field("content") != announcement.content_hash:
                others = compare_drafts(announcement, form, page, change.context)
                conflict = Notices(is_conflict=True, others=others, has_lost_files=await has_files(page))
                return await show_form(page, announcement, form, conflict, change.context, change.unit)
            await _go_on(await _change(announcement, form, change), form, change)
    except AnnouncementRefused as refused:
        return await show_again(page, number, form, refused)
    return _show_next(page, number)


async def _is_only_shown(page: Page, form: DraftForm) -> bool:
    """Return whether a button was taken that stores nothing, once what it asks for is done."""
    if page.field("try_links"):
        await page.desk.link_results.try_all((form.text, form.english), page.desk.check_link, page.now)
    return any(page.field(name) for name in _WITHOUT_SAVING)


async def _change(announcement: Announcement, form: DraftForm, change: Change) -> Announcement:
    adopted = await adopt_draft(announcement, change.page.sender, await find_own_chat(change), change.context)
    changed = await lifecycle.change_draft(adopted, make_changes(form, adopted, change.context), change.context)
    if announcement.state is AnnouncementState.WAITING:
        withdrawn = await withdraw_from_approvers(announcement, lambda texts: texts.withdrawn, change.context)
        change.outgoing.extend(withdrawn)
    await change.log("announcement_written", str(announcement.number))
    return changed


async def _go_on(draft: Announcement, form: DraftForm, change: Change) -> None:
    """Attach or remove files, and take the step that was asked for. Raises AnnouncementRefused."""
    draft = await remove_named(draft, change)
    draft = await attach_sent(draft, change)
    match _read_then(change.page):
        case Then.SAMPLE:
            await send_sample(draft, change)
        case Then.ASK if await lifecycle.needs_approval(change.context):
            asked = await find_approver(form.asked, draft, change.context)
            done = await decisions.submit(draft, draft.content_hash, change.context, asked)
            change.outgoing.extend(done.messages)
            await change.log("announcement_submitted", str(draft.number))


def _show_next(page: Page, number: int) -> web.Response:
    return redirect(f"/ankuendigungen/{number}{_NEXT_PAGES[_read_then(page)]}")


def _read_then(page: Page) -> Then:
    if page.field("drop_file"):
        return Then.FILES
    name = page.field("then")
    return Then(name) if name in [*Then] else Then.SHOW
