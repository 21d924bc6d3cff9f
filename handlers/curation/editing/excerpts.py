"""Excerpts of two versions of a long text: every sentence that differs, and nothing of the others."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

# A sentence or a line with the space behind it; the dot of an abbreviation such as “z. B.” ends none.
_SENTENCE = re.compile(r".+?(?:(?<=\w\w[.!?])[ \t]+|\n+|\Z)|\n+", re.DOTALL)
# More of them are compared as a whole: the comparison takes time with the square of their number.
_MAX_SENTENCES = 600
_GAP = "…"


def excerpt_changes(old: str, new: str) -> tuple[str, str]:
    """Return what differs of both texts; “…” stands for sentences that are the same."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if len(before) + len(after) > _MAX_SENTENCES:
        return old, new
    spans = [*_find_changes(before, after)]
    of_old = [(begin, end) for begin, end, _, _ in spans]
    of_new = [(begin, end) for _, _, begin, end in spans]
    return _join(before, of_old), _join(after, of_new)


def _find_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of sentences that differ; where some are only added or removed, with the sentence before."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        lead = 1 if kind != "replace" and min(i1, j1) > 0 else 0
        yield i1 - lead, i2, j1 - lead, j2


def _join(sentences: Sequence[str], spans: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    shown_until = 0
    for begin, end in spans:
        if begin == end:
            continue
        parts += [_GAP] if begin > shown_until else []
        parts.append("".join(sentences[max(begin, shown_until) : end]).strip())
        shown_until = end
    if 0 < shown_until < len(sentences):
        parts.append(_GAP)
    return "\n\n".join(part for part in parts if part)
