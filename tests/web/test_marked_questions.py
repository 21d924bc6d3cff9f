"""Questions that were marked "so nicht", in Probe or with a thumb in chats, among the gaps."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.settings.service import RetentionSettings
from bot.storage.engine.tables import questions
from bot.storage.engine.words import digest_words
from bot.storage.web.marks import Mark
from bot.web.base.gap_groups import MAX_GAPS, MAX_MARKS
from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from knowledge.entries import Faq, Visibility
from knowledge.finding import FindingKind
from tests.web.conftest import Browser, DeskHouse
from tests.web.test_gaps import list_open
from tests.web.test_knowledge_list import make_faq, put
from tests.web.test_question_log import ask

QUESTION, OTHER = "Wann beginnt der Zwirbelkurs?", "zwirbelkurs beginnt"
PATH = f"/luecken/{digest_words(QUESTION)}"
_NUMBER = re.compile(r'name="number" value="(\d+)"')


@pytest.fixture
async def wrong(house: DeskHouse) -> Faq:
    """Return the entry that answers the question, wrongly."""
    entry, course = make_faq("zwirbel", title="Zwirbelbrett", phrasings=(QUESTION,)), make_faq("kurs", title="Kursplan")
    house.search = house.search.with_record(entry).with_record(course)
    await put(house, [entry, course])
    house.now += timedelta(minutes=1)
    return entry


async def mark(editor: Browser, question: str = QUESTION, entry: str = "faq/kurs") -> None:
    assert (await editor.post("/probe/fragen", {"question": question, "entry": entry})).status == 303


async def drop(editor: Browser) -> None:
    number = _NUMBER.search(await (await editor.get("/probe/fragen")).text())
    assert number is not None
    await editor.post("/probe/fragen/streichen", {"number": number[1]})


async def ask_in_chat(house: DeskHouse, entry: Faq, *, days: int = 0) -> None:
    at = house.now - timedelta(days=days)
    await ask(house.database, QUESTION, at, kind=FindingKind.ANSWER, entry=entry.id)


async def test_nothing_marked_is_said(editor: Browser) -> None:
    assert "In dieser Zeit hat niemand etwas markiert." in await editor.text("/luecken/so-nicht")


async def test_a_mark_in_probe_is_a_gap_with_its_answers(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    for days in (0, 8):
        await ask_in_chat(house, wrong, days=days)
    await ask(house.database, "Was ist ein Zwirbelbrett?", house.now, kind=FindingKind.ANSWER, entry=wrong.id)
    assert QUESTION not in await editor.text("/luecken")
    await mark(editor)
    await mark(editor)
    for page in ("/luecken", "/luecken/so-nicht", PATH):
        text = await editor.text(page)
        assert "falsche Antwort Mit: Zwirbelbrett 3-mal „so nicht“ Geantwortet hatte: Zwirbelbrett" in text
        assert "Antworten soll: Kursplan" in text
        assert "2 in 8 Wochen" in text
        assert "Mo 16.11. 1 Mo 23.11. 1" in text
    assert f"{QUESTION} Do 26.11., 14:21 Uhr Probe Zwirbelbrett so nicht" in text
    assert f"{QUESTION} Mi 18.11., 14:21 Uhr Matrix Zwirbelbrett so nicht" in text


@pytest.mark.usefixtures("wrong")
async def test_marks_join_the_gaps_that_they_are_like(editor: Browser, house: DeskHouse) -> None:
    await ask(house.database, OTHER, house.now)
    await ask(house.database, "Butter?", house.now)
    await mark(editor)
    text = await editor.text("/luecken")
    assert f"{QUESTION} Auch: „{OTHER}“ falsche Antwort" in text
    assert "1 in 8 Wochen" in text
    assert "1-mal „so nicht“" in text
    marked = await editor.text("/luecken/so-nicht")
    assert f"Auch: „{OTHER}“" in marked
    assert "Butter?" not in marked
    assert "1–1 von 1 Gruppe" in marked


async def test_a_thumb_in_a_chat_marks_its_answer(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    await ask_in_chat(house, wrong)
    assert "In dieser Zeit hat niemand etwas markiert." in await editor.text("/luecken/so-nicht")
    async with house.database.begin() as unit:
        assert await unit.questions.mark_unhelpful(QUESTION)
    text = await editor.text("/luecken/so-nicht")
    assert "falsche Antwort Mit: Zwirbelbrett 1-mal „so nicht“ Geantwortet hatte: Zwirbelbrett" in text
    assert "Antworten soll" not in text
    house.now += timedelta(hours=1)
    await put(house, [wrong.model_copy(update={"text": "Um neun."})])
    assert "wird jetzt beantwortet Mit: Zwirbelbrett" in await editor.text(PATH)


async def test_a_thumb_on_no_answer_is_no_mark(editor: Browser, house: DeskHouse) -> None:
    await ask(house.database, QUESTION, house.now)
    async with house.database.begin() as unit:
        await unit.questions.mark_unhelpful(QUESTION)
    assert "so nicht" not in await editor.text(PATH)
    assert QUESTION not in await editor.text("/luecken/so-nicht")


async def test_the_wished_entry_rights_it(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    await mark(editor)
    house.search = house.search.with_record(wrong.model_copy(update={"phrasings": ()}))
    course = make_faq("kurs", title="Kursplan", phrasings=(QUESTION,))
    house.search = house.search.with_record(course)
    assert "wird jetzt beantwortet Mit: Kursplan" in await editor.text("/luecken/so-nicht")
    await editor.post(f"{PATH}/erledigen")
    assert await list_open(house) == []


async def test_no_answer_may_be_wished(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    await editor.post("/probe/fragen", {"question": QUESTION, "nothing": "1"})
    assert "falsche Antwort Mit: Zwirbelbrett 1-mal „so nicht“" in await editor.text(PATH)
    assert "Antworten soll: nichts" in await editor.text(PATH)
    house.search = house.search.with_record(wrong.model_copy(update={"phrasings": (), "title": "Brett"}))
    assert "bleibt jetzt ohne Antwort" in await editor.text(PATH)


async def test_an_answer_for_members_is_told_as_such(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    course = make_faq("kurs", title="Kursplan", phrasings=(QUESTION,), visibility=Visibility.NETWORK)
    await mark(editor)
    for entry in (course, wrong.model_copy(update={"phrasings": (), "title": "Brett"})):
        house.search = house.search.with_record(entry)
    text = await editor.text(PATH)
    assert "Mitglieder bekommen die Antwort 1-mal „so nicht“" in text
    assert "Antworten soll: Kursplan" in text


async def test_a_group_is_right_once_all_that_is_marked_in_it_is(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    questions = [f"{QUESTION[:-1]} {word}?" for word in ("heute", "morgen", "bald", "abends", "sonntags")]
    house.search = house.search.with_record(wrong.model_copy(update={"phrasings": tuple(questions)}))
    for question in questions:
        await mark(editor, question)
    path = f"/luecken/{digest_words(questions[0])}"
    right = make_faq("kurs", title="Kursplan", phrasings=tuple(questions))
    for left in (questions[-1:], []):
        house.search = house.search.with_record(wrong.model_copy(update={"phrasings": tuple(left)}))
        answered = tuple(question for question in questions if question not in left)
        house.search = house.search.with_record(right.model_copy(update={"phrasings": answered}))
        assert ("wird jetzt beantwortet" in await editor.text(path)) == (not left)


async def test_what_is_answered_as_it_should_be_is_no_gap(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    await mark(editor, entry=wrong.id)
    assert await list_open(house) == []


@pytest.mark.usefixtures("wrong")
async def test_a_marked_question_is_added_to_the_wished_entry(editor: Browser, house: DeskHouse) -> None:
    await mark(editor)
    offered = re.findall(r'name="entry" value="(faq/[a-z]+)\|(\d+)"', await (await editor.get(PATH)).text())
    assert [entry for entry, _ in offered][:2] == ["faq/kurs", "faq/zwirbel"]
    fields = {"entry": "|".join(offered[0]), "phrasing": "Beginn des Zwirbelkurses?"}
    answer = await editor.post(f"{PATH}/zuordnen", fields)
    assert answer.headers["Location"].endswith("fertig=eintrag&eintrag=faq/kurs")
    assert await list_open(house) == []


@pytest.mark.usefixtures("wrong")
async def test_silenced_words_stay_silent_when_they_are_marked(editor: Browser) -> None:
    await mark(editor)
    await editor.post(f"{PATH}/stilllegen")
    await mark(editor)
    assert QUESTION not in await editor.text("/luecken/so-nicht")
    assert QUESTION in await editor.text("/luecken/stillgelegt")


@pytest.mark.usefixtures("wrong")
async def test_a_deleted_test_question_takes_its_mark_along(editor: Browser) -> None:
    await mark(editor)
    await drop(editor)
    assert QUESTION not in await editor.text("/luecken/so-nicht")


async def test_only_what_people_marked_stays_when_an_editor_takes_a_mark_back(
    editor: Browser, house: DeskHouse, wrong: Faq
) -> None:
    for days in (0, 1):
        await ask_in_chat(house, wrong, days=days)
    await mark(editor)
    await drop(editor)
    assert await list_open(house) == []
    await mark(editor)
    async with house.database.begin() as unit:
        assert await unit.questions.mark_unhelpful(QUESTION)
    assert "3-mal „so nicht“" in await editor.text(PATH)
    await drop(editor)
    assert "1-mal „so nicht“" in await editor.text(PATH)


@pytest.fixture
def keeps_no_questions(house: DeskHouse) -> None:
    house.retention = RetentionSettings(unanswered_days=0)


@pytest.mark.usefixtures("keeps_no_questions", "wrong")
async def test_nothing_is_marked_where_no_questions_are_kept(editor: Browser, house: DeskHouse) -> None:
    assert "bei den Lücken" not in await editor.text(f"/probe?frage={QUESTION}")
    await mark(editor)
    assert await find_marks(house) == []
    page = await editor.text("/probe/fragen?gemerkt=1")
    assert "Gemerkt." in page
    assert "Lücken." not in page
    assert QUESTION in page


async def find_marks(house: DeskHouse) -> Sequence[Mark]:
    async with house.database.begin() as unit:
        return await unit.marks.list(None, 9)


async def test_no_metric_counts_what_editors_mark(editor: Browser, house: DeskHouse, wrong: Faq) -> None:
    await ask_in_chat(house, wrong)
    await mark(editor)
    day = timedelta(days=1)
    async with house.database.begin() as unit:
        (tally,) = await unit.questions.tally([house.now, house.now + day])
        assert (tally.platform, tally.number) == (PlatformName.MATRIX, 1)
        assert await unit.questions.count_by_entry(house.now - day) == {wrong.id: 1}
        assert await unit.questions.count_phrasings(wrong.id, house.now - day, 9) == {QUESTION: 1}
        assert await unit.questions.list_most_asked(house.now - day, 9) == {QUESTION: 1}
        gaps = [await unit.gaps.find_most_asked(house.now), *await unit.gaps.list(None, 9)]
        assert [(gap.text, gap.times) for gap in gaps if gap] == 2 * [(QUESTION, 1)]
        assert await unit.gaps.count_by_span([digest_words(QUESTION)], [house.now, house.now + day]) == {
            (digest_words(QUESTION), 0): 1
        }
    await ask_in_chat(house, wrong)
    await mark(editor, entry="faq/kurs")
    await ask_in_chat(house, wrong)
    async with house.database.begin() as unit:
        assert await unit.questions.mark_unhelpful(QUESTION)


@pytest.mark.usefixtures("wrong")
async def test_what_only_an_editor_marked_was_asked_by_nobody(editor: Browser, house: DeskHouse) -> None:
    await mark(editor)
    for page in ("/luecken", "/luecken/so-nicht", PATH):
        assert f"{QUESTION} falsche Antwort" in (text := await editor.text(page))
        assert "In 8 Wochen hat das niemand gefragt." in text
    assert QUESTION not in await editor.text("/")
    async with house.database.begin() as unit:
        assert await unit.gaps.count(9) == 0
        assert await unit.gaps.find_most_asked(house.now) is None
        assert await unit.gaps.list_since(house.now, 9) == await unit.gaps.most_asked(9) == []


@pytest.mark.usefixtures("wrong")
async def test_rare_marks_are_listed_beside_many_gaps(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        for number in range(2 * (MAX_GAPS + 1)):
            asked = AskedQuestion(
                text=f"Frage{number // 2} Wort{number // 2}?", platform=PlatformName.MATRIX, kind=FindingKind.NONE
            )
            await unit.questions.add(asked, house.now)
    await mark(editor)
    assert QUESTION in await editor.text("/luecken/so-nicht")
    assert "aus den 300 häufigsten Wortlauten" in await editor.text("/luecken")
    every = " ".join(digest_words(f"Frage{number} Wort{number}?") for number in range(MAX_GAPS + 1))
    await editor.post(f"{PATH}/erledigen", {"members": every})
    assert await list_open(house) == []


@pytest.mark.usefixtures("wrong")
async def test_more_marks_than_are_read_are_said_to_be_left_out(editor: Browser, house: DeskHouse) -> None:
    marked = {"asked_at": house.now, "platform": "matrix", "kind": "answer", "entry": "faq/kurs", "unhelpful": True}
    rows = [{**marked, "text": f"{number}?", "gap": f"{number:016}"} for number in range(MAX_MARKS)]
    for left_out in (False, True):
        async with house.database.begin() as unit:
            await unit.connection.execute(insert(questions), rows[:-1] if not left_out else rows[-1:])
        assert ("aus den 500 zuletzt markierten Antworten" in await editor.text("/luecken/so-nicht")) == left_out


async def test_all_test_questions_are_tried_with_the_wrong_ones_first(
    editor: Browser, house: DeskHouse, wrong: Faq
) -> None:
    async with house.database.begin() as unit:
        await unit.test_questions.put(QUESTION, "faq/kurs", "matrix:@edith:example.org", house.now)
        for number in range(60):
            await unit.test_questions.put(f"Wetter am {number}. Tag?", None, "matrix:@edith:example.org", house.now)
    assert QUESTION not in await editor.text("/probe/fragen")
    page = await editor.text("/probe/fragen?alle=1&suche=Wetter&sort=-frage&nach=x|1")
    # What is no part of this list is not offered either.
    assert "Frage oder Eintrag" not in page
    assert "↓" not in page
    assert "61 Fragen ausprobiert: 1 wird falsch beantwortet." in page
    assert page.index(QUESTION) < page.index("Wetter am 59. Tag?")
    assert "50 von 61 Testfragen, die falschen zuerst." in page
    house.search = house.search.with_record(wrong.model_copy(update={"phrasings": ()}))
    house.search = house.search.with_record(make_faq("kurs", title="Kursplan", phrasings=(QUESTION,)))
    assert "alle werden richtig beantwortet." in await editor.text("/probe/fragen?alle=1")
