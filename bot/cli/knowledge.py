"""`lotse knowledge`: check, import, export, list and evaluate curated entries."""

import asyncio
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.environment.databases import load_knowledge, open_to_write
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option
from bot.settings.loading import Settings, read
from bot.storage.adapters.knowledge import DatabaseKnowledge, ImportReport
from handlers.core.sanitising import to_one_line
from knowledge.entries import Knowledge
from knowledge.exporter import write_bundle
from knowledge.loader import KINDS, MUNICIPALITIES, SHIPPED, load_bundle, load_records
from knowledge.search.evaluation import evaluate

_AUTHOR = "cli"
_UNTRIMMED = 200

_bundle = click.Path(exists=True, path_type=Path)
_file = click.File(encoding="utf-8")


@click.group(no_args_is_help=False)
def knowledge() -> None:
    """Curate the knowledge base."""


@knowledge.command()
@click.argument("path", type=_bundle)
def check(path: Path) -> None:
    """Check a bundle, or one file of it, and change nothing."""
    click.echo(f"{len(list(_records(path)))} records are in order.")


@knowledge.command("import")
@click.argument("path", type=_bundle)
@config_option
def import_(path: Path, config: Path | None) -> None:
    """Bring a bundle, or one file of it, into force.

    What is in force and of the same kind, but missing in PATH, is archived.
    """
    report = asyncio.run(_import(_records(path), read_installation(config)))
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in asdict(report).items()))


@knowledge.command("export")
@click.argument("path", type=click.Path(file_okay=False, path_type=Path))
@config_option
def export(path: Path, config: Path | None) -> None:
    """Write what is in force into the folder PATH, as a bundle."""
    in_force = asyncio.run(load_knowledge(read(config)))
    write_bundle(in_force, path)
    click.echo(f"{len(list(in_force))} records are in {path}.")


@knowledge.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Show the entries that are in force."""
    table = Table("Entry", "Title", "As of", "Review by", box=None)
    for entry in asyncio.run(load_knowledge(read(config))).entries:
        told = (entry.title, entry.as_of, str(entry.review_by or ""))
        table.add_row(entry.id, *(escape(to_one_line(each)) for each in told))
    Console(highlight=False, width=None if sys.stdout.isatty() else _UNTRIMMED).print(table)


@knowledge.command("eval")
@click.option("--corpus", type=_file, required=True, help="JSON lines with id, title and text.")
@click.option("--questions", type=_file, required=True, help="JSON lines with id, question and expected ids.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate_(corpus: TextIO, questions: TextIO, *, as_json: bool) -> None:
    """Measure how well the search finds, on any corpus, with the synonyms that ship."""
    try:
        report = evaluate(corpus, questions, [group.words for group in load_bundle(SHIPPED).synonyms]).to_json()
    except (ValueError, LookupError, TypeError) as error:
        raise click.ClickException(f"A line is not valid: {error}.") from error
    if as_json:
        click.echo(json.dumps(report))
    else:
        click.echo("\n".join(f"{name:18} {value}" for name, value in report.items()))


def _records(path: Path) -> Knowledge:
    """Read a bundle or one of its files; references are checked in a whole bundle only."""
    whole = path.is_dir() and all((path / name).is_file() for name in (*KINDS, MUNICIPALITIES))
    return load_bundle(path) if whole else Knowledge.from_records(load_records(path))


async def _import(records: Knowledge, settings: Settings) -> ImportReport:
    async with open_to_write(settings.database_url) as database:
        store, now = DatabaseKnowledge(database), datetime.now(UTC)
        if len({record.kind for record in records}) < len((*KINDS, MUNICIPALITIES)):
            await store.seed(
                load_bundle(SHIPPED), now
            )  # a part alone would keep the first start from bringing the rest
        return await store.import_(records, _AUTHOR, now)
