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
from handlers.curation.topics import TopicUse, archive_topic, find_use, restore_topic
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
_ARCHIVE, _MOST_NAMES = "archiv", 5


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
    if page.query("art") == _ARCHIVE:
        return await _show_archive(page)
    kind, words = _read_kind(page.query("art")), page.query("suche")[:_MAX_WORDS]
    knowledge = page.desk.search().knowledge
    terms: Sequence[Term] = knowledge.synonyms if kind == "synonyms" else knowledge.topics
    found = sorted((term for term in terms if fold(words) in fold(" ".join(_list_names(term)))), key=_sort_key)
    start = next((at + 1 for at, term in enumerate(found) if term.id == page.query("nach")), 0)
    shown = found[start : start + _PER_PAGE]
    return page.render(
        "knowledge/terms.html",
        kind=kind,
        counts=await _count(page),
        words=words,
        terms=shown,
        total=len(found),
        next_after=shown[-1].id if start + _PER_PAGE < len(found) else "",
    )


async def _show_archive(page: Page) -> web.StreamResponse:
    """Show what is archived, the last first."""
    async with page.begin() as (_, unit):
        before = parse_number(page.query("vor"), digits=ROW_DIGITS)
        found = await unit.records.list_archived(tuple(_KINDS), before, _PER_PAGE + 1)
    shown = found[:_PER_PAGE]
    return page.render(
        "knowledge/archived_terms.html",
        counts=await _count(page),
        shown=[(stored, ", ".join(_list_names(_get_term(stored))[:_MOST_NAMES])) for stored in shown],
        next_before=shown[-1].revision if len(found) > _PER_PAGE else None,
    )


async def _count(page: Page) -> Mapping[str, int]:
    """Return the number of terms on each tab."""
    knowledge = page.desk.search().knowledge
    async with page.begin() as (_, unit):
        archived = await unit.records.count_archived(tuple(_KINDS))
    return {"topic": len(knowledge.topics), "synonyms": len(knowledge.synonyms), _ARCHIVE: archived}


async def show_new(page: Page) -> web.StreamResponse:
    """Show the form of a new topic or group."""
    return _render(page, TermForm(kind=_read_kind(page.query("art")), id="", texts={}))


async def create(page: Page) -> web.StreamResponse:
    """Save a new topic or group, or show its form again."""
    return await _take(page, _read_form(page, _read_kind(page.query("art")), ""), None)


async def show(page: Page) -> web.StreamResponse:
    """Show the form of a topic or group; of one that is archived what it says, with a way back."""
    stored, term = await _find(page)
    if stored.archived_at is not None:
        return await _show_archived(page, stored, term)
    return _render(page, TermForm(kind=term.kind, id=term.id, texts=_fill(term), revision=stored.revision))


async def save(page: Page) -> web.StreamResponse:
    """Save a topic or group over the version that was read, or show its form again."""
    stored, term = await _find(page)
    if stored.archived_at is not None:
        raise web.HTTPNotFound
    return await _take(page, _read_form(page, term.kind, term.id), term)


async def ask_to_archive(page: Page) -> web.StreamResponse:
    """Ask whether to archive a topic or group, and tell what becomes of all that belongs to it."""
    stored, term = await _find(page)
    if stored.archived_at is not None:
        return redirect(f"{HERE}/{term.id}")
    return page.render(
        "knowledge/archive_term.html",
        term=term,
        name=_list_names(term)[0],
        revision=stored.revision,
        use=await _find_use(page, term),
        is_newer=page.query("neuer") == "1",
    )


async def archive(page: Page) -> web.StreamResponse:
    """Archive the version of a topic or group that was seen."""
    _, term = await _find(page)
    over = parse_number(page.field("revision"), digits=ROW_DIGITS) or 0
    async with page.begin_change() as change:
        if isinstance(term, Topic):
            done = await archive_topic(term, over, page.author, change.context)
        else:
            done = await change.unit.records.archive(term.id, over, page.author, page.now)
        if done:
            await change.log("term_archived", term.id)
    return redirect(f"{HERE}/{term.id}" if done else f"{HERE}/{term.id}/archivieren?neuer=1")


async def restore(page: Page) -> web.StreamResponse:
    """Put the version of a topic or group that was seen in force again."""
    stored, term = await _find(page)
    over = parse_number(page.field("revision"), digits=ROW_DIGITS) or 0
    if stored.archived_at is None:
        return redirect(f"{HERE}/{term.id}")
    async with page.begin_change() as change:
        if isinstance(term, Topic):
            done = await restore_topic(term, over, page.author, change.context)
        else:
            done = await change.unit.records.save(term, over, page.author, page.now) is not None
        if done:
            await change.log("term_restored", term.id)
    return redirect(f"{HERE}/{term.id}{'?gespeichert=1' if done else ''}")


async def _show_archived(page: Page, stored: StoredRecord, term: Term) -> web.StreamResponse:
    return page.render(
        "knowledge/archived_term.html",
        term=term,
        name=_list_names(term)[0],
        fields=_FIELDS[term.kind],
        texts=_fill(term),
        stored=stored,
        use=await _find_use(page, term),
    )


async def _find_use(page: Page, term: Term) -> TopicUse | None:
    """Return what belongs to a topic; None for a group of synonyms."""
    async with page.begin() as (context, _):
        return await find_use(term, context) if isinstance(term, Topic) else None


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
    """Return the topic or group that the address names, in force or archived. Raises HTTPNotFound."""
    kind, slug = page.request.match_info["kind"], page.request.match_info["slug"]
    async with page.begin() as (_, unit):
        stored = await unit.records.find(f"{kind}/{slug}"[:120]) if kind in _KINDS else None
    if stored is None:
        raise web.HTTPNotFound
    return stored, _get_term(stored)


def _get_term(stored: StoredRecord) -> Term:
    if not isinstance(stored.record, Topic | Synonyms):
        raise web.HTTPNotFound
    return stored.record
