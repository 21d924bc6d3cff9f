"""One browser and one desk for all tests of a worker."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.cli.demo.people import LENA
from tests.web.chromium.addresses import find_addresses
from tests.web.chromium.desk import Served, open_browser, open_page, serve, sign_in


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
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The desk with what the demo makes up, but fewer questions."""
    async with serve(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def admin(browser: Browser, served: Served) -> SignedIn:
    """An admin who has signed in, and looked at where every page is."""
    async with open_page(browser, served) as opened:
        await sign_in(opened.page, served, LENA)
        state = await opened.page.context.storage_state()
    cookies = {cookie["name"]: cookie["value"] for cookie in state["cookies"]}
    return SignedIn(state=state, addresses=await find_addresses(served.origin, cookies))
