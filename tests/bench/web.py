"""The time and size of each page of the desk, on the data of years."""

import asyncio
import gc
import gzip
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter, process_time

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler, Middleware

from bot.settings.web import PATH
from bot.storage.database import open_database
from bot.storage.engine.tables import metadata
from bot.web.admission import MAX_BODY
from bot.web.app import create_app
from bot.web.base.desk import COOKIE
from handlers.core.events import PlatformName, Sender
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.bench import desk_data
from tests.bench.desk_data import ENTRIES, NOW, YEARS_OF_USE, fill, make_knowledge
from tests.bench.tables import show
from tests.integration.postgres import databases
from tests.prepared import migrate_at
from tests.web.chromium.addresses import find_addresses
from tests.web.conftest import Browser, DeskHouse

_TIMES = 20
_PERCENTILES = 20  # steps of 5 %
# One person clicks as often, so that what is kept for some minutes is counted anew in the course of the measurement.
_BETWEEN = timedelta(seconds=5)
# Each may ask only so many times a minute.
_PEOPLE = tuple(Sender(platform=PlatformName.MATRIX, id=f"@editor-{number}:example.org") for number in range(30))
# Of pages that can be asked for in several ways, those that take longest.
_FURTHER = (
    "/?zeitraum=jahr",
    "/probe?frage=Wer+hilft+bei+der+Anerkennung%3F",
    "/wissen?suche=beratung&sort=-gefragt",
    "/wissen?zustand=niegefragt",
    "/luecken?wochen=13",
    "/luecken/so-nicht",
    "/probe/fragen?alle=1",
    "/austausch?zustand=geloest&alter=30&zentrum=centre/unna",
    "/austausch?zustand=verborgen",
    "/ankuendigungen?suche=rundbrief+danke",
    "/betrieb/zustellungen?zustand=failed",
    "/protokoll?wer=matrix:@nobody:example.org",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One answer: the time in milliseconds, by the clock and of the processor, and its size in kilobytes."""

    took: float
    worked: float
    plain: float
    compressed: float


async def pages() -> None:
    """Measure on SQLite."""
    knowledge = make_knowledge()
    async with open_database(f"sqlite+aiosqlite:///{await prepare_file(knowledge)}") as database:
        await _show(DeskHouse(database=database, search=Search(knowledge), now=NOW), "SQLite")


async def pages_on_postgresql() -> None:
    """Measure on a server of its own, whose data is made anew each time."""
    knowledge = make_knowledge()
    with databases() as create:
        async with open_database(await _fill(create.migrated(), knowledge)) as database:
            await _show(DeskHouse(database=database, search=Search(knowledge), now=NOW), "PostgreSQL")


async def _show(house: DeskHouse, name: str) -> None:
    """Print a table of all pages, the slowest first."""
    visited = await _visit_all(house)
    sizes = YEARS_OF_USE
    rows_of = f"{ENTRIES:,} entries, {sizes.questions:,} unanswered questions, {sizes.exchanges:,} exchanges"
    title = f"Pages of the desk on {name} with {rows_of} and {sizes.deliveries:,} deliveries, {_TIMES} times each"
    rows = sorted(((path, _summarise(visits)) for path, visits in visited.items()), key=lambda row: -row[1][1])
    columns = ("", "p50 ms", "p95 ms", "p95 CPU ms", "first ms", "KB", "KB gzip")
    show(title, columns, [(path, *(f"{each:.0f}" for each in figures)) for path, figures in rows])


async def prepare_file(knowledge: Knowledge) -> Path:
    """Return the SQLite file with all the data, which is made anew only when the tables or the data change."""
    folder = Path(gettempdir()) / f"lotse-bench-{await asyncio.to_thread(_digest_sources)}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        url = f"sqlite+aiosqlite:///{making / 'lotse.db'}"
        migrate_at(url.replace("+aiosqlite", ""))
        await _fill(url, knowledge)
        making.rename(folder)
    return folder / "lotse.db"


def _digest_sources() -> str:
    columns = "\n".join(f"{table}.{column!r}" for table in metadata.sorted_tables for column in table.c)
    made_from = columns.encode() + Path(desk_data.__file__).read_bytes()
    return blake2b(made_from, digest_size=8).hexdigest()


async def _fill(url: str, knowledge: Knowledge) -> str:
    """Fill an empty database and return its URL."""
    await asyncio.to_thread(fill, url.replace("+aiosqlite", ""), knowledge)
    async with open_database(url) as database, database.begin() as unit:
        await unit.records.seed(knowledge, NOW - timedelta(days=100))
    return url


@dataclass
class _Stopwatch:
    """Takes the time of the last answer, from the request to the body that is to be sent."""

    took: float = 0
    worked: float = 0

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
            began, worked = perf_counter(), process_time()
            answer = await handler(request)
            self.took, self.worked = 1_000 * (perf_counter() - began), 1_000 * (process_time() - worked)
            return answer

        return measure


async def _visit_all(house: DeskHouse) -> Mapping[str, Sequence[Visit]]:
    """Return what was measured of each page, the first visit first."""
    house.editors = house.admins = _PEOPLE
    # As the service does when it has started.
    gc.collect()
    gc.freeze()
    stopwatch = _Stopwatch()
    outer = web.Application(client_max_size=MAX_BODY, middlewares=[stopwatch.middleware])
    with TemporaryDirectory() as folder:
        outer.add_subapp(PATH, create_app(house.desk(Path(folder))))
        async with TestServer(outer) as server, ClientSession(cookie_jar=DummyCookieJar()) as client:
            people = [await Browser(server=server, client=client, house=house).sign_in(each) for each in _PEOPLE]
            found = await find_addresses(str(server.make_url("")), {COOKIE: people[0].cookie})
            browsers = cycle(people[1:])
            addresses = sorted({*found.values(), *_FURTHER})
            visits = {path: await _visit(path, next(browsers), stopwatch) for path in addresses}
            return {path: answered for path, answered in visits.items() if answered}


async def _visit(path: str, browser: Browser, stopwatch: _Stopwatch) -> Sequence[Visit]:
    """Return what was measured; nothing of a page that leads to another one."""
    visits = list[Visit]()
    for _ in range(_TIMES + 1):
        browser.house.now += _BETWEEN
        answer = await browser.get(path)
        if answer.status == 303:
            return []
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        body = await answer.read()
        sizes = len(body) / 1_000, len(gzip.compress(body)) / 1_000
        visits.append(Visit(took=stopwatch.took, worked=stopwatch.worked, plain=sizes[0], compressed=sizes[1]))
    return visits


def _summarise(visits: Sequence[Visit]) -> Sequence[float]:
    first, *others = visits
    took = quantiles((visit.took for visit in others), n=_PERCENTILES, method="inclusive")
    worked = quantiles((visit.worked for visit in others), n=_PERCENTILES, method="inclusive")
    median, high = _PERCENTILES // 2 - 1, _PERCENTILES - 2
    return took[median], took[high], worked[high], first.took, first.plain, first.compressed
