"""Bars of charts, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar with its parts, in the order of the chart's series."""

    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.parts)

    @property
    def percents(self) -> tuple[int, ...]:
        """The parts in whole percent, which add up to 100; the largest part takes what rounding leaves."""
        rounded = [round(100 * part / self.total) for part in self.parts]
        rounded[self.parts.index(max(self.parts))] += 100 - sum(rounded)
        return tuple(rounded)


def find_top(bars: Sequence[Bar]) -> int:
    """Return the end of a scale for these bars, which halves well."""
    most = max((bar.total for bar in bars), default=0)
    scale = 10 ** max(len(str(most)) - 1, 0)
    return next((step * scale for step in (2, 4, 6, 8, 10) if step * scale >= most), 2)
