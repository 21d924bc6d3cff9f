"""`lotse announce`: announcements from the shell."""

import asyncio
import csv
import getpass
import mimetypes
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TextIO, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress
from rich.table import Table

from bot import rendering
from bot.cli.environment.databases import open_to_write, open_unit
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.platforms.telegram.outgoing import split_text as telegram_texts
from bot.settings.loading import Settings
from bot.storage.database import Database
from handlers.announcements import cards, lifecycle
from handlers.announcements.forecast import HORIZON
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts
from handlers.announcements.parsing import AnnouncementRefused, parse_audience, parse_schedule
from handlers.announcements.rendering.reports import Row, list_rows
from handlers.context.context import Context
from handlers.core.events import PlatformName, Sender
from handlers.core.sanitising import to_one_line
from handlers.i18n import OPERATORS_LANGUAGE
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import unescape_typed
from knowledge.entries import Visibility

T = TypeVar("T")

_TEXTS = ANNOUNCING[OPERATORS_LANGUAGE]
_SHOWN = 50
_LOOKS_EVERY_SECONDS = 1.0
_UNKNOWN = "application/octet-stream"

_number = click.argument("number", type=click.IntRange(1, 2**31 - 1))
_path = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(no_args_is_help=False)
def announce() -> None:
    """Write announcements, approve them, stop them, see how they went."""


@announce.command()
@click.option("--file", type=click.File(encoding="utf-8"), required=True, help="The text, in Markdown; - for stdin.")
@click.option("--english", type=click.File(encoding="utf-8"), help="A file with its English version.")
@click.option("--attach", type=_path, multiple=True, help="A file to attach; may be given several times.")
@click.option("--audience", default="alle", show_default=True, help="The audience, as an expression.")
@click.option("--at", default="jetzt", show_default=True, help='When, such as "2026-12-01 09:00" or "morgen 9 Uhr".')
@click.option(
    "--visibility",
    type=click.Choice([each.value for each in Visibility]),
    default=Visibility.PUBLIC.value,
    show_default=True,
    help="Who may read it: everybody, verified members, or those on Matrix only.",
)
@click.option("--urgent", is_flag=True, help="Send within quiet hours too.")
@click.option("--receipt", is_flag=True, help="Ask readers to acknowledge it with “Gelesen”.")
@click.option("--draft", is_flag=True, help="Keep it as a draft for an editor.")
@config_option
def create(  # noqa: PLR0913
    file: TextIO,
    english: TextIO | None,
    attach: tuple[Path, ...],
    audience: str,
    at: str,
    visibility: str,
    *,
    urgent: bool,
    receipt: bool,
    draft: bool,
    config: Path | None,
) -> None:
    """Plan an announcement; where two people have to agree on it, it waits for `approve`."""

    async def build(context: Context) -> Announcement:
        parse_audience(audience, context)
        schedule = parse_schedule(at, context)
        written = Announcement(
            text=unescape_typed(file.read()),
            english=unescape_typed(english.read()) if english else "",
            audience=audience,
            author=_account(),
            is_urgent=urgent,
            wants_receipt=receipt,
            visibility=Visibility(visibility),
            at=schedule.at,
            recurrence=schedule.recurrence,
        )
        kept = await lifecycle.create_draft(written, context)
        for path in attach:
            name, kind = path.name, mimetypes.guess_type(path.name)[0] or _UNKNOWN
            kept = await lifecycle.attach_file(
                kept, await context.stores.files.put(name, kind, path.read_bytes(), context.now), context
            )
        return kept if draft else await lifecycle.submit(kept, context)

    _report(read_installation(config), build)


