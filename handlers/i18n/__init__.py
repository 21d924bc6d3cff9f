"""Every sentence that a person reads, by language."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from handlers.i18n.catalogue import Texts
from handlers.i18n.english import ENGLISH
from handlers.i18n.german import GERMAN
from knowledge.search import Language

TEXTS: Mapping[Language, Texts] = MappingProxyType({"de": GERMAN, "en": ENGLISH})

Sentence: TypeAlias = Callable[[Texts], str]
"""The choice of a sentence before it is known in which language it is read."""

__all__ = ["TEXTS", "Sentence", "Texts"]
