"""Every page in a browser, wide and narrow, light and dark: no complaints, no barriers, nothing from elsewhere."""

import pytest
from playwright.async_api import Browser

from bot.web.admission import Route
from tests.web.chromium.addresses import PAGES
from tests.web.chromium.axe import find_barriers
from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, open_page
from tests.web.chromium.looks import OVERFLOW, find_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What only a script could make work: buttons that belong to no form, links that lead nowhere, forms without a button.
_NEEDS_SCRIPTS = """() => [...document.querySelectorAll('button:not(form button):not([form]), '
    + 'a[hx-get]:not([href]), a:not([href]), form:not(:has(button, input[type=submit])):not([id])')]
  .map(each => each.outerHTML.slice(0, 160))"""

# Downloads, what a script reads, and pages that nothing leads to with the demo's data.
_NO_PAGES = {
    "/ankuendigungen/{number}/anhang/{place}",
    "/ankuendigungen/{number}/bericht.csv",
    "/ankuendigungen/{number}/verlauf",
    "/pflege/runde.csv",
    "/wissen/ausgeben/{slug}",
    "/wissen/verzeichnis/{form}",
}

_SPOIL = """async () => {
  const button = document.createElement('button'), script = document.createElement('script');
  button.style.width = '2000px';
  script.textContent = '1';
  document.querySelector('main').append(button, script);
  document.querySelector('main p').style.color = '#bbb';
  await fetch('https://example.org').catch(() => null);
}"""


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
async def test_a_page_has_no_faults_however_it_is_looked_at(
    browser: Browser, served: Served, admin: SignedIn, route: Route
) -> None:
    address = _address(admin, route)
    async with open_page(browser, served, admin.state, viewport={"width": 1280, "height": 900}) as opened:
        answer = await opened.page.goto(served.url(address))
        assert answer is not None
        assert answer.status == 200
        assert await find_faults(opened.page) == [], address
        assert not opened.complaints


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
async def test_a_page_works_without_scripts(browser: Browser, served: Served, admin: SignedIn, route: Route) -> None:
    address = _address(admin, route)
    async with open_page(browser, served, admin.state, java_script_enabled=False) as opened:
        await opened.page.goto(served.url(address))
        assert await opened.page.locator("h1").is_visible()
        assert await opened.page.evaluate(_NEEDS_SCRIPTS) == []
        assert not opened.complaints


async def test_the_checks_see_what_is_wrong(browser: Browser, served: Served, admin: SignedIn) -> None:
    async with open_page(browser, served, admin.state, viewport={"width": 1280, "height": 900}) as opened:
        await opened.page.goto(served.url("/wissen"))
        await opened.page.evaluate(_SPOIL)
        barriers = " ".join(await find_barriers(opened.page))
        assert "button-name" in barriers
        assert "color-contrast" in barriers
        assert len(await opened.page.evaluate(OVERFLOW)) == 1
        assert len(await opened.page.evaluate(_NEEDS_SCRIPTS)) == 1
        complaints = " ".join(opened.complaints)
        assert "policy: script-src-elem" in complaints
        assert "policy: connect-src" in complaints


async def test_every_page_can_be_reached_by_links(admin: SignedIn) -> None:
    assert {route.path for route in PAGES} - {*admin.addresses} == _NO_PAGES


def _address(admin: SignedIn, route: Route) -> str:
    address = admin.addresses.get(route.path)
    if address is None:
        pytest.skip("no page with this data, or nothing that a browser shows")
    return address
