"""From a question to ranked matches, or to an honest "I don't know"."""

from knowledge.search.finding import Aspect, Finding, Kind, Language, Match, Previous, Smalltalk
from knowledge.search.search import Search

__all__ = ["Aspect", "Finding", "Kind", "Language", "Match", "Previous", "Search", "Smalltalk"]
