"""`lotse privacy`: what is kept of a person."""

import asyncio
from pathlib import Path

import click

from bot.cli.sources import config_option, open_context
from bot.config import Settings, read
from handlers.events import PlatformName, Sender
from handlers.privacy import document

_platform = click.argument("platform", type=click.Choice([name.value for name in PlatformName]))


@click.group(no_args_is_help=False)
def privacy() -> None:
    """Show what is kept of a person."""


@privacy.command()
@_platform
@click.argument("user")
@config_option
def export(platform: str, user: str, config: Path | None) -> None:
    """Write out all that is kept of a person, with all their connected accounts, as JSON."""
    click.echo(asyncio.run(_export(read(config), Sender(platform=PlatformName(platform), id=user))))


async def _export(settings: Settings, sender: Sender) -> str:
    async with open_context(settings) as context:
        return await document(await context.people.accounts(sender), context)
