"""Questions to people whether the value of a field still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.core.events import Sender
from handlers.curation.model.fields import FieldName


class QuestionState(StrEnum):
    """The state of a question: not answered, put off, or answered by that the person does not know."""

    OPEN = "open"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldQuestion:
    """A question about a field of an entry, and whom it was put to.

    `remind_at` is when one put off, or that the office could not answer, is due again.
    """

    entry: str
    field: FieldName
    person: Sender
    asked_at: datetime
    state: QuestionState = QuestionState.OPEN
    remind_at: datetime | None = None


class FieldQuestions(Protocol):
    """Questions whether values still hold, one at most for each field; a confirmed value has none."""

    async def list_all(self) -> Sequence[FieldQuestion]:
        """Return all questions, the first asked first."""

    async def list_open(self, accounts: Sequence[Sender]) -> Sequence[FieldQuestion]:
        """Return what these accounts of a person were asked and have not answered, the first asked first."""

    async def put(self, question: FieldQuestion) -> None:
        """Insert a question; it replaces an earlier one about this field."""

    async def drop(self, entry: str, field: FieldName) -> None: ...
