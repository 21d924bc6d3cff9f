"""Differences between two versions of an entry, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    """A field that differs; `label` is its name in German or as the person reads it.

    `pieces` lead from the old to the new text.
    """

    label: str
    old: str
    new: str
    pieces: Sequence[Piece]


def compare_forms(old: EntryForm, new: EntryForm) -> Iterator[FieldDifference]:
    """Yield the fields that differ, in the order of the form."""
    return compare_texts((column.header, old.get(column.field), new.get(column.field)) for column in new.columns)


def compare_texts(fields: Iterable[tuple[str, str, str]]) -> Iterator[FieldDifference]:
    """Yield those of the fields that differ, given by label, old and new text."""
    for label, old, new in fields:
        if old != new:
            yield FieldDifference(label=label, old=old, new=new, pieces=tuple(compare_words(old, new)))


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
