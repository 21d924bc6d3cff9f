"""Corrections that people propose: taken over or refused by editors, as in chats."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.web.base.desk import Change as DeskChange
from bot.web.base.desk import Page, parse_number, redirect
from bot.web.base.tables import Table
from bot.web.pages.knowledge.differences import Change, Piece, compare_words
from handlers.context.context import Context
from handlers.curation.editing import proposals
from handlers.curation.editing.proposals import Decision, Outcome
from handlers.curation.editing.proposing import tell_proposer
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal
from handlers.i18n.editing import EDITING, EditingTexts
from knowledge.text import fold

_HERE = "/wissen/vorschlaege"
_MOST = 5_000
_ROW_DIGITS = 15
_SAVED = frozenset({Outcome.TAKEN_OVER, Outcome.STANDS_ALREADY})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalRow:
    """A proposal with the entry that it is about, and what it changes, word by word.

    `seen` is the value that its proposer has seen, if the field has another one by now. `revision` is that of the
    entry, None if it is no longer in force.
    """

    proposal: Proposal
    title: str
    field: str
    pieces: Sequence[Piece]
    revision: int | None
    seen: str | None


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the proposals that wait."""
    async with page.begin() as (context, _):
        waiting = await proposals.list_decidable(page.sender, context, _MOST)
        table = _make_table(context, _get_texts(page))
        query = table.parse_query(page)
        found = table.select(waiting, query)
        views = [await proposals.view_proposal(each.number, page.sender, context) for each in found.rows]
    rows = [_make_row(view, each, page) for view, each in zip(views, found.rows, strict=True)]
    return page.render(
        "knowledge/proposals.html", rows=rows, query=query, next_after=found.next_after, done=page.query("getan")
    )


def _make_table(context: Context, texts: EditingTexts) -> Table[Proposal]:
    """Return the table of proposals, with the entries and fields by name; the oldest comes first."""

    def name_entry(proposal: Proposal) -> str:
        entry = context.everything.get_entry(proposal.entry)
        return entry.title if entry else proposal.entry

    def name_field(proposal: Proposal) -> str:
        return texts.fields[proposal.field]

    return Table(
        tabs={"": lambda _: True},
        columns={
            "seit": lambda each: each.proposed_at.isoformat(),
            "eintrag": lambda each: fold(name_entry(each)),
            "angabe": lambda each: fold(name_field(each)),
        },
        turned=frozenset(),
        identify=lambda each: f"{each.number:012}",
        describe=lambda each: f"{name_entry(each)} {name_field(each)} {each.value or ''}",
    )


def _get_texts(page: Page) -> EditingTexts:
    return EDITING[page.language if page.language in EDITING else page.desk.settings.language]


def _make_row(view: Decision, proposal: Proposal, page: Page) -> ProposalRow:
    stored, texts = view.stored, _get_texts(page)
    return ProposalRow(
        proposal=proposal,
        title=stored.entry.title if stored else proposal.entry,
        field=texts.fields[proposal.field],
        pieces=_compare(stored.read(proposal.field) if stored else None, proposal.value, proposal.field),
        revision=stored.revision if stored else None,
        seen=(view.seen or "–") if view.outcome is Outcome.OUTDATED else None,
    )


def _compare(old: str | None, new: str | None, name: FieldName) -> Sequence[Piece]:
    """Return the difference: of texts by word, of short values as a whole."""
    if name is FieldName.TEXT:
        return tuple(compare_words(old or "", new or ""))
    before = (Piece(change=Change.REMOVED, text=old), Piece(change=Change.SAME, text=" ")) if old else ()
    return (*before, Piece(change=Change.ADDED, text=new or "–"))


async def take_over(page: Page) -> web.StreamResponse:
    """Save what a proposal says, over the revision that was seen."""
    async with page.begin_change() as change:
        revision = parse_number(page.field("revision"), digits=_ROW_DIGITS)
        decision = await proposals.take_over(_read_number(page), revision, page.sender, change.context)
        await _finish(decision, change)
    return _lead_back(decision)


async def refuse(page: Page) -> web.StreamResponse:
    """Refuse a proposal."""
    async with page.begin_change() as change:
        decision = await proposals.refuse(_read_number(page), page.sender, change.context)
        await _finish(decision, change)
    return _lead_back(decision)


def _read_number(page: Page) -> int:
    return parse_number(page.request.match_info["number"]) or 0


async def _finish(decision: Decision, change: DeskChange) -> None:
    """Tell the proposer, and record what was done; nothing if it was not."""
    if decision.proposal is None:
        raise web.HTTPNotFound
    change.outgoing.extend(await tell_proposer(decision, change.context))
    what = f"{decision.proposal.entry} {decision.proposal.field}"
    if decision.outcome in _SAVED:
        await change.log("proposal_accepted", what)
    elif decision.outcome is Outcome.REFUSED:
        await change.log("proposal_refused", what)


def _lead_back(decision: Decision) -> web.StreamResponse:
    return redirect(f"{_HERE}?getan={decision.outcome}")
