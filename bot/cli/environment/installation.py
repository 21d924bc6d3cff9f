"""Read settings and knowledge for a command, and locate its database."""

from pathlib import Path

from bot.settings.loading import FILE, ConfigError, Settings, read
from bot.storage.knowledge import sqlite_file
from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import Knowledge


def read_installation(config: Path | None) -> Settings:
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
    """Return the file of an SQLite database; None for a server."""
    _, found, path = settings.database_url.partition("sqlite+aiosqlite:///")
    return Path(path) if found else None


def load_knowledge_quickly(settings: Settings) -> Knowledge:
    """Return the knowledge in force as `load_knowledge` does, but load no more libraries than needed."""
    file = database_file(settings)
    if file is not None and not (file.exists() and file.stat().st_size):
        return load_shipped()
    found = sqlite_file.read_knowledge(file) if file is not None else None
    if found is not None:
        return found
    # All that a database is used with, for a server, and for a file of which there is more to say.
    import asyncio  # noqa: PLC0415

    from bot.cli.environment.databases import load_knowledge  # noqa: PLC0415

    return asyncio.run(load_knowledge(settings))
