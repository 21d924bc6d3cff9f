"""Postings in flat arrays."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int32]
Weights: TypeAlias = NDArray[np.float32]


class Postings:
    """Columns by row, in order, with weights; equal pairs are summed."""

    def __init__(self, rows: Numbers, columns: Numbers, weights: Weights, *, size: int, width: int) -> None:
        pairs, places = np.unique(rows.astype(np.int64) * width + columns, return_inverse=True)
        self._columns: Numbers = (pairs % max(width, 1)).astype(np.int32)
        self._weights: Weights = np.bincount(places, weights, minlength=len(pairs)).astype(np.float32)
        self._starts = np.searchsorted(pairs // max(width, 1), np.arange(size + 1))

    @property
    def count_columns(self) -> Numbers:
        """Return the number of columns of each row."""
        return np.diff(self._starts).astype(np.int32)

    def gather(self, rows: Numbers, factors: Weights) -> tuple[Numbers, Weights]:
        """Return the columns of some rows, one after the other, with weights multiplied by the factor of their row."""
        at, row = expand_ranges(self._starts[rows], self._starts[rows + 1])
        return self._columns[at], self._weights[at] * factors[row]


def expand_ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all numbers of some ranges, one after the other, and the number of the range of each."""
    counts = ends - starts
    owner = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(owner)) + (starts - np.cumsum(counts) + counts)[owner], owner
