"""Every sentence that a person reads, by language."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.i18n.catalogue import Texts
from handlers.i18n.english import ENGLISH
from handlers.i18n.german import GERMAN
from knowledge.search import Language

TEXTS: Mapping[Language, Texts] = MappingProxyType({"de": GERMAN, "en": ENGLISH})

__all__ = ["TEXTS", "Texts"]
