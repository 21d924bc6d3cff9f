"""The cost of live progress at the desk to the announcement that it shows."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

from bot.delivery.outbox import Outbox
from bot.settings.web import PATH
from bot.storage.database import Database, open_database
from bot.storage.engine.tables import recipients
from bot.web.app import create_app
from bot.web.base.desk import COOKIE
from handlers.announcements.model.announcement import AnnouncementState
from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from tests.bench.outbox import Instant, copy
from tests.bench.tables import show
from tests.rows import whole
from tests.web.announcing import add_announcement
from tests.web.conftest import EDITOR, Browser, DeskHouse

# Each four rounds are alone, watched, watched, alone, so that what grows or wanders counts for both.
_COPIES, _ROUNDS = 10_000, 24
_EDITORS_WATCHING = 3


async def live_progress() -> None:
    """Send announcements, of which editors watch half."""
    with TemporaryDirectory() as folder:
        async with open_database(f"sqlite+aiosqlite:///{folder}/lotse.db") as database:
            alone, watched = await _measure(database, Path(folder))
    cost = (
        [median(times) for times in zip(*alone, strict=True)],
        [median(times) for times in zip(*watched, strict=True)],
    )
    rows = [
        ("alone", *(f"{seconds:.2f}" for seconds in cost[0])),
        (f"watched by {_EDITORS_WATCHING}", *(f"{seconds:.2f}" for seconds in cost[1])),
        ("×", *(f"{with_it / without:.3f}" for without, with_it in zip(*cost, strict=True))),
    ]
    title = f"Live progress: seconds for {_COPIES:,} copies on a platform that takes no time, median of {_ROUNDS // 2}"
    show(title, ("", "CPU s", "real s"), rows)


async def _measure(
    database: Database, folder: Path
) -> tuple[Sequence[tuple[float, float]], Sequence[tuple[float, float]]]:
    """Return the seconds of the processor and of the clock of each announcement, alone and watched."""
    house = DeskHouse(database=database, search=Search(load_bundle(SHIPPED)))
    platform = Instant()
    outbox = Outbox(database, {platform.name: platform}, lambda: house.now)
    times: tuple[list[tuple[float, float]], ...] = ([], [])
    outer = web.Application()
    outer.add_subapp(PATH, create_app(house.desk(folder)))
    async with TestServer(outer) as server, ClientSession(cookie_jar=DummyCookieJar()) as client:
        browser = await Browser(server=server, client=client, house=house).sign_in(EDITOR)
        # The first one warms up.
        for number in range(1, 1 + _ROUNDS + 1):
            await _write(number, house, outbox)
            is_watched = number % 4 in {0, 3}
            watching = [asyncio.create_task(_watch(browser, number)) for _ in range(_EDITORS_WATCHING * is_watched)]
            times[is_watched].append(await _send(outbox, platform))
            for each in watching:
                each.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
    await outbox.close()
    return times[0][1:], times[1]


async def _send(outbox: Outbox, platform: Instant) -> tuple[float, float]:
    worked, began, until = process_time(), perf_counter(), platform.sent + _COPIES
    while platform.sent < until:
        await outbox.deliver_due()
    return process_time() - worked, perf_counter() - began


async def _watch(browser: Browser, number: int) -> None:
    """Read the stream as browsers do, which come again when it ends."""
    url = browser.server.make_url(f"{PATH}/ankuendigungen/{number}/verlauf")
    while True:
        async with browser.client.get(url, cookies={COOKIE: browser.cookie}) as answer:
            async for _ in answer.content:
                pass


async def _write(announcement: int, house: DeskHouse, outbox: Outbox) -> None:
    await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    copies = [copy(number) for number in range(announcement * _COPIES, (announcement + 1) * _COPIES)]
    rows = [
        whole(
            recipients,
            {
                "announcement": announcement,
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
