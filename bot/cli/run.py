"""`lotse run`: the service."""

import asyncio
import logging
import sys
from pathlib import Path

import click

from bot.cli.environment.failures import describe_failure
from bot.cli.environment.options import config_option
from bot.platforms.base.contract import PlatformRefused
from bot.platforms.table import id_pattern
from bot.runtime import app
from bot.runtime.backup_leftovers import remove_leftovers
from bot.runtime.launch import Launch
from bot.settings.loading import ConfigError, read
from bot.system.logging import log_to_stderr
from bot.system.redaction import Redactor
from knowledge.search import Search

# A service manager must not restart a service whose login is rejected.
REFUSED = 3
# They start again what ends with a failure: with the settings as they are then.
ANEW = 4

_NOTHING_CONFIGURED = (
    "No platform is configured, so nobody can reach Lotse: "
    "run `lotse setup`, or set [matrix] or [telegram] in lotse.toml."
)


@click.command()
@config_option
@click.pass_context
def run(ctx: click.Context, config: Path | None) -> None:
    """Start Lotse; with no platform configured, as a chat in this terminal.

    Without a terminal that is an error, unless monitoring.listen is set or there is a web desk.
    """
    settings = read(config)
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not (settings.has_platform or at_terminal or settings.monitoring.is_asked_for or settings.web):
        raise ConfigError((_NOTHING_CONFIGURED,))
    remove_leftovers(settings.data_dir)
    is_chat = at_terminal and not settings.has_platform
    if is_chat and settings.web is not None:
        click.echo(f"The web desk is at {settings.web.address}.")  # which the log says otherwise
    level = "warning" if is_chat else settings.monitoring.log_level
    log_to_stderr(
        logging.getLevelNamesMapping()[level.upper()],
        settings.monitoring.log,
        Redactor.load(settings.data_dir, id_pattern()),
    )
    try:
        launch = Launch(config=config, console=at_terminal, similar=ctx.find_object(Search))
        if asyncio.run(app.serve(settings, launch)):
            ctx.exit(ANEW)
    except PlatformRefused as refused:
        click.echo(describe_failure(refused), err=True)
        ctx.exit(REFUSED)
