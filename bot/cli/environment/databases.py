"""Open the service's database for commands."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot import app
from bot.cli.environment.knowledge import knowledge_in
from bot.settings.loading import Settings
from bot.storage.database import Database, open_database, open_without_upgrade
from bot.storage.engine.failures import NoDatabase
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import now
from handlers.context.context import Context
from knowledge.search import Search

_IN_MEMORY = "sqlite+aiosqlite:///:memory:"


@asynccontextmanager
async def open_to_read(settings: Settings) -> AsyncIterator[Database]:
    """Open the database read-only; if there is none yet, yield an empty one in memory."""
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(open_without_upgrade(settings.database_url, reads_only=True))
        except NoDatabase:
            database = await stack.enter_async_context(open_database(_IN_MEMORY))
        yield database


@asynccontextmanager
async def open_to_write(url: str) -> AsyncIterator[Database]:
    """Open the database without migrating it; create it if there is none yet."""
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(open_without_upgrade(url))
        except NoDatabase:
            database = await stack.enter_async_context(open_database(url))
        yield database


@asynccontextmanager
async def open_unit(settings: Settings, *, writes: bool) -> AsyncIterator[tuple[UnitOfWork, Context]]:
    """Yield one transaction on the service's database, with the context that handlers get."""
    opened = open_to_write(settings.database_url) if writes else open_to_read(settings)
    async with opened as database:
        search = Search(await knowledge_in(database))
        async with database.begin() as unit:
            yield unit, app.create_contexts(settings, lambda: search, now).on(unit)
