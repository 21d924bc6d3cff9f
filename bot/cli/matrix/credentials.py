"""The part of `lotse setup` that asks for a password or token."""

import asyncio
import os
from collections.abc import Callable
from enum import Enum, auto

import click
from pydantic import SecretStr

from bot.cli.environment.options import prompt
from bot.platforms.matrix.homeserver.api import BY_BROWSER, BY_PASSWORD
from bot.platforms.matrix.login.browser import exchange_token, list_login_types, login_page
from bot.platforms.matrix.login.login import DEVICE_NAME
from bot.settings.loading import variable_name
from bot.settings.matrix import MatrixSettings

_PASSWORD, _TOKEN = variable_name("matrix.password"), variable_name("matrix.token")
_OPEN = (
    "Open this address in a browser, on any machine, and log in as {user}:\n\n    {page}\n\n"
    "The browser ends on a page that it can't load. Copy the address of that page.\n"
)


class Way(Enum):
    """A way of logging in. `OFFERED` is by password where the homeserver takes one, else through a browser."""

    OFFERED = auto()
    TOKEN = auto()
    BROWSER = auto()


def with_secret(settings: MatrixSettings, way: Way, *, is_kept: Callable[[], bool]) -> MatrixSettings:
    """Return the settings with a password or token, which is configured or asked for; raises ClickException.

    Nobody has to open a browser if `is_kept` finds that the present login still holds.
    """
    if way is Way.OFFERED and (settings.password or settings.token):
        return settings
    if way is Way.OFFERED and (given := os.environ.get(_PASSWORD)):
        return _by_password(settings, given)
    if way is Way.TOKEN or (way is Way.OFFERED and os.environ.get(_TOKEN)):
        return _by_token(settings, os.environ.get(_TOKEN) or prompt("Access token", secret=True))
    offered = asyncio.run(list_login_types(settings.base_url))
    if way is Way.OFFERED and BY_PASSWORD in offered:
        return _by_password(settings, prompt("Password", secret=True))
    if way is Way.OFFERED and is_kept():
        return settings
    if BY_BROWSER not in offered:
        raise click.ClickException(
            f"{settings.base_url} offers no login through a browser: "
            f"give {'a password or ' if BY_PASSWORD in offered else ''}an access token of the account, with --token."
        )
    click.echo(_OPEN.format(user=settings.user_id, page=login_page(settings.base_url)), err=True)
    back = prompt("Address", secret=True)
    return _by_token(settings, asyncio.run(exchange_token(settings.base_url, back, DEVICE_NAME)))


def _by_password(settings: MatrixSettings, password: str) -> MatrixSettings:
    return settings.model_copy(update={"password": SecretStr(password), "token": None})


def _by_token(settings: MatrixSettings, token: str) -> MatrixSettings:
    return settings.model_copy(update={"token": SecretStr(token)})
