"""What `lotse setup` asks a person, and writes into the configuration file."""

import json
import sys
from collections.abc import Sequence

import click
from pydantic import ValidationError

from bot.settings.hints import EXPECTED
from bot.settings.loading import ConfigError

HEAD = "# How Lotse is set up; docs/configuration.md tells what else can stand here.\n"


def answer(label: str, *, default: str | None = None, secret: bool = False) -> str:
    """A secret is typed unseen at a terminal; a pipe has nothing to hide."""
    given = click.prompt(label, default=default, hide_input=secret and sys.stdin.isatty(), err=True)
    if not sys.stdin.isatty():
        # Nobody pressed Enter here, so the line is still open.
        click.echo(err=True)
    return str(given)


def toml(value: str | Sequence[str]) -> str:
    """JSON's strings and lists are also TOML's."""
    return json.dumps(value, ensure_ascii=False)


def faults(section: str, error: ValidationError) -> ConfigError:
    """What is wrong with the answers for a section, without repeating them."""
    wrong = dict.fromkeys(f"{section}.{detail['loc'][0]}" for detail in error.errors())
    return ConfigError(tuple(f"{key}: expected {EXPECTED.get(key, 'another value')}." for key in wrong))
