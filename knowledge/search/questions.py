"""Parsing of questions: the places named, the words about the matter, and what is asked of a centre."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.finding import Aspect
from knowledge.places.gazetteer import Gazetteer, PlaceMention, WrittenQuestion
from knowledge.places.regions import RegionFinder, RegionMention
from knowledge.search import intent
from knowledge.search.phrases.centres import ASKING_WORDS, ASPECTS, CENTRE_WORDS
from knowledge.search.spelling import SpellingCorrector
from knowledge.text import STOP_WORDS, find_hyphenated_pairs, split_words

_MAX_TEXT_LENGTH, _MAX_WORDS, _MAX_WORD_LENGTH = 4000, 60, 40  # limits of a question; anything beyond is ignored

_NO_PHRASES = SpellingCorrector(())

ASKING = STOP_WORDS | CENTRE_WORDS | ASKING_WORDS | frozenset().union(*ASPECTS.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedQuestion:
    """A parsed question: its places, the words about its matter, and those that ask for a centre.

    `elsewhere` is a place outside North Rhine-Westphalia. `goes_on`: it began with words such as "und", which link it
    to what was said before; `corrects`: it took something of that back.
    """

    words: tuple[str, ...]
    places: tuple[PlaceMention, ...]
    elsewhere: PlaceMention | None
    region: RegionMention | None
    matter: tuple[str, ...]
    aspect: Aspect | None
    names_centre: bool
    goes_on: bool = False
    corrects: bool = False


class QuestionParser:
    """A parser that knows the places of one state of the knowledge; `is_word` tells words that are no names.

    Words that are neither may be misspelt: `phrases` corrects those by which questions ask.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        regions: RegionFinder,
        is_word: Callable[[str], bool],
        phrases: SpellingCorrector = _NO_PHRASES,
    ) -> None:
        self._gazetteer = gazetteer
        self._regions = regions
        self._is_word = is_word
        self._phrases = phrases

    def parse(self, asked: Sequence[str], text: str) -> ParsedQuestion:
        """Return a question parsed, given its words without courtesies, and its text."""
        written = WrittenQuestion(text=text[:_MAX_TEXT_LENGTH], as_one=find_hyphenated_pairs(text[:_MAX_TEXT_LENGTH]))
        region = self._regions.find(asked)
        found = self._gazetteer.find(asked, self._is_word, written)
        named = [place for place in found if not region or not _is_overlapping(place, region)]
        taken = {at for part in (*named, region) if part for at in range(part.start, part.end)}
        words = [word if at in taken else self._correct(word) for at, word in enumerate(asked)]
        rest = [word for at, word in enumerate(words) if at not in taken]
        return ParsedQuestion(
            words=tuple(words),
            places=tuple(place for place in named if place.centres),
            elsewhere=next((place for place in named if not place.centres), None),
            region=region,
            matter=tuple(word for word in rest if word not in ASKING and not _is_postal_code(word)),
            aspect=intent.detect_aspect(rest),
            names_centre=any(word in CENTRE_WORDS for word in rest),
        )

    def _correct(self, word: str) -> str:
        return word if self._is_word(word) else self._phrases.correct(word)


def split_question(text: str) -> list[str]:
    """Return the words of a question within its limits."""
    return [word[:_MAX_WORD_LENGTH] for word in split_words(text[:_MAX_TEXT_LENGTH])[:_MAX_WORDS]]


def _is_overlapping(place: PlaceMention, region: RegionMention) -> bool:
    return place.start < region.end and region.start < place.end


def _is_postal_code(word: str) -> bool:
    return len(word) == 5 and word.isdigit()
