"""Probe: answers as on the platforms, with reasons, and kept questions."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from bot.settings.web import PATH
from knowledge.entries import Faq, Visibility
from tests.web.conftest import OTHER_EDITOR, Browser, DeskHouse, to_text
from tests.web.test_knowledge_list import make_faq, put

QUESTION = "Wer kann Sprachmittler anfordern?"
_STEP = re.compile(r'href="(\?[^"]*wahl=[^"]*)"')
_NUMBER = re.compile(r'name="number" value="(\d+)"')


@pytest.fixture(autouse=True)
async def shipped(house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.records.seed(house.search.knowledge, house.now)


async def list_kept(house: DeskHouse) -> list[tuple[str, str | None]]:
    async with house.database.begin() as unit:
        return [(each.text, each.entry) for each in await unit.test_questions.list_before(None, 50)]


async def test_a_question_is_answered_with_reasons(editor: Browser) -> None:
    assert "Schreib eine Frage" in await editor.text("/probe")
    text = await editor.text("/probe?frage=Was+kostet+die+Sprachmittlung+beim+Elterngespr%C3%A4ch")
    for part in ("Matrix", "Telegram", "Warum diese Antwort", "Lotse ist sich zu", "Gesuchte Wörter:", "Gefunden in"):
        assert part in text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Danke", "keine Frage, sondern: ein Dank."),
        ("KI Bochum", "Zuständig: Kommunales Integrationszentrum Bochum"),
        ("Zentren im Regierungsbezirk Arnsberg", "Regierungsbezirk. Das sind seine Zentren: Arnsberg"),
        ("Wo ist das KI in Hamburg?", "liegt nicht in Nordrhein-Westfalen: Hamburg"),
        ("Was ist KOMM-AN?", "steht Wort für Wort in: KOMM-AN NRW"),
        ("Wer gewinnt die Wahl?", "steht Wort für Wort auf der Liste dessen, was Lotse nicht beantwortet"),
        ("Wer hat Erfahrung mit Elternabenden in Kitas?", "richtet sich an Kolleg*innen. Am besten passt: Frühe"),
        ("Wie ist die Telefonnummer?", "nennt aber keinen Ort"),
        ("Mein Asylantrag wurde abgelehnt", "nicht da: Aufenthaltsrecht im Einzelfall. Lotse ist sich zu 57 % sicher"),
        ("Wie hoch ist die Förderung?", "Für eine Antwort fehlt Sicherheit. Nötig sind: 45 %"),
        ("Wo ist der Zwirbelkurs?", "Keines der Wörter führt zu einem Eintrag. Gesuchte Wörter: zwirbelkurs 6,2"),
        ("Нужна помощь", "Lotse spricht diese Sprache nicht"),
    ],
)
async def test_each_way_to_an_answer_has_its_sentence(editor: Browser, question: str, reason: str) -> None:
    page = await editor.text(f"/probe?frage={quote(question)}")
    assert reason in page
    assert "confidence" not in page


async def test_choices_lead_on_as_in_chats(editor: Browser) -> None:
    asked = f"/probe?frage={quote('Wie hoch ist die Förderung?')}"
    page = await (await editor.get(asked)).text()
    steps = [unescape(step).removeprefix(PATH) for step in _STEP.findall(page)]
    assert len(steps) == 2 * 3
    shown = await editor.text(f"/probe{steps[0]}")
    assert "Sie führt genau dorthin, ohne Suche. Zurück zur ersten Antwort" in shown
    assert shown != to_text(page)
    for nothing in ("/eintrag faq/nirgends", "/kollegen", "/loeschen faq/was-ist-ein-ki", "x"):
        assert "Sie führt genau dorthin" not in await editor.text(f"{asked}&wahl={quote(nothing)}")


async def test_a_choice_leads_to_nothing_that_its_reader_may_not_read(editor: Browser, hidden: Faq) -> None:
    step = f"/probe?frage=x&wahl={quote(f'/eintrag {hidden.id}')}"
    assert hidden.text not in await editor.text(step)
    assert hidden.text in await editor.text(f"{step}&leser=intern")


async def test_answers_are_tried_in_another_language(editor: Browser) -> None:
    asked = "/probe?frage=KI+Bochum"
    assert "sprache=en" in await (await editor.get(asked)).text()
    assert "Phone" in await editor.text(f"{asked}&sprache=en")
    assert "Telefon" in await editor.text(f"{asked}&sprache=tlh")


async def test_a_question_is_kept_with_the_entry_that_should_answer(editor: Browser, house: DeskHouse) -> None:
    entry = house.search.knowledge.offers[0]
    for named in (entry.id, entry.title, entry.title.upper()):
        assert (await editor.post("/probe/fragen", {"question": QUESTION, "entry": named})).status == 303
    assert await list_kept(house) == [(QUESTION, entry.id)]
    text = await editor.text("/probe/fragen")
    assert QUESTION in text
    assert entry.title in text
    assert "hat eine Testfrage gemerkt" in await editor.text("/protokoll")
    page = await (await editor.get("/probe/fragen")).text()
    number = _NUMBER.search(page)
    assert number is not None
    await editor.post("/probe/fragen/streichen", {"number": number[1]})
    assert await list_kept(house) == []


async def test_a_question_may_be_one_that_nothing_answers(editor: Browser, house: DeskHouse) -> None:
    await editor.post("/probe/fragen", {"question": "Wie wird das Wetter?", "nothing": "1"})
    assert await list_kept(house) == [("Wie wird das Wetter?", None)]
    assert "richtig" in await editor.text("/probe/fragen")


async def test_kept_questions_are_tried_again_when_the_knowledge_changes(editor: Browser, house: DeskHouse) -> None:
    entry = house.search.knowledge.offers[0]
    await editor.post("/probe/fragen", {"question": "Zwirbelkurs buchen", "entry": entry.id})
    for _ in range(2):
        assert " falsch " in await editor.text("/probe/fragen")
    house.search = house.search.with_record(entry.model_copy(update={"phrasings": ("Zwirbelkurs buchen",)}))
    assert " richtig " in await editor.text("/probe/fragen")


@pytest.mark.parametrize("fields", [{"entry": "faq/nirgends"}, {"entry": "<b>"}, {}, {"entry": "topic/sport"}])
async def test_an_unknown_entry_is_refused(editor: Browser, house: DeskHouse, fields: dict[str, str]) -> None:
    answer = await editor.post("/probe/fragen", {"question": QUESTION, **fields})
    assert answer.status == 422
    assert await list_kept(house) == []


async def test_forged_numbers_delete_nothing(editor: Browser, house: DeskHouse) -> None:
    await editor.post("/probe/fragen", {"question": QUESTION, "nothing": "1"})
    for number in ("99999", "-1", "x", "", "9" * 30):
        await editor.post("/probe/fragen/streichen", {"number": number})
    assert len(await list_kept(house)) == 1


async def test_hostile_questions_stay_text(editor: Browser, house: DeskHouse) -> None:
    hostile = "<script>alert(1)</script> \u202eabc " + "x" * 200
    await editor.post("/probe/fragen", {"question": hostile, "nothing": "1"})
    await editor.post("/probe/fragen", {"question": "y" * 5000, "nothing": "1"})
    for path in ("/probe/fragen", "/probe?frage=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = await (await editor.get(path)).text()
        assert "<script>alert" not in page
        assert "\u202e" not in page
    assert max(len(text) for text, _ in await list_kept(house)) <= 300


async def test_whoever_is_no_longer_an_editor_keeps_nothing(editor: Browser, house: DeskHouse) -> None:
    house.editors = (OTHER_EDITOR,)
    await editor.post("/probe/fragen", {"question": QUESTION, "nothing": "1"}, with_token=False)
    assert await list_kept(house) == []


@pytest.fixture
async def hidden(house: DeskHouse) -> Faq:
    """An entry that only members on Matrix may read."""
    secret = make_faq("zwirbel", title="Zwirbelkurs buchen?", text="Im Keller.", visibility=Visibility.INTERNAL)
    await put(house, [secret])
    house.search = house.search.with_record(secret)
    return secret


@pytest.mark.parametrize(
    ("reader", "on_matrix", "said"),
    [
        ("", False, "Mitglieder bekommen im Direktchat auf Matrix etwas anderes: Zwirbelkurs buchen? So fragen"),
        ("netzwerk", False, "Mitglieder bekommen im Direktchat auf Matrix etwas anderes: Zwirbelkurs buchen?"),
        ("intern", True, "Auf Telegram lesen Mitglieder nur, was das ganze Netzwerk lesen darf."),
        ("chefin", False, "Mitglieder bekommen im Direktchat auf Matrix etwas anderes: Zwirbelkurs buchen?"),
    ],
)
async def test_each_reader_gets_what_they_may_read(
    editor: Browser, hidden: Faq, reader: str, on_matrix: bool, said: str
) -> None:
    page = await (await editor.get(f"/probe?frage=Zwirbelkurs+buchen&leser={reader}")).text()
    matrix, _, telegram = page.partition('class="on-matrix"')[2].partition('class="on-telegram"')
    assert (hidden.text in matrix) is on_matrix
    assert hidden.text not in telegram
    assert said in to_text(page)


async def test_a_question_for_a_hidden_entry_is_tried_as_its_readers(editor: Browser, hidden: Faq) -> None:
    await editor.post("/probe/fragen", {"question": "Zwirbelkurs buchen", "entry": hidden.id})
    await editor.post("/probe/fragen", {"question": "Wo ist der Zwirbelkurs?", "nothing": "1"})
    page = await editor.text("/probe/fragen")
    assert " falsch " not in page
    assert "Zwirbelkurs buchen von Mitgliedern gefragt" in page
    assert "leser=intern" in await (await editor.get("/probe/fragen")).text()
