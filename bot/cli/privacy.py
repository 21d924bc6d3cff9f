"""`lotse privacy`: what is kept of a person."""

import asyncio
from pathlib import Path

import click

from bot import app
from bot.cli.sources import config_option, knowledge_in
from bot.config import Settings, read
from bot.storage.database import open_database
from handlers.events import PlatformName, Sender
from handlers.privacy import document
from knowledge.search import Search

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
    async with open_database(settings.database_url) as database:
        search = Search(await knowledge_in(database))
        async with database.begin() as unit:
            context = app.contexts(settings, lambda: search, app.now).on(unit)
            return await document(await context.people.accounts(sender), context)
