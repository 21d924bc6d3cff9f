"""The knowledge base for the service and the command line: each call is a transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.storage.database import Database
from bot.storage.knowledge.records import ImportReport
from handlers.context.records import StoredRecord
from knowledge.entries import AnyRecord, Knowledge
from knowledge.spreadsheets.in_force import InForce

__all__ = ["DatabaseKnowledge", "ImportReport"]


class DatabaseKnowledge:
    """The records of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Knowledge:
        """Return all records in force."""
        async with self._database.begin() as unit:
            return await unit.records.load()

    async def import_(self, knowledge: Knowledge, author: str, at: datetime) -> ImportReport:
        """Replace all records of the kinds in `knowledge`, archiving those that it lacks."""
        async with self._database.begin() as unit:
            return await unit.records.import_(knowledge, author, at)

    async def seed(self, knowledge: Knowledge, at: datetime) -> ImportReport | None:
        """Import into a database that has never held knowledge; return None if it has."""
        async with self._database.begin() as unit:
            return await unit.records.seed(knowledge, at)

    async def revision(self) -> int:
        """Return the number of the last change; 0 if there is no knowledge."""
        async with self._database.begin() as unit:
            return await unit.records.revision()

    async def list_changed(self, since: int, limit: int) -> Sequence[Callable[[], StoredRecord]]:
        """Return readers of the first records that were changed after a revision, in the order of their revisions."""
        async with self._database.begin() as unit:
            return await unit.records.list_changed(since, limit)

    async def load_for_import(self, named: Iterable[int]) -> InForce:
        """Return what a spreadsheet is compared with; `named` are the revisions that its rows have."""
        async with self._database.begin() as unit:
            return await unit.records.load_for_import(named)

    async def replace(
        self, wanted: Sequence[tuple[AnyRecord, int | None]], author: str, at: datetime
    ) -> tuple[ImportReport, Sequence[str]]:
        """Write records over the revisions that they are meant for; return also the ids that were changed since."""
        async with self._database.begin() as unit:
            return await unit.records.replace(wanted, author, at)
