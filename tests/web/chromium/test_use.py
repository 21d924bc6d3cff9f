"""Signing in and moving around as people do: by keyboard alone, and without scripts."""

import re

import pytest
from playwright.async_api import Browser, Page

from bot.cli.demo.people import MALTE
from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, open_page, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

_FOCUS = "document.activeElement.innerText || document.activeElement.name"
# The page scrolls to what has the focus with the next frame.
_UNSEEN = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const focused = document.activeElement, style = getComputedStyle(focused), box = focused.getBoundingClientRect();
  const isSeen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const isMarked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderStyle !== 'none';
  return isSeen && isMarked ? '' : `${focused.outerHTML} at ${box.top}`;
}"""


async def test_the_keyboard_alone_leads_through_the_desk(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as opened:
        page = opened.page
        await sign_in(page, served, MALTE)
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUS) == "Zum Inhalt"
        assert await page.locator(".skip").bounding_box() is not None
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"
        await page.goto(served.url("/"))
        await _tab_to(page, "Wissen")
        await page.keyboard.press("Enter")
        await page.wait_for_url(served.url("/wissen"))
        assert (await page.locator('[aria-current="page"]:visible').first.inner_text()).startswith("Wissen")
        await _tab_to(page, "Abmelden")
        await page.keyboard.press("Enter")
        await page.wait_for_url(served.url("/abgemeldet"))
        await page.goto(served.url("/wissen"))
        assert page.url == served.url("/abgemeldet")
        assert not opened.complaints


async def test_the_focus_is_seen_wherever_it_goes(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, viewport={"width": 1280, "height": 700}) as opened:
        await opened.page.goto(served.url("/wissen"))
        for _ in range(25):
            await opened.page.keyboard.press("Tab")
            assert await opened.page.evaluate(_UNSEEN) == ""


async def test_the_menu_of_a_phone_opens_by_keyboard_and_without_scripts(
    browser: Browser, served: Served, admin: SignedIn
) -> None:
    for scripts in (True, False):
        narrow = {"width": 390, "height": 800}
        async with open_page(browser, served, admin.state, viewport=narrow, java_script_enabled=scripts) as opened:
            page = opened.page
            await page.goto(served.url("/"))
            link = page.get_by_role("navigation").get_by_role("link", name=re.compile("^Wissen"))
            assert not await link.is_visible()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await link.click()
            assert page.url == served.url("/wissen")


async def test_tables_sort_on_phones(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, viewport={"width": 390, "height": 800}) as opened:
        page = opened.page
        await page.goto(served.url("/wissen"))
        heads = page.get_by_role("columnheader")
        by_date = heads.get_by_role("link", name="Quelle vom", exact=True)
        box = await by_date.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        await by_date.focus()
        assert await page.evaluate(_UNSEEN) == ""
        await page.keyboard.press("Enter")
        await page.wait_for_url(served.url("/wissen?sort=stand"))
        assert await heads.filter(has_text="Quelle vom").get_attribute("aria-sort") == "ascending"
        await page.goto(served.url("/probe/fragen"))
        unsorted = await heads.filter(has_text="Zustand").bounding_box()
        assert unsorted is not None
        assert unsorted["height"] == 1


async def test_the_answer_to_a_gap_is_tried_at_once(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state) as opened:
        page = opened.page
        await page.goto(served.url("/luecken"))
        await page.get_by_role("link", name="Antwort schreiben").first.click()
        await page.get_by_text("Der Eintrag antwortet auf").wait_for()
        assert not opened.complaints


async def test_forms_work_without_scripts(browser: Browser, served: Served) -> None:
    async with open_page(browser, served, java_script_enabled=False) as opened:
        page = opened.page
        await sign_in(page, served, MALTE)
        await page.get_by_role("button", name="English").click()
        assert await page.locator("h1").inner_text() == "Overview"
        await page.get_by_role("button", name="Deutsch").click()
        await page.goto(served.url("/wissen"))
        search = page.get_by_role("searchbox").first
        await search.fill("Rucksack")
        await search.press("Enter")
        assert "Rucksack" in page.url
        await page.goto(served.url("/anmeldungen"))
        here = page.get_by_role("row").filter(has_text="diese hier")
        await here.get_by_role("button", name="Beenden").click()
        assert page.url == served.url("/abgemeldet")
        assert not opened.complaints


async def test_a_link_that_is_used_up_says_so(browser: Browser, served: Served) -> None:
    async with open_page(browser, served) as opened:
        answer = await opened.page.goto(served.url("/anmelden/used-up"))
        assert answer is not None
        assert answer.status == 410
        assert await opened.page.locator("h1").inner_text() == "Dieser Link gilt nicht mehr"


async def _tab_to(page: Page, name: str) -> None:
    """Press the tab key until something with this name has the focus."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if (await page.evaluate(_FOCUS)).strip().startswith(name):
            return
    raise AssertionError(name)
