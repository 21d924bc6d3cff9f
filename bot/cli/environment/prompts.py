"""What `lotse setup` asks a person, and writes into the configuration file."""

import sys

import click
from pydantic import ValidationError

from bot.settings.loading import ConfigError, describe_values

HEAD = "# How Lotse is set up; lotse.example.toml and docs/configuration.md tell what else can stand here.\n"


def answer(label: str, *, default: str | None = None, secret: bool = False) -> str:
    """A secret is typed unseen at a terminal; a pipe has nothing to hide."""
    given = click.prompt(label, default=default, hide_input=secret and sys.stdin.isatty(), err=True)
    if not sys.stdin.isatty():
        # Nobody pressed Enter here, so the line is still open.
        click.echo(err=True)
    return str(given)


def faults(section: str, error: ValidationError) -> ConfigError:
    """What is wrong with the answers for a section, without repeating them."""
    wrong = dict.fromkeys(f"{section}.{detail['loc'][0]}" for detail in error.errors())
    return ConfigError(tuple(f"{key}: expected {describe_values(key)}." for key in wrong))
