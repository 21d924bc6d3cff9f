"""One entry: its form with previews, saving over the version that was read, archiving and restoring."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.link_checks import LinkCheck
from bot.web.base.bubbles import Bubbles, render_bubbles
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import ROW_DIGITS, Page, make_query, parse_number, redirect
from bot.web.base.effects import Effect
from bot.web.base.recent_counts import ASKED_WITHIN
from bot.web.pages.knowledge.differences import FieldDifference, compare_forms
from bot.web.pages.knowledge.entry_effect import check_effect
from bot.web.pages.knowledge.form import EntryForm, check_form, draft_entry, fill_form, make_id, read_form
from handlers.context.records import StoredRecord
from handlers.curation.model.fields import bring_back, mark_changed
from handlers.faq.rendering import render_finding
from knowledge.entries import AnyEntry, Centre, Faq, Offer
from knowledge.finding import Finding, FindingKind, Match
from knowledge.links import list_links
from knowledge.spreadsheets.columns import KINDS
from knowledge.text import split_words

_MAX_ASKED, _MAX_FURTHER = 200, 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Editing:
    """The content of the page of an entry: the form, what is wrong with it, and what is stored.

    `others` has the differences to a version that somebody else has saved meanwhile, `effect` what a save would change,
    `asked` how often people asked for the entry in which words, `broken` which of its links lead nowhere. `gap` is the
    digest of a gap that the entry should close.
    """

    form: EntryForm
    catalogue: Catalogue
    stored: StoredRecord | None = None
    revision: int | None = None
    errors: dict[str, str] = field(default_factory=dict)
    others: tuple[FieldDifference, ...] = ()
    effect: Effect | None = None
    asked: Mapping[str, int] = field(default_factory=dict)
    broken: tuple[LinkCheck, ...] = ()
    gap: str = ""


async def show(page: Page) -> web.StreamResponse:
    """Show the form of an entry, with how often people asked for it in which words."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    async with page.begin() as (_, unit):
        stored = await find_entry(page, unit)
        asked = await unit.questions.count_phrasings(stored.record.id, page.now - ASKED_WITHIN, _MAX_ASKED)
        entry = _get_entry(stored)
        checks = await unit.link_checks.find(list_links(entry))
    editing = Editing(
        form=fill_form(entry),
        catalogue=catalogue,
        stored=stored,
        revision=stored.revision,
        asked=asked,
        broken=tuple(check for check in checks.values() if check.result.is_broken),
    )
    return _render(page, editing)


async def show_new(page: Page) -> web.StreamResponse:
    """Show the form of a new entry, perhaps with a question that it should answer, and the gap that it is from."""
    kind = page.query("art") if page.query("art") in KINDS else "faq"
    question = page.query("formulierung")[:300]
    texts = {"as_of": page.today.isoformat(), "title": question, "phrasings": question}
    catalogue = await page.desk.catalogue.read(page.desk.database)
    form = EntryForm(kind=kind, id="", texts=texts)
    return _render(page, Editing(form=form, catalogue=catalogue, gap=page.query("luecke")))


async def create(page: Page) -> web.StreamResponse:
    """Save a new entry, or show its form again."""
    kind = page.query("art") if page.query("art") in KINDS else "faq"
    catalogue = await page.desk.catalogue.read(page.desk.database)
    return await _take(page, Editing(form=read_form(page, kind, ""), catalogue=catalogue, gap=page.field("gap")))


