"""Every sentence that a person reads, by language."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.texts.catalogue import Texts
from handlers.texts.english import ENGLISH
from handlers.texts.german import GERMAN
from knowledge.search import Language

TEXTS: Mapping[Language, Texts] = MappingProxyType({"de": GERMAN, "en": ENGLISH})

__all__ = ["TEXTS", "Texts"]
