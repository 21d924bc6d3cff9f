"""The web desk in each language; its texts stand in its templates in German."""

from collections.abc import Mapping

from handlers.i18n import DEFAULT_LANGUAGE
from handlers.i18n.desk.catalogue import DeskLanguage
from handlers.i18n.desk.english import ENGLISH
from handlers.i18n.desk.german import GERMAN
from knowledge.search import Language

DESK: Mapping[Language, DeskLanguage] = {"de": GERMAN, "en": ENGLISH}


def choose_desk_language(language: Language) -> Language:
    """Return the language, or the default one if the desk does not speak it."""
    return language if language in DESK else DEFAULT_LANGUAGE


def desk_language(language: Language) -> DeskLanguage:
    """Return the desk in a language, or in the default one if it does not speak it."""
    return DESK[choose_desk_language(language)]
