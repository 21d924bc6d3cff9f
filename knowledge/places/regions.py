"""Regierungsbezirke, as people write them in questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from knowledge.entries import Centre, EntryId
from knowledge.places.names import derive, fold_name, strip_area_word

_KIND = "regierungsbezirk"
_SLIPS = 2
_ENDINGS = ("", "s", "e", "es", "en")
_SHORT = frozenset({("regbez",), ("rbz",), ("rb",), ("bezirk",), ("bezirks",), ("reg", "bez"), ("reg", "bezirk")})


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionMention:
    """The words `start` to `end` of a question, which name a Regierungsbezirk; `centres` are all in it."""

    name: str
    centres: tuple[EntryId, ...]
    start: int
    end: int


class RegionFinder:
    """The index of all Regierungsbezirke."""

    def __init__(self, centres: Iterable[Centre]) -> None:
        self._centres: dict[str, list[EntryId]] = {}
        for centre in sorted(centres, key=lambda centre: strip_area_word(fold_name(centre.area))):
            self._centres.setdefault(centre.regierungsbezirk, []).append(EntryId(centre.id))
        self._names: Mapping[str, str] = {
            form[0]: name for name in self._centres for form in (fold_name(name), *derive(fold_name(name))) if form
        }

    def find(self, question: Sequence[str]) -> RegionMention | None:
        """Return the first Regierungsbezirk that a question names: "Regierungsbezirk Köln", "Kölner RB"."""
        return next((found for at in range(len(question)) if (found := self._at(at, question))), None)

    def _at(self, at: int, question: Sequence[str]) -> RegionMention | None:
        for length in (2, 1):
            kind = tuple(question[at : at + length])
            if not _is_kind(kind):
                continue
            for name_at, start, end in ((at + length, at, at + length + 1), (at - 1, at - 1, at + length)):
                name = self._name(question, name_at)
                if name:
                    return RegionMention(name=name, centres=tuple(self._centres[name]), start=start, end=end)
        return None

    def _name(self, question: Sequence[str], at: int) -> str | None:
        """Return the Regierungsbezirk that a word names, one slip allowed; None if it names none."""
        if not 0 <= at < len(question):
            return None
        word = question[at]
        return next((name for form, name in self._names.items() if _is_like(word, form)), None)


def _is_like(word: str, form: str) -> bool:
    return word == form or (len(form) > 5 and word[:1] == form[0] and OSA.distance(word, form, score_cutoff=1) <= 1)


def _is_kind(written: tuple[str, ...]) -> bool:
    """Return whether words say Regierungsbezirk: in full, written apart, misspelt or short."""
    whole = "".join(written)
    if written in _SHORT:
        return True
    return len(whole) > len(_KIND) - _SLIPS - 1 and any(
        OSA.distance(whole, _KIND + ending, score_cutoff=_SLIPS) <= _SLIPS for ending in _ENDINGS
    )
