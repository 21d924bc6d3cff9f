"""Receipts in words."""

import re

from handlers.i18n.announcements import ANNOUNCING

_NO_WORD = re.compile(r"\W+")
_RECEIPTS = frozenset({"1", *(_NO_WORD.sub(" ", texts.read).strip().casefold() for texts in ANNOUNCING.values())})


def acknowledges(text: str) -> bool:
    """Whether it says “Gelesen”, or gives the number of that choice, in whatever language and with whatever signs."""
    return _NO_WORD.sub(" ", text).strip().casefold() in _RECEIPTS