@announce.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Show what is under way, due in the next weeks, and went out last."""

    async def lines(context: Context) -> list[tuple[str, ...]]:
        planned = await context.stores.announcements.list_planned(context.now + HORIZON)
        newest = await context.stores.announcements.list_newest(_SHOWN)
        found = {each.number: each for each in (*planned, *newest)}
        return [
            (
                str(each.number),
                cards.render_time(each, _TEXTS, context),
                _TEXTS.name_class(each.state.value, each.visibility),
                each.audience,
                cards.render_beginning(each),
            )
            for each in found.values()
        ]

    table = Table("Number", "When", "State", "Audience", "Text", box=None)
    for row in asyncio.run(_run_step(read_installation(config), lines, writes=False)):
        table.add_row(*map(to_one_line, row))
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200).print(table)


@announce.command()
@_number
@click.option("--csv", "as_csv", is_flag=True, help="Print the report as CSV: figure, reason and number.")
@click.option("--watch", is_flag=True, help="Show the progress until it has finished.")
@config_option
def show(number: int, *, as_csv: bool, watch: bool, config: Path | None) -> None:
    """Show an announcement as it reads on each platform, or how it went."""
    settings = read_installation(config)
    if watch:
        asyncio.run(_watch(number, settings))
    announcement, shown, rows = asyncio.run(_run_step(settings, lambda context: _look(number, context), writes=False))
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("figure", "reason", "number"))
        writer.writerows((row.metric, row.reason, row.number) for row in rows)
        return
    click.echo(shown)
    if announcement.started_at is not None:
        table = Table("", "", "", box=None, show_header=False)
        for row in rows:
            table.add_row(_TEXTS.metrics[row.metric], _TEXTS.reasons.get(row.reason, row.reason), str(row.number))
        Console(highlight=False, markup=False).print(table)


@announce.command()
@_number
@config_option
def approve(number: int, config: Path | None) -> None:
    """Approve what somebody else has written."""

    async def approved(context: Context) -> Announcement:
        return await lifecycle.approve(await _get_announcement(number, context), _account(), None, context)

    _report(read_installation(config), approved)


@announce.command()
@_number
@config_option
def cancel(number: int, config: Path | None) -> None:
    """Send nothing more of it; what has arrived stays."""
    _change(number, config, lifecycle.cancel)


@announce.command()
@_number
@config_option
def pause(number: int, config: Path | None) -> None:
    """Hold it until `resume`."""
    _change(number, config, lifecycle.pause)


@announce.command()
@_number
@config_option
def resume(number: int, config: Path | None) -> None:
    """Go on with what was paused."""
    _change(number, config, lifecycle.resume)


@announce.command()
@_number
@yes_option
@config_option
def recall(number: int, *, yes: bool, config: Path | None) -> None:
    """Delete its copies wherever that is still possible."""
    if not yes:
        click.confirm(f"Delete announcement {number} wherever that is still possible?", abort=True)
    _change(number, config, lifecycle.recall)


def _change(number: int, config: Path | None, step: Callable[[Announcement, Context], Awaitable[Announcement]]) -> None:
    async def apply(context: Context) -> Announcement:
        return await step(await _get_announcement(number, context), context)

    _report(read_installation(config), apply)


def _report(settings: Settings, do: Callable[[Context], Awaitable[Announcement]]) -> None:
    """Run a step and print one line on its outcome."""

    async def describe(context: Context) -> str:
        announcement = await do(context)
        reach = await context.stores.announcements.count_recipients(announcement.number)
        state = announcement.state.value
        if announcement.state is AnnouncementState.SCHEDULED:
            state = f"scheduled: {cards.render_time(announcement, _TEXTS, context)}"
        if announcement.is_recalled and announcement.state is AnnouncementState.RUNNING:
            state = "being recalled"
        people = f", to {cards.render_reach(reach, _TEXTS)}" if reach else ""
        return f"Announcement {announcement.number} is {state}{people}."

    click.echo(asyncio.run(_run_step(settings, describe, writes=True)))


async def _run_step(settings: Settings, do: Callable[[Context], Awaitable[T]], *, writes: bool) -> T:
    """Run a step in one transaction on the service's database; raises ClickException if it is refused."""
    try:
        async with open_unit(settings, writes=writes) as (_, context):
            return await do(context)
    except AnnouncementRefused as refused:
        sentence = _TEXTS.explain(refused.refusal, refused.values)
        raise click.ClickException(rendering.render_plain(sentence)) from refused


async def _get_announcement(number: int, context: Context) -> Announcement:
    announcement = await context.stores.announcements.get(number)
    if announcement is None:
        raise click.ClickException(f"There is no announcement {number}; `lotse announce list` shows all of them")
    return announcement


def _account() -> str:
    """Return the account of the person at the shell, by the name of their login."""
    return f"shell:{getpass.getuser()}"


async def _watch(number: int, settings: Settings) -> None:
    """Show the progress of an announcement until it has ended."""
    columns = (BarColumn(), MofNCompleteColumn())
    async with open_to_write(settings.database_url) as database:
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=None)
            while (counts := await _under_way(number, database)) is not None:
                bar.update(task, total=counts.total, completed=counts.completed)
                await asyncio.sleep(_LOOKS_EVERY_SECONDS)


async def _under_way(number: int, database: Database) -> Counts | None:
    async with database.begin() as unit:
        announcement = await unit.announcements.get(number)
        if announcement is None or announcement.state not in (AnnouncementState.RUNNING, AnnouncementState.PAUSED):
            return None
        return await unit.announcements.count_copies(announcement)


async def _look(number: int, context: Context) -> tuple[Announcement, str, list[Row]]:
    """Return the announcement, its text and the metrics of its report."""
    announcement = await _get_announcement(number, context)
    counts = await context.stores.announcements.count_copies(announcement)
    rows = [*list_rows(counts, await context.stores.responses.count(number))]
    if announcement.started_at is not None:
        return announcement, cards.render_line(announcement, _TEXTS, context), rows
    editor = Sender(platform=PlatformName.CONSOLE, id=getpass.getuser())
    facts, read = (
        await cards.render_facts(announcement, _TEXTS, context),
        cards.render_as_delivered(announcement, editor, context),
    )
    shown = [rendering.render_plain(facts)]
    for text in await read:
        parts = telegram_texts(text)
        shown += [f"== Matrix ({len(text)} characters)", rendering.render_html(text)]
        shown += [f"== Telegram ({len(parts)} messages)", *map(rendering.render_telegram, parts)]
    return announcement, "\n\n".join(shown), rows
