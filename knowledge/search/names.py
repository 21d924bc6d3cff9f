"""The names of pages, whole: a question that holds every word of a name most likely means its page."""

from collections.abc import Iterable, Iterator, Sequence

from knowledge.text import stem, words


class Names:
    """The titles and synonyms of pages, numbered in the order given."""

    def __init__(self, pages: Iterable[Sequence[str]]) -> None:
        self._names: dict[str, list[tuple[frozenset[str], int]]] = {}
        for page, names in enumerate(pages):
            for name in {_stems(name) for name in names}:
                for word in name:
                    self._names.setdefault(word, []).append((name, page))

    def within(self, question: Sequence[str]) -> Iterator[tuple[int, frozenset[str]]]:
        """The pages whose names stand whole in a question, with the stems of the name."""
        asked = {stem(word) for word in question}
        for word in asked:
            for name, page in self._names.get(word, ()):
                if name <= asked:
                    yield page, name


def _stems(name: str) -> frozenset[str]:
    return frozenset(map(stem, words(name)))
