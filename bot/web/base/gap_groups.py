"""Groups of gaps that ask for the same in other words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from bot.storage.engine.words import digest_words
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.gaps import Gap, GapVersion
from bot.storage.web.marks import Mark
from bot.storage.web.test_questions import MAX_KEPT, ExpectedAnswer
from knowledge.text import extract_content_words, split_words, stem

MAX_GAPS, MAX_MARKS = 300, 500
# Of a group: all gaps, and those that are among them only as they were marked.
MAX_MEMBERS = MAX_GAPS + MAX_MARKS
_MOST_KEPT = 100
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
    def marked(self) -> int:
        """The number of its questions whose answer was marked "so nicht"."""
        return sum(mark.times for gap in self.gaps for mark in gap.marks)

    @property
    def marked_entries(self) -> Sequence[str]:
        """The entries that were marked, the most often marked first."""
        times = Counter[str]()
        for mark in (mark for gap in self.gaps for mark in gap.marks):
            if mark.entry is not None:
                times[mark.entry] += mark.times
        return [entry for entry, _ in times.most_common()]

    @property
    def sort_key(self) -> tuple[int, str]:
        return (-self.times, self.leader.digest)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """Gaps at one version: groups by the time since when, counts by gaps and bounds.

    `expected` are kept questions with their right answers, by the digest of their words.
    """

    version: GapVersion
    expected: Mapping[str, ExpectedAnswer]
    groups: dict[datetime | None, Sequence[GapGroup]] = field(default_factory=dict)
    counts: dict[tuple[Sequence[str], Sequence[datetime]], Mapping[tuple[str, int], int]] = field(default_factory=dict)


class GapGroupReader:
    """Keeps what is read of gaps until any of them has changed, as counting the questions of months takes a while."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    async def list(self, since: datetime | None, unit: UnitOfWork) -> Sequence[GapGroup]:
        """Return the groups of the MAX_GAPS gaps most asked for since then, and of those that were marked."""
        groups = (await self._renew(unit)).groups
        if since not in groups:
            groups[since] = group_gaps(await _list_gaps(since, unit))
        return groups[since]

    async def find(self, digest: str, unit: UnitOfWork) -> GapGroup | None:
        """Return the group of a gap, itself alone if it is too rare to be grouped; None if it is no longer open."""
        found = next((group for group in await self.list(None, unit) if digest in group.digests), None)
        alone = [] if found else await unit.gaps.find([digest])
        return GapGroup(gaps=tuple(alone)) if alone else found

    async def list_expected(self, unit: UnitOfWork) -> Mapping[str, ExpectedAnswer]:
        """Return the kept questions by their digests, as of when groups were read last."""
        return (self._kept or await self._renew(unit)).expected

    async def count(
        self, digests: Sequence[str], bounds: Sequence[datetime], unit: UnitOfWork
    ) -> Mapping[tuple[str, int], int]:
        """Return how often each gap was asked for between neighbouring times, as of when its group was read last."""
        counts, asked = (self._kept or await self._renew(unit)).counts, (tuple(digests), tuple(bounds))
        if asked not in counts:
            if len(counts) >= _MOST_KEPT:
                counts.clear()
            counts[asked] = await unit.gaps.count_by_span(digests, bounds)
        return counts[asked]

    async def _renew(self, unit: UnitOfWork) -> _Kept:
        version = await unit.gaps.read_version()
        if self._kept is None or self._kept.version != version:
            kept = await unit.test_questions.list_before(None, MAX_KEPT)
            self._kept = _Kept(version=version, expected={digest_words(each.text): each for each in kept})
        return self._kept


async def _list_gaps(since: datetime | None, unit: UnitOfWork) -> Sequence[Gap]:
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in await unit.marks.list(since, MAX_MARKS):
        marks[mark.gap].append(mark)
    frequent = await unit.gaps.list(since, MAX_GAPS)
    rare = sorted(marks.keys() - {gap.digest for gap in frequent})
    further = await unit.gaps.find(rare, since) if rare else []
    return [replace(gap, marks=tuple(marks.get(gap.digest, ()))) for gap in (*frequent, *further)]


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
