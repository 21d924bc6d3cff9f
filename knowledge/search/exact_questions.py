"""Questions that an entry holds word for word, and questions that are no more than the name of one."""

from collections.abc import Iterable, Iterator, Sequence

from knowledge.entries import AnyEntry, Faq, Uncovered
from knowledge.search.key_index import Keyed, KeyIndex
from knowledge.search.lexicon import is_generic
from knowledge.text import STOP_WORDS, split_words, stem

_MIN_WORDS = 2
# Keys are texts, which take far less memory than sets of words; what joins the words keeps the kinds of keys apart.
_ALL, _IN_ORDER, _IN_ANY_ORDER, _TELLING = " ", ",", "+", "?"
_ASKING_FOR_MORE = frozenset(
    split_words(
        "wann wo woher wohin wer wem wen wessen warum wieso weshalb viel viele when where who whose why many much"
    )
)
_ASKING_STEMS = frozenset(map(stem, _ASKING_FOR_MORE))


class ExactQuestions:
    """Records by the words of titles, names and phrasings, or of questions that no entry covers.

    All of them in order come first, then the content words in order, these in any order, and at last without those that
    say little, but with what is asked for ("wann"). The last takes two telling words: "Bis wann läuft KIM?" is another
    question than "Bis wann kann man KIM beantragen?".

    Words that several records hold lead to none of them.
    """

    def __init__(self, records: Iterable[AnyEntry | Uncovered]) -> None:
        self._index = KeyIndex(_key_by_questions(records))

    def update(self, gone: Iterable[AnyEntry], new: Iterable[AnyEntry]) -> "ExactQuestions":
        """Return the index without some records, and with others."""
        updated = ExactQuestions(())
        updated._index = self._index.update(_key_by_questions(gone), _key_by_questions(new))
        return updated

    def find(self, asked: Sequence[str]) -> str | None:
        """Return the id of the record that holds a question, given its words; None if there is none, or several."""
        found = (self._index.find(key) for key in _list_keys(asked))
        return _get_only(next((ids for ids in found if ids), ()))

    def list_shared(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Return the questions that several records hold in the same words, these joined by spaces, with their ids."""
        return [(key, ids) for key, ids in self._index.list_shared() if _ALL in key]


class ExactNames:
    """Entries by the words of their titles and further names; details only if no other entry has the name."""

    def __init__(self, entries: Sequence[AnyEntry]) -> None:
        self._general = KeyIndex(_key_by_names(entries, details=False))
        self._details = KeyIndex(_key_by_names(entries, details=True))

    def update(self, gone: Sequence[AnyEntry], new: Sequence[AnyEntry]) -> "ExactNames":
        """Return the index without some entries, and with others."""
        updated = ExactNames(())
        updated._general = self._general.update(*(_key_by_names(each, details=False) for each in (gone, new)))
        updated._details = self._details.update(*(_key_by_names(each, details=True) for each in (gone, new)))
        return updated

    def find(self, asked: Sequence[str]) -> str | None:
        """Return the id of the one entry of which a question, given its words, tells no more than the name."""
        if not _ASKING_FOR_MORE.isdisjoint(asked):
            return None
        content = _list_content(asked)
        return self._find_named(content) or self._find_named(_select_telling(content))

    def _find_named(self, words: Iterable[str]) -> str | None:
        name = _join(_IN_ANY_ORDER, words)
        return _get_only(self._general.find(name) or self._details.find(name))


def _get_only(ids: tuple[str, ...]) -> str | None:
    return ids[0] if len(ids) == 1 else None


def _key_by_questions(records: Iterable[AnyEntry | Uncovered]) -> Iterator[Keyed]:
    for record in records:
        yield record.id, (key for question in _list_questions(record) for key in _list_keys(split_words(question)))


def _key_by_names(entries: Iterable[AnyEntry], *, details: bool) -> Iterator[Keyed]:
    for entry in entries:
        if _is_detail(entry) is details:
            names = (_list_content(split_words(name)) for name in _list_names(entry))
            yield entry.id, (_join(_IN_ANY_ORDER, name) for name in names if name)


def _list_questions(record: AnyEntry | Uncovered) -> tuple[str, ...]:
    return record.questions if isinstance(record, Uncovered) else (*_list_names(record), *record.phrasings)


def _is_detail(entry: AnyEntry) -> bool:
    return isinstance(entry, Faq) and entry.about is not None


def _list_names(entry: AnyEntry) -> tuple[str, ...]:
    return (entry.title, *entry.synonyms, *((entry.title_en,) if entry.title_en else ()))


def _list_keys(words: Sequence[str]) -> list[str]:
    """Return the keys of a question, the strictest first; none of a single word."""
    content = _list_content(words)
    telling = _select_telling(content)
    keys = [_ALL.join(words)] if len(words) >= _MIN_WORDS else []
    if len(content) >= _MIN_WORDS:
        keys += [_IN_ORDER.join(content), _join(_IN_ANY_ORDER, content)]
    if len(telling - _ASKING_STEMS) >= _MIN_WORDS:
        keys.append(_join(_TELLING, telling | _ASKING_FOR_MORE.intersection(words)))
    return keys


def _join(mark: str, words: Iterable[str]) -> str:
    """Return the key of words in any order."""
    return mark.join(sorted(set(words)))


def _list_content(words: Sequence[str]) -> list[str]:
    return [stem(word) for word in words if word not in STOP_WORDS]


def _select_telling(roots: Iterable[str]) -> set[str]:
    return {root for root in roots if not is_generic(root)}
