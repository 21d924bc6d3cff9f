"""Archiving topics and groups of synonyms, and restoring them."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.base.desk import ROW_DIGITS, Page, parse_number, redirect
from bot.web.base.tables import Table
from bot.web.pages.knowledge.term_form import FIELDS, HERE, KINDS, Term, fill_term, find_term, get_term, list_names
from handlers.context.records import StoredRecord
from handlers.curation.topics import TopicUse, archive_topic, find_use, restore_topic
from knowledge.entries import Topic
from knowledge.text import fold

ARCHIVE = "archiv"
_MOST_NAMES = 5
_TABLE: Table[StoredRecord] = Table(
    tabs={"": lambda _: True},
    columns={
        "archiviert": lambda stored: f"{stored.revision:015}",
        "name": lambda stored: fold(_name(stored)),
        "art": lambda stored: stored.record.kind,
    },
    turned=frozenset(("archiviert",)),
    identify=lambda stored: stored.record.id,
    describe=lambda stored: " ".join(list_names(get_term(stored))),
    filters={"art": {ARCHIVE: lambda _: True}},
)


async def show_archive(page: Page) -> web.StreamResponse:
    """Show a page of what is archived."""
    async with page.begin() as (_, unit):
        archived = await unit.records.list_archived(tuple(KINDS))
    query = _TABLE.parse_query(page)
    return page.render(
        "knowledge/archived_terms.html",
        counts=await count_terms(page),
        found=_TABLE.select(archived, query),
        query=query,
        name=_name,
    )


def _name(stored: StoredRecord) -> str:
    return ", ".join(list_names(get_term(stored))[:_MOST_NAMES])


async def ask_to_archive(page: Page) -> web.StreamResponse:
    """Ask whether to archive a topic or group, and tell what becomes of all that belongs to it."""
    stored, term = await find_term(page)
    if stored.archived_at is not None:
        return redirect(f"{HERE}/{term.id}")
    return page.render(
        "knowledge/archive_term.html",
        term=term,
        name=list_names(term)[0],
        revision=stored.revision,
        use=await _find_use(page, term),
        is_newer=page.query("neuer") == "1",
    )


async def archive(page: Page) -> web.StreamResponse:
    """Archive the version of a topic or group that was seen."""
    _, term = await find_term(page)
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
    stored, term = await find_term(page)
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


async def show_archived(page: Page, stored: StoredRecord, term: Term) -> web.StreamResponse:
    return page.render(
        "knowledge/archived_term.html",
        term=term,
        name=list_names(term)[0],
        fields=FIELDS[term.kind],
        texts=fill_term(term),
        stored=stored,
        use=await _find_use(page, term),
    )


async def _find_use(page: Page, term: Term) -> TopicUse | None:
    """Return what belongs to a topic; None for a group of synonyms."""
    async with page.begin() as (context, _):
        return await find_use(term, context) if isinstance(term, Topic) else None


async def count_terms(page: Page) -> Mapping[str, int]:
    """Return the number of terms on each tab."""
    knowledge = page.desk.search().knowledge
    async with page.begin() as (_, unit):
        archived = await unit.records.count_archived(tuple(KINDS))
    return {"topic": len(knowledge.topics), "synonyms": len(knowledge.synonyms), ARCHIVE: archived}
