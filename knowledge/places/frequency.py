"""The most frequent German words, which are never taken for misspelt names."""

from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "frequent_words.txt"
_BEGINNING = slice(2)


def is_frequent(word: str) -> bool:
    """Return whether a folded word is among the frequent ones."""
    return f"\n{word}\n" in _index_by_beginning().get(word[_BEGINNING], "")


def load_ranks() -> dict[str, int]:
    """Return every frequent word, folded, with its rank; 0 is the most frequent."""
    return {word: rank for rank, word in enumerate(_load_words())}


@cache
def _index_by_beginning() -> dict[str, str]:
    """Return the words by their first letters, each group as one string, which takes a tenth of the memory of a set."""
    groups: dict[str, list[str]] = {}
    for word in _load_words():
        groups.setdefault(word[_BEGINNING], []).append(word)
    return {beginning: "\n".join(("", *words, "")) for beginning, words in groups.items()}


def _load_words() -> list[str]:
    return _LIST.read_text(encoding="ascii").split()
