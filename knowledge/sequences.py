"""The part in which two sequences of objects differ."""

from collections.abc import Iterable, Sequence
from operator import is_not


def find_changed_slices(old: Sequence[object], new: Sequence[object]) -> tuple[slice, slice]:
    """Return the slices of two sequences in which they differ; before and after these both hold the same objects."""
    start = _count_same(old, new)
    end = min(_count_same(reversed(old), reversed(new)), min(len(old), len(new)) - start)
    return slice(start, len(old) - end), slice(start, len(new) - end)


def _count_same(old: Iterable[object], new: Iterable[object]) -> int:
    """Return how many objects at the beginning are the same."""
    flags = [*map(is_not, old, new)]
    return flags.index(True) if True in flags else len(flags)
