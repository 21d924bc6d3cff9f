"""The words of questions and of pages: how they meet, and how well that is measured."""

import json
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.compounds import Compounds
from knowledge.search.evaluation import evaluate
from knowledge.search.index import Index, Page, Ranking
from knowledge.text import split_words

PAGES = (
    Page(id="pool", title="Sprachmittlerpool", text="Menschen übersetzen ehrenamtlich. Anträge stellt das Amt."),
    Page(id="rucksack", title="Rucksack KiTa", names=("Rucksack",), keywords=("Eltern",), text="Mit Kindern spielen."),
    Page(id="hsu", title="Herkunftssprachlicher Unterricht", names=("HSU",), text="Lernen in der Grundschule."),
    Page(id="ferien", title="Ferienkurs", text="Deutsch für neu zugewanderte Jugendliche."),
    Page(id="komm", title="Landesprogramm", names=("KOMM-AN NRW",), text="Geld für das Ehrenamt."),
)
SYNONYMS = (("Dolmetschen", "übersetzen"), ("Mutter", "Vater", "Eltern"))


def _rank(question: str, pages: Sequence[Page] = PAGES, synonyms: Iterable[Sequence[str]] = SYNONYMS) -> Ranking:
    return Index(pages, synonyms).rank(split_words(question))


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("Sprachmittler", "pool"),  # a compound by its part
        ("Gibt es Sprachmittlerpools?", "pool"),
        ("Grundschulunterricht", "hsu"),  # and a part by its compound
        ("Ferien Kurs", "ferien"),  # written apart
        ("Rucksäcke", "rucksack"),  # another form
        ("Antrag", "pool"),
        ("Rucksak", "rucksack"),  # a slip
        ("Sprachmitlerpol", "pool"),
        ("dolmetschen", "pool"),  # a synonym
        ("Mutter", "rucksack"),
        ("hsu", "hsu"),  # a further name
        ("komman", "komm"),  # hyphens left out
        ("komm an", "komm"),
    ],
)
def test_question_meets_its_page(question: str, page: str) -> None:
    assert [hit.id for hit in _rank(question).hits][:1] == [page]


@pytest.mark.parametrize("question", ["", "Was ist das und wer?", "Quantenphysik", "???"])
def test_nothing_is_found_where_nothing_meets(question: str) -> None:
    ranking = _rank(question)
    assert (ranking.hits, ranking.confidence) == ((), 0.0)


def test_synonym_meets_only_where_it_is_told() -> None:
    assert _rank("Mutter").hits
    assert _rank("Mutter", synonyms=()).hits == ()


def test_title_counts_more_than_text() -> None:
    pages = (
        Page(id="text", title="Kurse im Sommer", text="Auch Sprache kommt vor."),
        Page(id="title", title="Sprache", text="Kurse gibt es nicht."),
    )
    assert [hit.id for hit in _rank("Sprache", pages).hits] == ["title", "text"]


def test_what_is_asked_tells_pages_on_the_same_matter_apart() -> None:
    pages = [
        Page(id="who", title="Zuschuss Kita", phrasings=("wer zahlt den zuschuss", "wer gibt zuschuss")),
        Page(id="when", title="Zuschuss Kita", phrasings=("wann zahlt man den zuschuss", "wann gibt man zuschuss")),
    ]
    assert _rank("wer zahlt der kita zuschuss", pages).hits[0].id == "who"
    assert _rank("wann zahlt ihr der kita zuschuss", pages).hits[0].id == "when"


def test_spelling_does_not_matter() -> None:
    assert _rank("Übersetzen").hits == _rank("UEBERSETZEN").hits == _rank("ubersetzen").hits


def test_named_page_is_surer_than_a_passing_word() -> None:
    assert _rank("Rucksack KiTa").confidence > 0.5 > _rank("Jugendliche Quantenphysik Weltraum").confidence


def test_hits_are_limited_and_best_first() -> None:
    pages = [Page(id=str(number), title="Kurs " + "weit " * number) for number in range(20)]
    hits = Index(pages).rank(["kurs"], limit=3).hits
    assert len(hits) == 3
    assert list(hits) == sorted(hits, key=lambda hit: -hit.score)


def test_terms_explain_what_was_asked() -> None:
    assert [word for word, _ in _rank("Wie geht der Rucksack in der Schule?").terms] == ["geht", "rucksack", "schule"]


def test_index_tells_its_words() -> None:
    index = Index(PAGES)
    assert "rucksack" in index
    assert "rucksacke" not in index


def test_empty_index_finds_nothing() -> None:
    ranking = Index([]).rank(["kurs"])
    assert (ranking.hits, ranking.confidence) == ((), 0.0)


@pytest.mark.parametrize("page", [Page(id="a", title=""), Page(id="a", title="und", text="der, die, das")])
def test_page_without_words_is_never_found(page: Page) -> None:
    assert Index([page]).rank(["kurs"]).hits == ()
    assert [hit.id for hit in Index([page, *PAGES]).rank(["rucksack"]).hits] == ["rucksack"]


