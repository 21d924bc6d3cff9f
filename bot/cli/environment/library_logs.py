"""What is never logged: the words of the libraries beneath."""

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
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
