"""Knowledge as files of other programs: spreadsheets in and out, vCards and linked data out."""

import asyncio
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from bot.cli.environment.databases import load_for_import, open_to_write
from bot.cli.preview import print_preview
from bot.settings.loading import Settings
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.knowledge.bundle_cache import load_shipped
from knowledge.entries import AnyEntry, Centre, Visibility
from knowledge.finding import Language
from knowledge.linked_data import write_linked_data
from knowledge.loader import MUNICIPALITIES, POSTAL_CODES
from knowledge.spreadsheets.comparison import PreviewRow, RowState
from knowledge.spreadsheets.exporting import export_csv, export_xlsx
from knowledge.spreadsheets.faults import SpreadsheetError
from knowledge.spreadsheets.limits import MAX_FILE_BYTES
from knowledge.spreadsheets.preview import Preview, preview_import
from knowledge.spreadsheets.preview_words import PREVIEW_WORDS, PreviewWords
from knowledge.spreadsheets.reading import Reading, read_spreadsheet
from knowledge.spreadsheets.sentences import describe_fault
from knowledge.vcards import write_vcards

AUTHOR: Final = "cli"

_SPREADSHEETS = (".xlsx", ".xlsm", ".csv")
_FILES = (".xlsx", ".csv", ".vcf", ".jsonld")
_OF_BUNDLES = (MUNICIPALITIES, POSTAL_CODES)


def is_spreadsheet(path: Path) -> bool:
    """Return whether a path names a spreadsheet, and not one of the tables of a bundle."""
    return path.suffix.casefold() in _SPREADSHEETS and path.name not in _OF_BUNDLES


def is_export_file(path: Path) -> bool:
    """Return whether a path names a file that one can export to."""
    return path.suffix.casefold() in _FILES and path.name not in _OF_BUNDLES


def export_file(path: Path, settings: Settings, only: Sequence[str], reader: Visibility) -> int:
    """Write entries that a reader may read in the format of the file's name; return how many."""
    in_force = asyncio.run(load_for_import(settings))
    entries = _select(in_force.knowledge.visible_to(reader).entries, only)
    suffix = path.suffix.casefold()
    if suffix == ".vcf":
        entries = [entry for entry in entries if isinstance(entry, Centre)]
    if not entries:
        raise click.ClickException(f"Nothing to write into {path}: there is no such entry.")
    try:
        path.write_bytes(_WRITERS[suffix](entries, in_force.revisions))
    except SpreadsheetError as error:
        raise click.ClickException(describe_fault(error.fault, settings.language)) from error
    return len(entries)


_WRITERS: Mapping[str, Callable[[Sequence[AnyEntry], Mapping[str, int]], bytes]] = {
    ".xlsx": export_xlsx,
    ".csv": export_csv,
    ".vcf": lambda entries, _: write_vcards(entry for entry in entries if isinstance(entry, Centre)),
    ".jsonld": lambda entries, _: write_linked_data(entries),
}


def _select(entries: Sequence[AnyEntry], only: Sequence[str]) -> list[AnyEntry]:
    known = {name for entry in entries for name in (entry.id, entry.kind)}
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise click.ClickException(f"There is no entry {name}." + (f" Did you mean {near[0]}?" if near else ""))
    return [entry for entry in entries if not only or entry.id in only or entry.kind in only]


def import_spreadsheet(
    path: Path, settings: Settings, language: Language, *, preview_only: bool, good_rows: bool, yes: bool
) -> None:
    """Show what a spreadsheet changes, ask, and write it. Raises ClickException if rows have to be left out."""
    words = PREVIEW_WORDS[language]
    preview = _preview(_read(path, language), settings)
    print_preview(preview, language)
    if preview.has_errors and not (good_rows and not preview_only):
        raise click.ClickException(words.errors if preview_only else words.nothing_written)
    overtaken: Sequence[str] = ()
    rows = preview.list_writable()
    if rows and not preview_only:
        if not yes:
            click.confirm(words.ask.format(count=len(rows)), abort=True)
        overtaken = asyncio.run(_write(rows, settings))
        click.echo(words.written.format(count=len(rows) - len(overtaken)))
    elif not rows:
        click.echo(words.nothing)
    _report_left_out(preview, overtaken, words)


def _report_left_out(preview: Preview, overtaken: Iterable[str], words: PreviewWords) -> None:
    """Raise ClickException if there are rows that were not, or will not be, written."""
    left = [row.id for row in preview.rows if row.state is RowState.CONFLICT] + list(overtaken)
    sentences = [words.left_alone.format(ids=", ".join(left))] if left else []
    if preview.has_errors:
        sentences.append(words.errors)
    if sentences:
        raise click.ClickException(" ".join(sentences))


def _read(path: Path, language: Language) -> Reading:
    try:
        with path.open("rb") as file:
            # One byte more than is allowed is enough to be refused.
            return read_spreadsheet(file.read(MAX_FILE_BYTES + 1), path.name)
    except SpreadsheetError as error:
        raise click.ClickException(describe_fault(error.fault, language)) from error


def _preview(reading: Reading, settings: Settings) -> Preview:
    return preview_import(reading, asyncio.run(load_for_import(settings, reading.name_revisions())))


async def _write(rows: Sequence[PreviewRow], settings: Settings) -> Sequence[str]:
    """Write rows; return the ids of those that somebody has changed since the preview."""
    async with open_to_write(settings.database_url) as database:
        store, now = DatabaseKnowledge(database), datetime.now(UTC)
        await store.seed(load_shipped(), now)
        _, overtaken = await store.replace(list(_pair(rows)), AUTHOR, now)
    return overtaken


def _pair(rows: Iterable[PreviewRow]) -> Iterator[tuple[AnyEntry, int | None]]:
    return ((row.record, row.revision) for row in rows if row.record is not None)
