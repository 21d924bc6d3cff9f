"""The history of an entry from the shell: its revisions, and bringing an earlier one into force again."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.environment.databases import open_to_read, open_to_write
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.cli.spreadsheets import AUTHOR
from bot.settings.loading import Settings, read
from handlers.context.records import Revision, StoredRecord
from handlers.core.sanitising import to_one_line
from handlers.curation.model.fields import bring_back
from knowledge.entries import AnyEntry, AnyRecord, Centre, Faq, Offer
from knowledge.spreadsheets.columns import COLUMNS
from knowledge.spreadsheets.values import dump, render_field

_MAX_SHOWN = 60
_UNTRIMMED = 200
_MOST = 1000


@click.command("history")
@click.argument("entry")
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help="How many revisions.")
@config_option
def history(entry: str, limit: int, config: Path | None) -> None:
    """Show who changed the entry with the id ENTRY when, why, and what; the newest change first."""
    settings = read(config)
    found = asyncio.run(_list_revisions(entry, limit + 1, settings))
    if not found:
        raise click.ClickException(f"No entry has the id {to_one_line(entry)}: lotse knowledge list shows them.")
    table = Table("Revision", "When", "Author", "Action", "Reason", "Changes", box=None)
    for revision, changes in list(_describe(found))[:limit]:
        when = f"{revision.at.astimezone(settings.time_zone):%Y-%m-%d %H:%M}"
        told = (when, revision.author, revision.action, revision.reason or "", changes)
        table.add_row(str(revision.number), *(escape(to_one_line(each)) for each in told))
    Console(highlight=False, width=None if sys.stdout.isatty() else _UNTRIMMED).print(table)


@click.command("restore")
@click.argument("entry")
@click.argument("revision", type=int)
@yes_option
@config_option
def restore(entry: str, revision: int, config: Path | None, *, yes: bool) -> None:
    """Bring REVISION of the entry with the id ENTRY into force again, as a change of its own.

    What that changes is shown, and written after a confirmation.
    """
    settings = read_installation(config)
    stored, earlier = asyncio.run(_find(entry, revision, settings))
    restored = _bring_back(earlier, stored, settings)
    changes = list(list_changes(stored.record, restored))
    if not changes and stored.archived_at is None:
        click.echo("Nothing differs from what is in force.")
        return
    click.echo("\n".join(changes) or "The entry comes into force again as it was.")
    if not yes:
        click.confirm("Write this?", abort=True, err=True)
    if not asyncio.run(_save(stored, restored, earlier.number, settings)):
        raise click.ClickException("Somebody has changed the entry meanwhile. Look at its history and try again.")
    click.echo(f"Revision {revision} of {entry} is in force.")


def list_changes(old: AnyRecord, new: AnyRecord) -> Iterator[str]:
    """Yield a line for each field that differs, such as “Telefon: 0234 1 → 0234 2”; long values are cut."""
    if not isinstance(old, Centre | Offer | Faq) or type(old) is not type(new):
        return
    before, after = _fill(old), _fill(new)
    for name, value in after.items():
        if before[name] != value:
            yield f"{name}: {_shorten(before[name])} → {_shorten(value)}"


def _fill(entry: AnyRecord) -> dict[str, str]:
    if not isinstance(entry, Centre | Offer | Faq):
        return {}
    kind: type[AnyEntry] = type(entry)
    return {column.header: render_field(dump(entry), column) for column in COLUMNS[kind]}


def _shorten(value: str) -> str:
    line = to_one_line(value)
    return (line if len(line) <= _MAX_SHOWN else f"{line[: _MAX_SHOWN - 1]}…") or "(empty)"


def _describe(revisions: Sequence[Revision]) -> Iterator[tuple[Revision, str]]:
    """Yield each revision with what it changed; the oldest with nothing."""
    for newer, older in pairwise(revisions):
        yield newer, "; ".join(list_changes(older.record, newer.record))
    yield revisions[-1], ""


async def _list_revisions(id_: str, limit: int, settings: Settings) -> Sequence[Revision]:
    async with open_to_read(settings) as database, database.begin() as unit:
        return await unit.records.list_revisions(id_, None, limit)


async def _find(id_: str, number: int, settings: Settings) -> tuple[StoredRecord, Revision]:
    """Return an entry and one of its revisions. Raises ClickException."""
    async with open_to_read(settings) as database, database.begin() as unit:
        stored = await unit.records.find(id_)
        earlier = await unit.records.find_revision(id_, number)
    if stored is None or earlier is None:
        raise click.ClickException(f"{to_one_line(id_)} has no revision {number}: lotse knowledge history shows them.")
    return stored, earlier


def _bring_back(earlier: Revision, stored: StoredRecord, settings: Settings) -> AnyRecord:
    """Return an earlier revision as it comes into force today."""
    record, present = earlier.record, stored.record
    if not isinstance(record, Centre | Offer | Faq) or not isinstance(present, Centre | Offer | Faq):
        return record
    return bring_back(record, present, datetime.now(settings.time_zone).date())


async def _save(stored: StoredRecord, restored: AnyRecord, number: int, settings: Settings) -> bool:
    """Save an earlier revision over the one that was seen; return False if somebody has changed it since."""
    async with open_to_write(settings.database_url) as database, database.begin() as unit:
        reason, now = f"restored revision {number}", datetime.now(UTC)
        saved = await unit.records.save(restored, stored.revision, AUTHOR, now, reason)
        return saved is not None
