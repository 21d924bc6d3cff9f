"""What somebody wrote whose session has ended meanwhile."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from bot.settings.web import PATH as PREFIX
from bot.web.admission import MAX_BODY, Route
from bot.web.app import ROUTES
from bot.web.base.desk import COOKIE, FORM_TOKEN
from bot.web.base.templating import FOLDER
from tests.web.conftest import EDITOR, Browser, DeskHouse, fill_path, to_text

TEXT = "\n</textarea><script>alert(1)</script> zwei\r\nZeilen & mehr"
PATH = "/probe/fragen"
DRAFT = "/ankuendigungen/neu"


def _read_back(page: str) -> str:
    found = re.search(r'name="(?:text|question)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


async def test_a_text_outlives_the_session_and_is_sent_again(editor: Browser, house: DeskHouse) -> None:
    house.now += timedelta(hours=9)
    fields = {"question": TEXT, "entry": "faq/ziele", "nothing": "x", FORM_TOKEN: "0" * 64}
    kept = await editor.post(PATH, fields, with_token=False)
    page = await kept.text()
    assert kept.status == 401
    assert _read_back(page) == TEXT
    assert "<script>alert" not in page
    assert 'name="nothing" value="x"' in page
    assert "0" * 64 not in page

    await editor.sign_in(EDITOR)
    asked = await editor.post(PATH, {"question": TEXT, "entry": "faq/ziele"}, with_token=False)
    page = await asked.text()
    assert asked.status == 403
    assert "sende ihn noch einmal" in to_text(page)
    token = re.search(rf'name="{FORM_TOKEN}" value="([0-9a-f]+)"', page)
    assert token is not None
    sent = await editor.post(PATH, {"question": "Was sind Ziele?", FORM_TOKEN: token[1]}, with_token=False)
    assert sent.status not in (401, 403)


@pytest.mark.parametrize("has_cookie", [True, False])
@pytest.mark.parametrize("length", [10, 7_000_000])
async def test_a_text_outlives_the_session_without_its_file(
    editor: Browser, house: DeskHouse, length: int, has_cookie: bool
) -> None:
    house.now += timedelta(hours=9)
    kept = await _send_with_file(editor if has_cookie else replace(editor, cookie=""), TEXT, length)
    page = await kept.text()
    assert kept.status == 401
    assert _read_back(page) == TEXT
    assert "Wähl sie im Formular noch einmal aus" in page

    await editor.sign_in(EDITOR)
    again = await editor.post(DRAFT, {"text": TEXT, "dropped_file": "1"}, with_token=False)
    straight = await _send_with_file(editor, TEXT, length)
    for asked in (again, straight):
        assert asked.status == 403
        assert "Wähl sie im Formular noch einmal aus" in await asked.text()


@pytest.mark.parametrize(("text", "length"), [("zwei Wörter" * 30_000, 10), (TEXT, MAX_BODY)])
async def test_of_strangers_no_more_is_kept_than_somebody_writes(
    editor: Browser, house: DeskHouse, text: str, length: int
) -> None:
    house.now += timedelta(hours=9)
    assert (await _send_with_file(editor, text, length)).status == 303


async def test_who_sends_a_form_is_looked_at_when_it_has_arrived(editor: Browser, house: DeskHouse) -> None:
    async def write() -> AsyncIterator[bytes]:
        yield b"then=&text="
        # Until this page is there, the form is on its way, with a session that is still in force.
        assert (await editor.get("/abgemeldet")).status == 200
        house.now += timedelta(hours=9)
        yield b"zwei+Zeilen"

    sent = await editor.client.post(
        editor.server.make_url(f"{PREFIX}{DRAFT}"),
        data=write(),
        cookies={COOKIE: editor.cookie},
        headers={**editor.headers, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "22"},
    )
    assert sent.status == 401
    assert _read_back(await sent.text()) == "zwei Zeilen"


async def _send_with_file(browser: Browser, text: str, length: int) -> ClientResponse:
    form = FormData()
    form.add_field("file", BytesIO(b"x" * length), filename="plan.pdf", content_type="application/pdf")
    form.add_field("text", text)
    url, cookies = browser.server.make_url(f"{PREFIX}{DRAFT}"), {COOKIE: browser.cookie} if browser.cookie else None
    return await browser.client.post(url, data=form, cookies=cookies, headers=browser.headers, allow_redirects=False)


async def test_nothing_is_kept_for_forms_from_elsewhere(editor: Browser, house: DeskHouse) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        answer = await editor.post(PATH, {"question": TEXT}, with_token=False, headers=elsewhere)
        assert answer.status == 403
        assert "Zeilen" not in await answer.text()
        house.now += timedelta(hours=9)


_FORMS = [route for route in ROUTES if route.texts]
_TYPED = re.compile(
    r'<(?:textarea|input(?![^>]*type="(?:hidden|radio|checkbox|file|search|number)"))[^>]* name="([\w]+)'
)
_SEARCHES = {"frage", "wer", "reader_name"}
# It was typed on the page before.
_HIDDEN = {"question"}
# Their fields, which nobody can name beforehand, are kept whatever they hold.
_KEEP_ALL = ("knowledge/entry.html", "knowledge/term.html")


@pytest.mark.parametrize("route", _FORMS, ids=lambda route: route.path)
async def test_a_single_word_outlives_the_session(editor: Browser, house: DeskHouse, route: Route) -> None:
    house.now += timedelta(hours=9)
    for name in route.texts:
        kept = await editor.post(fill_path(route), {name: "Kurzmeldung", "number": "7"}, with_token=False)
        page = await kept.text()
        assert kept.status == 401
        assert re.search(rf'<textarea [^>]*name="{name}"[^>]*>\nKurzmeldung</textarea>', page)
        assert '<input type="hidden" name="number" value="7">' in page
    clicked = await editor.post(fill_path(route), {"number": "7", "then": "x", name: " "}, with_token=False)
    assert clicked.status == 303


def test_every_field_that_people_write_is_kept() -> None:
    typed = {
        name
        for file in FOLDER.rglob("*.html")
        if not str(file).endswith(_KEEP_ALL)
        for name in _TYPED.findall(file.read_text())
    }
    assert typed - _SEARCHES == {name for route in _FORMS for name in route.texts} - _HIDDEN


async def test_ids_alone_are_no_text(editor: Browser, house: DeskHouse) -> None:
    assert (await editor.post("/anmeldungen/beenden", {"session": "x" * 64}, with_token=False)).status == 403
    house.now += timedelta(hours=9)
    assert (await editor.post("/anmeldungen/beenden", {"session": "x" * 64}, with_token=False)).status == 303
