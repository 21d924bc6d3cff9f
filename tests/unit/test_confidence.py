"""When an answer is sure: fitted to the content, three kinds of finding, and what speaks for a page."""

import pytest

from knowledge.entries import Confidence, Faq, Knowledge, Offer, Source, Uncovered
from knowledge.search import FindingKind, Search
from knowledge.search.confidence import Evidence, estimate_confidence
from knowledge.search.fitting import compute_digest, fit_confidence
from knowledge.search.index import Index, Page
from knowledge.text import split_words
from tests.prepared import bundle

_SUBJECTS = {
    "pool": ("Sprachmittlerpool", "dolmetschen übersetzen Gespräch Arzt Amt Sprache Ehrenamtliche"),
    "rucksack": ("Rucksack", "Mütter Kita Spiele Bilderbuch Familien Gruppe Erzieherin"),
    "sport": ("Sport im Verein", "Turnen Schwimmen Halle Trainer Mannschaft Ball Übungsleiter"),
    "kurs": ("Ferienkurs", "Deutsch Sommer Jugendliche Lernen Tage Kursleitung Schulferien"),
}
_FOREIGN = Uncovered(
    id="uncovered/fremd",
    subject="Fremdes",
    questions=(
        "Wie wird das Wetter im Sommer",
        "Pass verloren im Amt",
        "Auto in der Halle anmelden",
        "Pizza für Familien",
    ),
)


def _make_offer(slug: str, title: str, words: str) -> Offer:
    first, *others = words.split()
    phrasings = tuple(f"{first} {one} {title} {other}" for one in others for other in others if one != other)
    return Offer(
        id=f"offer/{slug}", title=title, text=words, phrasings=phrasings, source=Source(name="Land"), as_of="2025"
    )


CONTENT = Knowledge.from_records([_FOREIGN, *(_make_offer(slug, *told) for slug, told in _SUBJECTS.items())])


def test_fitted_weights_are_the_same_every_time_and_name_their_content() -> None:
    fitted = fit_confidence(CONTENT, CONTENT.uncovered)
    assert fitted == fit_confidence(CONTENT, CONTENT.uncovered)
    assert fitted.fitted_to == compute_digest(CONTENT) != compute_digest(Knowledge(offers=CONTENT.offers[1:]))


def test_fitted_weights_tell_what_is_covered() -> None:
    records = [*CONTENT, fit_confidence(CONTENT, CONTENT.uncovered)]
    search = Search(Knowledge.from_records(records))
    assert search.find("Wer kann beim Arzt dolmetschen?").kind is FindingKind.ANSWER
    assert search.find("Ist das Wetter heute im Sommer schön?").kind is FindingKind.NONE


@pytest.mark.parametrize("content", [Knowledge(offers=CONTENT.offers), Knowledge(uncovered=(_FOREIGN,))])
def test_nothing_can_be_fitted_to_one_side_alone(content: Knowledge) -> None:
    with pytest.raises(ValueError, match="phrasings"):
        fit_confidence(content, content.uncovered)


def test_content_without_weights_takes_those_that_ship() -> None:
    (shipped,) = bundle().confidence
    with_weights = Search(Knowledge.from_records([*CONTENT, shipped]))
    for question in ("Arzt dolmetschen", "Mütter in der Halle", "Wetter"):
        assert Search(CONTENT).find(question).reasons == with_weights.find(question).reasons


def _fix_confidence(constant: float) -> Confidence:
    return Confidence(id="confidence/fixed", fitted_to="nothing", constant=constant)


def _find(question: str, constant: float) -> tuple[FindingKind, list[str]]:
    finding = Search(Knowledge.from_records([*CONTENT, _fix_confidence(constant)])).find(question)
    return finding.kind, [match.entry.id for match in finding.matches]


def test_certain_answers_are_given_whatever_comes_next() -> None:
    assert _find("Arzt Kita", 3)[0] is FindingKind.ANSWER


def test_likely_answers_are_given_only_with_a_lead_over_other_subjects() -> None:
    assert _find("Arzt dolmetschen Kita", 0.5)[0] is FindingKind.ANSWER
    kind, entries = _find("Arzt Kita", 0.5)
    assert kind is FindingKind.CHOICES
    assert set(entries) == {"offer/pool", "offer/rucksack"}


def test_possible_answers_are_offered_and_others_left_out() -> None:
    kind, entries = _find("Arzt dolmetschen", -1)
    assert (kind, entries[0]) == (FindingKind.CHOICES, "offer/pool")
    assert len(entries) <= 3
    assert _find("Arzt dolmetschen", -3) == (FindingKind.NONE, [])


