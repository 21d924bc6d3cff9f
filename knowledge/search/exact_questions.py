"""Questions that an entry holds word for word, and questions that are no more than the name of one."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from knowledge.entries import AnyEntry, Faq
from knowledge.search.lexicon import is_generic
from knowledge.text import STOP_WORDS, split_words, stem

_Words: TypeAlias = tuple[str, ...] | frozenset[str]
_Key: TypeAlias = Callable[[Sequence[str]], _Words]
_MIN_WORDS = 2


class ExactQuestions:
    """Entries by the words of titles, names and phrasings: all in order, else the telling ones in order or in any.

    Words that several entries hold lead to none of them.
    """

    def __init__(self, entries: Iterable[AnyEntry]) -> None:
        self._tables: list[tuple[_Key, dict[_Words, str | None]]] = [
            (key, {}) for key in (_list_all, _list_content, _gather_content)
        ]
        for entry in entries:
            for question in (*_list_names(entry), *entry.phrasings):
                self._add(split_words(question), entry.id)

    def find(self, asked: Sequence[str]) -> str | None:
        """Return the id of the entry that holds a question, given its words; None if there is none, or several."""
        for key, table in self._tables:
            words = key(asked)
            if words in table:
                return table[words]
        return None

    def _add(self, words: Sequence[str], id_: str) -> None:
        for key, table in self._tables:
            found = key(words)
            if len(found) >= _MIN_WORDS:
                table[found] = id_ if table.get(found, id_) == id_ else None


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


def _list_all(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(words)


def _list_content(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in words if word not in STOP_WORDS)


def _gather_content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(_list_content(words))


def _gather_telling(words: Sequence[str]) -> frozenset[str]:
    return frozenset(root for root in _list_content(words) if not is_generic(root))
