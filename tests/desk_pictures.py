"""Pictures of the desk's pages for docs/redaktion.md, from what the demo makes up: `python -m tests.desk_pictures`.

With a folder, `python -m tests.desk_pictures FOLDER`, every page is taken for a phone as well, to be looked at.
A page with parameters is the first that another page links to. It fails if a page can't be shown. With pngquant the
pictures take a third of the room.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Container, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from bot.cli.demo.people import LENA
from bot.settings.web import PATH
from tests.web.chromium.addresses import find_addresses
from tests.web.chromium.desk import Served, open_browser, open_page, serve, sign_in

FOLDER = Path(__file__).parents[1] / "docs/redaktion"
_WIDTHS = (1280, 390)
# Taller ones tell no more.
_MOST_HEIGHT = {1280: 1100, 390: 1300}
_QUESTIONS_A_DAY = 14
# The picture's name, and the path of the page in the table of routes or an address of its own.
PICTURES: Mapping[str, str] = {
    "uebersicht": "/",
    "probe": "/probe?frage=Was+ist+Griffbereit%3F",
    "testfragen": "/probe/fragen",
    "wissen": "/wissen",
    "eintrag": "/wissen/{kind}/{slug}",
    "verlauf": "/wissen/{kind}/{slug}/verlauf",
    "eintrag-neu": "/wissen/neu",
    "eintrag-archivieren": "/wissen/{kind}/{slug}/archivieren",
    "vorschlaege": "/wissen/vorschlaege",
    "begriffe": "/wissen/begriffe",
    "begriff": "/wissen/begriffe/{kind}/{slug}",
    "begriff-neu": "/wissen/begriffe/neu",
    "begriff-archivieren": "/wissen/begriffe/topic/sprachmittlung/archivieren",
    "links": "/wissen/links",
    "einspielen": "/wissen/einspielen",
    "pflege": "/pflege",
    "was-ansteht": "/pflege/offen",
    "vertretungen": "/pflege/vertretungen",
    "luecken": "/luecken",
    "luecke": "/luecken/{id}",
    "so-nicht": "/luecken/so-nicht",
    "stillgelegt": "/luecken/stillgelegt",
    "austausch": "/austausch",
    "entwuerfe": "/austausch/entwuerfe",
    "entwurf": "/austausch/entwuerfe/{number}",
    "kanaele": "/austausch/kanaele",
    "frage": "/austausch/{number}",
    "ankuendigungen": "/ankuendigungen",
    "ankuendigung": "/ankuendigungen/{running}",
    "empfaenger": "/ankuendigungen/{number}/empfaenger",
    "ankuendigung-neu": "/ankuendigungen/neu",
    "verfassen": "/ankuendigungen/10/bearbeiten",
    "bericht": "/ankuendigungen/4",
    "nicht-angekommen": "/ankuendigungen/4/fehlgeschlagen",
    "text-aendern": "/ankuendigungen/{number}/text",
    "vorlagen": "/ankuendigungen/vorlagen",
    "vorlage": "/ankuendigungen/vorlagen/{name}",
    "vorlage-ausfuellen": "/ankuendigungen/vorlagen/{name}/ausfuellen",
    "vorlage-benennen": "/ankuendigungen/{number}/vorlage",
    "feeds": "/ankuendigungen/feeds",
    "kalender": "/ankuendigungen/kalender",
    "menschen": "/menschen",
    "entziehen": "/menschen/entziehen",
    "zentren": "/menschen/zentren",
    "entfernen": "/menschen/zentren/entfernen",
    "abos": "/menschen/abos",
    "raeume": "/menschen/raeume",
    "betrieb": "/betrieb",
    "pruefungen": "/betrieb/pruefungen",
    "datenschutz": "/betrieb/datenschutz",
    "zustellungen": "/betrieb/zustellungen",
    "protokoll": "/protokoll",
    "anmeldungen": "/anmeldungen",
}
# What is written into a page's text before it is taken.
_TYPED: Mapping[str, str] = {
    "text-aendern": "Hallo {vorname|zusammen}, das Protokoll vom **Netzwerktreffen** ist da. Danke für alle Beiträge!"
}
# Questions before something is taken away, with the page that leads to them.
_ASKED_ON: Mapping[str, str] = {"entziehen": "/menschen", "entfernen": "/menschen/zentren"}
_GRANTED = "matrix:@ole:ki.example"
_SETTLED_MS = 300
# One of each area is shown on a phone as well.
ON_PHONES = frozenset(
    (
        "uebersicht",
        "probe",
        "wissen",
        "einspielen",
        "pflege",
        "luecken",
        "austausch",
        "ankuendigungen",
        "menschen",
        "betrieb",
    )
)


def take_pictures(folder: Path, on_phones: Container[str]) -> None:
    """Take all pictures into a folder, those with these names also as on a phone."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_visit(folder, on_phones))
    for path in sorted(folder.glob("*.png")):
        _reduce(path)


