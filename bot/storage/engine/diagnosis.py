"""SQLite's failures as sentences for whoever runs the service, and detection of damage."""

import re
import sqlite3
from collections.abc import Sequence
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.storage.engine.failures import DatabaseDamaged, DatabaseUnusable

DISK_FULL_ERRNOS = frozenset({ENOSPC, EDQUOT, EFBIG})
# The low byte is the primary result code: https://www.sqlite.org/rescode.html.
_KIND = 0xFF
_MAX_PROBLEMS = 5
_REPAIR_ADVICE = "stop Lotse, keep a copy of the file, and restore the last backup"
_SENTENCES = {
    sqlite3.SQLITE_NOTADB: "{file} is no SQLite database: check `database`, or restore the last backup.",
    sqlite3.SQLITE_FULL: "There is no room left for {file}: free space on its disk.",
    sqlite3.SQLITE_READONLY: "{file} can't be written: give Lotse's user the rights to it and to its folder.",
    sqlite3.SQLITE_CANTOPEN: "{file} can't be opened: give Lotse's user the rights to it and to its folder.",
    sqlite3.SQLITE_PERM: "{file} can't be opened: give Lotse's user the rights to it and to its folder.",
    sqlite3.SQLITE_BUSY: "{file} is being written by another program: try again, or stop that.",
    sqlite3.SQLITE_IOERR: "{file} can't be read or written ({name}): free space on its disk, or look whether it fails.",
}


def diagnose(error: DBAPIError, file: Path | None) -> DatabaseUnusable | None:
    """Return the failure as a sentence with advice; None if it is not about the file."""
    cause = error.orig
    if not isinstance(cause, sqlite3.Error):
        return None
    # Errors that were constructed by hand have no code.
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _KIND
    if code == sqlite3.SQLITE_CORRUPT:
        return damage_error(file)
    told = _SENTENCES.get(code)
    return None if told is None else DatabaseUnusable(told.format(file=_name(file), name=cause.sqlite_errorname), code)


def is_disk_full(error: sqlite3.Error) -> bool:
    """Return whether there was no room to write, or a limit to it."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & _KIND == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_WRITE


def damage_error(file: Path | None, what: str = "") -> DatabaseDamaged:
    """Return the error for a damaged file; `what` names the damage."""
    return DatabaseDamaged(f"{_name(file)} is damaged{f' ({what})' if what else ''}: {_REPAIR_ADVICE}.")


def permission_error(file: Path) -> DatabaseUnusable:
    """Return the error for a file that Lotse may not write."""
    return DatabaseUnusable(_SENTENCES[sqlite3.SQLITE_READONLY].format(file=file), sqlite3.SQLITE_READONLY)


def find_damage(connection: Connection, *, thoroughly: bool = False) -> str | None:
    """Return which tables are damaged, or else what SQLite reports; None if all is well. Raises DBAPIError."""
    pragma = "integrity_check" if thoroughly else "quick_check"
    found: Sequence[str] = connection.exec_driver_sql(f"PRAGMA {pragma}({_MAX_PROBLEMS})").scalars().all()
    if found == ["ok"]:
        return None
    lines = [line for each in found for line in each.splitlines() if not line.startswith("***")]
    pages = {int(page) for line in lines for page in re.findall(r"(?:[Tt]ree|[Pp]age) (\d+)", line)}
    roots = connection.exec_driver_sql("SELECT rootpage, tbl_name FROM sqlite_master").all()
    indexes = connection.exec_driver_sql("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'").all()
    tables = {table for root, table in roots if root in pages}
    tables |= {table for index, table in indexes if any(f"index {index}" in line for line in lines)}
    return ", ".join(sorted(tables)) or lines[0]


def _name(file: Path | None) -> str:
    return "The database" if file is None else str(file)
