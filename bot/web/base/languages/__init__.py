"""The texts of the desk in other languages than German, which stands in the templates."""

from collections.abc import Mapping

from bot.web.base.languages.english import ENGLISH
from knowledge.search import Language

TRANSLATIONS: Mapping[Language, Mapping[str, str]] = {"en": ENGLISH}
