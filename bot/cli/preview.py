"""The preview of an import on the terminal."""

import sys
from collections.abc import Iterator

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handlers.core.sanitising import to_one_line
from knowledge.finding import Language
from knowledge.spreadsheets.comparison import PreviewRow, RowState
from knowledge.spreadsheets.preview import Preview
from knowledge.spreadsheets.preview_words import PREVIEW_WORDS, PreviewWords
from knowledge.spreadsheets.sentences import describe_fault, describe_notice

_UNTRIMMED = 200
_MAX_LINES = 200
_MAX_VALUE = 60


def print_preview(preview: Preview, language: Language) -> None:
    """Print what changes as a table, then a sentence for each notice and fault, and the number of rows by state."""
    words = PREVIEW_WORDS[language]
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


def _echo_some(sentences: list[str], words: PreviewWords) -> None:
    for sentence in sentences[:_MAX_LINES]:
        click.echo(to_one_line(sentence))
    if len(sentences) > _MAX_LINES:
        click.echo(words.more.format(count=len(sentences) - _MAX_LINES))


def _list_changes(row: PreviewRow, words: PreviewWords) -> Iterator[tuple[str, ...]]:
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
