"""Sanitising of text from outside: nothing in it reorders, hides or covers the text around it.

Directional controls reorder what is read (https://www.unicode.org/reports/tr36/), invisible characters make two names
look alike, and stacked marks cover other lines. Scripts that need such characters keep them: joiners in Arabic, Persian
and Indic words and in emoji, marks of Hebrew, Arabic, Thai or Tibetan letters, flags.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Embeddings, overrides, isolates, and their deprecated kin.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f")
# Invisible letters, besides format characters.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_LINE_ENDS = frozenset("\u2028\u2029\x85")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_BLACK_FLAG = "\U0001f3f4"
_KEYCAP = "\u20e3"
_JOINING = (
    "ARABIC", "SYRIAC", "THAANA", "NKO", "MANDAIC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE", "ADLAM",
    "HANIFI ROHINGYA", "JAVANESE", "SUNDANESE", "MEETEI", "CHAKMA",
)  # fmt: skip
# The most marks on a letter, in scripts that compose them and in others.
_FEW_MARKS, _MANY_MARKS = 2, 6
_ONE_ROOM = ("LATIN", "GREEK", "CYRILLIC", "DIGIT")


def to_one_line(text: str) -> str:
    """Return a name, a title or an address in one line."""
    kept = "".join(character for character in neutralise(text) if character not in _DIRECTION_MARKS)
    spaced = "".join(" " if unicodedata.category(character) == "Cc" else character for character in kept)
    return " ".join(spaced.split()).lstrip("".join(_leading_marks(spaced.split())))


def neutralise(text: str) -> str:
    """Return a text with its line ends and marks of direction, but without what turns, hides or covers."""
    if text.isascii() or not any(map(_is_doubtful, set(text))):
        return text
    return "".join(_clusters(text))


def _leading_marks(words: list[str]) -> Iterator[str]:
    """Yield marks in front of the first letter, which would sit on whatever stands before it."""
    for character in words[0] if words else "":
        if not _is_mark(character):
            return
        yield character


@lru_cache(maxsize=4096)
def _is_doubtful(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cf", "Mn", "Me")
        or character in _TURNING
        or character in _UNSEEN
        or character in _LINE_ENDS
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with the marks upon it."""
    base, marks = "", ""
    before = ""
    for place, character in enumerate(text):
        if character in _LINE_ENDS:
            kept = "\n"
        elif _is_doubtful(character) and not _is_needed(text, place, before):
            continue
        else:
            kept = character
        before = kept
        if _is_mark(kept) and not _is_selector(kept) and kept != _KEYCAP:
            marks += kept
            continue
        yield base + _fitting(base, marks)
        base, marks = kept, ""
    yield base + _fitting(base, marks)


def _is_needed(text: str, place: int, before: str) -> bool:
    """Return whether a character that nobody sees by itself shapes what stands beside it."""
    character, after = text[place], text[place + 1 : place + 2]
    if character in _TURNING or character in _UNSEEN:
        return False
    if character in _DIRECTION_MARKS:
        return True
    if character in (_JOINER, _NON_JOINER):
        is_script = _is_joining(before) and (character == _JOINER or _is_joining(after))
        return is_script or (character == _JOINER and _is_pictured(before) and _is_picture(after))
    if _is_selector(character):
        return _is_picture(before) or before in "#*0123456789" or _is_ideograph(before)
    if "\U000e0020" <= character <= "\U000e007f":
        return before == _BLACK_FLAG or "\U000e0020" <= before < "\U000e007f"
    # Of the other format characters only the visible ones of Arabic and other scripts are kept.
    return unicodedata.category(character) != "Cf" or unicodedata.bidirectional(character) in ("AN", "AL")


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_joining(character: str) -> bool:
    return character != "" and unicodedata.name(character, "").startswith(_JOINING)


def _is_picture(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) in ("So", "Sk", "Sm", "Po")


def _is_pictured(character: str) -> bool:
    """Return whether a character can end the first part of an emoji."""
    return _is_picture(character) or character in ("\ufe0f", _KEYCAP)


def _is_ideograph(character: str) -> bool:
    return unicodedata.category(character) == "Lo" and unicodedata.east_asian_width(character) == "W"


def _fitting(base: str, marks: str) -> str:
    """Return the marks on a letter; none if they are more than its script has."""
    if len(marks) <= 1:
        return marks
    if not unicodedata.category(base or " ").startswith("L") or unicodedata.name(base, "").startswith(_ONE_ROOM):
        composed = unicodedata.normalize("NFC", base + marks)
        return marks if sum(map(_is_mark, composed)) <= _FEW_MARKS else ""
    return marks if len(marks) <= _MANY_MARKS else ""
