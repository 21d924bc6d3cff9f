"""`lotse knowledge`: check, import, export, list and evaluate curated entries."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.directory import export_directory, is_directory_file
from bot.cli.environment.databases import load_knowledge, open_to_write
from bot.cli.environment.installation import read_installation
from bot.cli.environment.options import config_option, yes_option
from bot.cli.history import history, restore
from bot.cli.spreadsheets import AUTHOR, export_file, import_spreadsheet, is_export_file, is_spreadsheet
from bot.settings.loading import Settings, read
from bot.storage.adapters.knowledge import DatabaseKnowledge, ImportReport
from handlers.core.sanitising import to_one_line
from handlers.i18n import DEFAULT_LANGUAGE
from knowledge.entries import Confidence, Knowledge, Visibility
from knowledge.exporter import write_bundle, write_confidence
from knowledge.finding import Language
from knowledge.loader import OPTIONAL, REQUIRED, SHIPPED, load_bundle, load_records
from knowledge.search.evaluation import evaluate
from knowledge.search.fitting import compute_digest, fit_confidence
from knowledge.search.phrasing_checks import Doubt, PhrasingWarning, check_phrasings
from knowledge.spreadsheets.preview_words import PREVIEW_WORDS

_UNTRIMMED = 200
_EXPORTED = (".xlsx", ".csv", ".vcf", ".jsonld", ".html", ".pdf")

_bundle = click.Path(exists=True, path_type=Path)
_file = click.File(encoding="utf-8")


@click.group(no_args_is_help=False)
def knowledge() -> None:
    """Curate the knowledge base."""


knowledge.add_command(history)
knowledge.add_command(restore)


@knowledge.command()
@click.argument("path", type=_bundle, required=False)
@click.option("--phrasings", is_flag=True, help="Also name phrasings that may lead questions astray.")
@click.option("--links", is_flag=True, help="Try the addresses in entries instead; without PATH those in force.")
@config_option
def check(path: Path | None, config: Path | None, *, phrasings: bool, links: bool) -> None:
    """Check a bundle, or one file of it, and change nothing.

    With --links, each address in its entries is tried, at most one a second and host and as robots.txt allows.
    Without PATH these are the entries in force, and the results are shown at the web desk.
    """
    if links:
        _check_links(path, config)
        return
    if path is None:
        raise click.UsageError("Name the bundle to check, or --links.")
    if is_spreadsheet(path):
        raise click.ClickException(
            f"A spreadsheet is compared with what is in force: lotse knowledge import --preview {path}"
        )
    records = _records(path)
    click.echo(f"{len(list(records))} records are in order.")
    if any(fitted.fitted_to != compute_digest(records) for fitted in records.confidence if records.entries):
        click.echo(f"The content has changed since the confidence was fitted: lotse knowledge fit {path}", err=True)
    if phrasings:
        _list_warnings(check_phrasings(records))


@knowledge.command("import")
@click.argument("path", type=_bundle)
@click.option("--preview", is_flag=True, help="Only show what a spreadsheet would change.")
@click.option("--good-rows", is_flag=True, help="Write the rows without errors, though others have some.")
@click.option(
    "--language", type=click.Choice(list(PREVIEW_WORDS)), default=DEFAULT_LANGUAGE, help="The language of the preview."
)
@yes_option
@config_option
def import_(path: Path, config: Path | None, language: Language, *, preview: bool, good_rows: bool, yes: bool) -> None:
    """Bring a bundle, one file of it, or a spreadsheet (.xlsx, .csv) into force.

    What is in force and of the same kind, but missing in a bundle, is archived if it is for everybody. A
    spreadsheet changes only the entries in its rows: they are shown, and written after a confirmation.
    """
    if is_spreadsheet(path):
        settings = read_installation(config)
        import_spreadsheet(path, settings, language, preview_only=preview, good_rows=good_rows, yes=yes)
        return
    if preview or good_rows:
        raise click.UsageError("--preview and --good-rows are for spreadsheets (.xlsx, .csv).")
    report = asyncio.run(_import(_records(path), read_installation(config)))
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in asdict(report).items()))


@knowledge.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, help="Only entries of this kind (centre, offer, faq) or with this id.")
@click.option(
    "--visible-to",
    type=click.Choice([each.value for each in Visibility]),
    default=Visibility.PUBLIC.value,
    help="Also what is for the network, or all with what is internal.",
)
@config_option
def export(path: Path, only: tuple[str, ...], visible_to: str, config: Path | None) -> None:
    """Write what is in force and for everybody into the folder PATH, as a bundle.

    A PATH that ends in .xlsx or .csv becomes a spreadsheet of the entries, one in .vcf the centres' contacts as vCards,
    one in .jsonld linked data. One in .html or .pdf becomes a directory of all centres and offers, to be printed.
    """
    settings, reader = read(config), Visibility(visible_to)
    if is_export_file(path):
        count = export_file(path, settings, only, reader)
        click.echo(f"{count} {'entry is' if count == 1 else 'entries are'} in {path}.")
        return
    if is_directory_file(path) and not only:
        click.echo(f"{export_directory(path, settings, reader)} entries are in {path}.")
        return
    if only:
        raise click.UsageError("--only is for files (.xlsx, .csv, .vcf, .jsonld).")
    if path.is_file():
        forms = ", ".join(_EXPORTED)
        raise click.UsageError(f"{path} is a file: name a folder, or a file that ends in one of {forms}.")
    in_force = asyncio.run(load_knowledge(settings))
    visible = in_force.visible_to(reader)
    write_bundle(visible, path)
    click.echo(f"{len(list(visible))} records are in {path}.")
    if hidden := len(list(in_force)) - len(list(visible)):
        click.echo(f"{hidden} not for everybody are left out: --visible-to {Visibility.INTERNAL} takes all.", err=True)


@knowledge.command("list")
@config_option
def list_(config: Path | None) -> None:
    """Show the entries that are in force."""
    table = Table("Entry", "Title", "As of", "Review by", box=None)
    for entry in asyncio.run(load_knowledge(read(config))).entries:
        told = (entry.title, entry.as_of, str(entry.review_by or ""))
        table.add_row(entry.id, *(escape(to_one_line(each)) for each in told))
    Console(highlight=False, width=None if sys.stdout.isatty() else _UNTRIMMED).print(table)


@knowledge.command("fit")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@config_option
def fit(path: Path | None, config: Path | None) -> None:
    """Fit the confidence to the content: to the bundle in the folder PATH, else to what is in force.

    From how the entries' own phrasings are found when they are left out, and from questions that no entry covers, it
    is computed when an answer is sure. Do this after larger changes; it takes a minute and gives the same every time.
    """
    fitted = _fit_bundle(path) if path else asyncio.run(_fit_in_force(read_installation(config)))
    click.echo(f"The confidence is fitted to the content {fitted.fitted_to}.")


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


def _check_links(path: Path | None, config: Path | None) -> None:
    # Only this command sends requests.
    from bot.cli.links import check_bundle, check_in_force  # noqa: PLC0415

    if path is None:
        check_in_force(read_installation(config))
    else:
        check_bundle(_records(path))


def _list_warnings(warnings: Sequence[PhrasingWarning]) -> None:
    for warning in warnings:
        click.echo(to_one_line(str(warning)))
    counts = Counter(warning.doubt for warning in warnings)
    click.echo(", ".join(f"{counts[doubt]} {doubt}" for doubt in Doubt))


def _fit_bundle(folder: Path) -> Confidence:
    bundle = _records(folder)
    fitted = _fit(bundle)
    write_confidence(fitted, folder)
    return fitted


async def _fit_in_force(settings: Settings) -> Confidence:
    async with open_to_write(settings.database_url) as database:
        store, now = DatabaseKnowledge(database), datetime.now(UTC)
        await store.seed(load_bundle(SHIPPED), now)
        fitted = _fit(await store.load())
        await store.import_(Knowledge.from_records([fitted]), AUTHOR, now)
        return fitted


def _fit(content: Knowledge) -> Confidence:
    try:
        return fit_confidence(content, content.uncovered or load_bundle(SHIPPED).uncovered)
    except ValueError as error:
        raise click.ClickException(f"The confidence can't be fitted: {error}.") from error


def _records(path: Path) -> Knowledge:
    """Read a bundle or one of its files; references are checked in a whole bundle only."""
    whole = path.is_dir() and all((path / name).is_file() for name in REQUIRED)
    return load_bundle(path) if whole else Knowledge.from_records(load_records(path))


async def _import(records: Knowledge, settings: Settings) -> ImportReport:
    async with open_to_write(settings.database_url) as database:
        store, now = DatabaseKnowledge(database), datetime.now(UTC)
        if len({record.kind for record in records if not isinstance(record, OPTIONAL)}) < len(REQUIRED):
            await store.seed(
                load_bundle(SHIPPED), now
            )  # a part alone would keep the first start from bringing the rest
        return await store.import_(records, AUTHOR, now)
