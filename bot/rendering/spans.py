"""Where links, emphasis and code stand in Markdown source, roughly: enough to keep a cut out of them.

The parser tells no places within a line, and reading a long text with it takes a second for some hundred thousand
characters. Here one pass over the marks has to do; a mistake leaves a mark in sight and loses nothing.
"""

import re
from bisect import bisect_right
from collections import defaultdict

from bot.rendering.characters import is_space, is_word

_MARKS = re.compile(r"\\.|`+|\*+|_+|~~|\|\||\[|\]|<[^<>\n]{1,2000}>", re.DOTALL)
_DESTINATION = re.compile(r"\([^\n]{0,2000}?\)(?!\))")


class Spans:
    """The stretches of a text that have to stay whole, without those longer than `longest`."""

    def __init__(self, text: str, longest: int) -> None:
        self._text = text
        self._found: list[tuple[int, int]] = []
        self._opened: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._ticks: defaultdict[int, list[int]] = defaultdict(list)
        self._read()
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(span for span in self._found if span[1] - span[0] <= longest):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def before(self, place: int, begin: int) -> int:
        """Return the place itself, or where the stretch begins that it would cut; one before `begin` is cut already."""
        number = bisect_right(self._starts, place) - 1
        is_inside = number >= 0 and begin <= self._starts[number] < place < self._ends[number]
        return self._starts[number] if is_inside else place

    def _read(self) -> None:
        marks = [(found[0], *found.span()) for found in _MARKS.finditer(self._text) if found[0][0] != "\\"]
        for mark, start, _ in reversed(marks):
            if mark[0] == "`":
                self._ticks[len(mark)].append(start)
        behind = 0
        for mark, start, end in marks:
            if start >= behind:
                behind = self._take(mark, start, end)

    def _take(self, mark: str, start: int, end: int) -> int:
        """Read a mark; return where to go on."""
        if mark[0] == "<":
            self._found.append((start, end))
        elif mark[0] == "`":
            return self._code(len(mark), start, end)
        elif mark == "[":
            self._opened["["].append((start, 1))
        elif mark == "]":
            return self._link(end)
        else:
            self._marks(mark, start, end)
        return end

    def _code(self, ticks: int, start: int, end: int) -> int:
        later = self._ticks[ticks]
        while later and later[-1] < end:
            later.pop()
        if not later:
            return end
        self._found.append((start, later[-1] + ticks))
        return later[-1] + ticks

    def _link(self, end: int) -> int:
        brackets = self._opened["["]
        start = brackets.pop()[0] if brackets else None
        found = _DESTINATION.match(self._text, end) if start is not None else None
        if found is None or start is None:
            return end
        self._found.append((start, found.end()))
        return found.end()

    def _marks(self, mark: str, start: int, end: int) -> None:
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        if is_word(before) and is_word(after):
            return
        opened, left = self._opened[mark[0]], len(mark)
        if before and not is_space(before):
            while opened and left > 0:
                began, length = opened.pop()
                self._found.append((began, end))
                left -= length
        if left == len(mark) and after and not is_space(after):
            opened.append((start, left))
