"""The form of a topic or a group of synonyms: its fields as text, what they make, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web
from pydantic import ValidationError

from bot.web.base.desk import ROW_DIGITS, Page, parse_number
from bot.web.base.effects import Effect
from bot.web.pages.knowledge.form import make_slug
from handlers.context.records import StoredRecord
from handlers.core.sanitising import neutralise
from knowledge.entries import Synonyms, Topic
from knowledge.text import fold

Term: TypeAlias = Topic | Synonyms

HERE = "/wissen/begriffe"
KINDS: Mapping[str, type[Term]] = {"topic": Topic, "synonyms": Synonyms}
FIELDS: Mapping[str, Sequence[str]] = {
    "topic": ("title", "description", "keywords", "field_of_action"),
    "synonyms": ("words",),
}
_LISTS = ("keywords", "words")
_FEWEST_WORDS = 2


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


def list_names(term: Term) -> Sequence[str]:
    """Return the names of a topic, its title first, or the words of a group."""
    return term.words if isinstance(term, Synonyms) else (term.title, *term.keywords)


def read_kind(name: str) -> str:
    """Return the kind of this name, topics unless there is one."""
    return name if name in KINDS else "topic"


def read_form(page: Page, kind: str, id_: str) -> TermForm:
    """Return the form that was sent; `id_` is empty for a new term."""
    texts = {name: neutralise(page.field(name)).replace("\r\n", "\n") for name in FIELDS[kind]}
    revision = parse_number(page.field("revision"), digits=ROW_DIGITS) if id_ else None
    return TermForm(kind=kind, id=id_, texts=texts, revision=revision)


def fill_term(term: Term) -> Mapping[str, str]:
    """Return the texts of a stored term by field."""
    document = term.model_dump()
    texts = {name: document[name] or "" for name in FIELDS[term.kind]}
    return {name: "\n".join(value) if isinstance(value, tuple | list) else value for name, value in texts.items()}


def check_form(page: Page, form: TermForm, old: Term | None) -> tuple[Term | None, Mapping[str, str]]:
    """Return what the form makes, or a sentence for each field with a fault."""
    values = {name: _read_lines(text) if name in _LISTS else text or None for name, text in form.texts.items()}
    name = form.texts.get("title") or "".join(_read_lines(form.texts.get("words", ""))[:1])
    before = old.model_dump() if old else {}
    document = {**before, **values, "id": form.id or f"{form.kind}/{make_slug(name)}"}
    try:
        term = KINDS[form.kind].model_validate(document)
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


async def find_term(page: Page) -> tuple[StoredRecord, Term]:
    """Return the topic or group that the address names, in force or archived. Raises HTTPNotFound."""
    kind, slug = page.request.match_info["kind"], page.request.match_info["slug"]
    async with page.begin() as (_, unit):
        stored = await unit.records.find(f"{kind}/{slug}"[:120]) if kind in KINDS else None
    if stored is None:
        raise web.HTTPNotFound
    return stored, get_term(stored)


def get_term(stored: StoredRecord) -> Term:
    """Return the record as a term. Raises HTTPNotFound if it is none."""
    if not isinstance(stored.record, Topic | Synonyms):
        raise web.HTTPNotFound
    return stored.record
