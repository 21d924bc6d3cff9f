"""`lotse privacy`: export and erase the data of a person."""

import asyncio
from pathlib import Path
from secrets import token_hex

import click

from bot.cli.environment.databases import open_unit
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.platforms.table import platform_traits
from bot.runtime.dispatcher import to_delivery
from bot.settings.loading import Settings
from bot.system.clock import now
from handlers.account.privacy import erase_person, export_personal_data
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Deletion, DeliveryId

_platform = click.argument("platform", type=click.Choice([name.value for name in platform_traits()]))


@click.group(no_args_is_help=False)
def privacy() -> None:
    """Show or erase the data of a person."""


@privacy.command()
@_platform
@click.argument("user")
@config_option
def export(platform: str, user: str, config: Path | None) -> None:
    """Print all data of a person and of their connected accounts, as JSON."""
    click.echo(asyncio.run(_export(read_installation(config), Sender(platform=PlatformName(platform), id=user))))


@privacy.command()
@_platform
@click.argument("user")
@yes_option
@config_option
def forget(platform: str, user: str, *, yes: bool, config: Path | None) -> None:
    """Erase all data of a person and of their connected accounts."""
    settings = read_installation(config)
    if not yes:
        click.confirm(f"Erase all data of {user}? This can't be undone.", abort=True)
    messages = asyncio.run(_forget(settings, Sender(platform=PlatformName(platform), id=user)))
    click.echo(f"All data of {user} has been erased; {messages} messages that others can read are being deleted.")


async def _export(settings: Settings, sender: Sender) -> str:
    async with open_unit(settings, writes=False) as (_, context):
        return await export_personal_data(await context.stores.people.accounts(sender), context)


async def _forget(settings: Settings, sender: Sender) -> int:
    """Erase the data and return how many messages the service has to delete."""
    async with open_unit(settings, writes=True) as (unit, context):
        gone = await erase_person(await context.stores.people.accounts(sender), [], context)
        deliveries = [to_delivery(DeliveryId(f"erasure-{token_hex(8)}"), each) for each in gone]
        await unit.deliveries.add(deliveries, "reply", now())
    return sum(isinstance(each, Deletion) for each in gone)
