"""Every sentence that a person reads, by language. A language is a catalogue, and its line in `CATALOGUES`."""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TypeAlias, TypeVar

from handlers.i18n.catalogue import Catalogue, CommandTexts, Texts
from handlers.i18n.english import ENGLISH
from handlers.i18n.german import GERMAN
from knowledge.search import Language

__all__ = [
    "CATALOGUES",
    "TEXTS",
    "ByLanguage",
    "Catalogue",
    "CommandTexts",
    "Sentence",
    "Texts",
    "command_words",
    "parse_language",
]

T = TypeVar("T")

Sentence: TypeAlias = Callable[[Texts], str]
"""The choice of a sentence before it is known in which language it is read."""

CATALOGUES: dict[Language, Catalogue] = {"de": GERMAN, "en": ENGLISH}
DEFAULT_LANGUAGE: Language = "de"
"""The language of an installation where nothing else is set."""

OPERATORS_LANGUAGE: Language = "en"
"""The language of logs and of the shell."""


class ByLanguage(Mapping[Language, T]):
    """One part of every catalogue, by language."""

    def __init__(self, part: Callable[[Catalogue], T]) -> None:
        self._part = part

    def __getitem__(self, language: Language) -> T:
        return self._part(CATALOGUES[language])

    def __iter__(self) -> Iterator[Language]:
        return iter(CATALOGUES)

    def __len__(self) -> int:
        return len(CATALOGUES)


TEXTS: Mapping[Language, Texts] = ByLanguage(attrgetter("texts"))


def parse_language(word: str) -> Language | None:
    """Return the language of a code or a name in any language, such as "en" or "Englisch"; None if there is none."""
    return next((code for code, catalogue in CATALOGUES.items() if word.casefold() in catalogue.names), None)


def command_words(name: str) -> frozenset[str]:
    """Return the arguments with a meaning of their own, in any language, of the command that `name` identifies."""
    return frozenset(
        word
        for catalogue in CATALOGUES.values()
        if name in catalogue.commands
        for word in catalogue.commands[name].words
    )
