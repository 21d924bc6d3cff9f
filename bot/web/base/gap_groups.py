"""Groups of gaps that ask for the same in other words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.gaps import Gap
from knowledge.text import extract_content_words, split_words, stem

MAX_GAPS = 300
# Of the words of both together, or of the shorter one's if it has at least two.
_LIKE, _CONTAINED = 0.5, 0.99


@dataclass(frozen=True, kw_only=True, slots=True)
class GapGroup:
    """Gaps that are alike: whole questions before keywords, the most asked first."""

    gaps: tuple[Gap, ...]

    @property
    def leader(self) -> Gap:
        return self.gaps[0]

    @property
    def times(self) -> int:
        return sum(gap.times for gap in self.gaps)

    @property
    def digests(self) -> tuple[str, ...]:
        return tuple(gap.digest for gap in self.gaps)

    @property
    def sort_key(self) -> tuple[int, str]:
        return (-self.times, self.leader.digest)


async def find_group(digest: str, unit: UnitOfWork) -> GapGroup | None:
    """Return the group of a gap, itself alone if it is too rare to be grouped; None if it is no longer open."""
    groups = group_gaps(await unit.gaps.list(None, MAX_GAPS))
    found = next((group for group in groups if digest in group.digests), None)
    alone = [] if found else await unit.gaps.find([digest])
    return GapGroup(gaps=tuple(alone)) if alone else found


def group_gaps(gaps: Iterable[Gap]) -> Sequence[GapGroup]:
    """Return groups, the most asked first; each gap joins the first whose leader it is like."""
    groups, sizes = list[list[Gap]](), list[int]()
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for gap in gaps:
        stems = extract_stems(gap.text)
        shared = Counter(number for each in stems for number in holders[each])
        alike = (number for number, both in shared.items() if _are_alike(len(stems), sizes[number], both))
        found = min(alike, default=None)
        if found is not None:
            groups[found].append(gap)
            continue
        for each in stems:
            holders[each].append(len(groups))
        groups.append([gap])
        sizes.append(len(stems))
    made = (GapGroup(gaps=tuple(sorted(group, key=_order_within))) for group in groups)
    return sorted(made, key=lambda group: group.sort_key)


def _order_within(gap: Gap) -> tuple[bool, int]:
    return (not gap.text.endswith("?"), -gap.times)


@lru_cache(maxsize=2_000)
def extract_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning; of all words if none does."""
    return frozenset(map(stem, extract_content_words(text) or split_words(text)))


def _are_alike(one: int, other: int, shared: int) -> bool:
    """Return whether two questions are alike by the numbers of their stems, and of those that both have."""
    shorter = min(one, other)
    return shared >= _LIKE * (one + other - shared) or (shorter > 1 and shared >= _CONTAINED * shorter)
