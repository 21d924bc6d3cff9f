"""Words in Markdown: their characters, addresses, and bold parts such as “**Sprach**mittlung”."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

# Characters that close markup do not belong to the end of an address.
ADDRESS = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>]*[^\s<>*_~|.,;:!?)\]}\"'“”‘’«»]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_space(character: str) -> bool:
    return character != "" and isWhiteSpace(ord(character))


@lru_cache(maxsize=4096)
def is_word(character: str) -> bool:
    """Return whether a character is part of a word, as CommonMark sees it; an empty string is none."""
    return character != "" and not (is_space(character) or isMdAsciiPunct(ord(character)) or isPunctChar(character))


_CODE = r"(?<!`)(`+)(?!`)[^`]*(?<!`)\1(?!`)"
_MARKS = re.compile(rf"{_CODE}|\\.|(?i:{ADDRESS.pattern})|\*{{3,}}|(?P<marks>\*\*)", re.DOTALL)
_PART = re.compile(r"[^\W\d_](?:[\w*:’'-]*[^\W\d_])?")


@dataclass(frozen=True, slots=True)
class _Marks:
    """Two stars at a place; between letters they both open and close."""

    start: int
    opens: bool
    closes: bool


def find_bold_parts(text: str) -> Mapping[int, int]:
    """Return where marks stand that make a part of a word bold, each with the place of its partner.

    Only one word counts, without figures: “Lehrer**innen und Schüler**innen” and “2**3**4” stay as they are. Marks that
    may as well stand inside of something bold do so: “**alle Lehrer**innen jetzt**”.
    """
    if text.count("**") < 2:
        return {}
    return {one.start: other.start for stretch in _stretches(text) for one, other in _pairs(text, stretch)}


def _stretches(text: str) -> Iterator[list[_Marks]]:
    """Yield the marks up to one that only closes, or before one that only opens."""
    stretch: list[_Marks] = []
    for marks in _find(text):
        if not marks.closes:
            yield stretch
            stretch = []
        stretch.append(marks)
        if not marks.opens:
            yield stretch
            stretch = []
    yield stretch


def _find(text: str) -> Iterator[_Marks]:
    for found in _MARKS.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if found["marks"] and (is_word(before) or is_word(after)):
            opens = is_word(after) or not (is_word(before) or after == "" or is_space(after))
            closes = is_word(before) or not (is_word(after) or before == "" or is_space(before))
            yield _Marks(found.start(), opens, closes)


def _pairs(text: str, stretch: Sequence[_Marks]) -> list[tuple[_Marks, _Marks]]:
    pairs: list[tuple[_Marks, _Marks]] = []
    at = 0
    while at + 1 < len(stretch):
        one, other = stretch[at : at + 2]
        is_pair = one.opens and other.closes and (one.closes or other.opens)
        around = text[one.start - 1 : one.start], text[other.start + 2 : other.start + 3]
        is_pair = is_pair and is_word_part(around[0], text[one.start + 2 : other.start], around[1])
        pairs += [(one, other)] if is_pair else []
        at += 2 if is_pair else 1
    is_whole = bool(stretch) and not stretch[0].closes and not stretch[-1].opens
    return [] if is_whole and 2 * len(pairs) < len(stretch) else pairs


def is_word_part(before: str, text: str, after: str) -> bool:
    """Return whether a text may be bold as a part of a word: it is no more than one, and stands beside no figure."""
    return _PART.fullmatch(text) is not None and not any(map(str.isdigit, (before, after)))
