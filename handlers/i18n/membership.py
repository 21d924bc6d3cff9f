"""Every sentence on centres and who looks after their entries, by language."""

from collections.abc import Mapping
from operator import attrgetter

from handlers.i18n import ByLanguage
from handlers.i18n.catalogue.membership import MembershipTexts
from knowledge.search import Language

__all__ = ["MEMBERSHIP", "MembershipTexts"]

MEMBERSHIP: Mapping[Language, MembershipTexts] = ByLanguage(attrgetter("membership"))
