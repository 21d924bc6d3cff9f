"""Parsers of what people type: words, numbers and references, behind a command or alone."""

import re

YES, NO = ("ja", "yes"), ("nein", "no")
# How often somebody wants to hear of something.
NOW, DAILY = ("sofort", "now", "immediately"), ("täglich", "taeglich", "daily")
_MAX_DIGITS = 9  # PostgreSQL's integer takes any such number
_REFERENCE = re.compile(r"#?A?(\d{1,9})", re.IGNORECASE)


def strip_marks(text: str) -> str:
    """Return a text without the marks and spaces around its words.

    The time that it takes grows with the length of the text, whatever stands in it.
    """
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def parse_number(text: str) -> int | None:
    """Return the number that `text` consists of; None if it is anything else, or has more than 9 digits."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None


def one_line(argument: str) -> str:
    """Return the words of an argument, divided by one blank each."""
    return " ".join(argument.split())


def first_word(argument: str) -> str:
    """Return the first word; empty if there is none."""
    return two_words(argument)[0]


def last_word(argument: str) -> str:
    """Return the last word; empty if there is none."""
    return argument.rsplit(maxsplit=1)[-1] if argument.strip() else ""


def two_words(argument: str) -> tuple[str, str]:
    """Return the first two words; those that are missing are empty."""
    first, second, *_ = (*argument.split(), "", "")
    return first, second


def first_and_rest(argument: str) -> tuple[str, str]:
    """Return the first word, and all behind it in one line."""
    first, *rest = argument.split() or [""]
    return first, " ".join(rest)


def last_number(argument: str) -> int | None:
    """Return the number that the last word is; None if it is none."""
    return parse_number(last_word(argument))


def is_yes(word: str) -> bool:
    """Return whether a word says yes, in any language."""
    return word.strip().casefold() in YES


def parse_reference(word: str) -> int | None:
    """Return the number of a question to colleagues from a word such as `#A12`, `A12` or `12`; None for any other."""
    found = _REFERENCE.fullmatch(word)
    return int(found.group(1)) if found else None


def last_reference(argument: str) -> int | None:
    """Return the number of the question to colleagues that the last word names; None if it names none."""
    return parse_reference(last_word(argument))