async def _visit(folder: Path, on_phones: Container[str]) -> None:
    with TemporaryDirectory() as data:
        async with open_browser() as browser, serve(Path(data), _QUESTIONS_A_DAY) as served:
            sending = asyncio.create_task(served.stage.let_happen())
            await _take(browser, served, folder, on_phones)
            sending.cancel()


async def _take(browser: Browser, served: Served, folder: Path, on_phones: Container[str]) -> None:
    async with open_page(browser, served) as opened:
        link = await served.make_link(LENA)
        await opened.page.goto(link)
        await _save(opened.page, folder / "anmelden-1280.png", 1280)
        await sign_in(opened.page, served, LENA)
        cookies = {each["name"]: each["value"] for each in await opened.page.context.cookies()}
        addresses = await find_addresses(served.origin, cookies) | await _find_chosen(served)
        await _grant(opened.page, served)
        for name, path in PICTURES.items():
            address = addresses.get(path, path)
            if name in _ASKED_ON:
                address = await _find_question(opened.page, served, _ASKED_ON[name], path)
            answer = await opened.page.goto(served.url(address))
            if answer is None or answer.status != 200:
                raise RuntimeError(f"{name}: {address} can't be shown")
            if name in _TYPED:
                await _type(opened.page, _TYPED[name])
            for width in _WIDTHS if name in on_phones else _WIDTHS[:1]:
                await _save(opened.page, folder / f"{name}-{width}.png", width)


async def _find_chosen(served: Served) -> dict[str, str]:
    """Return the addresses of an entry that has a history, and of the announcement that is under way."""
    async with served.stage.app.database.begin() as unit:
        records = await unit.audit_log.list_page(None, 100)
        (running,) = await unit.announcements.list_newest(1)
    edited = next(record.object for record in records if record.action == "entry_changed")
    return {
        "/wissen/{kind}/{slug}": f"/wissen/{edited}",
        "/wissen/{kind}/{slug}/verlauf": f"/wissen/{edited}/verlauf",
        "/ankuendigungen/{running}": f"/ankuendigungen/{running.number}",
    }


async def _grant(page: Page, served: Served) -> None:
    """Make somebody an editor at the desk, whose role can be revoked there."""
    await page.goto(served.url("/menschen"))
    form = page.locator("form[action$='/freischalten']")
    await form.locator("[name=account]").fill(_GRANTED)
    await form.locator("button").click()


async def _find_question(page: Page, served: Served, asked_on: str, path: str) -> str:
    """Return the address of the first question of a kind that a page leads to."""
    await page.goto(served.url(asked_on))
    link = await page.locator(f"a[href*='{path}?']").first.get_attribute("href")
    return (link or "").removeprefix(PATH)


async def _type(page: Page, text: str) -> None:
    """Write into the first large field, and wait for the preview."""
    async with page.expect_response(lambda answer: "/vorschau" in answer.url):
        await page.locator("main textarea").first.fill(text)
    await page.wait_for_timeout(_SETTLED_MS)


async def _save(page: Page, path: Path, width: int) -> None:
    """Save a picture of the page's upper part, at most as high as is worth looking at."""
    await page.set_viewport_size({"width": width, "height": 700})
    height: int = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": min(max(height, 700), _MOST_HEIGHT[width])})
    await page.screenshot(path=path)


def _reduce(path: Path) -> None:
    tool = shutil.which("pngquant")
    if tool is not None:
        subprocess.run(  # noqa: S603
            [tool, "--force", "--skip-if-larger", "--quality=70-95", "--output", path, path], check=False
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        take_pictures(Path(sys.argv[1]), PICTURES)
    else:
        take_pictures(FOLDER, ON_PHONES)