def test_only_page_is_found() -> None:
    assert [hit.id for hit in Index(PAGES[:1]).rank(["sprachmittlerpool"]).hits] == ["pool"]
    assert Index(PAGES[:1]).rank(["rucksack"]).hits == ()


def test_equal_pages_keep_their_order() -> None:
    pages = [Page(id=name, title="Kurs", text="Deutsch lernen") for name in "cab"]
    assert [hit.id for hit in Index(pages).rank(["kurs"]).hits] == ["c", "a", "b"]


@given(
    st.lists(
        st.sampled_from(split_words("Rucksack Pool Kurs Antrag Mutter Ferien Schule Quantenphysik und")), max_size=8
    )
)
def test_same_question_has_the_same_answer(question: list[str]) -> None:
    index = Index(PAGES, SYNONYMS)
    first = index.rank(question)
    assert index.rank(question) == first == Index(PAGES, SYNONYMS).rank(question)
    assert 0 <= first.confidence <= 1


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("sprachmittlerpool", "sprachmittler pool"),
        ("integrationszentrum", "integrations zentrum"),
        ("schulforderung", "schul forderung"),
        ("bildungsarbeit", "bildungs arbeit"),
        ("hausaufgabenpool", "haus aufgaben pool"),
        ("aufgabenhauser", "aufgaben hauser"),
        ("haus", "haus"),
        ("unbekannt", "unbekannt"),
        ("hausxyz", "hausxyz"),
    ],
)
def test_compound_is_taken_apart(word: str, parts: str) -> None:
    known = split_words(
        "Sprachmittler Pool Schule Förderung Integration Zentrum Bildung Arbeit Haus Aufgabe Hausaufgabe"
    )
    assert Compounds(known).split(word) == tuple(parts.split())


def _lines(*documents: object) -> list[str]:
    return [json.dumps(document) for document in documents]


CORPUS = _lines(
    {"id": "a", "title": "Rucksack", "text": "Eltern und Kinder"},
    {"id": "b", "title": "Ferienkurs", "text": "Deutsch lernen mit dem Rucksack"},
    {"id": "c", "title": "Sprachmittler", "text": "Gespräche übersetzen"},
)


def test_measures_are_exact() -> None:
    questions = _lines(
        {"id": 1, "question": "Rucksack", "expected": ["a"]},
        {"id": 2, "question": "Was ist mit dem Rucksack?", "expected": ["b"]},
        {"id": 3, "question": "Sprachmittler", "expected": ["c", "nirgends"]},
        {"id": 4, "question": "Ferienkurs", "expected": ["c"]},
        {"id": 5, "question": "Quantenphysik", "expected": []},
        {"id": 6, "question": "Weltraum", "expected": []},
    )
    report = evaluate([*CORPUS, "", "\n"], questions)
    assert report.questions == 6
    assert (report.recall_at_1, report.recall_at_3, report.recall_at_5) == (0.5, 0.75, 0.75)
    assert report.mrr == 0.625
    assert report.abstention_auroc == 1.0
    assert 0 <= report.p50_ms <= report.p99_ms
    assert json.loads(json.dumps(report.to_json()))["mrr"] == 0.625


def test_auroc_counts_ties_half_and_defeats_none() -> None:
    alike = {"question": "Rucksack", "expected": ["a"]}, {"question": "Rucksack", "expected": []}
    assert evaluate(CORPUS, _lines(*alike)).abstention_auroc == 0.5
    swapped = {"question": "Weltraum", "expected": ["a"]}, {"question": "Rucksack", "expected": []}
    assert evaluate(CORPUS, _lines(*swapped)).abstention_auroc == 0.0


def test_what_can_not_be_measured_is_none() -> None:
    covered = evaluate(CORPUS, _lines({"question": "Rucksack", "expected": ["a"]}))
    assert (covered.recall_at_1, covered.abstention_auroc) == (1.0, None)
    nothing = evaluate([], [])
    assert (nothing.questions, nothing.recall_at_1, nothing.mrr, nothing.p99_ms) == (0, 0.0, 0.0, 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kein JSON", "line 2: expected JSON"),
        ("[1]", "line 2: expected a JSON object"),
        ('{"title": "x", "text": "y"}', r"line 2: expected id \(str\)"),
        ('{"id": "x", "title": 1, "text": null}', r"line 2: expected title \(str\), text \(str\)"),
    ],
)
def test_bad_page_is_told(line: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        evaluate([CORPUS[0], line], [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "line 1: expected JSON"),
        ('{"question": "x"}', r"line 1: expected expected \(list\)"),
        ('{"question": "x", "expected": "faq/a"}', r"line 1: expected expected \(list\)"),
    ],
)
def test_bad_question_is_told(line: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        evaluate(CORPUS, [line])
