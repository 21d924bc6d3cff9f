"""The profile of a language, read from its file in this folder: small words, a glossary of the field, sentences."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.languages.spelling import normalise, split_tokens

_FOLDER = Path(__file__).parent
_LEAST_STEM = 4  # letters from which on an entry of the glossary also stands for words that begin with it


class Script(StrEnum):
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GuestTexts(_Part):
    """The sentences of a language; Markdown.

    `about` says what Lotse can do and in which languages it answers; `answer` and `nearest` introduce German entries.
    """

    about: str
    answer: str
    nearest: str
    nothing: str
    thanks: str


class GuestLanguage(_Part):
    """A language that Lotse recognises.

    `letters` occur in this language and in neither German nor English. `words` and `places` map German to words of the
    language, or to the beginnings of words.
    """

    code: str
    name: str
    script: Script
    letters: str
    texts: GuestTexts
    small_words: str
    greetings: str
    thanks: str
    words: Mapping[str, str]
    places: Mapping[str, str]

    @cached_property
    def courtesies(self) -> frozenset[str]:
        return self.greeting_words | self.thanking_words

    @cached_property
    def greeting_words(self) -> frozenset[str]:
        return frozenset(split_tokens(self.greetings))

    @cached_property
    def thanking_words(self) -> frozenset[str]:
        return frozenset(split_tokens(self.thanks))

    @cached_property
    def function_words(self) -> frozenset[str]:
        return frozenset(split_tokens(self.small_words)) | self.courtesies

    def translate(self, token: str) -> str | None:
        """Return the German words for a word of the field; None if it is not in the glossary."""
        return _look_up(token, self._glossary)

    def find_place(self, token: str) -> str | None:
        """Return the German name of a place with a name of its own in this language, such as "Cologne"."""
        return _look_up(token, self._exonyms)

    @cached_property
    def _glossary(self) -> Mapping[str, str]:
        return _invert(self.words)

    @cached_property
    def _exonyms(self) -> Mapping[str, str]:
        return _invert(self.places)


@cache
def load_guest_languages() -> tuple[GuestLanguage, ...]:
    """Return the languages of all files, read once."""
    files = sorted(_FOLDER.glob("*.toml"))
    return tuple(GuestLanguage.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _look_up(token: str, meanings: Mapping[str, str]) -> str | None:
    """Return the meaning of a word, else that of its longest beginning with one."""
    shortest = min(_LEAST_STEM, len(token))
    beginnings = (token[:length] for length in range(len(token), shortest - 1, -1))
    return next((meanings[beginning] for beginning in beginnings if beginning in meanings), None)


def _invert(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return the German by each word of the language."""
    return {normalise(word): german for german, theirs in words.items() for word in theirs.split()}
