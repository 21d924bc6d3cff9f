"""Choosing who gets an announcement, row by row: with scripts, and without."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_rows_count_as_they_are_chosen(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        await page.get_by_label("Text", exact=True).fill("Hallo zusammen")
        everybody = await _count(page)
        await page.get_by_role("button", name="Bedingung hinzufügen").click()
        await page.locator('[name="key.0"]').select_option("plattform")
        await page.locator('[name="value.0"]:has([value="telegram"])').select_option("telegram")
        await expect(page.locator(".audience-size strong")).not_to_have_text(str(everybody))
        on_telegram = await _count(page)
        assert 0 < on_telegram < everybody
        await page.locator('[name="joint.0"]').select_option("und nicht")
        await expect(page.locator(".audience-size strong")).to_have_text(str(everybody - on_telegram))
        await page.get_by_role("button", name="Als Ausdruck schreiben").click()
        await expect(page.locator("#expression")).to_have_value("nicht plattform:telegram")
        await page.get_by_role("button", name="Bedingungen auswählen").click()
        await page.get_by_role("button", name="Bedingung entfernen").click()
        await expect(page.locator(".audience-size strong")).to_have_text(str(everybody))
        assert await page.get_by_label("Text", exact=True).input_value() == "Hallo zusammen"
        assert not opened.complaints


async def test_rows_work_without_scripts(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, java_script_enabled=False) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        await page.get_by_label("Text", exact=True).fill("Hallo zusammen")
        everybody = await _count(page)
        await page.get_by_role("button", name="Bedingung hinzufügen").click()
        await page.locator('[name="key.0"]').select_option("plattform")
        # Any button of the rows brings the values that fit.
        await page.get_by_role("button", name="Bedingung hinzufügen").click()
        await page.locator('[name="value.0"]').select_option("telegram")
        await page.get_by_role("button", name="Bedingung entfernen").nth(1).click()
        assert 0 < await _count(page) < everybody
        await page.get_by_role("button", name="Speichern und zeigen, wer das ist").click()
        assert page.url.endswith("/empfaenger")
        assert await page.locator("tbody tr").count() > 0
        assert "Matrix" not in await page.locator("tbody").inner_text()
        assert not opened.complaints


async def _count(page: Page) -> int:
    return int(await page.locator(".audience-size strong").inner_text())
