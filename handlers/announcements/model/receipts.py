"""Receipts in words."""

import re

from handlers.i18n.announcements import ANNOUNCING

_NO_WORD = re.compile(r"\W+")
_RECEIPTS = frozenset({"1", *(_NO_WORD.sub(" ", texts.read).strip().casefold() for texts in ANNOUNCING.values())})


def acknowledges(text: str) -> bool:
    """Return True if a text is “Gelesen” in any language, or the number of that choice, ignoring punctuation."""
    return _NO_WORD.sub(" ", text).strip().casefold() in _RECEIPTS
