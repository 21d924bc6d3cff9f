"""The search: from a question to ranked matches, or to an honest "I don't know"."""

from knowledge.finding import Aspect, Finding, FindingKind, Language, Match, Outside, Previous, Smalltalk
from knowledge.search.earlier_questions import EarlierQuestion, EarlierQuestions, NearQuestion
from knowledge.search.search import Search

__all__ = [
    "Aspect",
    "EarlierQuestion",
    "EarlierQuestions",
    "Finding",
    "FindingKind",
    "Language",
    "Match",
    "NearQuestion",
    "Outside",
    "Previous",
    "Search",
    "Smalltalk",
]
