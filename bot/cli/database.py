"""`lotse database`: upgrade, downgrade and move of the whole database."""

import asyncio
from pathlib import Path

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.cli.environment.databases import open_to_write
from bot.cli.environment.installation import database_file, read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.runtime.lock import lock_data_dir
from bot.settings.loading import Settings, describe_values
from bot.storage.database import change_in_place, is_in_use, open_without_upgrade, upgrade_database
from bot.storage.engine.failures import MoveError, NoDatabase
from bot.storage.engine.schema import HEAD
from bot.storage.moving import count_rows
from bot.storage.moving import move_database as moved


@click.group(no_args_is_help=False)
def database() -> None:
    """Bring the database up to date, back to an older form, or over to another one."""


@database.command()
@config_option
def upgrade(config: Path | None) -> None:
    """Bring the tables to the form that this version needs, as `lotse run` does. No service may run on them.

    Of an SQLite database a copy is kept beside it.
    """
    settings = read_installation(config)
    with lock_data_dir(settings.data_dir):
        click.echo(asyncio.run(_upgrade(settings)))


@database.command()
@click.argument("url")
@config_option
def move(url: str, config: Path | None) -> None:
    """Copy everything into the empty database at URL, as from SQLite to PostgreSQL. The service must not run."""
    settings = read_installation(config)
    _check(url, settings)
    with lock_data_dir(settings.data_dir):
        rows = asyncio.run(_move(settings, url))
    click.echo(f"All {rows:,} rows are there. Set `database` in lotse.toml to the new one, and start the service.")


@database.command()
@click.argument("revision")
@yes_option
@config_option
def downgrade(revision: str, *, yes: bool, config: Path | None) -> None:
    """Bring the tables back to REVISION, for an older version of Lotse; what that knows nothing of is lost."""
    settings = read_installation(config)
    if not yes:
        click.confirm("What the older version knows nothing of is lost. Is there a backup?", abort=True)
    with lock_data_dir(settings.data_dir):
        asyncio.run(_downgrade(settings, revision))
    click.echo(f"The tables are those of revision {revision}. Start the older version now, and not this one.")


async def _upgrade(settings: Settings) -> str:
    """Upgrade the tables and return what to report."""
    if await is_in_use(settings.database_url):
        raise click.ClickException("A Lotse is running on this database: stop it first.")
    try:
        done = await upgrade_database(settings.database_url)
    except NoDatabase as none:
        return str(none)
    if done is None:
        return "The tables are those that this version needs."
    copy = f" As they were before they are in {done.copy}." if done.copy else ""
    return f"The tables were brought from revision {done.found} to {HEAD}.{copy}"


async def _downgrade(settings: Settings, revision: str) -> None:
    from bot.storage.engine.upgrade import downgrade as brought_back  # noqa: PLC0415

    await change_in_place(settings.database_url, lambda connection: brought_back(connection, revision))


def _check(url: str, settings: Settings) -> None:
    file = database_file(settings)
    if file is not None and not file.exists():
        raise MoveError(f"There is no database {file} yet: nothing to move.")
    try:
        Settings(database=url)
    except ValidationError as error:
        raise click.UsageError(f"expected {describe_values('database')}") from error
    if url == settings.database_url:
        raise MoveError("That is the database that Lotse uses already.")


async def _move(settings: Settings, url: str) -> int:
    """Move all rows and return their number."""
    columns = (TextColumn("{task.description:15}"), BarColumn(), MofNCompleteColumn())
    async with open_without_upgrade(settings.database_url) as here, open_to_write(url) as there:
        rows = sum((await count_rows(here)).values())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=rows)

            def report(table: str, rows: int) -> None:
                bar.update(task, description=table, advance=rows)

            await moved(here, there, report)
    return rows
