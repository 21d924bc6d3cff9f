"""Every table of records at the desk is sorted and filtered by its address; every list has pages."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html import unescape
from typing import TypeAlias

import pytest

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from bot.web.base.templating import FOLDER
from handlers.announcements.model.announcement import Template
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.curation.model.fields import FieldName
from handlers.curation.model.handovers import Handover
from handlers.curation.model.proposals import Proposal
from knowledge.entries import Source, Synonyms
from tests.web.conftest import EDITOR, Browser, DeskHouse
from tests.web.test_knowledge_list import make_faq

_TABLE = re.compile(r"<table.*?</thead>", re.DOTALL)
_SORTS = re.compile(r"lists\.(column|sorting)\(")
_SEARCHES = re.compile(r"lists\.filters\(|role=\"search\"")
_PAGES = re.compile(r"lists\.pager\(|class=\"pager\"")

# Tables that need none of it, and why.
_OTHERS = {
    "announcements/calendar.html": "a month, with a day in each cell",
    "announcements/evaluation.html": "the first copies of an announcement that failed; a link leads to all",
    "announcements/report.html": "the metrics of one report",
    "charts.html": "the data behind a picture, in the order of its bars",
    "gaps/gap.html": "the questions of one gap, the newest first, by pages",
    "knowledge/effect.html": "a part of a form, the doubtful ones first; it says how many it leaves out",
    "knowledge/reasons.html": "the reasons for one answer, by their scores",
    "operations/data_protection.html": "a document to print",
    "operations/parts.html": "the checks of one run",
    "operations/status.html": "the few parts of the service",
}


def test_tables_of_records_sort_filter_and_page() -> None:
    lacking = {}
    for file in sorted(FOLDER.rglob("*.html")):
        name, text = file.relative_to(FOLDER).as_posix(), file.read_text()
        tables = _TABLE.findall(text)
        if not tables or name in _OTHERS:
            continue
        lacks = {
            "sorting": not all(map(_SORTS.search, tables)),
            "filters": not _SEARCHES.search(text),
            "pages": not _PAGES.search(text),
        }
        lacking[name] = [what for what, is_missing in lacks.items() if is_missing]
    assert {name: what for name, what in lacking.items() if what} == {}


def test_the_exceptions_are_tables() -> None:
    assert [name for name in _OTHERS if "<table" not in (FOLDER / name).read_text()] == []


_ROWS, _DUISBURG = 60, "centre/duisburg"
_NAME, _FURTHER = re.compile(r"Nummer \d{3}"), re.compile(r'<a href="([^"]*)">Weiter')
_Fill: TypeAlias = Callable[[UnitOfWork, DeskHouse, str, int], Awaitable[object]]


def _person(name: str, number: int) -> Sender:
    return Sender(platform=PlatformName.TELEGRAM, id=f"{number + 1000}", name=name)


async def _propose(unit: UnitOfWork, house: DeskHouse, name: str, number: int) -> None:
    proposal = Proposal(
        entry=_DUISBURG,
        field=FieldName.PHONE,
        value=name,
        revision=1,
        proposer=_person(name, number),
        address=_CHAT,
        direct=True,
        proposed_at=house.now + timedelta(minutes=number),
    )
    await unit.proposals.add(proposal)


async def _archive(unit: UnitOfWork, house: DeskHouse, name: str, number: int) -> None:
    group = Synonyms(id=f"synonyms/s{number}", words=(name, f"Wort {number}"))
    saved = await unit.records.save(group, None, "lotse", house.now)
    assert saved is not None
    assert await unit.records.archive(group.id, saved, "lotse", house.now)


async def _break_link(unit: UnitOfWork, house: DeskHouse, name: str, number: int) -> None:
    url = f"https://example.org/{number}"
    entry = make_faq(f"f{number}", source=Source(name="x", url=url)).model_copy(update={"title": name})
    await unit.records.save(entry, None, "lotse", house.now)
    await unit.link_checks.record({url: LinkResult(fault=FetchFault.NOT_FOUND)}, house.now)


_CHAT = Address(platform=PlatformName.TELEGRAM, room=RoomId("1"))
# For each table what puts a row into it, and the column by which the rows are in the order of their names.
_TABLES: dict[str, tuple[_Fill, str]] = {
    "/wissen/vorschlaege": (_propose, "seit"),
    "/austausch/entwuerfe": (
        lambda unit, house, name, number: unit.lessons.propose(number, name, "Ja.", "kim", house.now),
        "entwurf",
    ),
    "/luecken/stillgelegt": (
        lambda unit, house, name, number: unit.gaps.silence({f"d{number}": name}, EDITOR, house.now),
        "frage",
    ),
    "/probe/fragen": (
        lambda unit, house, name, _: unit.test_questions.put(name, None, "x", house.now),
        "frage",
    ),
    "/pflege/vertretungen": (
        lambda unit, house, name, number: unit.centre_members.grant(
            _person(name, number), _DUISBURG, house.now, house.now + timedelta(days=1)
        ),
        "konto",
    ),
    "/pflege/vertretungen?zustand=uebergaben": (
        lambda unit, house, name, number: unit.handovers.offer(
            Handover(giver=_person(name, number), address=_CHAT), None, house.now + timedelta(days=1)
        ),
        "konto",
    ),
    "/ankuendigungen/vorlagen": (
        lambda unit, _, name, __: unit.templates.put(Template(name=name, text="Hallo")),
        "vorlage",
    ),
    "/wissen/begriffe?art=archiv": (_archive, "name"),
    "/wissen/links": (_break_link, "eintrag"),
    "/anmeldungen": (
        lambda unit, house, name, number: unit.desk_sessions.begin(
            f"s{number}", EDITOR, name, house.now, house.now + timedelta(hours=1)
        ),
        "browser",
    ),
}


async def _list_names(browser: Browser, address: str) -> list[str]:
    """Return the names in the rows of a table, from all its pages."""
    found: list[str] = []
    while address:
        answer = await browser.get(address)
        assert answer.status == 200, address
        page = await answer.text()
        names = _NAME.findall(page.partition("</thead>")[2] or page.partition("<ol")[2])
        found += dict.fromkeys(names)
        further = _FURTHER.search(page)
        query = unescape(further[1]).partition("?")[2] if further else ""
        address = f"{address.partition('?')[0]}?{query}" if further else ""
    return found


@pytest.mark.parametrize("address", _TABLES)
async def test_the_address_sorts_searches_and_pages(editor: Browser, house: DeskHouse, address: str) -> None:
    fill, column = _TABLES[address]
    names = [f"Nummer {number:03}" for number in range(_ROWS)]
    async with house.database.begin() as unit:
        for number, name in enumerate(names):
            await fill(unit, house, name, number)
    mark = "&" if "?" in address else "?"
    assert await _list_names(editor, f"{address}{mark}sort={column}") == names
    assert await _list_names(editor, f"{address}{mark}sort=-{column}") == names[::-1]
    assert await _list_names(editor, f"{address}{mark}suche=nummer+007") == names[7:8]
    assert "Hier passt nichts zu dieser Suche." in await editor.text(f"{address}{mark}suche=zwirbelhops")
    assert sorted(await _list_names(editor, f"{address}{mark}sort=x&zustand=x&nach=x")) != []
