"""Writing an announcement: what the form tells while one types, and files sent with it."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, open_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

_PRIVATE = "http://127.0.0.1/programm"


async def test_previews_dates_and_links_follow_what_is_typed(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        await page.get_by_label("Text", exact=True).fill(f"Siehe {_PRIVATE}")
        await page.get_by_text("Englische Fassung").click()
        await page.get_by_label("Für alle, die Englisch gewählt haben").fill("See the programme")
        await expect(page.locator("#links")).to_contain_text("liegt im internen Netz")
        for look in (".on-matrix", ".on-telegram"):
            await expect(page.locator(look).last).to_contain_text("See the programme")
        await expect(page.get_by_label("Wann")).to_be_hidden()
        await page.get_by_label("Einmal oder wiederkehrend").check()
        await page.get_by_label("Wann").fill("jeden Montag 9 Uhr")
        await expect(page.locator("#dates li").first).to_contain_text("Mo ")
        await expect(page.locator("#summary")).to_contain_text("zuerst Mo ")
        assert not opened.complaints


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_file_goes_with_what_was_typed(
    browser: Browser, served: Served, admin: SignedIn, scripts: bool
) -> None:
    async with open_page(browser, served, admin.state, java_script_enabled=scripts) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        await page.get_by_label("Text", exact=True).fill("Mit Programm")
        await page.locator("#file").set_input_files({"name": "Programm.pdf", "mimeType": "", "buffer": b"%PDF"})
        await page.get_by_role("button", name="Speichern und anhängen").click()
        await page.wait_for_url("**/bearbeiten#dateien")
        await _expect_draft(page)
        await page.get_by_role("button", name="Entfernen Programm.pdf").click()
        await expect(page.locator(".on-matrix")).not_to_contain_text("Programm.pdf")
        await page.get_by_role("button", name="Entwurf speichern").last.click()
        assert not opened.complaints


async def _expect_draft(page: Page) -> None:
    await expect(page.get_by_label("Text", exact=True)).to_have_value("Mit Programm")
    for look in (".on-matrix", ".on-telegram"):
        await expect(page.locator(look)).to_contain_text("Datei: Programm.pdf")
