"""The templates of announcements: the list, and the form in which one is renamed and changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page, redirect
from bot.web.base.tables import Table
from bot.web.pages.announcements import drafts
from bot.web.pages.announcements.addressed import find_announcement
from bot.web.pages.announcements.announcement_view import explain
from bot.web.pages.knowledge.differences import FieldDifference, compare_texts
from handlers.announcements import templates
from handlers.announcements.model.announcement import Announcement, FilledTemplate, Template
from handlers.announcements.parsing import AnnouncementRefused
from handlers.core.hashes import digest
from handlers.i18n.announcements import Refusal
from knowledge.text import fold

_LIST = "/ankuendigungen/vorlagen"
_TABLE: Table[Template] = Table(
    tabs={"": lambda _: True},
    columns={"vorlage": lambda each: fold(each.name), "felder": lambda each: fold(", ".join(each.fields))},
    turned=frozenset(),
    identify=lambda each: each.name,
    describe=lambda each: f"{each.name} {each.text}",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateForm:
    """The name and text in the form; `seen` is the hash of the text that was in it at first."""

    name: str
    text: str
    seen: str


async def show_list(page: Page) -> web.StreamResponse:
    """Show a page of the templates with their fields."""
    async with page.begin() as (_, unit):
        found = await unit.templates.all()
    query = _TABLE.parse_query(page)
    return page.render("announcements/templates.html", found=_TABLE.select(found, query), query=query)


async def show(page: Page) -> web.StreamResponse:
    """Show a template in its form."""
    async with page.begin() as (_, unit):
        template = await _find(page, unit)
    return _render(page, template, TemplateForm(name=template.name, text=template.text, seen=_hash(template)))


async def save(page: Page) -> web.StreamResponse:
    """Change a template; what somebody else has changed meanwhile is shown beside it, and not overwritten."""
    form = _read(page)
    try:
        async with page.begin_change() as change:
            template = await _find(page, change.unit)
            if form.seen != _hash(template):
                again = TemplateForm(name=form.name, text=form.text, seen=_hash(template))
                return _render(page, template, again, others=_compare(page, template, form))
            changed = await templates.change(template, form.name, form.text, change.context)
            await change.log("template_changed", changed.name)
    except AnnouncementRefused as refused:
        async with page.begin() as (context, unit):
            return _render(page, await _find(page, unit), form, explain(refused, context))
    return redirect(_LIST)


async def drop(page: Page) -> web.StreamResponse:
    """Delete the template whose text was seen."""
    async with page.begin_change() as change:
        template = await _find(page, change.unit)
        if page.field("seen") != _hash(template):
            form = TemplateForm(name=template.name, text=template.text, seen=_hash(template))
            return _render(page, template, form, change.context.announcement_texts.explain(Refusal.CHANGED_SINCE, {}))
        await templates.drop(template.name, change.context)
        await change.log("template_dropped", template.name)
    return redirect(_LIST)


async def ask_fields(page: Page) -> web.StreamResponse:
    """Ask for what differs each time; a template without fields fills the form of a new announcement at once."""
    async with page.begin() as (_, unit):
        template = await _find(page, unit)
    if not template.fields:
        return redirect(f"/ankuendigungen/neu?vorlage={quote(template.name)}")
    return _ask_fields(page, FilledTemplate(template=template))


async def fill(page: Page) -> web.StreamResponse:
    """Show the form of a new announcement with the text of a template, once all its fields have a value."""
    async with page.begin() as (context, unit):
        template = await _find(page, unit)
        given = {each: page.field(f"field.{each}") for each in template.fields}
        filled = FilledTemplate(template=template, values={name: value for name, value in given.items() if value})
        if filled.missing is not None:
            return _ask_fields(page, filled)
        # Whoever types here sees the text as Markdown next, so that nothing needs escaping.
        return await drafts.show_text(page, template.fill(filled.values), context, unit)


def _ask_fields(page: Page, filled: FilledTemplate) -> web.Response:
    return page.render("announcements/template_fields.html", filled=filled)


async def create(page: Page) -> web.StreamResponse:
    """Make a template of an announcement's text, under a name that is not taken."""
    try:
        async with page.begin_change() as change:
            announcement = await find_announcement(page, change.unit)
            kept = await templates.create(page.field("name"), announcement.text, change.context)
            await change.log("template_kept", kept.name)
    except AnnouncementRefused as refused:
        async with page.begin() as (context, unit):
            announcement, sentence = await find_announcement(page, unit), explain(refused, context)
        return _ask_name(page, announcement, sentence)
    return redirect(_LIST)


async def ask_name(page: Page) -> web.StreamResponse:
    """Ask for the name under which an announcement's text becomes a template."""
    async with page.begin() as (_, unit):
        return _ask_name(page, await find_announcement(page, unit))


def _ask_name(page: Page, announcement: Announcement, refusal: str = "") -> web.Response:
    return page.render(
        "announcements/template_name.html",
        status=409 if refusal else 200,
        announcement=announcement,
        name=page.field("name"),
        refusal=refusal,
    )


async def _find(page: Page, unit: UnitOfWork) -> Template:
    found = await unit.templates.get(page.request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    return found


def _hash(template: Template) -> str:
    return digest(template.name, template.text)


def _read(page: Page) -> TemplateForm:
    text = page.field("text").replace("\r\n", "\n")
    return TemplateForm(name=page.field("name"), text=text, seen=page.field("seen"))


def _compare(page: Page, template: Template, form: TemplateForm) -> Sequence[FieldDifference]:
    pairs = ((page.say("Name"), template.name, form.name), (page.say("Text"), template.text, form.text))
    return tuple(compare_texts(pairs))


def _render(
    page: Page,
    template: Template,
    form: TemplateForm,
    refusal: str = "",
    *,
    others: Sequence[FieldDifference] | None = None,
) -> web.Response:
    """Show the form, with what differs from another's version that was saved meanwhile, if one was."""
    return page.render(
        "announcements/template.html",
        status=409 if refusal or others is not None else 200,
        kept=template,
        form=form,
        refusal=refusal,
        others=others,
    )
