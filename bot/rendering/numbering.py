"""The numbers of list items in HTML, and those that were typed before a client made HTML of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.rendering.html_tree import Element

_LINE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)*")
_MARK = re.compile(r"(\d{1,9}[.)])[ \t]+")
_NO_WORD = re.compile(r"[\W_]+")
_KEY = 24
# How many typed numbers are looked at for one item: others may stand in code or in quotes.
_TRIES = 50
_INTEGER = re.compile(r"-?\d{1,9}")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST_ROMAN = 3999


@dataclass(frozen=True, slots=True)
class _Mark:
    mark: str
    key: str


class TypedNumbers:
    """The numbers in front of the lines of a source, in order."""

    def __init__(self, source: str) -> None:
        self._marks = [*_marks(source)]
        self._next = 0

    def take(self, item: Element) -> str:
        """Return the number that was typed for the next item, such as "15."; nothing if none fits."""
        key = _key(item.text())
        for place in range(self._next, min(self._next + _TRIES, len(self._marks))):
            if _is_same(key, self._marks[place].key):
                self._next = place + 1
                return self._marks[place].mark
        return ""


def _marks(source: str) -> Iterator[_Mark]:
    for line in source.split("\n"):
        found = _MARK.match(line, _end(line))
        while found is not None:
            yield _Mark(found[1], _key(line[found.end() :]))
            found = _MARK.match(line, found.end())


def _end(line: str) -> int:
    found = _LINE.match(line)
    return found.end() if found else 0


def _key(text: str) -> str:
    return _NO_WORD.sub("", text.strip()[: 4 * _KEY])[:_KEY].casefold()


def _is_same(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter] if shorter else one == other


def list_numbers(element: Element) -> Iterator[str]:
    """Yield what a browser shows in front of each item of a numbered list, such as "7." or "b."."""
    items = [child for child in element.elements if child.tag == "li"]
    is_reversed = "reversed" in element.attributes
    start = _integer(element.attributes.get("start", ""))
    number = start if start is not None else len(items) if is_reversed else 1
    for item in items:
        own = _integer(item.attributes.get("value", ""))
        number = number if own is None else own
        yield f"{_format_number(number, item.attributes.get('type') or element.attributes.get('type', ''))}."
        number += -1 if is_reversed else 1


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text.strip()) else None


def _format_number(number: int, kind: str) -> str:
    if kind in ("a", "A") and number > 0:
        letters = _letters(number)
    elif kind in ("i", "I") and 0 < number <= _LARGEST_ROMAN:
        letters = _roman(number)
    else:
        return str(number)
    return letters.upper() if kind.isupper() else letters


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        letters += sign * times
    return letters