async def save(page: Page) -> web.StreamResponse:
    """Save an entry over the version that was read, or show its form again."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    stored = await _find(page)
    entry = _get_entry(stored)
    form = read_form(page, entry.kind, entry.id)
    return await _take(
        page, Editing(form=form, catalogue=catalogue, stored=stored, revision=_read_number(page, "revision"))
    )


async def preview(page: Page) -> web.StreamResponse:
    """Show how what is typed will look, as a part of the page."""
    form, catalogue = await _read_typed(page)
    return page.render("knowledge/preview.html", bubbles=_render_draft(page, form, catalogue))


async def show_effect(page: Page) -> web.StreamResponse:
    """Show which questions would be answered otherwise, as a part of the page."""
    form, catalogue = await _read_typed(page)
    effect = await check_effect(page, form, page.field("gap"), catalogue)
    return page.render("knowledge/effect_part.html", effect=effect, id_=form.id, entries=catalogue.entries)


async def _read_typed(page: Page) -> tuple[EntryForm, Catalogue]:
    """Return what is typed about an entry, also one that does not exist yet, and all entries. Raises HTTPNotFound."""
    kind, id_ = page.field("kind"), page.field("id")
    if kind not in KINDS:
        raise web.HTTPNotFound
    catalogue = await page.desk.catalogue.read(page.desk.database)
    return read_form(page, kind, id_ if id_ in catalogue.entries else ""), catalogue


async def ask_to_archive(page: Page) -> web.StreamResponse:
    """Ask whether to take an entry out of force, and tell which others name it."""
    catalogue = await page.desk.catalogue.read(page.desk.database)
    stored = await _find(page)
    entry = _get_entry(stored)
    named_by = catalogue.find_references(entry.id)
    return page.render("knowledge/archive.html", entry=entry, revision=stored.revision, named_by=named_by)


async def archive(page: Page) -> web.StreamResponse:
    """Take an entry out of force."""
    stored = await _find(page)
    id_ = _get_entry(stored).id
    revision = _read_number(page, "revision")
    async with page.begin() as (_, unit):
        done = revision is not None and await unit.records.archive(id_, revision, page.author, page.now)
        if done:
            await unit.audit_log.add(page.sender, "entry_archived", id_, page.now)
    return redirect(f"/wissen/{id_}" if done else f"/wissen/{id_}/archivieren?neuer=1")


async def restore(page: Page) -> web.StreamResponse:
    """Put an earlier version of an entry in force again, over the version that was seen."""
    stored = await _find(page)
    present, number, over = _get_entry(stored), _read_number(page, "number"), _read_number(page, "revision")
    id_ = present.id
    if number is None or over is None:
        raise web.HTTPNotFound
    async with page.begin() as (_, unit):
        earlier = await unit.records.find_revision(id_, number)
        if earlier is None or not isinstance(earlier.record, Centre | Offer | Faq):
            raise web.HTTPNotFound
        done = await unit.records.save(bring_back(earlier.record, present, page.today), over, page.author, page.now)
        if done is not None:
            await unit.audit_log.add(page.sender, "entry_restored", id_, page.now)
    return redirect(f"/wissen/{id_}?gespeichert=1" if done is not None else f"/wissen/{id_}/verlauf?neuer=1")


async def _take(page: Page, editing: Editing) -> web.StreamResponse:
    """Do what the button that was pressed says; "show" is that of a text that outlived its session."""
    if page.field("action") == "show":
        return _render(page, editing)
    dropped = page.field("drop")
    if dropped:
        form = editing.form.without_line("phrasings", dropped)
        return _render(page, replace(editing, form=form))
    id_ = editing.form.id or make_id(editing.form, editing.catalogue)
    old = _get_entry(editing.stored) if editing.stored else None
    checked = check_form(editing.form, id_, old, editing.catalogue, page.language)
    if page.field("action") == "preview" and checked.entry is not None:
        effect = await check_effect(page, editing.form, editing.gap, editing.catalogue)
        return _render(page, replace(editing, effect=effect))
    if checked.entry is None:
        return _render(page, replace(editing, errors=dict(checked.errors)), status=422)
    return await _save(page, editing, mark_changed(old, checked.entry, page.today))


async def _save(page: Page, editing: Editing, entry: AnyEntry) -> web.StreamResponse:
    action = "entry_changed" if editing.stored else "entry_created"
    async with page.begin() as (_, unit):
        saved = await unit.records.save(entry, editing.revision, page.author, page.now)
        if saved is not None and saved != editing.revision:
            await unit.audit_log.add(page.sender, action, entry.id, page.now)
        stored = await unit.records.find(entry.id) if saved is None else None
    if stored is None:
        return redirect(f"/wissen/{entry.id}?gespeichert=1")
    others = tuple(compare_forms(fill_form(_get_entry(stored)), fill_form(entry)))
    form = replace(editing.form, id=entry.id)
    shown = replace(editing, form=form, stored=stored, revision=stored.revision, others=others)
    return _render(page, shown, status=409)


def _render(page: Page, editing: Editing, *, status: int = 200) -> web.StreamResponse:
    return page.render(
        "knowledge/entry.html",
        status=status,
        editing=editing,
        form=editing.form,
        errors=editing.errors,
        effect=editing.effect,
        asked_times=sum(editing.asked.values()),
        phrasing_counts=_count_lines(editing),
        further_phrasings=_list_further(editing),
        entries=editing.catalogue.entries,
        owners=[(each.id, each.title) for each in editing.catalogue.list_in_force() if each.kind == "centre"],
        kind_address=lambda kind: make_query(
            art=kind, formulierung=page.query("formulierung")[:300], luecke=page.query("luecke")
        ),
        id_=editing.form.id,
        summary=editing.catalogue.entries.get(editing.form.id),
        bubbles=_render_draft(page, editing.form, editing.catalogue),
        is_saved=page.query("gespeichert") == "1",
    )


def _count_lines(editing: Editing) -> Mapping[str, int]:
    """Return how often each phrasing of the form was asked; case and punctuation make no difference."""
    counts = Counter[str]()
    for text, times in editing.asked.items():
        counts[_simplify(text)] += times
    return {line: counts[_simplify(line)] for line in editing.form.lines("phrasings")}


def _list_further(editing: Editing) -> Sequence[tuple[str, int]]:
    """Return the most frequent questions that led to the entry and are neither its title nor phrasings."""
    known = {_simplify(line) for line in (editing.form.get("title"), *editing.form.lines("phrasings"))}
    return [(text, times) for text, times in editing.asked.items() if _simplify(text) not in known][:_MAX_FURTHER]


def _simplify(text: str) -> str:
    return " ".join(split_words(text))


def _render_draft(page: Page, form: EntryForm, catalogue: Catalogue) -> Bubbles | None:
    """Return the looks of what is written so far; None while there is nothing, or a value of it can't be read."""
    if not (form.get("title") or form.get("text")):
        return None
    search = page.desk.search()
    entry = draft_entry(form, form.id or make_id(form, catalogue), search.get_entry(form.id), catalogue)
    if entry is None:
        return None
    finding = Finding(kind=FindingKind.ANSWER, matches=(Match(entry=entry, score=1.0),))
    readable = search.visible_to(entry.visibility)
    answer = render_finding(finding, page.desk.settings.language, search=readable, today=page.today)
    return render_bubbles(answer.reply, answer.choices)


async def _find(page: Page) -> StoredRecord:
    """Return the entry that the address names. Raises HTTPNotFound."""
    async with page.begin() as (_, unit):
        return await find_entry(page, unit)


async def find_entry(page: Page, unit: UnitOfWork) -> StoredRecord:
    """Return the entry that the address names, in force or archived. Raises HTTPNotFound."""
    kind, slug = page.request.match_info["kind"], page.request.match_info["slug"]
    stored = await unit.records.find(f"{kind}/{slug}"[:120]) if kind in KINDS else None
    if stored is None:
        raise web.HTTPNotFound
    return stored


def _get_entry(stored: StoredRecord) -> AnyEntry:
    entry = stored.record
    if not isinstance(entry, Centre | Offer | Faq):
        raise web.HTTPNotFound
    return entry


def _read_number(page: Page, field: str) -> int | None:
    """Return the number of a revision in a field of the form; None if it names none."""
    return parse_number(page.field(field), digits=ROW_DIGITS)
