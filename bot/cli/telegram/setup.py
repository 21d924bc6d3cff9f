"""The part of `lotse setup` that connects a Telegram bot."""

import asyncio
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import ValidationError

from bot.cli.environment.options import HEAD, config_error, prompt
from bot.platforms.telegram.client import open_bot
from bot.platforms.telegram.failures import get_repeatable
from bot.settings.fields import to_toml
from bot.settings.loading import variable_name
from bot.settings.telegram import TelegramSettings
from bot.system import private_files


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A bot account; `reads_all`: in groups it receives messages that are not meant for it, too."""

    username: str
    reads_all: bool
    webhook: str


async def read_account(settings: TelegramSettings) -> Account:
    """Return the bot account; raises PlatformRefused, TemporaryFailure or PermanentFailure."""
    bot = open_bot(settings)
    try:
        await get_repeatable(bot.initialize())
        hook = await get_repeatable(bot.get_webhook_info())
        return Account(username=bot.username, reads_all=bool(bot.can_read_all_group_messages), webhook=hook.url)
    finally:
        await bot.shutdown()


def connect_bot(file: Path) -> str:
    """Try a token and add it to the file; return what to tell the person."""
    before = file.read_text(encoding="utf-8") if file.exists() else HEAD
    if "telegram" in _sections(file, before):
        raise click.ClickException(f"{file} names a bot already: change `token` in [telegram] by hand")
    token = os.environ.get(variable_name("telegram.token")) or prompt("Token of the bot", secret=True)
    base_url = os.environ.get(variable_name("telegram.base_url"))
    account = asyncio.run(read_account(_settings(token, base_url)))
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
        raise config_error("telegram", error) from error
