"""The part of `lotse setup` that connects a Telegram bot."""

import asyncio
import os
import tomllib
from pathlib import Path

import click
from pydantic import ValidationError

from bot.cli.environment.prompts import HEAD, answer, faults
from bot.cli.telegram.account import account_of
from bot.settings.fields import to_toml
from bot.settings.loading import variable_name
from bot.settings.telegram import TelegramSettings
from bot.system import private_files


def connect(file: Path) -> str:
    """Tries a token and adds it to the file; returns what to tell the person."""
    before = file.read_text(encoding="utf-8") if file.exists() else HEAD
    if "telegram" in _sections(file, before):
        raise click.ClickException(f"{file} names a bot already: change `token` in [telegram] by hand")
    token = os.environ.get(variable_name("telegram.token")) or answer("Token of the bot", secret=True)
    base_url = os.environ.get(variable_name("telegram.base_url"))
    account = asyncio.run(account_of(_settings(token, base_url)))
    lines = [f"base_url = {to_toml(base_url)}"] if base_url else []
    section = "\n".join(("[telegram]", f"token = {to_toml(token.strip())}", *lines))
    private_files.write(file, f"{before.rstrip()}\n\n{section}\n")
    return f"Connected to the bot @{account.username}, as {file} says. Start Lotse with `lotse run`."


def _sections(file: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{file} is not valid TOML: {error}") from error


def _settings(token: str, base_url: str | None) -> TelegramSettings:
    try:
        return TelegramSettings.model_validate({"token": token, **({"base_url": base_url} if base_url else {})})
    except ValidationError as error:
        raise faults("telegram", error) from error
