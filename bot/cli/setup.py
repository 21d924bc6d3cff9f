"""`lotse setup`: ask for the connections, try them, and write the configuration."""

import asyncio
import os
import sys
from functools import partial
from pathlib import Path

import click
from pydantic import ValidationError

from bot.cli.environment.options import HEAD, config_error, inherit_config, prompt
from bot.cli.matrix.account import is_login_valid, log_in, log_in_anew
from bot.cli.matrix.credentials import Way, with_secret
from bot.cli.matrix.trust import Person, establish_trust
from bot.cli.telegram.setup import connect_bot
from bot.platforms.matrix import FOLDER
from bot.platforms.matrix.homeserver.discovery import discover
from bot.runtime.lock import lock_data_dir
from bot.settings.fields import to_toml
from bot.settings.loading import FILE, describe_values, read, variable_name
from bot.settings.matrix import MatrixSettings
from bot.system import private_files

_ALLOW = "The homeserver wants the owner of {user} to allow this in a browser:\n\n    {page}\n"
_RECOVERY_KEY = (
    "The recovery key of {user}, shown this once:\n\n    {key}\n\n"
    "Keep it apart from this machine: with it a new device is trusted again after the data directory is lost."
)
_RESET = (
    "Everybody who has verified {user} will be warned and has to verify it again, "
    "and its present recovery key becomes useless. Replace the identity?"
)


@click.command()
@click.option("--homeserver", help="The homeserver: its address, or the name of a server such as example.org.")
@click.option("--user-id", help="Lotse's account, such as @lotse:example.org.")
@click.option("--allowed-inviter", "inviters", multiple=True, help="Who may invite Lotse, such as *:example.org.")
@click.option("--token", is_flag=True, help="Use an access token of the account instead of a password.")
@click.option("--browser", is_flag=True, help="Log in through a browser (single sign-on) instead of by a password.")
@click.option("--telegram", is_flag=True, help="Connect a Telegram bot, beside the Matrix account if there is one.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option("--new-device", is_flag=True, help="Log in as a new device; the old one is set aside.")
@click.option("--reset-identity", is_flag=True, help="Replace the account's cross-signing identity and secret storage.")
@click.option(
    "--config",
    "named",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=inherit_config,
    help="The file to write, if not lotse.toml in this folder.",
)
def setup(  # noqa: PLR0913
    homeserver: str | None,
    user_id: str | None,
    inviters: tuple[str, ...],
    *,
    token: bool,
    browser: bool,
    telegram: bool,
    force: bool,
    new_device: bool,
    reset_identity: bool,
    named: Path | None,
) -> None:
    """Connect Lotse to its Matrix account, or to its Telegram bot.

    What no option gives is asked for; the password comes from LOTSE_MATRIX__PASSWORD or is asked for, and so do
    a token from LOTSE_MATRIX__TOKEN and the recovery key of an account with an identity from
    LOTSE_MATRIX__RECOVERY_KEY. A homeserver that takes no passwords is logged in to through a browser.
    Only the login is kept, in data_dir, never the password. If the file is there already, it stays as it is,
    and Lotse logs in again with the account that it names.
    """
    if token and browser:
        raise click.UsageError("--token and --browser are two ways of logging in: choose one.")
    way = Way.TOKEN if token else Way.BROWSER if browser else Way.OFFERED
    file = named or FILE
    if telegram:
        click.echo(connect_bot(file))
        return
    options = bool(homeserver or user_id or inviters)
    if file.exists() and not force:
        settings, data_dir = _read_known_account(file, options=options)
    else:
        settings, data_dir = (
            _read_account(homeserver, user_id, inviters),
            Path(os.environ.get(variable_name("data_dir")) or "data"),
        )
    settings = with_secret(
        settings, way, is_kept=lambda: not new_device and asyncio.run(is_login_valid(settings, data_dir / FOLDER))
    )
    if reset_identity and sys.stdin.isatty() and not click.confirm(_RESET.format(user=settings.user_id), err=True):
        raise click.ClickException(f"The identity of {settings.user_id} stays as it is.")
    account, standing = _connect(settings, data_dir, file, new_device=new_device, reset=reset_identity, force=force)
    click.echo(f"{standing}.\nLogged in as {account}, as {file} says. Start Lotse with `lotse run`.")


def _connect(
    settings: MatrixSettings, data_dir: Path, file: Path, *, new_device: bool, reset: bool, force: bool
) -> tuple[str, str]:
    """Log in, write the file unless it is kept, and establish trust; return the account and a sentence on its trust."""
    with lock_data_dir(data_dir):
        folder = data_dir / FOLDER
        account = asyncio.run((log_in_anew if new_device else log_in)(settings, folder))
        if force or not file.exists():
            private_files.write(file, _document(settings))
        person = Person(
            recovery_key=_recovery_key, show=partial(_show, account), allow=partial(_await_permission, settings.user_id)
        )
        return account, asyncio.run(establish_trust(settings, folder, person, reset=reset))


def _read_known_account(file: Path, *, options: bool) -> tuple[MatrixSettings, Path]:
    """Return the account of an existing file, for a new login."""
    known = None if options else read(file)
    if known is None or known.matrix is None:
        raise click.ClickException(f"{file} already exists: edit it, or add --force to overwrite it.")
    return known.matrix, known.data_dir


def _read_account(homeserver: str | None, user_id: str | None, inviters: tuple[str, ...]) -> MatrixSettings:
    """Return the account as options and answers describe it; raises ConfigError or what `discover` raises."""
    homeserver = (homeserver or _ask("Homeserver", "matrix.homeserver")).strip()
    user_id = user_id or _ask("Account", "matrix.user_id")
    inviters = inviters or (_ask("Who may invite Lotse", default=f"*:{user_id.partition(':')[2]}"),)
    address = homeserver if "://" in homeserver else f"https://{homeserver}"
    try:
        settings = MatrixSettings(homeserver=address, user_id=user_id, allowed_inviters=inviters)
    except ValidationError as error:
        raise config_error("matrix", error) from error
    return settings.model_copy(update={"homeserver": asyncio.run(discover(homeserver))})


def _await_permission(user_id: str, page: str) -> None:
    """Return once a person says that it is allowed on the page."""
    click.echo(_ALLOW.format(user=user_id, page=page), err=True)
    prompt("Allowed it? Then press Enter", default="")


def _recovery_key(label: str) -> str:
    """Ask for the recovery key; return "" if nobody is there to answer."""
    given = os.environ.get(variable_name("matrix.recovery_key"))
    if given:
        return given
    try:
        return prompt(label, default="", secret=True).strip()
    except click.Abort:
        if sys.stdin.isatty():
            raise
        return ""


def _show(account: str, recovery_key: str) -> None:
    click.echo(_RECOVERY_KEY.format(user=account, key=recovery_key))


def _ask(label: str, key: str | None = None, default: str | None = None) -> str:
    shown = f"{label} ({describe_values(key)})" if key else label
    return prompt(shown, default=default)


def _document(settings: MatrixSettings) -> str:
    return (
        f"{HEAD}\n"
        "[matrix]\n"
        f"homeserver = {to_toml(settings.homeserver)}\n"
        f"user_id = {to_toml(settings.user_id)}\n"
        f"allowed_inviters = {to_toml(settings.allowed_inviters)}\n"
    )