def test_a_question_that_is_said_to_be_uncovered_is_not_answered() -> None:
    records = [record for record in CONTENT if record is not _FOREIGN]
    uncovered = _FOREIGN.model_copy(update={"questions": ("Gespräch beim Arzt dolmetschen",)})
    question = "Dolmetschen beim Arzt im Gespräch?"
    assert Search(Knowledge.from_records([*records, _fix_confidence(2)])).find(question).kind is FindingKind.ANSWER
    told = Search(Knowledge.from_records([*records, _fix_confidence(2), uncovered]))
    assert told.find(question).kind is FindingKind.NONE


def test_details_of_a_subject_are_no_rivals() -> None:
    def lead(about: str | None) -> float:
        pages = [
            Page(id="pool", title="Sprachmittlerpool", text="Menschen dolmetschen"),
            Page(id="antrag", title="Wer fordert den Sprachmittlerpool an?", text="Ämter", subject=about),
            Page(id="sport", title="Sport", text="Der Sprachmittlerpool hilft im Verein."),
        ]
        return Index(pages).rank(split_words("Sprachmittlerpool")).lead

    assert lead("pool") > lead(None)


def test_phrasings_are_found_and_words_of_theirs_alone_count_less() -> None:
    pages = [
        Page(id="a", title="Programm", text="Kinder", phrasings=("Zaster vom Amt",)),
        Page(id="b", title="Anderes", text="Zuschuss vom Amt"),
    ]
    rank = Index(pages).rank
    assert rank(["zaster"]).hits[0].id == "a"
    assert rank(["zaster"]).hits[0].fields == ("phrasing",)
    assert rank(["zaster"]).terms[0][1] < rank(["zuschuss"]).terms[0][1]


def test_a_phrasing_is_no_name() -> None:
    def confidence(page: Page) -> float:
        other = Page(id="other", title="Anderes", text="Vieles steht hier")
        return Index([page, other]).rank(["zuschuss", "kita"]).confidence

    named = confidence(Page(id="page", title="Zuschuss Kita"))
    assert named > confidence(Page(id="page", title="Programm", phrasings=("Zuschuss Kita",)))


def test_the_name_of_another_page_does_not_speak_for_the_best() -> None:
    told = Page(id="ministerien", title="Ministerien umbenannt", text="Alle umbenannt", keywords=("umbenannt",))
    others = [Page(id=each, title=each, text="Rat und Wahl im Ort") for each in ("kreis", "stadt", "dorf")]
    rank = Index([told, Page(id="rat", title="Integrationsrat", text="Wahl im Ort"), *others]).rank
    both, one = rank(split_words("integrationsrat umbenannt")), rank(split_words("integrationsrat wahl"))
    assert (both.hits[0].id, one.hits[0].id) == ("ministerien", "rat")
    assert both.evidence
    assert one.evidence
    assert (both.evidence.own_name, one.evidence.own_name) == (0, 1)


def test_estimate_is_a_logistic_function_of_the_evidence() -> None:
    evidence = Evidence(lead=1, gap=0, alike=0, covered=0.5, terms=2, telling=4, unmet=0, named=0, own_name=0, single=0)
    weights = Confidence(id="confidence/any", fitted_to="x", constant=-2, lead=1, covered=2)
    assert estimate_confidence(evidence, weights) == 0.5
    assert estimate_confidence(None, weights) == 0


def test_a_detail_is_shown_only_where_it_is_clearly_better() -> None:
    offer = _make_offer("pool", *_SUBJECTS["pool"])
    detail = Faq(
        id="faq/pool-kosten",
        title="Was kostet der Sprachmittlerpool?",
        text="Nichts; der Einsatz ist kostenlos.",
        about=offer.id,
        source=Source(name="Land"),
        as_of="2025",
    )
    search = Search(Knowledge.from_records([offer, detail, *CONTENT.offers[1:], _fix_confidence(2)]))
    costs, general = search.find("kostenlos? was kostet der Einsatz"), search.find("Dolmetschen im Gespräch")
    assert (costs.matches[0].entry, costs.detail and costs.detail.entry) == (offer, detail)
    assert (general.matches[0].entry, general.detail) == (offer, None)


@pytest.mark.parametrize(("question", "shown"), [("Betrag Turnhalle", "heute"), ("Betrag Turnhalle 2017", "damals")])
def test_what_held_in_a_year_comes_behind_what_holds(question: str, shown: str) -> None:
    def tell(slug: str, title: str) -> Faq:
        return Faq(
            id=f"faq/{slug}",
            title=title,
            text="Ein Betrag für die Turnhalle.",
            about="offer/sport",
            source=Source(name="Land"),
            as_of="2025",
        )

    details = [tell("damals", "Betrag Turnhalle 2017"), tell("heute", "Welcher Betrag gilt für die Turnhalle?")]
    finding = Search(Knowledge.from_records([*CONTENT, *details, _fix_confidence(3)])).find(question)
    assert finding.detail is not None
    assert finding.detail.entry.id == f"faq/{shown}"
