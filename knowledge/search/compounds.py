"""German compounds split into known words: "Sprachmittlerpool" into "Sprachmittler" and "Pool"."""

from collections.abc import Collection
from itertools import chain

from knowledge.text import stem

_MIN_PART_LENGTH = 4
_LINKS = ("", "s", "n", "en", "es", "er", "e")
_DEPTH = 3


class Compounds:
    """A splitter of compounds with a vocabulary of folded words."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._known = {word for word in vocabulary if len(word) >= _MIN_PART_LENGTH}
        self._stems = set(map(stem, self._known))

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
        return text in self._known or stem(text) in self._stems
