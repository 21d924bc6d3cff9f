"""What nobody depends on ends nothing, and is told once."""

import asyncio
import logging
from collections.abc import Mapping

import pytest
from telegram import Bot

from bot.cli.environment.failures import describe_failure
from bot.platforms.base.contract import PermanentFailure, PlatformRefused
from bot.platforms.base.ports import Menu, MenuScope
from bot.platforms.base.retrying import attempt
from bot.platforms.telegram.menus import MenuKeeper
from bot.storage.engine.failures import BackupError
from handlers.core.commands import Role


async def _fails(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", [PermanentFailure("full"), PlatformRefused("no"), TypeError("geheim")], ids=repr)
async def test_a_courtesy_that_fails_is_logged_without_its_words(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(attempt(_fails(error), "The profile stays as it was"))
    (line,) = caplog.messages
    assert line.startswith("The profile stays as it was: ")
    assert "geheim" not in line


class _Menus:
    """Which menus are wanted can't be told."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)

    async def list_wanted(self) -> Mapping[MenuScope, Menu]:
        if self._errors:
            raise self._errors.pop(0).with_traceback(None)
        return {}

    async def list_shown(self) -> Mapping[MenuScope, Role]:
        return {}

    async def note(self, seat: MenuScope, role: Role | None) -> None:
        """Nothing is kept."""


async def test_menus_that_fail_again_and_again_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    refused, broken = PlatformRefused("the token is refused"), ValueError("geheim")
    keeper = MenuKeeper(bot=Bot("1:a"), menus=_Menus(refused, refused, broken, broken, broken))
    for _ in range(5):
        await keeper.look()
    assert [message.partition(": ")[2].partition(" at ")[0] for message in caplog.messages] == [
        "the token is refused",
        "ValueError",
    ]
    await keeper.look()
    keeper.menus = _Menus(broken)
    await keeper.look()
    assert len(caplog.messages) == 3


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BackupError("The passphrase is too short."), "The passphrase is too short."),
        (TypeError("geheim"), "Unexpected failure: TypeError at tests/unit/test_courtesy.py:"),
    ],
    ids=repr,
)
async def test_the_last_line_of_a_crash_names_its_innermost_cause(error: Exception, told: str) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(_in_a_group(error))
    last = describe_failure(caught.value)
    assert last.startswith(told)
    assert "geheim" not in last
    assert "\n" not in last


async def _in_a_group(error: Exception) -> None:
    async with asyncio.TaskGroup() as inner:
        inner.create_task(_fails(error))
