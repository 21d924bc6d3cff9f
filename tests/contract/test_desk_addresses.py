"""Addresses of the desk on both databases: each page opens, and what no database can look for leads nowhere."""

import asyncio
import re
from pathlib import Path

from bot.storage.database import Database, open_database
from bot.web.app import ROUTES
from bot.web.base.desk import COOKIE
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.bench.desk_data import NOW, Sizes, fill
from tests.prepared import bundle, index
from tests.web.chromium.addresses import find_addresses
from tests.web.conftest import ADMIN, DeskHouse, serve

_NAMES = ("suche", "nach", "sort", "konto", "wer", "zentrum", "zustand", "frage", "thema", "plattform", "als", "vor")
_QUERY = "&".join(f"{name}=%00x|1" for name in _NAMES)
_SIZES = Sizes(
    questions=200,
    wordings=100,
    exchanges=200,
    lessons=100,
    deliveries=800,
    announcements=20,
    recipients=30,
    readers=100,
    rooms=50,
    actions=200,
)


async def test_every_page_opens(migrated: str, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, migrated.replace("+aiosqlite", ""), bundle(), _SIZES)
    async with open_database(migrated) as database:
        async with database.begin() as unit:
            await unit.records.seed(bundle(), NOW)
        house = DeskHouse(database=database, search=index(), now=NOW)
        async with serve(house, tmp_path) as stranger:
            browser = await stranger.sign_in(ADMIN)
            # Fails at the first page that does.
            found = await find_addresses(str(browser.server.make_url("")), {COOKIE: browser.cookie})
            report = await browser.get("/ankuendigungen/3/bericht.csv")
            assert report.status == 200
            assert "Gelesen" in await report.text()
    assert len(found) > 40


async def test_no_page_fails_at_a_zero_character(database: Database, tmp_path: Path) -> None:
    patterns = [route.path for route in ROUTES]
    paths = {re.sub(r"{[^}]*}", value, pattern) for pattern in patterns for value in ("%00", "1")}
    async with serve(DeskHouse(database=database, search=Search(Knowledge())), tmp_path) as stranger:
        browser = await stranger.sign_in(ADMIN)
        found = {path: (await browser.get(f"{path}?{_QUERY}")).status for path in sorted(paths)}
    assert {path for path, status in found.items() if status >= 500} == set()
    assert 200 in found.values()
