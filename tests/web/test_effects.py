"""The effect of a change before it is saved."""

import asyncio
import re

import pytest

from bot.web.base.effects import EffectChecker, Questions
from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from knowledge.entries import Faq, Source
from knowledge.finding import FindingKind
from knowledge.search import Search
from tests.web.conftest import Browser, DeskHouse

FIELDS = {
    "kind": "faq",
    "title": "Wo steht der Quastenflosser?",
    "text": "Im Aquarium.",
    "source.name": "Zoo",
    "as_of": "2026",
    "phrasings": "Quastenflosser Standort",
}


def make_entry() -> Faq:
    return Faq(
        id="faq/quastenflosser",
        title="Wo steht der Quastenflosser?",
        text="Im Aquarium.",
        source=Source(name="Zoo"),
        as_of="2026",
        phrasings=("Quastenflosser Standort",),
    )


@pytest.fixture(autouse=True)
async def shipped(house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.records.seed(house.search.knowledge, house.now)
        asked = AskedQuestion(text="Wo ist der Quastenflosser?", platform=PlatformName.MATRIX, kind=FindingKind.NONE)
        for _ in range(3):
            await unit.questions.add(asked, house.now)


async def test_a_new_entry_shows_what_it_will_answer(editor: Browser) -> None:
    answer = await editor.post("/wissen/wirkung", FIELDS)
    page = await answer.text()
    assert "Fragen werden anders beantwortet." in page
    assert "Wo ist der Quastenflosser?" in page
    assert "dieser Eintrag" in page
    without_script = await (await editor.post("/wissen/neu", {**FIELDS, "action": "preview"})).text()
    assert "Wo ist der Quastenflosser?" in without_script


async def test_a_long_effect_says_how_much_it_leaves_out(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(60):
            text = f"Wo ist der Quastenflosser {number}?"
            asked = AskedQuestion(text=text, platform=PlatformName.MATRIX, kind=FindingKind.NONE)
            await unit.questions.add(asked, house.now)
    page = await (await editor.post("/wissen/wirkung", FIELDS)).text()
    changed = int(re.findall(r"(\d+) Fragen werden anders", page)[0])
    assert changed > 60
    assert f"{changed - 50} weitere Fragen stehen hier nicht." in page


async def test_a_kept_question_that_goes_wrong_needs_a_look(search: Search, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.test_questions.put("Wo ist der Quastenflosser?", None, "matrix:@edith:example.org", house.now)
        kept = await unit.test_questions.list_before(None, 10)
    effect = await EffectChecker().check(search, make_entry(), Questions(asked={}, kept=kept))
    assert (effect.broken, effect.doubtful, effect.astray) == (1, 1, [])
    assert effect.changed[0].text == "Wo ist der Quastenflosser?"


async def test_nothing_changes_with_what_is_there(search: Search) -> None:
    same = search.knowledge.faqs[0]
    effect = await EffectChecker().check(search, same, Questions(asked={"Was ist KOMM-AN?": 4}, kept=[]))
    assert effect.changed == []


async def test_the_loop_goes_on_while_a_change_is_checked(search: Search) -> None:
    asked = {f"Wie lange dauert Kurs {number}?": 1 for number in range(200)}
    checking = asyncio.create_task(EffectChecker().check(search, make_entry(), Questions(asked=asked, kept=[])))
    turns = 0
    while not checking.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 5


async def test_a_draft_with_faults_has_no_effect(editor: Browser) -> None:
    page = await (await editor.post("/wissen/wirkung", {**FIELDS, "review_by": "nie"})).text()
    assert "Noch nicht geprüft." in page
    assert (await editor.post("/wissen/wirkung", {"kind": "topic"})).status == 404
