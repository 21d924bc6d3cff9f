"""`lotse backup` and `lotse restore`: everything in one file, also for another machine."""

from pathlib import Path

import click

from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option
from bot.monitoring.backups import note_backup
from bot.runtime.backup import create_backup as made
from bot.runtime.backup import list_not_included, open_backup
from bot.runtime.backup import restore_backup as brought
from bot.runtime.backup_series import lock_folder, name_backup, remove_old_backups
from bot.runtime.lock import lock_data_dir
from bot.settings.loading import FILE, Settings, read
from bot.storage.engine.failures import BackupError
from bot.system import private_files
from bot.system.clock import now

_LEAST_CHARACTERS = 8

_passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds nothing but the passphrase; without it, the passphrase is asked for.",
)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1, 10_000), help="The number of dated backups to keep in the folder TARGET."
)
@_passphrase_option
@config_option
def backup(target: Path, keep: int | None, passphrase_file: Path | None, config: Path | None) -> None:
    """Write everything into the file TARGET, encrypted; into a folder, under a name with the date.

    Everything is the database, the Matrix keys, the configuration; what it does not hold is said. The service may
    run meanwhile. Older backups are removed once the new one is complete, and nothing else is.
    """
    settings = read_installation(config)
    if target.is_dir():
        with lock_folder(target):
            _write(target / name_backup(now()), settings, config, passphrase_file)
            old = remove_old_backups(target, keep) if keep else []
        if old:
            click.echo(f"Removed: {', '.join(path.name for path in old)}.")
        return
    if keep:
        raise click.UsageError(f"--keep needs an existing folder, and {target} is not one")
    if target.exists():
        raise click.ClickException(f"{target} already exists: choose another name")
    _write(target, settings, config, passphrase_file)


def _write(file: Path, settings: Settings, config: Path | None, passphrase_file: Path | None) -> None:
    content = made(settings, config or FILE, _passphrase(passphrase_file, confirmed=True))
    private_files.write(file, content)
    note_backup(settings.data_dir, now())
    click.echo(f"{file}: {len(content):,} bytes. Without its passphrase nobody can read it, you neither.")
    missing = list_not_included(settings, config or FILE)
    if missing:
        click.echo(f"Not in it, so keep a copy elsewhere: {', '.join(missing)}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_passphrase_option
@config_option
def restore(file: Path, passphrase_file: Path | None, config: Path | None) -> None:
    """Bring back what FILE holds, into an empty data_dir."""
    contents = open_backup(file.read_bytes(), _passphrase(passphrase_file, confirmed=False))
    configuration = config or FILE
    if contents.configuration is not None and not configuration.exists():
        private_files.write(configuration, contents.configuration)
    settings = read(config)
    with lock_data_dir(settings.data_dir):
        brought(contents, settings)
    click.echo(f"The state of {contents.created_at} is in {settings.data_dir}.")
    if contents.schema.is_older:
        click.echo(f"Its tables are of revision {contents.schema.revision}: `lotse run` brings them up to date.")
    click.echo("Never start it beside the old service: stop that first.")


def _passphrase(file: Path | None, *, confirmed: bool) -> str:
    given = file.read_text(encoding="utf-8").strip() if file else _ask_passphrase(confirmed=confirmed)
    if len(given) < _LEAST_CHARACTERS:
        raise BackupError(f"The passphrase is too short: at least {_LEAST_CHARACTERS} characters.")
    return given


def _ask_passphrase(*, confirmed: bool) -> str:
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirmed))
