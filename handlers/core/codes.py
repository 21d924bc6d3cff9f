"""Codes that link accounts: made, formatted and parsed."""

import re
import secrets

from handlers.core.arguments import strip_marks

_HALF = 4
# No characters that are easily confused.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_CODE = re.compile(rf"([{_LETTERS}{_DIGITS}]{{{_HALF}}})[\s\-\u2010-\u2015_.]*([{_LETTERS}{_DIGITS}]{{{_HALF}}})")
# Words that people write before a code.
_BEFORE = re.compile(r"(?:verbinden|connect|(?:(?:mein|der|my|the) )?code(?: ist| is)?)\s*:?\s+", re.IGNORECASE)


def parse_code(text: str) -> str | None:
    """Return the code that a text consists of, in its only form; None if it is none.

    Any case, with or without hyphen or spaces. With letters and digits, so that no word is taken for a code.
    """
    bare = strip_marks(text)
    before = _BEFORE.match(bare)
    found = _CODE.fullmatch(strip_marks(bare[before.end() :] if before else bare).upper())
    code = "".join(found.groups()) if found else ""
    return code if not code.isalpha() and not code.isdigit() and code else None


def is_code(text: str) -> bool:
    """Return whether a text consists of a code, known or not."""
    return parse_code(text) is not None


def make_code() -> str:
    """Return a code that nobody can guess."""
    while True:
        code = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(2 * _HALF))
        if is_code(code):
            return code


def format_code(code: str) -> str:
    """Return a code as people read it, such as "ABCD-EF23"."""
    return f"{code[:_HALF]}-{code[_HALF:]}"
