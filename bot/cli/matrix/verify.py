"""`lotse matrix verify`: compare the emoji of a verification at the shell."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.environment.databases import open_to_read, open_to_write
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option
from bot.platforms.base.ports import Verification, VerificationState
from bot.platforms.matrix.verification.emoji import emoji_names
from bot.runtime.lock import AlreadyRunning, lock_data_dir
from bot.settings.loading import Settings
from bot.storage.adapters.matrix import DatabaseVerifications
from handlers.core.sanitising import to_one_line

_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 60
# Seven emoji with the longest names stay in one line.
_UNFOLDED = 500
_WORDS = {
    VerificationState.VERIFIED: "Verified: {user} and Lotse trust each other's devices.",
    VerificationState.MISMATCHED: "Rejected: the emoji of {user} did not match.",
    VerificationState.CANCELLED: "{user} cancelled the verification.",
    VerificationState.EXPIRED: "The verification with {user} took too long; start it again.",
    VerificationState.FAILED: "The verification with {user} failed; the log of the service tells why.",
}


@click.command()
@click.argument("number", metavar="[NUMBER]", required=False)
@click.option("--confirm", "decision", flag_value="confirm", help="The emoji are the same on both sides.")
@click.option("--reject", "decision", flag_value="reject", help="The emoji differ.")
@config_option
@click.pass_context
def verify(ctx: click.Context, number: str | None, decision: str | None, config: Path | None) -> None:
    """List verifications, or compare the emoji of one.

    An admin starts the verification in a Matrix client; the running service takes part in it. The list has the NUMBER.
    """
    if number is None and decision is not None:
        raise click.UsageError(
            f"Say which one: `lotse matrix verify NUMBER --{decision}`; without a number it lists them."
        )
    settings = read_installation(config)
    _service_runs(settings)
    if number is None:
        asyncio.run(_list(settings))
        return
    ended = asyncio.run(_decide(settings, number, decision))
    message = _WORDS[ended.state].format(user=to_one_line(ended.user_id))
    click.echo(message, err=ended.state is not VerificationState.VERIFIED)
    ctx.exit(0 if ended.state is VerificationState.VERIFIED else 1)


def _service_runs(settings: Settings) -> None:
    try:
        with lock_data_dir(settings.data_dir):
            pass
    except AlreadyRunning:
        return
    raise click.ClickException(f"No Lotse is running with {settings.data_dir}: start it, then verify.")


async def _list(settings: Settings) -> None:
    async with open_to_read(settings) as database:
        found = await DatabaseVerifications(database).all()
    if not found:
        click.echo("Nobody has asked for a verification.")
        return
    table = Table("No.", "Who", "Device", "State", "Emoji", box=None)
    for each in found:
        emoji = emoji_names(each.emoji) if each.state is VerificationState.COMPARING else ""
        told = (each.number, to_one_line(each.user_id), to_one_line(each.device_id), each.state.value, emoji)
        table.add_row(*map(escape, told))
    Console(highlight=False, width=None if sys.stdout.isatty() else _UNFOLDED).print(table)


async def _decide(settings: Settings, number: str, decision: str | None) -> Verification:
    async with open_to_write(settings.database_url) as database:
        store = DatabaseVerifications(database)
        chosen = _choose(await store.all(), number)
        if chosen.state is not VerificationState.COMPARING:
            raise click.ClickException(f"There is nothing to compare: {chosen.number} is {chosen.state}.")
        state = VerificationState.CONFIRMED if _ask_whether_same(chosen, decision) else VerificationState.REJECTED
        if not await store.decide(chosen.id, state):
            raise click.ClickException("The verification has already ended.")
        return await _await_outcome(store, chosen.id)


def _choose(found: Sequence[Verification], number: str) -> Verification:
    """Return the one of this number or id; the newest that waits for it, should two share a number."""
    chosen = [each for each in found if number in (each.number, each.id)]
    if not chosen:
        raise click.ClickException(f"There is no verification {number}: `lotse matrix verify` lists them.")
    return next((each for each in chosen if each.state is VerificationState.COMPARING), chosen[0])


def _ask_whether_same(chosen: Verification, decision: str | None) -> bool:
    if decision is not None:
        return decision == "confirm"
    user, device = to_one_line(chosen.user_id), to_one_line(chosen.device_id)
    click.echo(f"{user} sees, on device {device}:\n\n  {emoji_names(chosen.emoji)}\n", err=True)
    return click.confirm("Are these the same, in the same order?", err=True)


async def _await_outcome(store: DatabaseVerifications, id_: str) -> Verification:
    """Wait for the service, which acts within a second, and return a sentence on the outcome."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (found := _choose(await store.all(), id_)).state.is_open:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise click.ClickException(
            "The other side has not confirmed yet; `lotse matrix verify` shows when it has."
        ) from None
    return found
