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
from bot.platforms import PlatformRefused

# Whoever starts services must not start one again that nobody lets in.
REFUSED = 3


@click.command()
@config_option
@click.pass_context
def run(ctx: click.Context, config: Path | None) -> None:
    """Start Lotse; with no platform configured, as a chat in this terminal."""
    settings = read(config)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    log_to_stderr(logging.WARNING if at_terminal and not settings.has_platform else logging.INFO)
    try:
        asyncio.run(app.serve(settings, console=at_terminal))
    except PlatformRefused as refused:
        click.echo(sentence(refused), err=True)
        ctx.exit(REFUSED)
