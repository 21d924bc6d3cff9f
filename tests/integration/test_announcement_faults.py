"""An announcement under way while the machine fails: nothing is lost, and what may have arrived twice says so."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, datetime
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.news import MARK, planned
from tests.integration.service import Serve, Service

_READERS, _NEWS = 12, 6
# Longer than a transaction waits for another one.
_FAULT_SECONDS = 8

Fault = Callable[[Service], AbstractContextManager[None]]


@contextmanager
def locked_database(lotse: Service) -> Iterator[None]:
    """Somebody else writes all the while."""
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db", timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@contextmanager
def full_disk(lotse: Service, size: int = 0) -> Iterator[None]:
    """The kernel lets the process write to no file any more, or to none beyond this size in bytes."""
    assert lotse.process is not None
    _, most = prlimit(lotse.process.pid, RLIMIT_FSIZE)
    prlimit(lotse.process.pid, RLIMIT_FSIZE, (size, most))
    yield
    # One that was just starting has ended.
    with suppress(ProcessLookupError):
        prlimit(lotse.process.pid, RLIMIT_FSIZE, (RLIM_INFINITY if most == RLIM_INFINITY else most, most))


@pytest.mark.slow
@pytest.mark.parametrize("fault", [locked_database, full_disk])
async def test_nothing_is_lost_or_doubled_unmarked(serve: Serve, api: BotApi, fault: Fault) -> None:
    lotse = await serve(homeserver="", LOTSE_ANNOUNCEMENTS__QUIET="false")
    lotse.telegram = api.url
    await lotse.start()
    readers = [Human(api=api, name=f"Reader {number}") for number in range(_READERS)]
    for reader in readers:
        await reader.writes("/abo laki")
        await reader.hears_that("Hier kommen an")
    await planned(lotse, {f"Neuigkeit {number}.": datetime.now(UTC) for number in range(_NEWS)})
    await readers[0].hears_that("Neuigkeit 0.")
    with fault(lotse):
        await readers[0].writes("Wie ist die Telefonnummer vom KI Bochum?")
        await asyncio.sleep(_FAULT_SECONDS)  # the fault itself
    await lotse.stores("SELECT count(*) FROM announcements WHERE state != 'finished'", [(0,)], 120)
    await readers[0].hears_that("Integrationszentrum Bochum")
    doubled = 0
    for reader in readers:
        texts = [shown.text for shown in reader.room.by_bot if "Neuigkeit " in shown.text]
        told = Counter(text.partition("Neuigkeit ")[2][0] for text in texts)
        assert sorted(told) == [str(number) for number in range(_NEWS)]
        assert told.total() - _NEWS <= sum(MARK in text for text in texts)
        doubled += told.total() - _NEWS
    ((counted,),) = lotse.stored("SELECT count(*) FROM deliveries WHERE kind = 'announcement-again'")
    assert doubled <= counted
