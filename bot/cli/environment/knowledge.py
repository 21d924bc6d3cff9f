"""Load the knowledge in force from the service's database."""

from bot.settings.loading import Settings
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import Database, open_without_upgrade
from bot.storage.engine.failures import NoDatabase
from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import Knowledge


async def knowledge_in_force(settings: Settings) -> Knowledge:
    """Return the knowledge that the service answers from, or the bundle before its first start; create no database."""
    try:
        async with open_without_upgrade(settings.database_url, reads_only=True) as database:
            return await knowledge_in(database)
    except NoDatabase:
        return load_shipped()


async def knowledge_in(database: Database) -> Knowledge:
    """Return the knowledge in force in `database`, or the bundle if it holds none yet."""
    store = DatabaseKnowledge(database)
    return await store.load() if await store.revision() else load_shipped()
