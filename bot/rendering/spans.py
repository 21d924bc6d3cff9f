"""Approximate places of links, emphasis and code in Markdown source, which must not be cut.

The parser tells no places within a line, and reading a long text with it takes a second for some hundred thousand
characters. Here regular expressions have to do, of which none looks at a character more than a few times: each gives up
at the next mark of its kind. A mistake leaves a mark in sight and loses nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator


def _emphasis(mark: str, inside: str) -> tuple[str, re.Pattern[str]]:
    """Return what finds text between two marks; `inside` are characters of the marks within it."""
    sign, sure = re.escape(mark[0]), re.escape(mark)
    between = rf"(?:[^\\{sign}]++|\\.|{inside}|(?<=[^\W_]){sure}(?=[^\W_]))*+"
    # A lookbehind after the mark checks what precedes it, as a pattern that begins with a literal is faster.
    return mark, re.compile(rf"{sure}(?<![\\\w{sign}]{sure})(?![\s{sign}]){between}(?<!\s){sure}(?!\w)", re.DOTALL)


_UNSTARRED = r"(?:[^\\*]++|\\.)*+"
# Each behind the sign without which it finds nothing.
_PATTERNS = (
    ("`", re.compile(r"`(?<![\\`]`)(`*+)[^`]*+`\1(?!`)", re.DOTALL)),
    ("``", re.compile(r"``(?<![\\`]``)(?!`)(?:[^`]++|`(?!`))*+``(?!`)", re.DOTALL)),
    ("](", re.compile(r"\[(?<!\\\[)(?:[^\[\]\\]++|\\.)*+\]\((?:[^()\n\\]++|\\.|\([^()\n]*+\))*+\)", re.DOTALL)),
    (">", re.compile(r"<(?<!\\<)[^<>\n]{1,2000}+>")),
    _emphasis("*", r"\*\*"),
    _emphasis("**", r"\*(?!\*)"),
    (
        "***",
        re.compile(
            rf"\*\*\*(?<![\\\w*]\*\*\*)(?![\s*]){_UNSTARRED}(?:\*{{3}}|\*{{1,2}}{_UNSTARRED}\*{{1,2}})(?![\w*])",
            re.DOTALL,
        ),
    ),
    _emphasis("_", "__"),
    _emphasis("__", "_(?!_)"),
    _emphasis("~~", "~(?!~)"),
    _emphasis("||", r"\|(?!\|)"),
)


class Spans:
    """The stretches of a text that have to stay whole, without those longer than `longest`."""

    def __init__(self, text: str, longest: int) -> None:
        self._text = text
        self._longest = longest

    def between(self, begin: int, end: int) -> "Stretches":
        """Return those that begin there; at `begin` stands none."""
        return Stretches(sorted(self._find(begin, end)))

    def _find(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        for sign, pattern in _PATTERNS:
            if self._text.find(sign, begin, end + self._longest) < 0:
                continue
            for found in pattern.finditer(self._text, begin, end + self._longest):
                start, stop = found.span()
                if start >= end:
                    break
                if stop - start <= self._longest:
                    yield start, stop


class Stretches:
    """Stretches in the order in which they begin; those that overlap are one."""

    def __init__(self, found: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in found:
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def before(self, place: int) -> int:
        """Return the place itself, or where the stretch begins that it would cut."""
        number = bisect_right(self._starts, place) - 1
        is_inside = number >= 0 and self._starts[number] < place < self._ends[number]
        return self._starts[number] if is_inside else place
