"""Every sentence of changes to entries, by language."""

from collections.abc import Mapping
from operator import attrgetter

from handlers.i18n import ByLanguage
from handlers.i18n.catalogue.editing import EditingTexts, ValueDoubt, ValueFault
from knowledge.search import Language

__all__ = ["EDITING", "EditingTexts", "ValueDoubt", "ValueFault"]

EDITING: Mapping[Language, EditingTexts] = ByLanguage(attrgetter("editing"))
