"""Every sentence of announcements, by language."""

from collections.abc import Mapping

from handlers.i18n.announcements.catalogue import AnnouncementTexts
from handlers.i18n.announcements.english import ENGLISH
from handlers.i18n.announcements.german import GERMAN
from knowledge.search import Language

__all__ = ["ANNOUNCING", "AnnouncementTexts"]

ANNOUNCING: Mapping[Language, AnnouncementTexts] = {"de": GERMAN, "en": ENGLISH}
