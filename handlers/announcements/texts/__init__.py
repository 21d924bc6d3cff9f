"""Every sentence of announcements, by language."""

from collections.abc import Mapping

from handlers.announcements.texts.catalogue import AnnouncementTexts
from handlers.announcements.texts.english import ENGLISH
from handlers.announcements.texts.german import GERMAN
from knowledge.search import Language

__all__ = ["ANNOUNCING", "AnnouncementTexts"]

ANNOUNCING: Mapping[Language, AnnouncementTexts] = {"de": GERMAN, "en": ENGLISH}
