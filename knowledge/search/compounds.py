"""German compounds split into known words: "Sprachmittlerpool" into "Sprachmittler" and "Pool"."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain

from knowledge.text import stem

_MIN_PART_LENGTH, _MIN_STEM_LENGTH = 4, 3  # letters; no stem is shorter
_LINKS = ("", "s", "n", "en", "es", "er", "e")
_DEPTH = 3


class Compounds:
    """A splitter of compounds with a vocabulary of folded words."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._stems = _count_stems(vocabulary)

    @property
    def stems(self) -> AbstractSet[str]:
        """The stems of the words that may be parts."""
        return self._stems.keys()

    def with_words(self, added: Iterable[str], removed: Iterable[str]) -> "Compounds":
        """Return the splitter with a changed vocabulary."""
        changed = Compounds(())
        changed._stems = self._stems.copy()
        changed._stems.update(_count_stems(added))
        for root, count in _count_stems(removed).items():
            changed._stems[root] -= count
            if not changed._stems[root]:
                del changed._stems[root]
        return changed

    def split(self, word: str, depth: int = _DEPTH) -> tuple[str, ...]:
        """Return the parts of a compound; the word alone if it is none."""
        pair = self._halves(word) if depth else None
        return tuple(chain.from_iterable(self.split(half, depth - 1) for half in pair)) if pair else (word,)

    def _halves(self, word: str) -> tuple[str, str] | None:
        """Return the most even split into two known words, without a linking element between them."""
        splits = (
            (head, word[at:])
            for at in range(_MIN_PART_LENGTH, len(word) - _MIN_PART_LENGTH + 1)
            if self._is_word(word[at:]) and (head := self._head(word[:at]))
        )
        return max(splits, key=lambda halves: min(map(len, halves)), default=None)

    def _head(self, text: str) -> str | None:
        heads = (text.removesuffix(link) for link in _LINKS if text.endswith(link))
        return next((head for head in heads if len(head) >= _MIN_PART_LENGTH and self._is_word(head)), None)

    def _is_word(self, text: str) -> bool:
        """Return whether a text has the stem of a known word, and begins with it."""
        if text[:_MIN_PART_LENGTH] not in self._beginnings and text[:_MIN_STEM_LENGTH] not in self._beginnings:
            return False
        root = stem(text)
        return root in self._stems and text.startswith(root)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first letters of the stems, by which most texts are told from words."""
        return frozenset(root[:_MIN_PART_LENGTH] for root in self._stems)


def _count_stems(words: Iterable[str]) -> Counter[str]:
    return Counter(stem(word) for word in words if len(word) >= _MIN_PART_LENGTH)
