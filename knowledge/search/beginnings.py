"""Names by the beginnings of their words, for what somebody has typed so far."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

_LAST = "\U0010ffff"


class Beginnings:
    """Finds the ids whose words begin with those that were typed, in the order in which they were given."""

    def __init__(self, words_by_id: Mapping[str, Iterable[str]]) -> None:
        self._ids = tuple(words_by_id)
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(words_by_id.values()):
            for word in frozenset(words):
                holders[word].append(place)
        self._words = sorted(holders)
        self._holders = [holders[word] for word in self._words]

    def find(self, typed: Sequence[str]) -> Sequence[str]:
        """Return the ids that have a word for each of these beginnings."""
        places = [self._find_places(beginning) for beginning in typed]
        return [self._ids[place] for place in sorted(set.intersection(*places))] if places else []

    def _find_places(self, beginning: str) -> set[int]:
        first, last = (bisect_left(self._words, end) for end in (beginning, beginning + _LAST))
        return {place for holders in self._holders[first:last] for place in holders}
