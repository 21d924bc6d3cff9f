"""The store of how much was deleted, by day and kind, without what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import deletions

PERSON = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeletionCount:
    """The number of deleted records of a kind, and the day of the last deletion."""

    kind: str
    number: int
    last_day: date


class DeletionLogStore(Store):
    """Numbers of deleted records; of people, `PERSON` counts those who had themselves erased."""

    async def add(self, numbers: Mapping[str, int], at: datetime) -> None:
        for kind, number in numbers.items():
            if number:
                row = insert(self._connection, deletions).values(day=at.date().isoformat(), kind=kind, number=number)
                again = {"number": deletions.c.number + row.excluded.number}
                await self._connection.execute(row.on_conflict_do_update(index_elements=["day", "kind"], set_=again))

    async def sum_since(self, day: date) -> Sequence[DeletionCount]:
        """Return what was deleted on this day and after it, by kind."""
        last = func.max(deletions.c.day)
        summed = select(deletions.c.kind, func.sum(deletions.c.number), last).where(deletions.c.day >= day.isoformat())
        rows = await self._connection.execute(summed.group_by(deletions.c.kind).order_by(deletions.c.kind))
        return [
            DeletionCount(kind=kind, number=int(number), last_day=date.fromisoformat(last_day))
            for kind, number, last_day in rows
        ]
