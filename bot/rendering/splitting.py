"""Splitting of long Markdown into pieces that a platform takes, in linear time."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.rendering.parsing import clean_text
from bot.rendering.spans import Spans, Stretches

Length = Callable[[str], int]
_FENCE = re.compile(r"^([ \t]*(`{3,}|~{3,}))([^`\n]*)$")
# Text that would become a heading or a list at the beginning of a piece.
_BEGINS_BLOCK = re.compile(r"\s*(?:[-*+]|#{1,6}|\d{1,9}[.)]|`{3}|~{3})(?:\s|$)")
# A piece rarely has more characters than so many times its length in the measure of a platform.
_WIDEST = 4
# The measure of a text is taken as a whole only up to so many times the limit: it may be costly.
_MEASURED = 8
_SHORTEST_CODE = 100
# How many places are looked at for one cut.
_TRIES = 200
# Paragraphs that are much shorter than a piece are measured together, about so many times for one.
_BLOCKS = 32


def split_text(text: str, limit: int, length: Length) -> list[str]:
    """Return pieces of Markdown source, none longer than the limit, cut at paragraphs, else lines, else words.

    Links, emphasis and code stay whole unless one alone is longer than the limit; each piece of a long block of code is
    one. `length` is asked for stretches of about the limit, a few times each.
    """
    text = clean_text(text)
    if len(text) <= _MEASURED * limit and length(text) <= limit:
        return [text]
    pieces: list[str] = []
    current: list[str] = []
    size = 0
    for block in _blocks(text, limit // _BLOCKS):
        needed = _most(block.source, length)
        if current and size + needed > limit:
            pieces.append("".join(current))
            current, size = [], 0
        if needed > limit:
            *whole, last = _cut(block, limit, length)
            pieces += whole
            current, size = [last], _most(last, length)
        else:
            current.append(block.source)
            size += needed
    pieces.append("".join(current))
    fitting = (part for piece in pieces for part in _fit(piece.strip("\n"), limit, length))
    return [piece for each in fitting if (piece := each.strip())] or [""]


def _most(source: str, length: Length) -> int:
    """Return the length of a block among others: some show it with an empty line that its source has not."""
    return max(length(source), length(source.strip()) + 2)


def _fit(piece: str, limit: int, length: Length) -> Iterator[str]:
    """Yield the piece, cut further where blocks take more room together than each alone."""
    if length(piece.strip()) <= limit:
        yield piece
    else:
        yield from _cut(_Block(piece), limit, length)


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of source up to the next border of paragraphs; of code with the line that begins and ends it."""

    source: str
    opening: str = ""
    closing: str = ""


def _blocks(text: str, shortest: int) -> Iterator[_Block]:
    """Cut behind empty lines, unless that leaves less than `shortest`, and around code; together they are the text."""
    lines = text.splitlines(keepends=True)
    begin, place, characters = 0, 0, 0
    while place < len(lines):
        line = lines[place].rstrip("\n")
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        end = _end_of_code(lines, place, fence) if fence else 0
        if fence and end:
            yield from _block(lines[begin:place])
            yield _Block("".join(lines[place:end]), opening=line, closing=fence[1])
            begin = place = end
            characters = 0
            continue
        place += 1
        characters += len(line) + 1
        if characters >= shortest and not line.strip() and place < len(lines) and lines[place].strip():
            yield from _block(lines[begin:place])
            begin, characters = place, 0
    yield from _block(lines[begin:])


def _block(lines: Sequence[str]) -> Iterator[_Block]:
    if lines:
        yield _Block("".join(lines))


def _end_of_code(lines: Sequence[str], start: int, fence: re.Match[str]) -> int:
    """Return the line behind a block of code, which goes to the end of the text if nothing ends it."""
    closing = re.compile(rf"[ \t]*{re.escape(fence[2][0])}{{{len(fence[2])},}}\s*$")
    return next((place + 1 for place in range(start + 1, len(lines)) if closing.match(lines[place])), len(lines))


def _cut(block: _Block, limit: int, length: Length) -> list[str]:
    """Return parts that fit, at least one."""
    around = f"{block.opening}\n\n{block.closing}"
    if not block.opening or limit < max(_SHORTEST_CODE, 2 * length(around)):
        return [*_cut_text(block.source, limit, length)]
    code = block.source.strip("\n").split("\n")
    inside = "\n".join(code[1:-1] if code[-1].strip().startswith(block.closing.strip()) else code[1:])
    parts = _cut_text(inside, limit - length(around), length, is_code=True)
    return [f"{block.opening}\n{part.strip(chr(10))}\n{block.closing}" for part in parts]


def _cut_text(text: str, limit: int, length: Length, *, is_code: bool = False) -> Iterator[str]:
    spans = Spans("" if is_code else text, longest=limit)
    begin, end = 0, len(text)
    while begin < end:
        window = text[begin : begin + _WIDEST * limit]
        if begin + len(window) == end and length(window) <= limit:
            break
        most = _most_that_fits(window, limit, length)
        at = begin + _border(window, begin, most, spans.between(begin, begin + most))
        yield text[begin:at]
        begin = at
        while begin < end and text[begin].isspace() and not (is_code and text[begin] != "\n"):
            begin += 1
    yield text[begin:]


def _most_that_fits(window: str, limit: int, length: Length) -> int:
    """Return how many characters fit, at least one so that there is an end."""
    low, high = 1, len(window)
    if limit < high and length(window[:limit]) >= limit:
        high = limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(window[:middle].strip()) <= limit else (low, middle - 1)
    return low


def _border(window: str, begin: int, most: int, spans: Stretches) -> int:
    """Return the last place at which a cut changes nothing that is read; failing that, the last that fits."""
    for signs in ("\n", " \t"):
        last, tries = most, _TRIES
        while tries and (at := max(window.rfind(sign, 1, last + 1) for sign in signs)) > 0:
            last = spans.before(begin + at) - begin
            if last == at and (signs == "\n" or not _BEGINS_BLOCK.match(window[at : at + 12])):
                return at
            last, tries = min(last, at - 1), tries - 1
    at = spans.before(begin + most) - begin
    at = at if at > 0 else most
    return at - 1 if at > 1 and _is_escaped(window, at) else at


def _is_escaped(window: str, at: int) -> bool:
    """Return whether the character at a place belongs to a backslash before it."""
    last = window[max(at - 100, 0) : at]
    return (len(last) - len(last.rstrip("\\"))) % 2 == 1
