"""Where commands take settings and knowledge from."""

from pathlib import Path

import click

from bot.config import FILE, ConfigError, Settings, read
from bot.storage.database import Database, open_as_it_is
from bot.storage.failures import NoDatabase
from bot.storage.knowledge import KnowledgeStore
from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load


def named_before(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """The file that was named behind the command, or else before it, as a wrapper does."""
    before = ctx.find_root().params.get("config")
    return value or (before if isinstance(before, Path) else None)


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=named_before,
    help="The configuration file, if not lotse.toml in this folder.",
)
yes_option = click.option("--yes", is_flag=True, help="Don't ask before.")


def read_in_place(config: Path | None) -> Settings:
    """Return the settings of an installation that is there; raises ConfigError rather than begin another one."""
    settings = read(config)
    if not settings.data_dir.is_dir():
        where = config or FILE
        told = f"as {where} says" if where.exists() else f"and no {where}"
        raise ConfigError(
            (f"There is no data_dir {settings.data_dir.absolute()}, {told}: name the service's file with --config.",)
        )
    return settings


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
