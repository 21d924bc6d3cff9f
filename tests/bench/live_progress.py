"""The cost of live progress at the desk to the announcement that it shows."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

from bot.delivery.outbox import Outbox
from bot.platforms.base.contract import Delivery
from bot.settings.web import PATH
from bot.storage.database import Database, open_database
from bot.storage.engine.tables import recipients
from bot.web.app import create_app
from bot.web.base.desk import COOKIE
from handlers.announcements.model.announcement import AnnouncementState
from handlers.core.events import MessageId
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from tests.bench.outbox import Instant, copy
from tests.bench.tables import show
from tests.rows import whole
from tests.web.announcing import add_announcement
from tests.web.conftest import EDITOR, Browser, DeskHouse

_COPIES = 10_000
# Some hundred copies a second: the announcement must not end before its time.
_SECONDS, _ROUNDS = 20.0, 4
_SENDING = 0.1  # seconds for each copy, so that the processor is mostly idle and the cost stands out
_EDITORS_WATCHING = 3


async def live_progress() -> None:
    """Send an announcement slowly, while editors watch half of the time."""
    with TemporaryDirectory() as folder:
        async with open_database(f"sqlite+aiosqlite:///{folder}/lotse.db") as database:
            shares = await _measure(database, Path(folder))
    alone, watched = (mean(measured) for measured in shares)
    rows = [
        ("alone", f"{alone:.2%}"),
        (f"watched by {_EDITORS_WATCHING}", f"{watched:.2%}"),
        ("cost to an announcement that keeps the processor busy, ×", f"{1 + watched - alone:.3f}"),
    ]
    title = f"Live progress: share of a processor while an announcement of {_COPIES:,} copies goes out slowly"
    show(title, ("", "share"), rows)


class _Slow(Instant):
    """A platform that takes some time for each copy."""

    async def send(self, delivery: Delivery) -> MessageId:
        await asyncio.sleep(_SENDING)
        return await super().send(delivery)


async def _measure(database: Database, folder: Path) -> tuple[Sequence[float], Sequence[float]]:
    """Return the shares of a processor that sending takes, alone and watched."""
    house = DeskHouse(database=database, search=Search(load_bundle(SHIPPED)))
    platform = _Slow()
    outbox = Outbox(database, {platform.name: platform}, lambda: house.now)
    shares: tuple[list[float], list[float]] = ([], [])
    outer = web.Application()
    outer.add_subapp(PATH, create_app(house.desk(folder)))
    async with TestServer(outer) as server, ClientSession(cookie_jar=DummyCookieJar()) as client:
        browser = await Browser(server=server, client=client, house=house).sign_in(EDITOR)
        await _write(house, outbox)
        for number in range(_ROUNDS):
            is_watched = number % 2 == 1
            watching = [asyncio.create_task(_watch(browser)) for _ in range(_EDITORS_WATCHING * is_watched)]
            shares[is_watched].append(await _send(outbox))
            for each in watching:
                each.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
    await outbox.close()
    return shares


async def _send(outbox: Outbox) -> float:
    """Send for some seconds, and return the share of a processor that it took."""
    worked, until = process_time(), perf_counter() + _SECONDS
    while perf_counter() < until:
        await outbox.deliver_due()
    return (process_time() - worked) / _SECONDS


async def _watch(browser: Browser) -> None:
    """Read the stream as browsers do, which come again when it ends."""
    url = browser.server.make_url(f"{PATH}/ankuendigungen/1/verlauf")
    while True:
        async with browser.client.get(url, cookies={COOKIE: browser.cookie}) as answer:
            async for _ in answer.content:
                pass


async def _write(house: DeskHouse, outbox: Outbox) -> None:
    await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    copies = [copy(number) for number in range(_COPIES)]
    rows = [
        whole(
            recipients,
            {
                "announcement": 1,
                "position": number,
                "delivery": each.id,
                "room": each.message.address.room,
                "platform": "matrix",
                "revision": 1,
            },
            number,
        )
        for number, each in enumerate(copies, 1)
    ]
    async with house.database.begin() as unit:
        await outbox.add(unit, copies, "announcement")
        await unit.connection.execute(recipients.insert(), rows)
