"""Differences between two versions of an entry, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.web.pages.knowledge.form import EntryForm

_WORD = re.compile(r"\s+|[^\s]+")
# Longer texts are compared as a whole: the comparison takes time with the square of their length.
_MAX_WORDS = 4000


class Change(StrEnum):
    """The part of a text: in both versions, in the new one only, or in the old one only."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A run of words."""

    change: Change
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldDifference:
    """A field that differs; `label` is its name in German, `pieces` lead from the old to the new text."""

    label: str
    old: str
    new: str
    pieces: Sequence[Piece]


def compare_forms(old: EntryForm, new: EntryForm) -> Iterator[FieldDifference]:
    """Yield the fields that differ, in the order of the form."""
    for column in new.columns:
        before, after = old.get(column.field), new.get(column.field)
        if before != after:
            pieces = tuple(compare_words(before, after))
            yield FieldDifference(label=column.header, old=before, new=after, pieces=pieces)


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """Yield the runs of words that lead from one text to the other."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MAX_WORDS:
        before, after = [old], [new]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(change=Change.SAME, text="".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece(change=Change.REMOVED, text="".join(before[i1:i2]))
        if j1 < j2:
            yield Piece(change=Change.ADDED, text="".join(after[j1:j2]))
