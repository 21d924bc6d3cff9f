"""`lotse run`: the service."""

import asyncio
import logging
import sys
from pathlib import Path

import click

from bot import app
from bot.cli.logs import log_to_stderr
from bot.cli.sources import config_option
from bot.config import read


@click.command()
@config_option
def run(config: Path | None) -> None:
    """Start Lotse; with no platform configured, as a chat in this terminal."""
    settings = read(config)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    log_to_stderr(logging.WARNING if at_terminal and settings.matrix is None else logging.INFO)
    asyncio.run(app.serve(settings, console=at_terminal))
