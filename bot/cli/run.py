"""`lotse run`: the service."""

import asyncio
import logging
import sys
from pathlib import Path

import click

from bot import app
from bot.cli.failures import sentence
from bot.cli.logs import log_to_stderr
from bot.cli.sources import config_option
from bot.config import read
from bot.nameless import Nameless
from bot.platforms import PlatformRefused

# Whoever starts services must not start one again that nobody lets in.
REFUSED = 3
# They start again what ends with a failure: with the settings as they are then.
ANEW = 4


@click.command()
@config_option
@click.pass_context
def run(ctx: click.Context, config: Path | None) -> None:
    """Start Lotse; with no platform configured, as a chat in this terminal."""
    settings = read(config)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    level = "warning" if at_terminal and not settings.has_platform else settings.monitoring.log_level
    log_to_stderr(
        logging.getLevelNamesMapping()[level.upper()], settings.monitoring.log, Nameless.of(settings.data_dir)
    )
    try:
        if asyncio.run(app.serve(settings, console=at_terminal)):
            ctx.exit(ANEW)
    except PlatformRefused as refused:
        click.echo(sentence(refused), err=True)
        ctx.exit(REFUSED)
