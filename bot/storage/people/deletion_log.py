"""The store of how much was deleted, by day and kind, without what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

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


@dataclass(frozen=True, kw_only=True, slots=True)
class DeletionMonth:
    """The number of records deleted in a month and of people erased; `month` is its first day."""

    month: date
    records: int
    persons: int


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

    async def sum_by_month(self, day: date) -> Sequence[DeletionMonth]:
        """Return what was deleted on this day and after it, by month, the last one first."""
        month = func.substr(deletions.c.day, 1, len("2026-11")).label("month")
        persons = func.sum(case((deletions.c.kind == PERSON, deletions.c.number), else_=0))
        summed = select(month, func.sum(deletions.c.number), persons).where(deletions.c.day >= day.isoformat())
        rows = await self._connection.execute(summed.group_by("month").order_by(month.desc()))
        return [
            DeletionMonth(
                month=date.fromisoformat(f"{name}-01"), records=int(number) - int(erased), persons=int(erased)
            )
            for name, number, erased in rows
        ]
