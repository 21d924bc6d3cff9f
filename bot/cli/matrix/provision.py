"""`lotse matrix provision`: create or repair a space with one room per topic."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from bot.cli.environment.databases import load_knowledge, open_to_read, open_to_write
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.cli.matrix.account import open_session_client
from bot.platforms.matrix import FOLDER
from bot.platforms.matrix.login.login import Session, load_session
from bot.platforms.matrix.provision.apply import PatientApi, PlanRunner
from bot.platforms.matrix.provision.current import read_current_space
from bot.platforms.matrix.provision.desired import DesiredSpace, build_desired_space
from bot.platforms.matrix.provision.plan import plan_steps
from bot.settings.formats import account_ids
from bot.settings.loading import Settings
from bot.settings.matrix import SpaceSettings
from handlers.core.events import Address, PlatformName, RoomId

# Making a room takes a busy homeserver long.
_SECONDS = 90


@click.command()
@click.option("--dry-run", is_flag=True, help="Only print what would be done.")
@yes_option
@config_option
def provision(*, dry_run: bool, yes: bool, config: Path | None) -> None:
    """Create or repair the space with a room per topic, as [matrix.space] says."""
    settings = read_installation(config)
    space, session = _read_configuration(settings)
    asyncio.run(_provision(settings, _build_desired_space(settings, space, session), session, dry_run=dry_run, yes=yes))


def _read_configuration(settings: Settings) -> tuple[SpaceSettings, Session]:
    matrix = settings.matrix
    if matrix is None or matrix.space is None:
        raise click.ClickException("There is no section [matrix.space] in the configuration: docs/matrix.md tells how.")
    session = load_session(settings.data_dir / FOLDER)
    if session is None:
        raise click.ClickException("There is no login for Matrix yet: run `lotse setup`.")
    return matrix.space, session


def _build_desired_space(settings: Settings, space: SpaceSettings, session: Session) -> DesiredSpace:
    topics = asyncio.run(load_knowledge(settings)).topics
    editors, admins = (
        account_ids(PlatformName.MATRIX, role) for role in (settings.roles.editors, settings.roles.admins)
    )
    return build_desired_space(space, session.user_id, topics, editors=editors, admins=admins)


async def _provision(settings: Settings, wanted: DesiredSpace, session: Session, *, dry_run: bool, yes: bool) -> None:
    async with open_session_client(session, _SECONDS) as client:
        api = PatientApi(client, click.echo)
        found = await read_current_space(api, wanted)
        plan = plan_steps(wanted, found, await _list_channels(settings))
        click.echo("\n".join(map(str, plan)) or "Nothing to do.")
        if not plan or dry_run:
            return
        if not yes:
            click.confirm("Do this?", abort=True, err=True)
        note = partial(_add_channel, settings)
        await PlanRunner(client=client, api=api, wanted=wanted, found=found, note=note, say=click.echo).carry_out(plan)
        click.echo("Done.")


async def _list_channels(settings: Settings) -> set[tuple[str, str]]:
    """Return the channels in the database without creating one."""
    async with open_to_read(settings) as database, database.begin() as unit:
        return {(address.room, topic) for address, topic in await unit.channels.topics(PlatformName.MATRIX)}


async def _add_channel(settings: Settings, room: str, topic: str) -> None:
    address = Address(platform=PlatformName.MATRIX, room=RoomId(room))
    async with open_to_write(settings.database_url) as database, database.begin() as unit:
        await unit.channels.put(address, topic, datetime.now(UTC))
