"""Options that several commands take, and prompts of `lotse setup`."""

import sys
from pathlib import Path

import click
from pydantic import ValidationError

from bot.settings.loading import ConfigError, describe_values

HEAD = "# The configuration of Lotse; lotse.example.toml and docs/configuration.md list all settings.\n"


def prompt(label: str, *, default: str | None = None, secret: bool = False) -> str:
    """Ask a person and return the answer; a secret is not echoed at a terminal."""
    given = click.prompt(label, default=default, hide_input=secret and sys.stdin.isatty(), err=True)
    if not sys.stdin.isatty():
        # Nobody pressed Enter here, so the line is still open.
        click.echo(err=True)
    return str(given)


def config_error(section: str, error: ValidationError) -> ConfigError:
    """Return an error that names the invalid answers for a section without repeating them."""
    wrong = dict.fromkeys(f"{section}.{detail['loc'][0]}" for detail in error.errors())
    return ConfigError(tuple(f"{key}: expected {describe_values(key)}." for key in wrong))


def inherit_config(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """Return the file given to the command, or else the one given to `lotse` before it."""
    before = ctx.find_root().params.get("config")
    return value or (before if isinstance(before, Path) else None)


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=inherit_config,
    help="The configuration file, if not lotse.toml in this folder.",
)
yes_option = click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
