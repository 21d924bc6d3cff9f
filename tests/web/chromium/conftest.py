"""One browser and one desk for all tests of a worker."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from knowledge.loader import SHIPPED, load_bundle
from knowledge.search import Search
from tests.prepared import open_in_memory
from tests.web.chromium.addresses import find_addresses
from tests.web.chromium.desk import Served, open_browser, open_page, serve, sign_in
from tests.web.conftest import ADMIN, DeskHouse


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """What a browser keeps of an admin's session, and an address of each page."""

    state: Any
    addresses: Mapping[str, str]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory, search: Search) -> AsyncIterator[Served]:
    """The desk over the shipped knowledge."""
    folder: Path = tmp_path_factory.mktemp("desk")
    async with open_in_memory() as database:
        house = DeskHouse(database=database, search=search, now=datetime.now(UTC))
        async with database.begin() as unit:
            await unit.records.seed(load_bundle(SHIPPED), house.now)
        async with serve(house, folder) as served:
            yield served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def admin(browser: Browser, served: Served) -> SignedIn:
    """An admin who has signed in, and looked at where every page is."""
    async with open_page(browser, served) as opened:
        await sign_in(opened.page, served, ADMIN)
        state = await opened.page.context.storage_state()
    cookies = {cookie["name"]: cookie["value"] for cookie in state["cookies"]}
    return SignedIn(state=state, addresses=await find_addresses(served.origin, cookies))
