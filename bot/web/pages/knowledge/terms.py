"""Topics of exchange and groups of synonyms: their lists, and a form that checks one and shows its effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from aiohttp import web
from pydantic import ValidationError

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.catalogue import ASKED_WITHIN
from bot.web.base.desk import ROW_DIGITS, Page, parse_number, redirect
from bot.web.base.effects import Effect, Questions
from bot.web.pages.knowledge.form import make_slug
from handlers.context.records import StoredRecord
from handlers.core.sanitising import neutralise
from knowledge.entries import Synonyms, Topic
from knowledge.text import fold

Term: TypeAlias = Topic | Synonyms

HERE = "/wissen/begriffe"
_KINDS: Mapping[str, type[Term]] = {"topic": Topic, "synonyms": Synonyms}
_FIELDS: Mapping[str, Sequence[str]] = {
    "topic": ("title", "description", "keywords", "field_of_action"),
    "synonyms": ("words",),
}
_LISTS = ("keywords", "words")
_FEWEST_WORDS = 2
_MAX_ASKED, _MAX_KEPT = 200, 500
_MAX_WORDS, _PER_PAGE = 100, 50


@dataclass(frozen=True, kw_only=True, slots=True)
class TermForm:
    """The texts of a form by field; lists have a line for each value. `id` is empty for a new term.

    `revision` is the version that was read; `other` is what somebody else has saved since, by field.
    """

    kind: str
    id: str
    texts: Mapping[str, str]
    revision: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)
    effect: Effect | None = None


async def show_list(page: Page) -> web.StreamResponse:
    """Show topics by title, or groups of synonyms by their first word; those with the words in the address."""
    kind, words = _read_kind(page.query("art")), page.query("suche")[:_MAX_WORDS]
    knowledge = page.desk.search().knowledge
    terms: Sequence[Term] = knowledge.synonyms if kind == "synonyms" else knowledge.topics
    found = sorted((term for term in terms if fold(words) in fold(" ".join(_list_names(term)))), key=_sort_key)
    start = next((at + 1 for at, term in enumerate(found) if term.id == page.query("nach")), 0)
    shown = found[start : start + _PER_PAGE]
    return page.render(
        "knowledge/terms.html",
        kind=kind,
        counts={"topic": len(knowledge.topics), "synonyms": len(knowledge.synonyms)},
        words=words,
        terms=shown,
        total=len(found),
        next_after=shown[-1].id if start + _PER_PAGE < len(found) else "",
    )


async def show_new(page: Page) -> web.StreamResponse:
    """Show the form of a new topic or group."""
    return _render(page, TermForm(kind=_read_kind(page.query("art")), id="", texts={}))


async def create(page: Page) -> web.StreamResponse:
    """Save a new topic or group, or show its form again."""
    return await _take(page, _read_form(page, _read_kind(page.query("art")), ""), None)


async def show(page: Page) -> web.StreamResponse:
    """Show the form of a topic or group."""
    stored, term = await _find(page)
    return _render(page, TermForm(kind=term.kind, id=term.id, texts=_fill(term), revision=stored.revision))


async def save(page: Page) -> web.StreamResponse:
    """Save a topic or group over the version that was read, or show its form again."""
    _, term = await _find(page)
    return await _take(page, _read_form(page, term.kind, term.id), term)


def _list_names(term: Term) -> Sequence[str]:
    return term.words if isinstance(term, Synonyms) else (term.title, *term.keywords)


def _sort_key(term: Term) -> tuple[str, str]:
    return fold(next(iter(_list_names(term)), "")), term.id


async def _take(page: Page, form: TermForm, old: Term | None) -> web.StreamResponse:
    if page.field("action") == "show":
        return _render(page, form)
    term, errors = _check(page, form, old)
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
    other = _fill(_get_term(stored))
    return _render(page, replace(form, id=term.id, revision=stored.revision, other=other), status=409)


def _render(page: Page, form: TermForm, *, status: int = 200) -> web.StreamResponse:
    return page.render(
        "knowledge/term.html",
        status=status,
        form=form,
        fields=_FIELDS[form.kind],
        effect=form.effect,
        entries={entry.id: entry for entry in page.desk.search().knowledge.entries},
        id_="",
        is_saved=page.query("gespeichert") == "1",
    )


def _read_kind(name: str) -> str:
    return name if name in _KINDS else "topic"


def _read_form(page: Page, kind: str, id_: str) -> TermForm:
    texts = {name: neutralise(sanitise_text(page.field(name))).replace("\r\n", "\n") for name in _FIELDS[kind]}
    revision = parse_number(page.field("revision"), digits=ROW_DIGITS) if id_ else None
    return TermForm(kind=kind, id=id_, texts=texts, revision=revision)


def _fill(term: Term) -> Mapping[str, str]:
    document = term.model_dump()
    texts = {name: document[name] or "" for name in _FIELDS[term.kind]}
    return {name: "\n".join(value) if isinstance(value, tuple | list) else value for name, value in texts.items()}


def _check(page: Page, form: TermForm, old: Term | None) -> tuple[Term | None, Mapping[str, str]]:
    """Return what the form makes, or a sentence for each field with a fault."""
    values = {name: _read_lines(text) if name in _LISTS else text or None for name, text in form.texts.items()}
    name = form.texts.get("title") or "".join(_read_lines(form.texts.get("words", ""))[:1])
    before = old.model_dump() if old else {}
    document = {**before, **values, "id": form.id or f"{form.kind}/{make_slug(name)}"}
    try:
        term = _KINDS[form.kind].model_validate(document)
    except ValidationError as error:
        return None, {str(fault["loc"][0]): _describe(page, fault["type"]) for fault in error.errors()}
    errors = dict(_find_faults(page, form, term))
    return (None, errors) if errors else (term, {})


def _find_faults(page: Page, form: TermForm, term: Term) -> Mapping[str, str]:
    if isinstance(term, Synonyms):
        is_group = len({fold(word) for word in term.words}) >= _FEWEST_WORDS
        return {} if is_group else {"words": page.say("Es braucht mindestens zwei verschiedene Wörter.")}
    others = [topic for topic in page.desk.search().knowledge.topics if topic.id != form.id]
    is_taken = any(fold(topic.title) == fold(term.title) for topic in others)
    return {"title": page.say("So heißt schon ein anderes Thema.")} if is_taken else {}


def _describe(page: Page, fault: str) -> str:
    return page.say("Das ist zu lang.") if fault == "string_too_long" else page.say("Hier fehlt ein Text.")


def _read_lines(text: str) -> Sequence[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


async def _check_effect(page: Page, term: Term) -> Effect:
    async with page.begin() as (_, unit):
        asked = await unit.questions.list_most_asked(page.now - ASKED_WITHIN, _MAX_ASKED)
        kept = await unit.test_questions.list_before(None, _MAX_KEPT)
    return await page.desk.effects.check(page.desk.search(), term, Questions(asked=asked, kept=kept))


async def _find_free_id(unit: UnitOfWork, id_: str) -> str:
    """Return an id that no record has or had: this one, else this one with a number."""
    free, number = id_, 1
    while await unit.records.find(free) is not None:
        number += 1
        free = f"{id_}-{number}"
    return free


async def _find(page: Page) -> tuple[StoredRecord, Term]:
    """Return the topic or group that the address names. Raises HTTPNotFound."""
    kind, slug = page.request.match_info["kind"], page.request.match_info["slug"]
    async with page.begin() as (_, unit):
        stored = await unit.records.find(f"{kind}/{slug}"[:120]) if kind in _KINDS else None
    if stored is None or stored.archived_at is not None:
        raise web.HTTPNotFound
    return stored, _get_term(stored)


def _get_term(stored: StoredRecord) -> Term:
    if not isinstance(stored.record, Topic | Synonyms):
        raise web.HTTPNotFound
    return stored.record
