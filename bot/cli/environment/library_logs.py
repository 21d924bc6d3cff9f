"""Keep log records of libraries out of the log."""

import logging

# They tell more than an operator wants to know, or more than may be written down.
_QUIET = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "markdown_it",
    "nio",
    "peewee",
    "sqlalchemy",
    "telegram",
    "tzlocal",
)


def hush_libraries() -> None:
    """Disable the loggers of all libraries whose records may hold texts or ids."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
