"""Pages that no link leads to: those of strangers, errors, refused forms and conflicts, in all looks."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, expect

from bot.cli.demo.people import MALTE
from tests.web.chromium.conftest import SignedIn
from tests.web.chromium.desk import Served, Watched, open_page
from tests.web.chromium.looks import find_faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WITHOUT_TOKEN = "document.querySelectorAll('[name=form_token]').forEach(each => each.remove())"
# As if somebody else had saved since: an earlier version was read.
_OUTDATED = "document.querySelectorAll('[name=%s]').forEach(each => { each.value = '1' })"


async def _open_link(page: Page, served: Served) -> None:
    await page.goto(await served.make_link(MALTE))


async def _open_used_link(page: Page, served: Served) -> None:
    await page.goto(served.url("/anmelden/used-up"))


async def _sign_out(page: Page, served: Served) -> None:
    await page.goto(served.url("/abgemeldet"))


async def _lose_the_way(page: Page, served: Served) -> None:
    await page.goto(served.url("/nirgendwo"))


async def _send_without_token(page: Page, served: Served) -> None:
    await page.goto(served.url("/anmeldungen"))
    await page.evaluate(_WITHOUT_TOKEN)
    await page.get_by_role("button", name="English").click()


async def _save_nothing(page: Page, served: Served) -> None:
    await page.goto(served.url("/wissen/neu"))
    await page.get_by_role("button", name="Speichern").last.click()


async def _ask_before_refusing(page: Page, served: Served) -> None:
    await page.goto(served.url("/wissen/vorschlaege"))
    await page.locator("summary", has_text="Ablehnen").first.click()


async def _ask_before_deleting(page: Page, served: Served) -> None:
    await page.goto(served.url("/probe/fragen"))
    await page.locator("summary", has_text="Streichen").first.click()


async def _outlive_the_session(page: Page, served: Served) -> None:
    await page.goto(served.url("/ankuendigungen/neu"))
    await page.get_by_label("Text", exact=True).fill("Kurzmeldung")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Entwurf speichern").last.click()


_STATES = {
    "Anmelden?": _open_link,
    "Dieser Link gilt nicht mehr": _open_used_link,
    "Du bist nicht angemeldet": _sign_out,
    "Diese Seite gibt es nicht.": _lose_the_way,
    "Das darf von hier aus nicht geändert werden.": _send_without_token,
    "Noch nicht gespeichert:": _save_nothing,
    "Wer es vorgeschlagen hat, hört davon.": _ask_before_refusing,
    "Lotse prüft diese Frage dann vor keinem Speichern mehr.": _ask_before_deleting,
    "Dein Text ist noch da": _outlive_the_session,
}


@pytest.mark.parametrize(("words", "lead"), _STATES.items(), ids=_STATES)
async def test_a_state_has_no_barriers(
    browser: Browser, served: Served, admin: SignedIn, words: str, lead: Callable[[Page, Served], Awaitable[None]]
) -> None:
    async with open_page(browser, served, admin.state) as opened:
        await lead(opened.page, served)
        await _expect(words, opened)


@pytest.mark.parametrize(
    ("path", "version", "text"),
    [
        ("/wissen/{kind}/{slug}", "revision", "Text"),
        ("/wissen/begriffe/{kind}/{slug}", "revision", "Worum es geht"),
        ("/ankuendigungen/{number}/bearbeiten", "content", "Text"),
        ("/ankuendigungen/{number}/text", "content", "Neuer Text"),
        ("/ankuendigungen/vorlagen/{name}", "seen", "Text"),
    ],
)
async def test_a_conflict_has_no_barriers(
    browser: Browser, served: Served, admin: SignedIn, path: str, version: str, text: str
) -> None:
    async with open_page(browser, served, admin.state) as opened:
        await opened.page.goto(served.url(admin.addresses[path]))
        await opened.page.evaluate(_OUTDATED % version)
        written = opened.page.get_by_label(text, exact=True)
        await written.fill("Donaudampfschifffahrtsgesellschaft" * 5)
        await written.evaluate("written => written.form.requestSubmit()")
        await _expect("Jemand anderes hat inzwischen gespeichert", opened)
        await expect(opened.page.locator(".versions").first).to_contain_text("Donaudampf")


async def _expect(words: str, opened: Watched) -> None:
    await expect(opened.page.locator("main")).to_contain_text(words)
    assert await find_faults(opened.page) == []
    # A browser complains of each status; of nothing else it may.
    assert [each for each in opened.complaints if "status of 4" not in each] == []
