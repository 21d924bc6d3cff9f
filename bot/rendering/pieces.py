"""Long Markdown in pieces that a platform takes."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice, pairwise

from bot.rendering.parsing import clean, tokens
from bot.rendering.prose import Look, runs

Length = Callable[[str], int]
# How many borders of a kind are looked at before the next kind has its turn.
_TRIES = 60


def split(text: str, limit: int, length: Length) -> list[str]:
    """Pieces of Markdown source, none longer than the limit, cut at paragraphs, else lines, else words.

    Links, emphasis and code stay whole unless one alone is longer than the limit.
    """
    text = clean(text)
    if length(text) <= limit:
        return [text]
    pieces: list[str] = []
    current = ""
    for block in _blocks(text):
        if length((current + block).strip()) <= limit:
            current += block
            continue
        *whole, current = chain([current] if current else [], _cut(block, limit, length))
        pieces += whole
    return [piece.strip() for piece in (*pieces, current) if piece.strip()]


def _blocks(text: str) -> list[str]:
    """The source, cut where paragraphs, lists and code at the outermost level begin."""
    starts = sorted({token.map[0] for token in tokens(text) if token.level == 0 and token.map})
    lines = text.split("\n")
    borders = [0, *(start for start in starts if start), len(lines)]
    blocks = ["\n".join(lines[start:end]) for start, end in pairwise(borders)]
    return [block + "\n" for block in blocks[:-1]] + blocks[-1:]


def _cut(block: str, limit: int, length: Length) -> Iterator[str]:
    while length(block.strip()) > limit:
        block = block.lstrip()
        at = _border(block, _fitting(block, limit, length))
        yield block[:at]
        block = block[at:]
    yield block


def _fitting(text: str, limit: int, length: Length) -> int:
    """How many characters fit, at least one so that there is an end."""
    low, high = 1, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= limit else (low, middle - 1)
    return low


def _border(text: str, most: int) -> int:
    """The last place at which a cut changes nothing that is read; failing that, the last that fits."""
    whole = _read(text)
    return next((at for at in _candidates(text, most) if _read(text[:at]) + _read(text[at:]) == whole), most)


def _candidates(text: str, most: int) -> Iterator[int]:
    for border in (r"\n", r"\s"):
        found = [match.end() for match in re.finditer(border, text[: most + 1]) if match.start()]
        yield from islice((min(at, most) for at in reversed(found)), _TRIES)
    yield from islice(range(most, 0, -1), _TRIES)


def _read(source: str) -> list[tuple[str, Look]]:
    """Each character that is read, with its look; white space aside."""
    return [(character, look) for run, look in runs(source.strip()) for character in run if not character.isspace()]
