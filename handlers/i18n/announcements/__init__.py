"""Every sentence of announcements, by language."""

import re
from collections.abc import Mapping

from handlers.i18n.announcements.catalogue import AnnouncementTexts, Refusal
from handlers.i18n.announcements.english import ENGLISH
from handlers.i18n.announcements.german import GERMAN
from knowledge.search import Language

__all__ = ["ANNOUNCING", "AnnouncementTexts", "Refusal", "acknowledges"]

ANNOUNCING: Mapping[Language, AnnouncementTexts] = {"de": GERMAN, "en": ENGLISH}
_NO_WORD = re.compile(r"\W+")
_RECEIPTS = frozenset({"1", *(_NO_WORD.sub(" ", texts.read).strip().casefold() for texts in ANNOUNCING.values())})


def acknowledges(text: str) -> bool:
    """Return True if a text is “Gelesen” in any language, or the number of that choice, ignoring punctuation."""
    return _NO_WORD.sub(" ", text).strip().casefold() in _RECEIPTS
