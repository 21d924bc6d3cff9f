"""What the shipped knowledge answers, and which places it finds."""

from datetime import date

import pytest

from handlers.faq.rendering import RenderedAnswer, compose_answer
from knowledge.places.gazetteer import Gazetteer
from knowledge.search import Search
from knowledge.text import STOP_WORDS, split_words
from tests.prepared import bundle, index


@pytest.fixture(scope="session")
def search() -> Search:
    return index()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(bundle())


def answer_to(question: str, search: Search) -> RenderedAnswer:
    return compose_answer(question, search=search, today=date(2026, 11, 23), language="de")


def entries_in(answer: RenderedAnswer) -> list[str]:
    """Return the ids of the entries, without the kind of a centre."""
    return [match.entry.id.removeprefix("centre/") for match in answer.finding.matches]


def centres_of(gazetteer: Gazetteer, question: str) -> list[str]:
    """Return the slugs of the centres of all places in a question."""
    found = gazetteer.find(split_words(question), STOP_WORDS.__contains__)
    return [centre.removeprefix("centre/") for place in found for centre in place.centres]
