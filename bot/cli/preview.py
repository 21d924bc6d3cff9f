"""The preview of an import on the terminal."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handlers.core.sanitising import to_one_line
from knowledge.spreadsheets.comparison import PreviewRow, RowState
from knowledge.spreadsheets.preview import Preview
from knowledge.spreadsheets.sentences import Language, describe_fault, describe_notice

_UNTRIMMED = 200
_MAX_LINES = 200
_MAX_VALUE = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the preview and the import say, in one language."""

    heads: tuple[str, ...]
    states: dict[RowState, str]
    more: str
    ask: str
    written: str
    nothing: str
    errors: str
    nothing_written: str
    left_alone: str

    @staticmethod
    def of(language: Language) -> "Words":
        """Return the words of a language."""
        return _GERMAN if language == "de" else _ENGLISH


_GERMAN = Words(
    heads=("Zeile", "Eintrag", "Was", "Spalte", "Bisher", "Neu"),
    states={
        RowState.NEW: "neu",
        RowState.CHANGED: "geändert",
        RowState.UNCHANGED: "unverändert",
        RowState.CONFLICT: "Konflikt",
        RowState.ERROR: "Fehler",
    },
    more="… und {count} weitere Zeilen.",
    ask="Neue und geänderte Zeilen schreiben ({count})?",
    written="Geschrieben: {count}.",
    nothing="Nichts zu ändern.",
    errors="Zeilen mit Fehlern werden nicht geschrieben.",
    nothing_written="Nichts geschrieben: Behebe die Fehler, oder nimm mit --good-rows nur die Zeilen ohne Fehler.",
    left_alone="Nicht geschrieben, weil es eine neuere Fassung gibt: {ids}. Exportiere neu und ändere dort.",
)
_ENGLISH = Words(
    heads=("Row", "Entry", "What", "Column", "Old", "New"),
    states={
        RowState.NEW: "new",
        RowState.CHANGED: "changed",
        RowState.UNCHANGED: "unchanged",
        RowState.CONFLICT: "conflict",
        RowState.ERROR: "error",
    },
    more="… and {count} more lines.",
    ask="Write the new and the changed rows ({count})?",
    written="Written: {count}.",
    nothing="Nothing to change.",
    errors="Rows with errors are not written.",
    nothing_written="Nothing was written: correct the errors, or take only the other rows with --good-rows.",
    left_alone="Not written, as there is a newer revision: {ids}. Export again and make your change there.",
)


def print_preview(preview: Preview, language: Language) -> None:
    """Print what changes as a table, then a sentence for each notice and fault, and the number of rows by state."""
    words = Words.of(language)
    lines = [line for row in preview.rows for line in _list_changes(row, words)]
    if lines:
        table = Table(*words.heads, box=None)
        for line in lines[:_MAX_LINES]:
            table.add_row(*(escape(_shorten(each)) for each in line))
        Console(highlight=False, width=None if sys.stdout.isatty() else _UNTRIMMED).print(table)
    sentences = [describe_notice(notice, language) for notice in preview.notices]
    sentences += [describe_fault(fault, language) for row in preview.rows for fault in row.faults]
    _echo_some([words.more.format(count=len(lines) - _MAX_LINES)] if len(lines) > _MAX_LINES else [], words)
    _echo_some(sentences, words)
    counts = preview.count()
    click.echo(", ".join(f"{counts[state]} {word}" for state, word in words.states.items()))


def _echo_some(sentences: list[str], words: Words) -> None:
    for sentence in sentences[:_MAX_LINES]:
        click.echo(to_one_line(sentence))
    if len(sentences) > _MAX_LINES:
        click.echo(words.more.format(count=len(sentences) - _MAX_LINES))


def _list_changes(row: PreviewRow, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a row: one for each field, but only the title of a new entry."""
    place = (f"{row.sheet} {row.number}".strip(), row.id, words.states[row.state])
    if row.state is RowState.NEW:
        yield (*place, "", "", row.title)
    elif row.state in (RowState.CHANGED, RowState.CONFLICT):
        for change in row.changes:
            yield (*place, change.column, change.old, change.new)


def _shorten(text: str) -> str:
    line = to_one_line(text)
    return line if len(line) <= _MAX_VALUE else f"{line[: _MAX_VALUE - 1]}…"
