"""The search: from a question to ranked matches, or to an honest "I don't know"."""

from knowledge.finding import (
    AskedValue,
    Aspect,
    Finding,
    FindingKind,
    Language,
    Match,
    Outside,
    Previous,
    Smalltalk,
    ValueKind,
)
from knowledge.search.earlier_questions import EarlierQuestion, EarlierQuestions, NearQuestion
from knowledge.search.examples import ExampleForms
from knowledge.search.search import Search

__all__ = [
    "AskedValue",
    "Aspect",
    "EarlierQuestion",
    "EarlierQuestions",
    "ExampleForms",
    "Finding",
    "FindingKind",
    "Language",
    "Match",
    "NearQuestion",
    "Outside",
    "Previous",
    "Search",
    "Smalltalk",
    "ValueKind",
]
