"""`lotse outbox`: deliveries that failed or are stuck."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option
from bot.monitoring.health import MAX_ANSWER_AGE
from bot.platforms.table import id_pattern
from bot.settings.loading import Settings
from bot.storage.database import open_without_upgrade
from bot.storage.messaging.stuck_deliveries import STATES, StuckDelivery
from bot.storage.unit_of_work import UnitOfWork
from bot.system.clock import now
from bot.system.redaction import Redactor
from handlers.core.sanitising import to_one_line

_WIDTH = 200


@click.group(no_args_is_help=False)
def outbox() -> None:
    """Look at deliveries that failed or hang, send them again, or drop them."""


@outbox.command("list")
@click.option(
    "--state",
    "states",
    type=click.Choice(STATES),
    multiple=True,
    help="Only deliveries in this state; may be given several times.",
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The most deliveries to list."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@config_option
def list_(states: tuple[str, ...], limit: int, *, as_json: bool, config: Path | None) -> None:
    """Show what failed, is uncertain or held, or has been under way for ten minutes; the oldest first."""
    settings = read_installation(config)
    found = asyncio.run(_list(settings, states, limit + 1))
    hide, shown = Redactor.load(settings.data_dir, id_pattern()), found[:limit]
    if as_json:
        click.echo(json.dumps([_document(each, hide) for each in shown], ensure_ascii=False).encode())
    else:
        console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDTH)
        console.print(_table(shown, hide, settings.time_zone))
    if len(found) > limit:
        click.echo("There are more: see --limit.", err=True)


@outbox.command()
@click.argument("id", required=False)
@click.option("--all-failed", is_flag=True, help="Retry all deliveries that failed.")
@config_option
def retry(id: str | None, *, all_failed: bool, config: Path | None) -> None:  # noqa: A002
    """Send a delivery again, or all that failed. ID may be shortened."""
    if (id is not None) is all_failed:
        raise click.UsageError("Give the ID of a delivery, or --all-failed.")
    click.echo(asyncio.run(_retry(read_installation(config), id)))


@outbox.command()
@click.argument("id")
@config_option
def drop(id: str, config: Path | None) -> None:  # noqa: A002
    """Drop a delivery for good, with its content. ID may be shortened."""
    click.echo(asyncio.run(_drop(read_installation(config), id)))


@asynccontextmanager
async def _open(settings: Settings, *, reads_only: bool = False) -> AsyncIterator[UnitOfWork]:
    """Open one transaction on the service's database, which is neither made nor migrated."""
    opened = open_without_upgrade(settings.database_url, reads_only=reads_only)
    async with opened as database, database.begin() as unit:
        yield unit


async def _list(settings: Settings, states: Sequence[str], limit: int) -> Sequence[StuckDelivery]:
    async with _open(settings, reads_only=True) as unit:
        return await unit.stuck_deliveries.list(states, now() - MAX_ANSWER_AGE, limit)


async def _retry(settings: Settings, id_: str | None) -> str:
    """Change the delivery and return what has become of it."""
    async with _open(settings) as unit:
        if id_ is None:
            retried, left = await unit.stuck_deliveries.retry_failed(now())
            lost = f"; the content of {left} is no longer kept" if left else ""
            return f"{retried} deliver{'y goes' if retried == 1 else 'ies go'} out again{lost}."
        found = await _get_changeable(unit, id_)
        if not found.has_text:
            raise click.ClickException(f"The content of delivery {found.id} is no longer kept")
        if found.is_restricted:
            raise click.ClickException(
                f"Delivery {found.id} is a copy of an announcement that is not for everybody; retry it at the desk"
            )
        if not await unit.stuck_deliveries.retry(found.id, now()):
            raise click.ClickException(_busy(found))
        return f"Delivery {found.id} goes out again."


async def _drop(settings: Settings, id_: str) -> str:
    """Change the delivery and return what has become of it."""
    async with _open(settings) as unit:
        found = await _get_changeable(unit, id_)
        if not await unit.stuck_deliveries.drop(found.id):
            raise click.ClickException(_busy(found))
        return f"Delivery {found.id} is dropped."


async def _get_changeable(unit: UnitOfWork, id_: str) -> StuckDelivery:
    """Return the one delivery that may be retried or dropped; raises ClickException if there is none."""
    found = await unit.stuck_deliveries.find(id_)
    if not found:
        raise click.ClickException(
            f"There is no delivery {id_}; `lotse outbox list` shows those that failed or are stuck"
        )
    if len(found) > 1:
        raise click.ClickException(f"Several deliveries begin with {id_}: give more of the id")
    (only,) = found
    if only.state == "sending":
        raise click.ClickException(_busy(only))
    if not only.is_changeable:
        raise click.ClickException(f"Delivery {only.id} is {only.state}: there is nothing to retry or drop")
    return only


def _busy(stuck: StuckDelivery) -> str:
    return f"Delivery {stuck.id} is being sent just now"


def _document(stuck: StuckDelivery, hide: Redactor) -> dict[str, str | int]:
    return {
        "id": stuck.id,
        "platform": stuck.platform,
        "kind": stuck.kind,
        "action": stuck.action,
        "room": hide.redact_id(stuck.room),
        "state": stuck.state,
        "since": stuck.since.isoformat(),
        "tries": stuck.tries,
        "why": hide(stuck.why),
    }


def _table(found: Sequence[StuckDelivery], hide: Redactor, zone: ZoneInfo) -> Table:
    table = Table("Id", "Platform", "Kind", "Room", "State", "Since", "Tries", "Why", box=None)
    for each in found:
        kind = each.kind if each.action == "message" else f"{each.kind} ({each.action})"
        since = f"{each.since.astimezone(zone):%Y-%m-%d %H:%M}"
        place = (each.platform, kind, hide.redact_id(each.room))
        table.add_row(each.id, *place, each.state, since, str(each.tries), to_one_line(hide(each.why)))
    return table
