"""Questions that were marked "so nicht", as a tab of the gaps."""

import pytest

from tests.web.conftest import Browser, DeskHouse

_RIGHT, _WRONG = "Wie wird das Wetter?", "Zwirbelkurs buchen"


@pytest.fixture
async def marked(editor: Browser, house: DeskHouse) -> Browser:
    entry = house.search.knowledge.offers[0]
    async with house.database.begin() as unit:
        await unit.records.seed(house.search.knowledge, house.now)
        await unit.test_questions.put(_WRONG, entry.id, "matrix:@edith:example.org", house.now)
        await unit.test_questions.put(_RIGHT, None, "matrix:@edith:example.org", house.now)
    return editor


async def test_an_empty_tab_says_where_to_mark_one(editor: Browser) -> None:
    page = await editor.text("/luecken/so-nicht")
    assert "Noch keine Testfragen." in page
    assert "Alle ausprobieren" not in page


async def test_each_question_shows_the_wished_entry_and_whether_it_answers(marked: Browser, house: DeskHouse) -> None:
    page = await marked.text("/luecken/so-nicht")
    assert page.index(_RIGHT) < page.index(_WRONG)
    assert house.search.knowledge.offers[0].title in page
    assert "falsch" in page.partition(_WRONG)[2]


async def test_all_are_tried_with_the_wrong_ones_first(marked: Browser, house: DeskHouse) -> None:
    page = await marked.text("/luecken/so-nicht?alle=1")
    assert "2 Fragen ausprobiert: 1 wird falsch beantwortet." in page
    assert page.index(_WRONG) < page.index(_RIGHT)
    entry = house.search.knowledge.offers[0]
    house.search = house.search.with_record(entry.model_copy(update={"phrasings": (_WRONG,)}))
    assert "2 Fragen ausprobiert: alle werden richtig beantwortet." in await marked.text("/luecken/so-nicht?alle=1")


async def test_many_are_tried_page_by_page(marked: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(60):
            await unit.test_questions.put(f"Wetter am {number}. Tag?", None, "matrix:@edith:example.org", house.now)
    page = await marked.text("/luecken/so-nicht")
    assert "Weiter" in page
    assert _WRONG not in page
    assert "62 Fragen ausprobiert" in await marked.text("/luecken/so-nicht?alle=1")
