"""SQLite with one change of threads per statement; aiosqlite makes four, which is most of what a statement costs."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Cursor as SqliteCursor
from sqlite3 import connect as open_sqlite
from typing import Any, Self

from aiosqlite import Connection

from bot.storage import read_only


async def connect(database: str | Path, **options: Any) -> Connection:
    """As `aiosqlite.connect`."""
    connection = _Connection(partial(open_sqlite, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001
    return await connection


async def connect_to_read(file: Path, _database: str | Path, **options: Any) -> Connection:
    """Connect to a file that is not changed, nor anything made beside it unless others have it open."""
    return await connect(read_only.address(file), **options, uri=True)


class _Connection(Connection):
    def cursor(self, *_: Any) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self)

    async def rollback(self) -> None:
        """Asked for after every commit too, when there is nothing left to undo."""
        if self.in_transaction:
            await super().rollback()

    async def run(self, work: Callable[[SqliteConnection], None]) -> None:
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]


class _Cursor:
    """Runs a statement, fetches all its rows and closes, in one go."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(lambda connection: self._take(connection.execute(statement, parameters)))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        await self._connection.run(lambda connection: self._take(connection.executemany(statement, parameters)))

    def _take(self, cursor: SqliteCursor) -> None:
        self._rows = cursor.fetchall() if cursor.description else []
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """It is closed already."""
