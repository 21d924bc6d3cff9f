"""Open the service's database for commands."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from bot.runtime import app
from bot.settings.loading import Settings
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import Database, open_database, open_without_upgrade
from bot.storage.engine.failures import NoDatabase
from bot.storage.knowledge.bundle_cache import load_shipped
from bot.storage.knowledge.records import number_seeded
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import now
from handlers.context.context import Context
from handlers.context.people import with_granted_roles
from knowledge.entries import Knowledge
from knowledge.search import Search
from knowledge.spreadsheets.in_force import InForce


async def load_knowledge(settings: Settings) -> Knowledge:
    """Return the knowledge that the service answers from, or the bundle before its first start; create no database."""
    try:
        async with open_without_upgrade(settings.database_url, reads_only=True) as database:
            return await load_knowledge_from(database)
    except NoDatabase:
        return load_shipped()


async def load_knowledge_from(database: Database) -> Knowledge:
    """Return the knowledge in force in `database`, or the bundle if it holds none yet."""
    store = DatabaseKnowledge(database)
    return await store.load() if await store.revision() else load_shipped()


async def load_for_import(settings: Settings, named: Iterable[int] = ()) -> InForce:
    """Return the knowledge as `load_knowledge` does, with its revisions; create no database.

    Before the first start the revisions are those that the bundle is going to have.
    """
    try:
        async with open_without_upgrade(settings.database_url, reads_only=True) as database:
            store = DatabaseKnowledge(database)
            if await store.revision():
                return await store.load_for_import(named)
    except NoDatabase:
        pass
    shipped = load_shipped()
    return InForce(knowledge=shipped, revisions=number_seeded(shipped))


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
        search = Search(await load_knowledge_from(database))
        async with database.begin() as unit:
            context = await with_granted_roles(app.create_contexts(settings, lambda: search, now).on(unit))
            yield unit, replace(context, search=context.everything)
