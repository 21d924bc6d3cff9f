"""The knowledge base as the program and the command line use it: every call one transaction."""

from datetime import datetime

from bot.storage.database import Database
from bot.storage.knowledge.revisions import ImportReport
from knowledge.entries import Knowledge

__all__ = ["DatabaseKnowledge", "ImportReport"]


class DatabaseKnowledge:
    """The records in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Knowledge:
        """Everything in force."""
        async with self._database.begin() as unit:
            return await unit.records.load()

    async def import_(self, knowledge: Knowledge, author: str, at: datetime) -> ImportReport:
        """Brings the kinds that `knowledge` holds to its state; what it lacks of these kinds is archived."""
        async with self._database.begin() as unit:
            return await unit.records.import_(knowledge, author, at)

    async def seed(self, knowledge: Knowledge, at: datetime) -> ImportReport | None:
        """Imports into a database that has never held knowledge; else does nothing and returns None."""
        async with self._database.begin() as unit:
            return await unit.records.seed(knowledge, at)

    async def revision(self) -> int:
        """The number of the last change; 0 while there is no knowledge."""
        async with self._database.begin() as unit:
            return await unit.records.revision()
