"""The part of `lotse setup` that connects a Telegram bot."""

import asyncio
import json
import os
import sys
import tomllib
from pathlib import Path

import click
from pydantic import ValidationError

from bot import private_file
from bot.cli.telegram_account import account_of
from bot.config import EXPECTED, ConfigError, TelegramSection, variable

_HEAD = "# How Lotse is set up; docs/configuration.md tells what else can stand here.\n"


def connect(file: Path) -> str:
    """Tries a token and adds it to the file; returns what to tell the person."""
    before = file.read_text(encoding="utf-8") if file.exists() else _HEAD
    if "telegram" in _sections(file, before):
        raise click.ClickException(f"{file} names a bot already: change `token` in [telegram] by hand")
    token = os.environ.get(variable("telegram.token")) or _asked()
    base_url = os.environ.get(variable("telegram.base_url"))
    account = asyncio.run(account_of(_settings(token, base_url)))
    lines = [f"base_url = {json.dumps(base_url)}"] if base_url else []
    section = "\n".join(("[telegram]", f"token = {json.dumps(token.strip())}", *lines))
    private_file.write(file, f"{before.rstrip()}\n\n{section}\n")
    return f"Connected to the bot @{account.username}, as {file} says. Start Lotse with `lotse run`."


def _sections(file: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{file} is not valid TOML: {error}") from error


def _asked() -> str:
    """Typed unseen at a terminal; a pipe has nothing to hide."""
    token = click.prompt("Token of the bot", hide_input=sys.stdin.isatty(), err=True)
    if not sys.stdin.isatty():
        click.echo(err=True)
    return str(token)


def _settings(token: str, base_url: str | None) -> TelegramSection:
    try:
        return TelegramSection.model_validate({"token": token, **({"base_url": base_url} if base_url else {})})
    except ValidationError as error:
        keys = dict.fromkeys(f"telegram.{detail['loc'][0]}" for detail in error.errors())
        raise ConfigError(tuple(f"{key}: expected {EXPECTED[key]}." for key in keys)) from error
