"""The service's database, opened for a command that does what handlers do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import app
from bot.cli.sources import knowledge_in
from bot.clock import now
from bot.config import Settings
from bot.storage.database import UnitOfWork, open_database
from handlers.context import Context
from knowledge.search import Search


@asynccontextmanager
async def open_unit(settings: Settings) -> AsyncIterator[tuple[UnitOfWork, Context]]:
    """One transaction on the service's database, and what handlers see of it."""
    async with open_database(settings.database_url) as database:
        search = Search(await knowledge_in(database))
        async with database.begin() as unit:
            yield unit, app.contexts(settings, lambda: search, now).on(unit)
