"""The list of entries: what it shows by its address."""

import re
from collections.abc import Sequence
from datetime import date

import pytest

from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from knowledge.entries import AnyRecord, Faq, Source, Topic
from knowledge.finding import FindingKind
from tests.web.conftest import Browser, DeskHouse

SOURCE = Source(name="Kreis Beispiel", url="https://example.org")
_TITLE = re.compile(r'<th scope="row"><a href="/redaktion/wissen/([^"]+)">')


def make_faq(slug: str, **more: object) -> Faq:
    values = {"id": f"faq/{slug}", "title": f"Was ist {slug}?", "text": "Text", "source": SOURCE, "as_of": "2025"}
    return Faq.model_validate({**values, **more})


async def put(house: DeskHouse, records: Sequence[AnyRecord]) -> None:
    async with house.database.begin() as unit:
        for record in records:
            await unit.records.put(record, "matrix:@anna:example.org", house.now)


async def list_ids(browser: Browser, path: str) -> list[str]:
    answer = await browser.get(path)
    assert answer.status == 200
    return _TITLE.findall(await answer.text())


@pytest.fixture
async def entries(house: DeskHouse) -> None:
    await put(
        house,
        [
            Topic(id="topic/schule", title="Schule", description="Alles zur Schule"),
            make_faq("zebra", topics=("schule",), phrasings=("Wer ist gestreift?",)),
            make_faq("affe", review_by=date(2026, 11, 25)),
            make_faq("biber", valid_until=date(2026, 11, 1)),
            make_faq("maus", successor="faq/zebra", source=Source(name="Stadt Köln"), as_of="2019"),
        ],
    )


async def test_an_empty_list_says_what_to_do(editor: Browser) -> None:
    assert "Lotse weiß noch nichts. Schreib den ersten Eintrag." in await editor.text("/wissen")
    assert "Das Archiv ist leer." in await editor.text("/wissen?zustand=archiv")


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("address", "slugs"),
    [
        ("", "affe biber maus zebra"),
        ("?sort=-titel", "zebra maus biber affe"),
        ("?sort=stand", "maus affe biber zebra"),
        ("?sort=status", "biber maus affe zebra"),
        ("?sort=-art", "zebra maus biber affe"),
        ("?zustand=faellig", "affe"),
        ("?zustand=veraltet", "biber maus"),
        ("?zustand=archiv", ""),
        ("?thema=schule", "zebra"),
        ("?stand-bis=2019", "maus"),
        ("?stand-bis=12.2022", "maus"),
        ("?stand-ab=2019-12&stand-bis=2025", "affe biber maus zebra"),
        ("?stand-ab=1.1.2020", "affe biber zebra"),
        ("?pruefen-bis=2026-11", "affe"),
        ("?pruefen-bis=24.11.2026", ""),
        ("?pruefen-ab=2026-11-25&suche=affe", "affe"),
        ("?stand-ab=2019-13&pruefen-bis=31.2.2026&stand-bis=%3Cb%3E", "affe biber maus zebra"),
        ("?suche=GESTREIFT+wer", "zebra"),
        ("?suche=nirgends", ""),
        ("?art=offer", ""),
        ("?art=hacked&thema=%3Cscript%3E&sort=drop&zustand=x&nach=zzz", "affe biber maus zebra"),
    ],
)
async def test_the_address_filters_and_sorts(editor: Browser, address: str, slugs: str) -> None:
    assert await list_ids(editor, f"/wissen{address}") == [f"faq/{slug}" for slug in slugs.split()]


@pytest.mark.usefixtures("entries")
async def test_changes_show_at_once(editor: Browser, house: DeskHouse) -> None:
    assert len(await list_ids(editor, "/wissen")) == 4
    await put(house, [make_faq("igel")])
    assert len(await list_ids(editor, "/wissen")) == 5
    async with house.database.begin() as unit:
        stored = await unit.records.find("faq/igel")
        assert stored is not None
        assert await unit.records.archive("faq/igel", stored.revision, "matrix:@anna:example.org", house.now)
    assert len(await list_ids(editor, "/wissen")) == 4
    assert await list_ids(editor, "/wissen?zustand=archiv") == ["faq/igel"]


async def test_every_entry_is_on_one_page(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq(f"n{number}", title="Gleicher Titel") for number in range(120)])
    for order in ("", "?sort=-titel", "?sort=geaendert"):
        seen, path = list[str](), f"/wissen{order}"
        while path:
            answer = await (await editor.get(path)).text()
            seen += _TITLE.findall(answer)
            following = re.search(r'<a href="(\?[^"]*nach=[^"]*)">Weiter', answer)
            path = f"/wissen{following[1].replace('&amp;', '&')}" if following else ""
        assert len(seen) == 120
        assert len(set(seen)) == 120


async def test_hostile_titles_stay_text(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("x", title="<script>alert(1)</script> " + "x" * 270)])
    page = await (await editor.get("/wissen")).text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in await (await editor.get("/wissen?suche=%3Cscript%3E")).text()


@pytest.mark.usefixtures("entries")
async def test_the_most_asked_come_first_and_those_never_asked_have_a_tab(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for text, slug in (("Wer ist gestreift?", "zebra"), ("wer ist gestreift", "zebra"), ("Maus?", "maus")):
            asked = AskedQuestion(text=text, platform=PlatformName.MATRIX, kind=FindingKind.ANSWER, entry=f"faq/{slug}")
            await unit.questions.add(asked, house.now)
    assert (await list_ids(editor, "/wissen?sort=-gefragt"))[:2] == ["faq/zebra", "faq/maus"]
    assert await list_ids(editor, "/wissen?zustand=niegefragt") == ["faq/affe", "faq/biber"]
    text = await editor.text("/wissen/faq/zebra")
    assert "2-mal gefragt in 30 Tagen" in text
    assert "2-mal" in text.split("So wird gefragt")[1]
    assert "So wurde sonst gefragt Maus? 1-mal" in await editor.text("/wissen/faq/maus")
