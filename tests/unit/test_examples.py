"""Examples in a greeting: questions that the knowledge in force answers."""

import pytest

from knowledge.entries import Centre, Knowledge
from knowledge.finding import FindingKind
from knowledge.search import ExampleForms, Search

_FORMS = ExampleForms(centre="Telefon {name}", offer="Infos zu {name}")
_ENGLISH = ExampleForms(centre="Phone number of {name}", offer="Tell me about {name}", in_english=True)


@pytest.mark.parametrize("forms", [_FORMS, _ENGLISH])
def test_examples_of_the_shipped_knowledge_have_sure_answers(search: Search, forms: ExampleForms) -> None:
    examples = search.list_examples(forms)
    assert len(examples) == 3
    assert [search.find(example).kind for example in examples] == [FindingKind.ANSWER] * 3
    assert search.find(examples[0]).matches[0].entry.id.startswith("centre/")


def test_examples_are_drawn_from_the_knowledge_in_force(search: Search) -> None:
    for example in search.list_examples(_FORMS):
        finding = search.find(example)
        gone = (finding.detail or finding.matches[0]).entry.id
        left = Knowledge.from_records(record for record in search.knowledge if record.id != gone)
        assert example not in Search(left).list_examples(_FORMS)


def test_the_same_knowledge_gives_the_same_examples(search: Search) -> None:
    assert Search(search.knowledge).list_examples(_FORMS) == search.list_examples(_FORMS)


def test_examples_on_centres_have_a_phone_number(search: Search) -> None:
    (match,) = search.find(search.list_examples(_FORMS)[0]).matches
    assert isinstance(match.entry, Centre)
    assert match.entry.contact.phone
    assert not match.entry.contact.stale


def test_without_knowledge_there_are_no_examples() -> None:
    assert Search(Knowledge()).list_examples(_FORMS) == ()
