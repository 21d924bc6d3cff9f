"""What admins are told when something goes wrong."""

from enum import StrEnum

from handlers.core.messages import label
from handlers.i18n import TEXTS
from knowledge.search import Language


class Cause(StrEnum):
    """What went wrong; the sentences on it are named after it."""

    PLATFORM = "platform"
    OUTBOX = "outbox"
    KNOWLEDGE = "knowledge"
    DISK = "disk"
    REFUSED = "refused"


def alert(cause: Cause, detail: str, language: Language) -> str:
    """One sentence, and what to do."""
    sentence: str = getattr(TEXTS[language], f"alert_{cause}")
    return sentence.format(detail=label(detail))
