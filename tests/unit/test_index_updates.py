"""An index that takes over what has not changed finds the same, by scores and order, as one built anew."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.entries import AnyEntry, AnyRecord, Faq, Knowledge, Source, Synonyms, Uncovered, Visibility
from knowledge.search import Previous, Search
from knowledge.search.index import Index, Page
from knowledge.text import split_words
from tests.prepared import index

# Words with common stems, parts and letters, so that a change of one touches others.
_WORDS = split_words(
    "Sprache Sprachkurs Sprachkurse Kurs Kurse Schule Schulen Grundschule Grundschulkurs Förderung Schulförderung Pool"
    " Sprachmittlerpool Mittler feuer bauer quer der und Tag Tage Elterntag Eltern Elternschule Antrag beantragen"
)
_SYNONYMS = (("Kurs", "Unterricht"), ("Schule", "Bildung", "Eltern"))
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join)
_PAGES = st.builds(
    Page,
    id=st.sampled_from([f"page/{number}" for number in range(12)]),
    title=_TEXTS,
    names=st.lists(_TEXTS, max_size=2).map(tuple),
    keywords=st.lists(_TEXTS, max_size=2).map(tuple),
    text=st.lists(_TEXTS, max_size=3).map(". ".join),
    phrasings=st.lists(_TEXTS, max_size=3).map(tuple),
    subject=st.sampled_from((None, "page/1", "other")),
)
_QUESTIONS = (
    ["kurs", "grundschule", "antrag"],
    ["sprachmitlerpool", "eltern"],
    ["schulkurs", "unbekannt"],
    ["sprache", "mittler", "tag"],
    ["elternschule"],
    ["feuer", "schulforderung"],
)


def _put(pages: Sequence[Page], changed: Page) -> list[Page]:
    """Return pages with one more, or one changed, in the order of their ids; one without words takes its page away."""
    others = {page.id: page for page in pages if page.id != changed.id}
    every = others | ({changed.id: changed} if changed.title or changed.text else {})
    return [every[id_] for id_ in sorted(every)]


@settings(max_examples=30, deadline=None)
@given(st.lists(_PAGES, max_size=8), st.lists(_PAGES, min_size=1, max_size=8))
def test_an_updated_index_ranks_like_a_new_one(first: list[Page], edits: list[Page]) -> None:
    pages = list({page.id: page for page in first}.values())
    index = Index(pages, _SYNONYMS)
    for edit in edits:
        pages = _put(pages, edit)
        index, anew = index.update(pages, _SYNONYMS), Index(pages, _SYNONYMS)
        for question in _QUESTIONS:
            assert index.rank(question) == anew.rank(question)
        assert [index.correct([word + "x"]) for word in _WORDS] == [anew.correct([word + "x"]) for word in _WORDS]
        assert [word in index for word in _WORDS] == [word in anew for word in _WORDS]


def test_words_that_came_and_went_leave_nothing_behind() -> None:
    pages = [Page(id=word, title=word) for word in _WORDS[:8]]
    index = Index(pages, _SYNONYMS)
    anew = index.rank(["schulkurs"])
    for number in range(200):
        index = index.update([*pages, Page(id="more", title=f"Schulkurs Grundkurs{number}")], _SYNONYMS)
        index = index.update(pages, _SYNONYMS)
    assert index.rank(["schulkurs"]) == anew
    assert "schulkurs" not in index


def _new_faq() -> Faq:
    return Faq(
        id="faq/quastenflosser",
        title="Wo steht der Quastenflosser?",
        text="Im Aquarium des Sprachcafés.",
        source=Source(name="Zoo"),
        as_of="2026",
        phrasings=("Quastenflosser Standort",),
    )


def _change_texts(knowledge: Knowledge) -> list[AnyRecord]:
    faq, offer = knowledge.faqs[3], knowledge.offers[5]
    return [
        faq.model_copy(update={"text": f"{faq.text} Dazu gibt es ein Aquarium.", "phrasings": faq.phrasings[1:]}),
        offer.model_copy(update={"title": f"Neues {offer.title}", "topics": ()}),
    ]


def _change_centres(knowledge: Knowledge) -> list[AnyRecord]:
    first, second = knowledge.centres[:2]
    contact = first.contact.model_copy(update={"phone": "0234 1"})
    return [first.model_copy(update={"contact": contact}), second.model_copy(update={"synonyms": ("Quastenhausen",)})]


def _change_words(knowledge: Knowledge) -> list[AnyRecord]:
    return [
        Synonyms(id="synonyms/fisch", words=("Quastenflosser", "Rucksack")),
        Uncovered(id="uncovered/fisch", subject="Fische", questions=("Welche Fische gibt es im Rhein?",)),
        knowledge.topics[0].model_copy(update={"description": "Alles über Fische."}),
        knowledge.municipalities[0].model_copy(update={"name": "Quastenstadt"}),
    ]


_CHANGES: Sequence[Callable[[Knowledge], tuple[Sequence[AnyRecord], Sequence[str]]]] = (
    lambda _: ([_new_faq()], ()),
    lambda knowledge: (_change_texts(knowledge), ()),
    lambda knowledge: ((), (knowledge.offers[0].id, knowledge.faqs[-1].id)),
    lambda knowledge: (_change_centres(knowledge), ()),
    lambda knowledge: (_change_words(knowledge), ("faq/quastenflosser",)),
)


@pytest.fixture(scope="module")
def shipped() -> Search:
    return index()


@pytest.fixture(scope="module")
def questions(shipped: Search) -> list[str]:
    own = [phrasing for entry in shipped.knowledge.entries for phrasing in entry.phrasings[:1]]
    return [*own[::6], "Wo ist der Quastenflosser?", "Rucksack und Fische in Quastenstadt", "KI Quastenhausen Telefon"]


def test_an_updated_search_finds_like_a_new_one(shipped: Search, questions: Sequence[str]) -> None:
    search = shipped
    for change in _CHANGES:
        changed, removed = change(search.knowledge)
        search = search.update(search.knowledge.with_records(changed, removed))
        anew = Search(Knowledge.from_records(search.knowledge))
        for question in questions:
            assert search.find(question) == anew.find(question)
        previous = Previous(entries=(search.knowledge.faqs[3].id,))
        assert search.find("und wo genau?", previous) == anew.find("und wo genau?", previous)
        assert search.suggest("quast") == anew.suggest("quast")


def test_what_a_reader_may_not_read_leaves_no_trace(shipped: Search, questions: Sequence[str]) -> None:
    entries: Sequence[AnyEntry] = (*shipped.knowledge.faqs[::9], *shipped.knowledge.offers[::9], _new_faq())
    hidden = [entry.model_copy(update={"visibility": Visibility.INTERNAL}) for entry in entries]
    everything = shipped.update(shipped.knowledge.with_records(hidden))
    public = everything.visible_to(Visibility.PUBLIC)
    anew = Search(Knowledge.from_records(public.knowledge))
    assert not {entry.id for entry in hidden} & {entry.id for entry in public.knowledge.entries}
    for question in questions:
        assert public.find(question) == anew.find(question)


def test_a_search_goes_on_as_it_was_while_another_takes_its_place(shipped: Search, questions: Sequence[str]) -> None:
    before = [shipped.find(question) for question in questions]
    shipped.update(shipped.knowledge.with_records([_new_faq()], [entry.id for entry in shipped.knowledge.faqs[:20]]))
    assert [shipped.find(question) for question in questions] == before


def test_records_take_their_place_by_kind_and_id(shipped: Search) -> None:
    knowledge = shipped.knowledge
    other = knowledge.faqs[0].model_copy(update={"title": "Anders"})
    more = knowledge.with_records([_new_faq(), other], [knowledge.offers[0].id])
    assert [faq.id for faq in more.faqs] == sorted([*(faq.id for faq in knowledge.faqs), "faq/quastenflosser"])
    assert more.offers == knowledge.offers[1:]
    assert more.by_id[knowledge.faqs[0].id].title == "Anders"
    assert more.with_records([*knowledge.faqs, *knowledge.offers], ["faq/quastenflosser"]) == knowledge
