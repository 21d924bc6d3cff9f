"""The care for entries at the desk: the round by centre, what is due, deputies and handovers."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from operator import itemgetter

import pytest

from bot.web.base.tables import Table, TableQuery
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.curation.model.field_questions import FieldQuestion, QuestionState
from handlers.curation.model.fields import FieldName
from handlers.curation.model.handovers import Handover
from handlers.curation.model.rounds import CareRules
from knowledge.entries import AnyEntry, Centre, CheckedField, Contact, Faq, Knowledge, Source
from knowledge.search import Search
from tests.web.conftest import ADMIN, Browser, DeskHouse, to_text

HERE = "/pflege"
DUISBURG, ESSEN, FAQ = "centre/duisburg", "centre/essen", "faq/quittenfest"
MIA = Sender(platform=PlatformName.TELEGRAM, id="815", name="Mia <b>")
# A Thursday in the round that began on 1 October.
TODAY = date(2026, 11, 26)


@pytest.fixture
def centres(house: DeskHouse) -> None:
    """Two centres: of the first one all is missing, of the other all was checked in this round."""
    checked = tuple(CheckedField(field=name, on=date(2026, 10, 5)) for name in (FieldName.PHONE, FieldName.EMAIL))
    _use(house, _make_centre(house, DUISBURG, ()), _make_centre(house, ESSEN, checked))


def _make_centre(house: DeskHouse, id_: str, checked: tuple[CheckedField, ...]) -> Centre:
    centre = house.search.get_entry(id_)
    assert isinstance(centre, Centre)
    contact = Contact(phone="0203 283-8111", email="ki@example.org")
    return centre.model_copy(update={"contact": contact, "as_of": "2026-06", "checked": checked})


def _make_faq(**more: object) -> Faq:
    faq = Faq(id=FAQ, title="Wann ist Quittenfest?", text="Im Herbst.", source=Source(name="Plan"), as_of="2026")
    return faq.model_copy(update=more)


def _use(house: DeskHouse, *entries: AnyEntry) -> None:
    house.search = Search(Knowledge.from_records(entries))


@pytest.mark.usefixtures("centres")
async def test_the_round_stands_by_centre_the_most_missing_first(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.centre_members.grant(MIA, ESSEN, house.now)
    page = await editor.text(HERE)
    assert "Runde 4/2026" in page
    assert "2 geprüft 0 kurz vorher geprüft 2 fehlen noch" in page
    assert "Duisburg 0 von 2 Telefon, E-Mail nicht bekannt: Adresse, Website – 0" in page
    assert "Essen 2 von 2 – nicht bekannt: Adresse, Website Mo 5.10. 1" in page
    ordered = await editor.text(f"{HERE}?sort=-zentrum")
    assert ordered.index("Integrationszentrum Essen") < ordered.index("Integrationszentrum Duisburg")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?zustand=fehlt", (True, False)),
        ("?zustand=fertig", (False, True)),
        ("?zustand=ohne", (True, True)),
        ("?suche=essen", (False, True)),
        ("?sort=unsinn&zustand=unsinn&nach=unsinn", (True, True)),
        ("?nach=002|centre/duisburg", (False, True)),
    ],
)
@pytest.mark.usefixtures("centres")
async def test_the_address_chooses_rows(editor: Browser, query: str, shown: tuple[bool, bool]) -> None:
    page = await (await editor.get(HERE + query)).text()
    assert tuple(f'/wissen/{id_}"' in page for id_ in (DUISBURG, ESSEN)) == shown


@pytest.mark.parametrize(
    ("query", "told"), [("?suche=xyz", "Hier passt nichts"), ("?zustand=fertig", "Noch ist kein Zentrum fertig")]
)
async def test_an_empty_list_says_why(editor: Browser, house: DeskHouse, query: str, told: str) -> None:
    _use(house, _make_centre(house, DUISBURG, ()))
    assert told in await editor.text(HERE + query)


@pytest.mark.usefixtures("centres")
async def test_the_round_is_a_file_as_well(editor: Browser) -> None:
    answer = await editor.get(f"{HERE}/runde.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="runde-2026-4.csv"'
    rows = [*csv.DictReader(StringIO((await answer.read()).decode("utf-8-sig")), delimiter=";")]
    assert [(row["ID"], row["fehlt"], row["zuletzt geprüft"]) for row in rows] == [
        (DUISBURG, "2", ""),
        (ESSEN, "0", "2026-10-05"),
    ]


@pytest.mark.usefixtures("centres")
async def test_where_rounds_are_turned_off_the_page_says_so(editor: Browser, house: DeskHouse) -> None:
    house.care_rules = CareRules(has_rounds=False)
    page = await editor.text(HERE)
    assert "Runden sind ausgeschaltet" in page
    assert "Duisburg" not in page
    assert (await editor.get(f"{HERE}/runde.csv")).status == 404


@pytest.mark.usefixtures("centres")
async def test_questions_that_wait_are_listed_by_state(editor: Browser, house: DeskHouse) -> None:
    asked = FieldQuestion(entry=DUISBURG, field=FieldName.PHONE, person=MIA, asked_at=house.now - timedelta(days=3))
    put_off = replace(asked, field=FieldName.EMAIL, state=QuestionState.LATER)
    # Put before the check of 5 October.
    answered = replace(asked, entry=ESSEN, asked_at=house.now - timedelta(days=60))
    async with house.database.begin() as unit:
        for question in (asked, put_off, answered):
            await unit.field_questions.put(question)
    page = await editor.text(f"{HERE}/offen")
    assert "Duisburg Telefon: gefragt, noch keine Antwort das Zentrum selbst Mo 23.11." in page
    assert "Essen" not in page
    assert "Gefragt 1" in page
    assert "E-Mail: auf später verschoben" in await editor.text(f"{HERE}/offen?zustand=spaeter")


@pytest.mark.usefixtures("centres")
async def test_a_question_about_a_value_that_holds_waits_as_in_chats(editor: Browser, house: DeskHouse) -> None:
    """Such a question comes from “niemand erreicht”, or from “Später” about a fresh value."""
    doubted = FieldQuestion(entry=ESSEN, field=FieldName.PHONE, person=MIA, asked_at=house.now - timedelta(days=3))
    put_off = replace(doubted, field=FieldName.EMAIL, state=QuestionState.LATER)
    async with house.database.begin() as unit:
        for question in (doubted, put_off):
            await unit.field_questions.put(question)
    assert "Essen Telefon: gefragt, noch keine Antwort" in await editor.text(f"{HERE}/offen")
    assert "Essen E-Mail: auf später verschoben" in await editor.text(f"{HERE}/offen?zustand=spaeter")


async def test_what_is_due_and_whose_nobody_is_stands_there(editor: Browser, house: DeskHouse) -> None:
    old = _make_centre(house, DUISBURG, ()).model_copy(update={"as_of": "2019-05"})
    _use(house, old, _make_faq(review_by=TODAY - timedelta(days=2)), _make_faq(id="faq/fest", owner="centre/nirgends"))
    due = await editor.text(f"{HERE}/offen?zustand=faellig")
    assert "Duisburg Telefon: lange nicht bestätigt" in due
    assert "Wann ist Quittenfest? Prüfdatum ist vorbei LaKI Di 24.11." in due
    unkept = await editor.text(f"{HERE}/offen?zustand=ohne")
    assert "Zum Zentrum gehört niemand" in unkept
    assert "Das Zentrum gibt es nicht mehr centre/nirgends" in unkept
    async with house.database.begin() as unit:
        await unit.centre_members.grant(MIA, DUISBURG, house.now)
        await unit.people.meet(MIA, Address(platform=MIA.platform, room=RoomId("815")))
        await unit.field_questions.put(
            FieldQuestion(entry=DUISBURG, field=FieldName.PHONE, person=MIA, asked_at=house.now - timedelta(days=27))
        )
    assert "Zum Zentrum gehört niemand" not in await editor.text(f"{HERE}/offen?zustand=ohne")
    assert "Seit vier Wochen antwortet niemand" in await editor.text(f"{HERE}/offen?zustand=still")


@pytest.mark.usefixtures("centres")
async def test_deputies_and_handovers_of_now_are_shown(editor: Browser, house: DeskHouse) -> None:
    page = await editor.text(f"{HERE}/vertretungen")
    assert "Gerade vertritt niemand jemanden" in page
    assert "Keine Übergabe wartet" in await editor.text(f"{HERE}/vertretungen?zustand=uebergaben")
    chat = Address(platform=MIA.platform, room=RoomId("815"))
    async with house.database.begin() as unit:
        await unit.centre_members.grant(MIA, DUISBURG, house.now, house.now + timedelta(days=3))
        await unit.centre_members.grant(MIA, ESSEN, house.now, house.now - timedelta(days=3))
        await unit.handovers.offer(Handover(giver=MIA, address=chat), "code", house.now + timedelta(days=7))
    answer = await editor.get(f"{HERE}/vertretungen")
    source = await answer.text()
    assert "Mia &lt;b&gt; telegram:815" in source
    assert "Integrationszentrum Duisburg" in source
    assert "Integrationszentrum Essen" not in source
    assert "Vertretungen 1 Offene Übergaben 1" in to_text(source)
    assert "geht und gibt alles ab wer den Code hat" in await editor.text(f"{HERE}/vertretungen?zustand=uebergaben")


@pytest.mark.usefixtures("centres")
async def test_english_people_read_english(editor: Browser) -> None:
    await editor.post("/sprache", {"language": "en"})
    assert "Still missing" in await editor.text(HERE)
    assert "No question is open." in await editor.text(f"{HERE}/offen")
    content = (await (await editor.get(f"{HERE}/runde.csv")).read()).decode("utf-8-sig")
    assert content.startswith("Centre;ID;Contact details")


@pytest.mark.parametrize("path", ["", "/runde.csv", "/offen", "/vertretungen"])
async def test_strangers_and_former_editors_see_nothing(
    stranger: Browser, editor: Browser, house: DeskHouse, path: str
) -> None:
    assert (await stranger.get(HERE + path)).status == 303
    assert (await editor.get(HERE + path)).status == 200
    house.editors = (ADMIN,)
    assert (await editor.get(HERE + path)).status == 303


@pytest.mark.parametrize("is_descending", [True, False])
def test_pages_of_a_table_hold_each_row_once(is_descending: bool) -> None:
    rows = [f"{number:03}" for number in range(120)]
    ones: Callable[[str], str] = itemgetter(-1)
    table: Table[str] = Table(
        tabs={"": lambda _: True}, columns={"x": ones}, turned=frozenset("x"), identify=str, describe=str
    )
    query = TableQuery(
        words="", sort="x", chosen={}, is_descending=is_descending, after=None, first="x", turned=frozenset("x")
    )
    pages = [table.select(rows, query)]
    while (after := pages[-1].next_after) is not None:
        pages.append(table.select(rows, replace(query, after=after)))
    assert [row for page in pages for row in page.rows] == sorted(rows, key=ones, reverse=is_descending)
    assert len(pages) == 3
