"""`lotse backup` and `lotse restore`: everything in one file, for another machine too."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot import private_file
from bot.backup import backup as made
from bot.backup import restore as brought
from bot.backup import unpack
from bot.cli.sources import config_option
from bot.config import FILE, read
from bot.lock import locked
from bot.storage.failures import BackupError

_LEAST_CHARACTERS = 8

_passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the passphrase and nothing else; without it, it is asked for.",
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_passphrase_option
@config_option
def backup(file: Path, passphrase_file: Path | None, config: Path | None) -> None:
    """Write everything into FILE, encrypted: database, Matrix keys, configuration. The service may run meanwhile."""
    settings = read(config)
    if file.exists():
        raise click.ClickException(f"{file} is there already: choose another name")
    content = made(settings, config or FILE, _passphrase(passphrase_file, confirmed=True))
    private_file.write(file, content)
    click.echo(f"{file}: {len(content):,} bytes. Without its passphrase nobody can read it, you neither.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_passphrase_option
@config_option
def restore(file: Path, passphrase_file: Path | None, config: Path | None) -> None:
    """Bring back what FILE holds, into an empty data_dir."""
    with TemporaryDirectory(prefix="lotse-restore-") as folder:
        contents = unpack(file.read_bytes(), _passphrase(passphrase_file, confirmed=False), Path(folder))
        configuration = config or FILE
        if contents.configuration is not None and not configuration.exists():
            private_file.write(configuration, contents.configuration.read_bytes())
        settings = read(config)
        with locked(settings.data_dir):
            brought(contents, settings)
    click.echo(f"The state of {contents.created_at} is in {settings.data_dir}.")
    if contents.form.is_older:
        click.echo(f"Its tables are of revision {contents.form.revision}: `lotse run` brings them up to date.")
    click.echo("Never start it beside the old service: stop that first.")


def _passphrase(file: Path | None, *, confirmed: bool) -> str:
    given = file.read_text(encoding="utf-8").strip() if file else _asked(confirmed=confirmed)
    if len(given) < _LEAST_CHARACTERS:
        raise BackupError(f"The passphrase is too short: at least {_LEAST_CHARACTERS} characters.")
    return given


def _asked(*, confirmed: bool) -> str:
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirmed))
