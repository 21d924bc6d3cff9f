"""Questions that an entry holds word for word, and questions that are no more than the name of one."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from knowledge.entries import AnyEntry, Faq
from knowledge.search.lexicon import is_generic
from knowledge.text import STOP_WORDS, split_words, stem

_Key: TypeAlias = str | tuple[str, ...] | frozenset[str]
_MIN_WORDS = 2


class ExactQuestions:
    """Entries by the words of titles, names and phrasings: all in order, else the telling ones in order or in any.

    Words that several entries hold lead to none of them.
    """

    def __init__(self, entries: Iterable[AnyEntry]) -> None:
        self._found: dict[_Key, str | None] = {}
        for entry in entries:
            for question in (*_list_names(entry), *entry.phrasings):
                self._add(split_words(question), entry.id)

    def find(self, asked: Sequence[str]) -> str | None:
        """Return the id of the entry that holds a question, given its words; None if there is none, or several."""
        return next((self._found[key] for key in _list_keys(asked) if key in self._found), None)

    def _add(self, words: Sequence[str], id_: str) -> None:
        for key in _list_keys(words):
            self._found[key] = id_ if self._found.get(key, id_) == id_ else None


class ExactNames:
    """Entries by the words of their titles and further names; details only if no other entry has the name."""

    def __init__(self, entries: Iterable[AnyEntry]) -> None:
        self._ids: dict[frozenset[str], str | None] = {}
        by_kind = sorted(entries, key=_is_detail)
        general = {entry.id for entry in by_kind if not _is_detail(entry)}
        for entry in by_kind:
            for name in _list_names(entry):
                words = _gather_content(split_words(name))
                known = self._ids.get(words, entry.id)
                if known == entry.id or known not in general or not _is_detail(entry):
                    self._ids[words] = entry.id if known == entry.id else None
        self._ids.pop(frozenset(), None)

    def find(self, asked: Sequence[str]) -> str | None:
        """Return the id of the one entry of which a question, given its words, tells no more than the name."""
        return self._ids.get(_gather_content(asked)) or self._ids.get(_gather_telling(asked))


def _is_detail(entry: AnyEntry) -> bool:
    return isinstance(entry, Faq) and entry.about is not None


def _list_names(entry: AnyEntry) -> tuple[str, ...]:
    return (entry.title, *entry.synonyms, *((entry.title_en,) if entry.title_en else ()))


def _list_keys(words: Sequence[str]) -> list[_Key]:
    """Return all words in order, and the stems of the telling ones in order and in any; none of a single word."""
    content = _list_content(words)
    keys: list[_Key] = [" ".join(words)] if len(words) >= _MIN_WORDS else []
    return [*keys, content, frozenset(content)] if len(content) >= _MIN_WORDS else keys


def _list_content(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in words if word not in STOP_WORDS)


def _gather_content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(_list_content(words))


def _gather_telling(words: Sequence[str]) -> frozenset[str]:
    return frozenset(root for root in _list_content(words) if not is_generic(root))
