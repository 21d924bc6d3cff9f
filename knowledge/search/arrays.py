"""Postings in flat arrays, and arrays cut into rows; `take` is several times as fast as an index in brackets."""

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int32]
Weights: TypeAlias = NDArray[np.float32]
# Where each row of an array begins, and at last where the last one ends.
Starts: TypeAlias = NDArray[np.int64]
_BITS = 32
AnyArray = TypeVar("AnyArray", bound=NDArray[Any])


class Postings:
    """Columns by row, in order, with weights; `starts` has a start for each row and the end."""

    def __init__(self, columns: Numbers, weights: Weights, starts: Starts) -> None:
        self._columns = columns
        self._weights = weights
        self._starts = starts

    @property
    def count_columns(self) -> Numbers:
        """Return the number of columns of each row."""
        return np.diff(self._starts).astype(np.int32)

    def gather(self, rows: Numbers, factors: Weights) -> tuple[Numbers, Weights]:
        """Return the columns of some rows, one after the other, with weights multiplied by the factor of their row."""
        at, row = expand_ranges(self._starts[rows], self._starts[rows + 1])
        return self._columns.take(at), self._weights.take(at) * factors.take(row)

    def sum_columns(self, factors: Weights, width: int) -> NDArray[np.float64]:
        """Return the sum of each column, shape (width,), with weights multiplied by the factor of their row."""
        weighed = self._weights * np.repeat(factors, np.diff(self._starts))
        return np.bincount(self._columns, weighed, minlength=width).astype(np.float64)

    def update(self, places: Numbers, rows: Numbers, columns: Numbers, size: int) -> "Postings":
        """Return these postings with each column moved to its place, dropped for -1, and with pairs in new columns.

        The order of the columns that stay does not change. A new pair weighs as much as the number of times it occurs;
        there are `size` rows then.
        """
        moved = places[self._columns]
        gone = np.flatnonzero(moved < 0)
        left = np.delete(moved, gone)
        starts = np.pad(self._starts - np.searchsorted(gone, self._starts), (0, size + 1 - len(self._starts)), "edge")
        pairs, counts = np.unique((rows.astype(np.int64) << _BITS) | columns, return_counts=True)
        new_rows, new_columns = pairs >> _BITS, pairs.astype(np.int32)
        at = _find_places(left, starts, new_rows, new_columns)
        return Postings(
            np.insert(left, at, new_columns),
            np.insert(np.delete(self._weights, gone), at, counts.astype(np.float32)),
            starts + np.searchsorted(new_rows, np.arange(size + 1)),
        )


NO_POSTINGS = Postings(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), np.zeros(1, dtype=np.int64))


def _find_places(columns: Numbers, starts: Starts, rows: NDArray[np.int64], new: Numbers) -> Starts:
    """Return where new columns of some rows belong among the present ones."""
    if not len(columns):
        return np.zeros(len(new), dtype=np.int64)
    among = zip(starts[rows].tolist(), starts[rows + 1].tolist(), new, strict=True)
    return np.array([start + columns[start:end].searchsorted(column) for start, end, column in among], dtype=np.int64)


class Splice:
    """Rows of two arrays in a new order; a number beyond the rows of the first is one of the second."""

    def __init__(self, first: Starts, second: Starts, order: NDArray[np.int64]) -> None:
        lengths = np.concatenate([np.diff(first), np.diff(second)])
        self.starts: Starts = np.concatenate([[0], np.cumsum(lengths[order])])
        rows = len(first) - 1
        is_second = order >= rows
        runs = np.split(order, np.flatnonzero((np.diff(order) != 1) | np.diff(is_second)) + 1)
        self._parts = [
            (False, slice(first[run[0]], first[run[-1] + 1]))
            if run[0] < rows
            else (True, slice(second[run[0] - rows], second[run[-1] + 1 - rows]))
            for run in runs
            if len(run)
        ]

    def join(self, first: AnyArray, second: AnyArray) -> AnyArray:
        parts = ((second if is_second else first)[part] for is_second, part in self._parts)
        return np.concatenate([first[:0], *parts])  # type: ignore[return-value]


def sort_distinct(values: AnyArray) -> AnyArray:
    """Return each value once, in order; without counts, `np.unique` would load numpy.ma."""
    return np.unique(values, return_counts=True)[0]  # type: ignore[return-value]


def expand_ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all numbers of some ranges, one after the other, and the number of the range of each."""
    counts = ends - starts
    owner = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(owner)) + (starts - np.cumsum(counts) + counts).take(owner), owner
