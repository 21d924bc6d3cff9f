"""Load the knowledge in force from the service's database."""

from bot.settings.loading import Settings
from bot.storage.adapters.knowledge import KnowledgeStore
from bot.storage.database import Database, open_as_it_is
from bot.storage.engine.failures import NoDatabase
from bot.storage.knowledge.bundle_cache import shipped
from knowledge.entries import Knowledge


async def knowledge_in_force(settings: Settings) -> Knowledge:
    """Return the knowledge that the service answers from, or the bundle before its first start; create no database."""
    try:
        async with open_as_it_is(settings.database_url, reads_only=True) as database:
            return await knowledge_in(database)
    except NoDatabase:
        return shipped()


async def knowledge_in(database: Database) -> Knowledge:
    """Return the knowledge in force in `database`, or the bundle if it holds none yet."""
    store = KnowledgeStore(database)
    return await store.load() if await store.revision() else shipped()
