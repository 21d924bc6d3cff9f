"""Addresses of the desk that no database can look for are as good as empty, or lead nowhere."""

import re
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

from bot.settings.web import PATH
from bot.storage.database import Database
from bot.web.app import create_app
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.web.conftest import ADMIN, Browser, DeskHouse

_NAMES = ("suche", "nach", "sort", "konto", "wer", "zentrum", "zustand", "frage", "thema", "plattform", "als", "vor")
_QUERY = "&".join(f"{name}=%00x|1" for name in _NAMES)


async def test_no_page_fails_at_a_zero_character(database: Database, tmp_path: Path) -> None:
    house = DeskHouse(database=database, search=Search(Knowledge()))
    desk, outer = create_app(house.desk(tmp_path)), web.Application()
    outer.add_subapp(PATH, desk)
    patterns = [each.canonical.removeprefix(PATH) for each in desk.router.resources()]
    paths = {re.sub(r"{[^}]*}", value, pattern) for pattern in patterns for value in ("%00", "1")}
    async with TestServer(outer) as server, ClientSession(cookie_jar=DummyCookieJar()) as client:
        browser = await Browser(server=server, client=client, house=house).sign_in(ADMIN)
        found = {path: (await browser.get(f"{path}?{_QUERY}")).status for path in sorted(paths)}
    assert {path for path, status in found.items() if status >= 500} == set()
    assert 200 in found.values()
