"""The list of what is due: asked and not answered, not asked yet, put off, silent centres, entries without a keeper."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.base.due_items import DueItemReader
from bot.web.base.tables import Table
from handlers.context.context import Context
from handlers.core.slices import iterate_in_slices
from handlers.curation.care.due import DueItem
from handlers.curation.care.silence import Silence, find_silent_centres
from handlers.curation.confirming.selection import is_unanswered
from handlers.curation.membership import find_owner
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName
from handlers.curation.model.freshness import find_holding_date
from handlers.i18n import TEXTS
from handlers.i18n.editing import EDITING
from handlers.rendering.origins import describe_as_of
from knowledge.entries import AnyEntry
from knowledge.text import fold


class DueKind(StrEnum):
    """The reason why somebody should look at an entry."""

    ASKED = "asked"
    PUT_OFF = "put_off"
    UNKNOWN = "unknown"
    OLD = "old"
    TO_REVIEW = "to_review"
    ENDED = "ended"
    GONE = "gone"
    UNANSWERED = "unanswered"
    NO_MEMBERS = "no_members"
    NO_CENTRE = "no_centre"


_STATES = {
    QuestionState.OPEN: DueKind.ASKED,
    QuestionState.LATER: DueKind.PUT_OFF,
    QuestionState.UNKNOWN: DueKind.UNKNOWN,
}
_SILENCES = {Silence.GONE: DueKind.GONE, Silence.UNANSWERED: DueKind.UNANSWERED}


@dataclass(frozen=True, kw_only=True, slots=True)
class DueRow:
    """An entry that somebody should look at, or one of its fields; `owner` is the title of the centre in charge.

    `since` is the day, `as_of` what the source says where no day is known; `owner` is empty for the office.
    """

    id: str
    title: str
    kind: DueKind
    owner: str
    field: FieldName | None = None
    since: date | None = None
    as_of: str = ""

    @property
    def since_key(self) -> str:
        return self.since.isoformat() if self.since else self.as_of


_TABLE: Table[DueRow] = Table(
    tabs={
        "": lambda row: row.kind is DueKind.ASKED,
        "faellig": lambda row: row.kind in (DueKind.OLD, DueKind.TO_REVIEW, DueKind.ENDED),
        "spaeter": lambda row: row.kind in (DueKind.PUT_OFF, DueKind.UNKNOWN),
        "still": lambda row: row.kind in _SILENCES.values(),
        "ohne": lambda row: row.kind in (DueKind.NO_MEMBERS, DueKind.NO_CENTRE),
    },
    columns={
        "seit": lambda row: row.since_key,
        "eintrag": lambda row: fold(row.title),
        "zentrum": lambda row: fold(row.owner),
    },
    turned=frozenset(),
    identify=lambda row: f"{row.id} {row.field or ''} {row.kind}",
    describe=lambda row: f"{row.title} {row.owner}",
)


async def show(page: Page) -> web.StreamResponse:
    """Show a page of what is due."""
    async with page.begin() as (context, _):
        rows = await list_rows(context, page.desk.due_items)
    query = _TABLE.parse_query(page)
    return page.render(
        "care/due.html",
        found=_TABLE.select(rows, query),
        query=query,
        fields=EDITING[page.language].fields,
        office=context.office,
        describe=lambda as_of: describe_as_of(as_of, TEXTS[page.language]),
        asks=context.care_rules.asks_fields,
    )


async def list_rows(context: Context, due_items: DueItemReader) -> Sequence[DueRow]:
    """Return everything that somebody should look at, of all centres and the office."""
    entries = context.everything.knowledge.by_id
    questions = await context.stores.field_questions.list_all()
    due = await due_items.read(context.everything.knowledge, context.today)
    asked = {(each.entry, each.field) for each in questions}
    staffed = {each.centre for each in await context.stores.centre_members.list_staffed()}
    silent = await find_silent_centres(context)
    return [
        *_list_questions(questions, entries, context),
        *(_make_due(item, entries) for item in due if not _is_asked(item, asked)),
        *(_make(entries[id_], _SILENCES[why], entries) for id_, why in silent.items()),
        *[row async for row in _list_unkept(entries, staffed)],
    ]


def _list_questions(
    questions: Sequence[FieldQuestion], entries: Mapping[str, AnyEntry], context: Context
) -> Iterator[DueRow]:
    """Yield the questions that wait; one whose value somebody has confirmed or changed since is over."""
    for question in questions:
        entry, day = entries.get(question.entry), question.asked_at.astimezone(context.time_zone).date()
        if entry is not None and is_unanswered(question, entry):
            yield _make(entry, _STATES[question.state], entries, field=question.field, since=day)


async def _list_unkept(entries: Mapping[str, AnyEntry], staffed: set[str]) -> AsyncIterator[DueRow]:
    """Yield the entries of centres to which nobody belongs, or that are no more."""
    async for entry in iterate_in_slices(entries.values()):
        owner = find_owner(entry)
        if owner is not None and owner not in staffed:
            yield _make(entry, DueKind.NO_MEMBERS if owner in entries else DueKind.NO_CENTRE, entries)


def _make_due(item: DueItem, entries: Mapping[str, AnyEntry]) -> DueRow:
    if item.field is None:
        kind = DueKind.ENDED if item.has_ended else DueKind.TO_REVIEW
        return _make(item.entry, kind, entries, since=item.since)
    as_of = find_holding_date(item.entry, item.field.name)
    return _make(item.entry, DueKind.OLD, entries, field=item.field.name, as_of=as_of)


def _make(
    entry: AnyEntry,
    kind: DueKind,
    entries: Mapping[str, AnyEntry],
    *,
    field: FieldName | None = None,
    since: date | None = None,
    as_of: str = "",
) -> DueRow:
    owner = find_owner(entry) or ""
    centre = entries.get(owner)
    named = centre.title if centre is not None else owner
    return DueRow(id=entry.id, title=entry.title, kind=kind, owner=named, field=field, since=since, as_of=as_of)


def _is_asked(item: DueItem, asked: set[tuple[str, FieldName]]) -> bool:
    return item.field is not None and (item.entry.id, item.field.name) in asked
