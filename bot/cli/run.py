"""`lotse run`: the service."""

import asyncio
import logging
import sys
from pathlib import Path

import click

from bot import app
from bot.cli.sources import config_option
from bot.config import read

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
# Libraries that tell more than an operator wants to know, or more than may be written down.
_QUIET = ("aiohttp", "alembic", "apscheduler", "asyncio", "nio", "peewee", "sqlalchemy")


@click.command()
@config_option
def run(config: Path | None) -> None:
    """Start Lotse; with no platform configured, as a chat in this terminal."""
    settings = read(config)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    _log(logging.WARNING if at_terminal and settings.matrix is None else logging.INFO)
    asyncio.run(app.serve(settings, console=at_terminal))


def _log(level: int) -> None:
    logging.basicConfig(level=level, format=_FORMAT, stream=sys.stderr)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
