"""What is logged: Lotse's own words, and not those of the libraries beneath."""

import logging
import sys

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
# They tell more than an operator wants to know, or more than may be written down.
_QUIET = ("aiohttp", "alembic", "apscheduler", "asyncio", "httpcore", "httpx", "nio", "peewee", "sqlalchemy")


def hush_libraries() -> None:
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def log_to_stderr(level: int) -> None:
    logging.basicConfig(level=level, format=_FORMAT, stream=sys.stderr)
