"""Deputies at centres, and handovers that nobody has accepted yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.base.tables import Table
from handlers.announcements.model.announcement import format_account
from handlers.core.events import Sender
from handlers.curation.model.handovers import Handover
from handlers.curation.model.ports import CentreMember
from knowledge.entries import AnyEntry
from knowledge.text import fold

_HANDOVERS = "uebergaben"


@dataclass(frozen=True, kw_only=True, slots=True)
class CareRow:
    """A deputy for the members of a centre, or an offer to hand over what a member cares for.

    `centre` is the id of the centre of a deputy, `title` its title. `taker` has been asked to take over.
    """

    account: Sender
    until: datetime | None
    is_handover: bool = False
    centre: str = ""
    title: str = ""
    taker: Sender | None = None


_TABLE: Table[CareRow] = Table(
    tabs={"": lambda row: not row.is_handover, _HANDOVERS: lambda row: row.is_handover},
    columns={
        "konto": lambda row: fold(_name(row.account)),
        "zentrum": lambda row: fold(row.title or row.centre),
        "bis": lambda row: row.until.isoformat() if row.until else "",
        "gefragt": lambda row: fold(_name(row.taker)) if row.taker else "",
    },
    turned=frozenset(),
    identify=lambda row: f"{row.centre} {format_account(row.account)}".lstrip(),
    describe=lambda row: " ".join((_name(row.account), row.title, _name(row.taker) if row.taker else "")),
)


async def show(page: Page) -> web.StreamResponse:
    """Show a page of the deputies of now, or of the handovers that nobody has accepted yet."""
    async with page.begin() as (context, unit):
        deputies = await unit.centre_members.list_deputies(page.now)
        handovers = await unit.handovers.list_open(page.now)
        entries = context.everything.knowledge.by_id
    rows, query = [*_list_rows(deputies, handovers, entries)], _TABLE.parse_query(page)
    return page.render("care/deputies.html", found=_TABLE.select(rows, query), query=query, account=format_account)


def _list_rows(
    deputies: Sequence[CentreMember], handovers: Sequence[Handover], entries: Mapping[str, AnyEntry]
) -> Iterator[CareRow]:
    for each in deputies:
        title = entries[each.centre].title if each.centre in entries else ""
        yield CareRow(account=each.account, until=each.until, centre=each.centre, title=title)
    for handover in handovers:
        yield CareRow(account=handover.giver, until=handover.until, is_handover=True, taker=handover.taker)


def _name(account: Sender) -> str:
    return f"{account.name or ''} {format_account(account)}".strip()
