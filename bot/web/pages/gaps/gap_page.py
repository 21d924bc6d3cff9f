"""One group of gaps: its questions, the entries that come near, and what an editor does about it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.gaps import Gap
from bot.web.base.catalogue import Catalogue, EntrySummary
from bot.web.base.desk import ROW_DIGITS, Page, parse_number, redirect
from bot.web.base.gap_groups import MAX_MEMBERS
from bot.web.base.readers import READERS
from bot.web.pages.gaps.gap_list import list_weeks, make_rows
from bot.web.pages.knowledge.form import CheckedForm, check_form, fill_form
from handlers.core.sanitising import to_one_line
from handlers.curation.gaps.wishes import tell_wishers
from knowledge.entries import AnyEntry, Centre, Faq, Offer
from knowledge.finding import FindingKind
from knowledge.text import fold

_DIGEST = re.compile("[0-9a-f]{16}")
_WEEKS = 8
_PER_PAGE = 20
_MAX_FOUND = 8
_MAX_PHRASING = 300


async def show(page: Page) -> web.StreamResponse:
    """Show a group by one of its gaps."""
    return await _render(page)


async def assign(page: Page) -> web.StreamResponse:
    """Add the question to an entry as one of its phrasings, over the version that was seen, and settle the group."""
    id_, _, revision = page.field("entry").rpartition("|")
    phrasing = to_one_line(page.field("phrasing"))[:_MAX_PHRASING]
    if parse_number(revision, digits=ROW_DIGITS) is None or not phrasing:
        return await _render(page, error=page.say("Wähle einen Eintrag und lass die Frage nicht leer."), status=422)
    catalogue = await page.desk.catalogue.read(page.desk.database)
    async with page.begin_change() as change:
        unit = change.unit
        members = await _find_members(page, unit)
        stored = await unit.records.find(id_)
        entry = stored.record if stored is not None and stored.archived_at is None else None
        if not isinstance(entry, Centre | Offer | Faq):
            raise web.HTTPNotFound
        checked = _add_phrasing(page, entry, phrasing, catalogue)
        saved = None
        if checked.entry is not None and members:
            saved = await unit.records.save(checked.entry, int(revision), page.author, page.now)
        if saved is not None:
            await unit.gaps.settle([gap.digest for gap in members])
            await unit.audit_log.add(page.sender, "phrasing_added", f"{id_}: {phrasing}", page.now)
            change.outgoing.extend(await tell_wishers([gap.digest for gap in members], entry, change.context))
    if not members:
        return redirect("/luecken?fertig=vorher")
    if checked.entry is None:
        return await _render(page, error=" ".join(checked.errors.values()), status=422)
    if saved is None:
        told = page.say("Den Eintrag hat inzwischen jemand geändert. Sieh ihn dir an und versuch es noch einmal.")
        return await _render(page, error=told, status=409)
    return redirect(f"/luecken?fertig=eintrag&eintrag={id_}")


async def settle(page: Page) -> web.StreamResponse:
    """Take the group off the list until somebody asks again in vain; who wished to hear of an answer is told."""
    async with page.begin_change() as change:
        unit = change.unit
        members = await _find_members(page, unit)
        for gap in members:
            entry = await _find_new_answer(page, gap, unit)
            if entry is not None:
                change.outgoing.extend(await tell_wishers([gap.digest], entry, change.context))
        if members:
            await unit.gaps.settle([gap.digest for gap in members])
            await unit.audit_log.add(page.sender, "gap_settled", members[0].text, page.now)
    return redirect(f"/luecken?fertig={'erledigt' if members else 'vorher'}")


async def silence(page: Page) -> web.StreamResponse:
    """Take the group off the list for good."""
    async with page.begin() as (_, unit):
        members = await _find_members(page, unit)
        if members:
            await unit.gaps.silence({gap.digest: gap.text for gap in members}, page.sender, page.now)
            await unit.audit_log.add(page.sender, "gap_silenced", members[0].text, page.now)
    return redirect(f"/luecken?fertig={'still' if members else 'vorher'}")


async def heed(page: Page) -> web.StreamResponse:
    """Show words that were silenced as a gap again, as soon as somebody asks."""
    digest = _read_digest(page)
    async with page.begin() as (_, unit):
        silenced = await unit.gaps.find_silenced(digest)
        if silenced is not None:
            await unit.gaps.heed(digest)
            await unit.audit_log.add(page.sender, "gap_heeded", silenced.text, page.now)
    return redirect("/luecken/stillgelegt")


async def _find_new_answer(page: Page, gap: Gap, unit: UnitOfWork) -> AnyEntry | None:
    """Return the entry that answers a gap by now, public before others; None if it is as old as the last question.

    An entry that fewer may read would leave those waiting whom a public one answers.
    """
    for reader in READERS.values():
        finding = page.desk.search().visible_to(reader).find(gap.text)
        if finding.kind is FindingKind.ANSWER:
            stored = await unit.records.find(finding.matches[0].entry.id)
            if stored is not None and stored.updated_at > gap.last_at:
                return finding.matches[0].entry
    return None


async def _render(page: Page, *, error: str = "", status: int = 200) -> web.StreamResponse:
    digest = _read_digest(page)
    number = parse_number(page.query("vor"), digits=ROW_DIGITS)
    async with page.begin() as (_, unit):
        group = await page.desk.gap_groups.find(digest, unit)
        traces = await unit.gaps.trace(group.digests, number, _PER_PAGE + 1) if group else []
    if group is None:
        return page.render("gaps/gone.html", status=404)
    catalogue = await page.desk.catalogue.read(page.desk.database)
    (row,) = await make_rows(page, [group], list_weeks(page, _WEEKS), catalogue)
    wished = [catalogue.entries[id_] for id_ in row.verdict.wished if id_ is not None and id_ in catalogue.entries]
    near = list({entry.id: entry for entry in (*wished, *row.verdict.nearest)}.values())
    return page.render(
        "gaps/gap.html",
        status=status,
        row=row,
        traces=traces[:_PER_PAGE],
        next_before=traces[_PER_PAGE - 1].number if len(traces) > _PER_PAGE else None,
        candidates=[*near, *(each for each in _search(page.query("suche"), catalogue) if each not in near)],
        entries=catalogue.entries,
        words=page.query("suche")[:200],
        phrasing=page.field("phrasing")[:_MAX_PHRASING] or row.group.leader.text,
        error=error,
    )


def _read_digest(page: Page) -> str:
    digest = page.request.match_info["id"]
    if not _DIGEST.fullmatch(digest):
        raise web.HTTPNotFound
    return digest


async def _find_members(page: Page, unit: UnitOfWork) -> Sequence[Gap]:
    """Return the gaps of the group that the person saw, as far as they are still open."""
    named = [each for each in page.field("members").split() if _DIGEST.fullmatch(each)]
    return await unit.gaps.find(list(dict.fromkeys((_read_digest(page), *named)))[:MAX_MEMBERS])


def _search(words: str, catalogue: Catalogue) -> Sequence[EntrySummary]:
    wanted = fold(words[:200]).split()
    if not wanted:
        return []
    found = [entry for entry in catalogue.list_in_force() if all(word in entry.words for word in wanted)]
    return sorted(found, key=lambda entry: (wanted[0] not in entry.folded_title, entry.folded_title))[:_MAX_FOUND]


def _add_phrasing(page: Page, entry: AnyEntry, phrasing: str, catalogue: Catalogue) -> CheckedForm:
    form = fill_form(entry)
    lines = list(dict.fromkeys((*form.lines("phrasings"), phrasing)))
    form = replace(form, texts={**form.texts, "phrasings": "\n".join(lines)})
    return check_form(form, entry.id, entry, catalogue, page.language)
