"""Topics of exchange and groups of synonyms: their lists, and a form that checks one and shows its effect."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.test_questions import MAX_KEPT
from bot.web.base.desk import Page, redirect
from bot.web.base.effects import Effect, Questions
from bot.web.base.recent_counts import ASKED_WITHIN
from bot.web.base.tables import Table
from bot.web.pages.knowledge.term_archive import ARCHIVE, count_terms, show_archive, show_archived
from bot.web.pages.knowledge.term_form import (
    FIELDS,
    HERE,
    KINDS,
    Term,
    TermForm,
    check_form,
    fill_term,
    find_term,
    get_term,
    list_names,
    read_form,
    read_kind,
)
from knowledge.entries import Topic
from knowledge.text import fold

_MAX_ASKED = 200
_TABLE: Table[Term] = Table(
    tabs={"": lambda _: True},
    columns={"name": lambda term: fold(list_names(term)[0]), "worum": lambda term: fold(_describe(term))},
    turned=frozenset(),
    identify=lambda term: term.id,
    describe=lambda term: " ".join((*list_names(term), _describe(term))),
    filters={"art": {kind: lambda _: True for kind in KINDS}},
)


async def show_list(page: Page) -> web.StreamResponse:
    """Show a page of the topics, of the groups of synonyms, or of what is archived."""
    if page.query("art") == ARCHIVE:
        return await show_archive(page)
    kind, query = read_kind(page.query("art")), _TABLE.parse_query(page)
    knowledge = page.desk.search().knowledge
    terms: Sequence[Term] = knowledge.synonyms if kind == "synonyms" else knowledge.topics
    return page.render(
        "knowledge/terms.html",
        kind=kind,
        counts=await count_terms(page),
        found=_TABLE.select(terms, query),
        query=query,
    )


async def show_new(page: Page) -> web.StreamResponse:
    """Show the form of a new topic or group."""
    return _render(page, TermForm(kind=read_kind(page.query("art")), id="", texts={}))


async def create(page: Page) -> web.StreamResponse:
    """Save a new topic or group, or show its form again."""
    return await _take(page, read_form(page, read_kind(page.query("art")), ""), None)


async def show(page: Page) -> web.StreamResponse:
    """Show the form of a topic or group; of one that is archived what it says, with a way back."""
    stored, term = await find_term(page)
    if stored.archived_at is not None:
        return await show_archived(page, stored, term)
    return _render(page, TermForm(kind=term.kind, id=term.id, texts=fill_term(term), revision=stored.revision))


async def save(page: Page) -> web.StreamResponse:
    """Save a topic or group over the version that was read, or show its form again."""
    stored, term = await find_term(page)
    if stored.archived_at is not None:
        raise web.HTTPNotFound
    return await _take(page, read_form(page, term.kind, term.id), term)


def _describe(term: Term) -> str:
    return term.description if isinstance(term, Topic) else ""


async def _take(page: Page, form: TermForm, old: Term | None) -> web.StreamResponse:
    if page.field("action") == "show":
        return _render(page, form)
    term, errors = check_form(page, form, old)
    if term is None:
        return _render(page, replace(form, errors=errors), status=422)
    if page.field("action") == "preview":
        return _render(page, replace(form, effect=await _check_effect(page, term)))
    return await _save(page, form, term)


async def _save(page: Page, form: TermForm, term: Term) -> web.StreamResponse:
    async with page.begin_change() as change:
        if not form.id:
            term = term.model_copy(update={"id": await _find_free_id(change.unit, term.id)})
        saved = await change.unit.records.save(term, form.revision, page.author, page.now)
        if saved is not None and saved != form.revision:
            await change.log("term_changed" if form.id else "term_created", term.id)
        stored = await change.unit.records.find(term.id) if saved is None else None
    if stored is None:
        return redirect(f"{HERE}/{term.id}?gespeichert=1")
    other = fill_term(get_term(stored))
    return _render(page, replace(form, id=term.id, revision=stored.revision, other=other), status=409)


def _render(page: Page, form: TermForm, *, status: int = 200) -> web.StreamResponse:
    return page.render(
        "knowledge/term.html",
        status=status,
        form=form,
        fields=FIELDS[form.kind],
        effect=form.effect,
        entries=page.desk.search().knowledge.by_id,
        id_="",
        is_saved=page.query("gespeichert") == "1",
    )


async def _check_effect(page: Page, term: Term) -> Effect:
    async with page.begin() as (_, unit):
        asked = await unit.questions.list_most_asked(page.now - ASKED_WITHIN, _MAX_ASKED)
        kept = await unit.test_questions.list_before(None, MAX_KEPT)
    return await page.desk.effects.check(page.desk.search(), term, Questions(asked=asked, kept=kept))


async def _find_free_id(unit: UnitOfWork, id_: str) -> str:
    """Return an id that no record has or had: this one, else this one with a number."""
    free, number = id_, 1
    while await unit.records.find(free) is not None:
        number += 1
        free = f"{id_}-{number}"
    return free
