"""The effect of a change before it is saved."""

import asyncio
import re

import pytest

from bot.web.base.effects import EffectChecker, Questions
from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from knowledge.entries import Faq, Source, Visibility
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


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (None, Visibility.PUBLIC, FindingKind.ANSWER),
        (None, Visibility.INTERNAL, FindingKind.ANSWER),
        (Visibility.INTERNAL, Visibility.PUBLIC, FindingKind.ANSWER),
        (Visibility.PUBLIC, Visibility.INTERNAL, FindingKind.NONE),
    ],
)
async def test_questions_are_tried_as_the_widest_circle_that_reads_the_entry(
    search: Search, before: Visibility | None, after: Visibility, outcome: FindingKind
) -> None:
    entry = make_entry()
    if before:
        search = search.with_record(entry.model_copy(update={"visibility": before}))
    asked = Questions(asked={entry.title: 3}, kept=[])
    effect = await EffectChecker().check(search, entry.model_copy(update={"visibility": after}), asked)
    assert [(each.text, each.after.kind) for each in effect.changed if each.times] == [(entry.title, outcome)]
    assert effect.reader is (Visibility.PUBLIC if before is Visibility.PUBLIC else after)
    assert effect.astray == []


async def test_a_kept_question_for_a_hidden_entry_is_tried_as_its_readers(search: Search, house: DeskHouse) -> None:
    hidden, text = make_entry().model_copy(update={"visibility": Visibility.INTERNAL}), "Wo ist der Quastenflosser?"
    async with house.database.begin() as unit:
        await unit.test_questions.put(text, hidden.id, "matrix:@edith:example.org", house.now)
        kept = await unit.test_questions.list_before(None, 10)
    other = make_entry().model_copy(update={"id": "faq/anders", "title": text})
    effect = await EffectChecker().check(search.with_record(hidden), other, Questions(asked={}, kept=kept))
    assert (effect.reader, effect.broken) == (Visibility.PUBLIC, 1)
