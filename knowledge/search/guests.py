"""Questions in guest languages, glossed in German so that the search finds what comes near."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from knowledge.entries import Centre, Knowledge
from knowledge.finding import Finding, FindingKind, Smalltalk
from knowledge.languages import GuestQuestion, detect_guest
from knowledge.languages.guest import Script
from knowledge.languages.sounds import PlaceSounds
from knowledge.languages.spelling import find_script
from knowledge.languages.spoken import SMALL_WORDS
from knowledge.text import split_words, stem

_NATIVE = frozenset().union(*SMALL_WORDS.values())
_MAX_CHOICES = 4
# Glosses that say little beside others, and those that say nothing of the matter.
_GENERIC = frozenset(("Kosten", "Anmeldung", "Hilfe", "Beratung"))
_ASKING = frozenset(("wo", "wer", "wann"))
_LEAST_NAME, _LONGEST_ENDING = 5, 4  # letters of a name that may have an ending, as in "Dortmundzie", and of an ending


@dataclass(frozen=True)
class GuestReader:
    """A reader of questions in guest languages; `is_place` tells names of places in German spelling."""

    knowledge: Knowledge
    is_place: Callable[[str], bool]

    def read(self, text: str) -> GuestQuestion | None:
        """Return a question if it is in a guest language."""
        return detect_guest(text, _NATIVE)

    def gloss(self, question: GuestQuestion) -> str:
        """Return the German words for what is known of a question: names, loan words and words of the field."""
        glosses = list(self._gloss_tokens(question))
        telling = [gloss for gloss in glosses if gloss not in _GENERIC]
        return " ".join(glosses if _ASKING.issuperset(telling) else telling)

    def _gloss_tokens(self, question: GuestQuestion) -> Iterator[str]:
        language = question.language
        for token in question.tokens:
            german = language.translate(token)
            # Words of the field come first: "الاعتراف" (recognition) has the consonants of Eitorf.
            place = language.find_place(token) or (None if german else self._find_place(token))
            if place and token not in language.function_words:
                yield f"in {place}"
            elif german:
                yield german
            elif question.is_loan_word(token):
                yield token

    def _find_place(self, token: str) -> str | None:
        if find_script(token) == Script.LATIN:
            endings = range(min(_LONGEST_ENDING, len(token) - _LEAST_NAME) + 1) or (0,)
            return next((name for end in endings if self.is_place(name := token[: len(token) - end])), None)
        return self._sounds.find(token)

    @cached_property
    def _sounds(self) -> PlaceSounds:
        areas = [name for centre in self.knowledge.centres for name in (centre.seat, centre.area)]
        return PlaceSounds(dict.fromkeys([*(town.name for town in self.knowledge.municipalities), *areas]))


def greet(question: GuestQuestion) -> Finding | None:
    """Return the small talk that a question consists of; None if it asks for anything."""
    heard = Smalltalk.THANKS if question.is_thanks else Smalltalk.GREETING if question.is_greeting else None
    return Finding(kind=FindingKind.SMALLTALK, language=question.language.code, smalltalk=heard) if heard else None


def offer_found(found: Finding, question: GuestQuestion) -> Finding:
    """Return centres as the answer, as their places were named; everything else only as near entries to choose from.

    Entries with a word of the question in their titles come first: it was in German, the others are glossed.
    """
    code = question.language.code
    centres = tuple(match for match in found.matches if isinstance(match.entry, Centre))
    if centres and (found.kind is FindingKind.ANSWER or len(centres) == 1):
        others = tuple(match for match in found.matches if match not in centres)
        shown = (*centres, *others)[:_MAX_CHOICES]
        return replace(
            found,
            kind=FindingKind.ANSWER,
            language=code,
            matches=shown,
            shown=min(len(centres), len(shown)),
            detail=None,
        )
    kind = FindingKind.CHOICES if found.matches else FindingKind.NONE
    loans = {stem(token) for token in question.tokens if question.is_loan_word(token)}
    near = tuple(sorted(found.matches, key=lambda match: loans.isdisjoint(map(stem, split_words(match.entry.title)))))
    near = near[:_MAX_CHOICES]
    return replace(found, kind=kind, language=code, matches=near, detail=None, topics=(), perhaps=(), empty=False)
