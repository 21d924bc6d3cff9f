"""Writing an announcement: what the form tells while one types, and files sent with it."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

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


async def test_the_toolbar_marks_what_is_chosen(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        text, bar = page.get_by_label("Text", exact=True), page.get_by_role("group", name="Text gestalten")
        await text.fill("Heute ist frei\n\nKita\nSchule")
        await _choose(text, "ist ")
        await bar.get_by_role("button", name="Fett").click()
        await page.keyboard.type("war")
        await expect(text).to_have_value("Heute **war** frei\n\nKita\nSchule")
        await expect(page.locator(".on-matrix strong")).to_have_text("war")
        await _choose(text, "war")
        await bar.get_by_role("button", name="Fett").click()
        await _choose(text, "\n\nKita\nSch")
        await bar.get_by_role("button", name="Liste").focus()
        await page.keyboard.press("Enter")
        await expect(text).to_have_value("- Heute war frei\n\n- Kita\n- Schule")
        await expect(page.locator(".on-telegram")).to_contain_text("• Kita")
        await page.keyboard.press("Control+z")
        await expect(text).to_have_value("Heute war frei\n\nKita\nSchule")
        await _choose(text, "Kita")
        await bar.get_by_role("button", name="Link").press("Space")
        await page.keyboard.type("kita.example")
        await expect(text).to_have_value("Heute war frei\n\n[Kita](https://kita.example)\nSchule")
        assert not opened.complaints


@pytest.mark.parametrize(
    ("before", "chosen", "button", "after"),
    [
        ("", "", "Fett", "**|**"),
        ("", "", "Liste", "- |"),
        ("", "", "Link", "[|](https://)"),
        ("\n", "", "Liste", "- |\n"),
        ("- a\n- b\nc", "- a\n- b\n", "Liste", "a\nb|\nc"),
        ("- a", "", "Liste", "a|"),
    ],
)
async def test_each_mark_goes_where_one_writes_on(
    browser: Browser, served: Served, admin: SignedIn, before: str, chosen: str, button: str, after: str
) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await page.goto(served.url("/ankuendigungen/neu"))
        text = page.get_by_label("Text", exact=True)
        await text.fill(before)
        await _choose(text, chosen)
        await page.get_by_role("group", name="Text gestalten").get_by_role("button", name=button).click()
        shown = "e => e.value.slice(0, e.selectionEnd) + '|' + e.value.slice(e.selectionEnd)"
        assert await text.evaluate(shown) == after
        assert await text.evaluate("e => e === document.activeElement")
        assert not opened.complaints


async def test_without_scripts_there_is_no_toolbar(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, java_script_enabled=False) as opened:
        await opened.page.goto(served.url("/ankuendigungen/neu"))
        await expect(opened.page.get_by_role("button", name="Fett")).to_have_count(0)


async def _choose(text: Locator, part: str) -> None:
    """Select a part of a text."""
    await text.evaluate("(e, p) => e.setSelectionRange(e.value.indexOf(p), e.value.indexOf(p) + p.length)", part)


async def _expect_draft(page: Page) -> None:
    await expect(page.get_by_label("Text", exact=True)).to_have_value("Mit Programm")
    for look in (".on-matrix", ".on-telegram"):
        await expect(page.locator(look)).to_contain_text("Datei: Programm.pdf")
