"""Every sentence of announcements, by language."""

import re
from collections.abc import Mapping
from operator import attrgetter

from handlers.i18n import ByLanguage
from handlers.i18n.catalogue.announcements import AnnouncementTexts, RecurrenceTexts, Refusal
from knowledge.search import Language

__all__ = ["ANNOUNCING", "AnnouncementTexts", "RecurrenceTexts", "Refusal", "acknowledges"]

ANNOUNCING: Mapping[Language, AnnouncementTexts] = ByLanguage(attrgetter("announcements"))
_NO_WORD = re.compile(r"\W+")


def acknowledges(text: str) -> bool:
    """Return True if a text is “Gelesen” in any language, or the number of that choice, ignoring punctuation."""
    return _reduce(text) in {"1", *(_reduce(texts.read) for texts in ANNOUNCING.values())}


def _reduce(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()
