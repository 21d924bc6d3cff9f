"""The knowledge base as the program and the command line use it: every call one transaction."""

from datetime import datetime

from bot.storage.database import Database
from bot.storage.knowledge.revisions import ImportReport
from knowledge.entries import Knowledge

__all__ = ["DatabaseKnowledge", "ImportReport"]


class DatabaseKnowledge:
    """The records of the knowledge base in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Knowledge:
        """Return the knowledge in force."""
        async with self._database.begin() as unit:
            return await unit.records.load()

    async def import_(self, knowledge: Knowledge, author: str, at: datetime) -> ImportReport:
        """Bring the kinds that `knowledge` holds to its state, and archive what it lacks of these kinds."""
        async with self._database.begin() as unit:
            return await unit.records.import_(knowledge, author, at)

    async def seed(self, knowledge: Knowledge, at: datetime) -> ImportReport | None:
        """Import into a database that has never held knowledge; else do nothing and return None."""
        async with self._database.begin() as unit:
            return await unit.records.seed(knowledge, at)

    async def revision(self) -> int:
        """Return the number of the last change; 0 while there is no knowledge."""
        async with self._database.begin() as unit:
            return await unit.records.revision()
