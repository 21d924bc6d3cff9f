"""The entries and fields that somebody has to look at, kept until the knowledge changes or the day is over."""

from collections.abc import Sequence
from datetime import date

from handlers.curation.care.due import DueItem, list_due_items
from handlers.curation.model.rounds import CareRules
from knowledge.entries import Knowledge

# What only the round of a quarter asks for stands on its own page.
_RULES = CareRules(has_rounds=False)


class DueItemReader:
    """Keeps what is due in all entries, as finding it means looking at each of thousands."""

    def __init__(self) -> None:
        self._kept: tuple[Knowledge, date, Sequence[DueItem]] | None = None

    async def read(self, knowledge: Knowledge, today: date) -> Sequence[DueItem]:
        """Return the entries and fields that are due today, whatever has been asked for already."""
        if self._kept is None or self._kept[0] is not knowledge or self._kept[1] != today:
            self._kept = knowledge, today, await list_due_items(knowledge.entries, today, _RULES)
        return self._kept[2]
