"""Where commands take settings and knowledge from."""

from pathlib import Path

import click

from bot.config import Settings
from bot.storage.database import Database, open_as_it_is
from bot.storage.failures import NoDatabase
from bot.storage.knowledge import KnowledgeStore
from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file, if not lotse.toml in this folder.",
)
yes_option = click.option("--yes", is_flag=True, help="Don't ask before.")


def database_file(settings: Settings) -> Path | None:
    """The file of an SQLite database; None for a server."""
    _, found, path = settings.database_url.partition("sqlite+aiosqlite:///")
    return Path(path) if found else None


async def knowledge_in_force(settings: Settings) -> Knowledge:
    """What the service answers from; before its first start, what ships. Makes no database."""
    try:
        async with open_as_it_is(settings.database_url, reads_only=True) as database:
            return await knowledge_in(database)
    except NoDatabase:
        return load(SHIPPED)


async def knowledge_in(database: Database) -> Knowledge:
    """What is in force there; before the first start, what ships."""
    store = KnowledgeStore(database)
    return await store.load() if await store.revision() else load(SHIPPED)
