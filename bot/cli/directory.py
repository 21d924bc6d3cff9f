"""The directory of all centres and offers as a file: HTML, or PDF where WeasyPrint is installed."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from bot.cli.environment.databases import load_knowledge
from bot.printing.directory import render_directory
from bot.printing.pdf import CannotPrint, write_pdf
from bot.settings.loading import Settings
from knowledge.entries import Visibility
from knowledge.search import Search

_PDF = ".pdf"
_SUFFIXES = (".html", _PDF)


def is_directory_file(path: Path) -> bool:
    """Return whether a path names a file that the directory can be written to."""
    return path.suffix.casefold() in _SUFFIXES


def export_directory(path: Path, settings: Settings, reader: Visibility) -> int:
    """Write the directory of what a reader may read; return how many entries it has. Raises ClickException."""
    search = Search(asyncio.run(load_knowledge(settings)).visible_to(reader))
    page = render_directory(search, settings.office, datetime.now(settings.time_zone).date())
    try:
        content = asyncio.run(write_pdf(page)) if path.suffix.casefold() == _PDF else page.encode()
    except CannotPrint as error:
        raise click.ClickException(str(error)) from error
    path.write_bytes(content)
    return len(search.knowledge.centres) + len(search.knowledge.offers)
