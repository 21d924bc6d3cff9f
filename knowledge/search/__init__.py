"""From a question to ranked matches, or to an honest "I don't know"."""

from knowledge.search.earlier_questions import Asked, Earlier, Near
from knowledge.search.finding import Aspect, Finding, Kind, Language, Match, Previous, Smalltalk
from knowledge.search.search import Search

__all__ = [
    "Asked",
    "Aspect",
    "Earlier",
    "Finding",
    "Kind",
    "Language",
    "Match",
    "Near",
    "Previous",
    "Search",
    "Smalltalk",
]
