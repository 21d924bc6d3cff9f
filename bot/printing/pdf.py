"""PDF of the directory, written by WeasyPrint in a process of its own, as it computes for seconds."""

import importlib.util
import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE

from bot.system.child_processes import add_import_path

_NICENESS = 10
_LIBRARY = "weasyprint"


class CannotPrint(Exception):
    """There is no WeasyPrint, or none that works; the text is a sentence for operators."""


def can_print() -> bool:
    """Return whether WeasyPrint is installed."""
    return importlib.util.find_spec(_LIBRARY) is not None


async def write_pdf(html: str) -> bytes:
    """Return a page as PDF; raises CannotPrint."""
    if not can_print():
        raise CannotPrint("PDF needs WeasyPrint, the extra `print`: see “Printing” in docs/operations.md.")
    process = await create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=add_import_path(os.environ),
    )
    try:
        content, error = await process.communicate(html.encode())
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        reason = error.decode(errors="replace").strip().splitlines()[-1:]
        raise CannotPrint(f"WeasyPrint does not work: {' '.join(reason)}")
    return content


def main() -> None:
    """Read a page from standard input and write it to standard output as PDF."""
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    os.nice(_NICENESS)
    # The page holds all that it needs, and fetches nothing.
    fetcher = URLFetcher(allowed_protocols=())
    sys.stdout.buffer.write(HTML(string=sys.stdin.read(), url_fetcher=fetcher).write_pdf())


if __name__ == "__main__":
    main()
