"""Changing the text of copies that are out: with scripts the preview comes as one types, without on the first press."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_the_live_preview_shows_is_given_to_approve(
    browser: Browser, served: Served, admin: SignedIn
) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await _type(page, served, 1)
        await expect(page.locator("ins").first).to_contain_text("Nachtrag")
        await page.get_by_role("button", name="Zur Freigabe geben").click()
        await expect(page.locator("h1 + p")).to_contain_text("wartet auf Freigabe")
        assert page.url == served.url("/ankuendigungen/1")
        assert "Nachtrag" in await page.locator("ins").first.inner_text()
        assert not opened.complaints


async def test_without_scripts_the_preview_comes_first(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, java_script_enabled=False) as opened:
        page = opened.page
        await _type(page, served, 3)
        await page.get_by_role("button", name="Zur Freigabe geben").click()
        assert page.url == served.url("/ankuendigungen/3/text")
        assert "Nachtrag" in await page.locator("ins").first.inner_text()
        await page.get_by_role("button", name="Zur Freigabe geben").click()
        assert page.url == served.url("/ankuendigungen/3")
        assert not opened.complaints


async def _type(page: Page, served: Served, number: int) -> None:
    await page.goto(served.url(f"/ankuendigungen/{number}"))
    await page.get_by_role("link", name="Text ändern").click()
    await page.get_by_label("Neuer Text").fill("Nachtrag: Das Protokoll ist da.")
