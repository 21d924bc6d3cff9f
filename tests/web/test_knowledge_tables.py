"""Spreadsheets at the desk: export, preview and import, and hostile files."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, FormData

from bot.web.base.desk import COOKIE, FORM_TOKEN
from bot.web.base.import_previews import MOST_CHARACTERS, ImportPreviews, KnownPreview
from knowledge.entries import Faq, Visibility
from knowledge.spreadsheets.comparison import PreviewRow
from knowledge.spreadsheets.preview import Preview
from tests.web.conftest import OTHER_EDITOR, Browser, DeskHouse, to_text
from tests.web.test_knowledge_entry import list_actions, read
from tests.web.test_knowledge_list import make_faq, put

_HIDDEN = re.compile(r'name="(file|name|seal|revision|form_token)" value="([^"]*)"')
_HEAD = "ID;Titel;Text;Quelle;Stand\r\n"


async def upload(browser: Browser, content: bytes, name: str = "wissen.csv") -> ClientResponse:
    page = await (await browser.get("/wissen/einspielen")).text()
    token = dict(_HIDDEN.findall(page))[FORM_TOKEN]
    form = FormData()
    form.add_field(FORM_TOKEN, token)
    form.add_field("file", BytesIO(content), filename=name)
    url = browser.server.make_url("/redaktion/wissen/einspielen")
    answer = await browser.client.post(
        url, data=form, cookies={COOKIE: browser.cookie}, headers=browser.headers, allow_redirects=False
    )
    await answer.read()
    return answer


async def export(browser: Browser, path: str) -> bytes:
    answer = await browser.get(path)
    assert answer.status == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return await answer.read()


def get_hidden(page: str) -> dict[str, str]:
    return {name: value for name, value in _HIDDEN.findall(page) if name != FORM_TOKEN}


@pytest.fixture(autouse=True)
async def entries(house: DeskHouse) -> None:
    await put(house, [make_faq("eins", text="=1+1"), make_faq("zwei", text="Zeile\n\nzwei")])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_an_export_comes_back_unchanged(editor: Browser, kind: str) -> None:
    content = await export(editor, f"/wissen/ausgeben/{kind}")
    answer = await upload(editor, content, f"wissen.{kind}")
    assert answer.status == 200
    assert "0 neu, 0 geändert, 2 unverändert, 0 neuere Fassung, 0 Fehler" in to_text(await answer.text())


async def test_an_export_has_what_the_list_shows(editor: Browser) -> None:
    content = (await export(editor, "/wissen/ausgeben/csv?suche=zwei")).decode("utf-8-sig")
    assert "faq/zwei" in content
    assert "faq/eins" not in content
    assert (await editor.get("/wissen/ausgeben/exe")).status == 404


async def test_changed_and_new_rows_are_written_after_a_preview(editor: Browser, house: DeskHouse) -> None:
    content = (await export(editor, "/wissen/ausgeben/csv")).decode("utf-8-sig").replace("zwei?", "die Zwei?")
    assert content.startswith("ID")
    page = await (await upload(editor, content.encode())).text()
    assert "Was ist <del>zwei?</del><ins>die Zwei?</ins>" in page
    kept = await read(house, "faq/zwei")
    assert isinstance(kept, Faq)
    assert kept.title == "Was ist zwei?"
    answer = await editor.post("/wissen/einspielen/schreiben", get_hidden(page))
    assert answer.headers["Location"] == "/redaktion/wissen/einspielen?geschrieben=1&neuer=0"
    changed = await read(house, "faq/zwei")
    assert isinstance(changed, Faq)
    assert changed.title == "Was ist die Zwei?"
    assert "hat eine Tabelle eingespielt · wissen.csv" in await editor.text("/protokoll")


async def test_rows_with_errors_are_written_only_without_them(editor: Browser, house: DeskHouse) -> None:
    table = f"{_HEAD}faq/neu;Neu?;Text;Kreis;2026\r\nfaq/kaputt;;Text;Kreis;2026\r\n"
    page = await (await upload(editor, table.encode())).text()
    assert "Titel fehlt" in page
    assert "Nur 1 Zeile ohne Fehler schreiben" in page
    assert (await editor.post("/wissen/einspielen/schreiben", get_hidden(page))).status == 409
    assert await read(house, "faq/neu") is None
    await editor.post("/wissen/einspielen/schreiben", {**get_hidden(page), "good_rows": "1"})
    assert await read(house, "faq/neu") is not None


async def test_a_newer_edit_is_not_overwritten(editor: Browser, house: DeskHouse) -> None:
    content = (await export(editor, "/wissen/ausgeben/csv")).decode("utf-8-sig").replace("zwei?", "die Zwei?")
    page = await (await upload(editor, content.encode())).text()
    await put(house, [make_faq("zwei", text="Neuer.")])
    again = await editor.post("/wissen/einspielen/schreiben", get_hidden(page))
    assert again.status == 409
    assert "1 neuere Fassung" in to_text(await again.text())
    kept = await read(house, "faq/zwei")
    assert isinstance(kept, Faq)
    assert kept.text == "Neuer."


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leer.csv"),
        (b"MZ\x90\x00", "programm.exe"),
        (b"PK\x03\x04kaputt", "kaputt.xlsx"),
        (b"\xff\xfe\x00", "kaputt.csv"),
        (b"Titel;Text\r\na;b\r\n", "ohne.csv"),
    ],
)
async def test_what_is_no_table_is_refused_with_a_sentence(editor: Browser, content: bytes, name: str) -> None:
    answer = await upload(editor, content, name)
    assert answer.status == 422
    assert "note--danger" in await answer.text()


async def test_a_file_that_is_too_large_is_refused(editor: Browser) -> None:
    assert (await upload(editor, b"x" * (25 * 1024 * 1024))).status == 413


async def test_hostile_cells_stay_text(editor: Browser) -> None:
    table = f"{_HEAD}faq/x;<script>alert(1)</script>;\u202e<b>;Kreis;2026\r\n<img src=x>;a;b;c;d\r\n"
    page = await (await upload(editor, table.encode(), "<script>.csv")).text()
    assert "<script>" not in page.replace('<script src="', "")
    assert "<img" not in page


async def test_only_the_session_that_uploaded_writes(editor: Browser, stranger: Browser, house: DeskHouse) -> None:
    table = f"{_HEAD}faq/neu;Neu?;Text;Kreis;2026\r\n"
    hidden = get_hidden(await (await upload(editor, table.encode())).text())
    other = await Browser(server=stranger.server, client=stranger.client, house=house).sign_in(OTHER_EDITOR)
    changed: list[dict[str, Any]] = [{}, {"file": "0" * 32}, {"name": "andere.xlsx"}, {"seal": "0" * 64}]
    assert (await other.post("/wissen/einspielen/schreiben", hidden)).status == 404
    for forged in changed[1:]:
        assert (await editor.post("/wissen/einspielen/schreiben", {**hidden, **forged})).status == 404
    assert await list_actions(house) == []
    assert await read(house, "faq/neu") is None


async def test_an_upload_needs_a_session_and_its_token(stranger: Browser, editor: Browser) -> None:
    url = stranger.server.make_url("/redaktion/wissen/einspielen")
    form = FormData()
    form.add_field("file", b"ID", filename="a.csv")
    for cookies, status in (({}, 303), ({COOKIE: editor.cookie}, 403)):
        again = FormData()
        again.add_field("file", BytesIO(b"ID"), filename="a.csv")
        headers = stranger.headers
        answer = await stranger.client.post(url, data=again, cookies=cookies, headers=headers, allow_redirects=False)
        assert answer.status == status


async def test_an_export_holds_only_what_everybody_may_read(editor: Browser, house: DeskHouse) -> None:
    assert "davon fehl" not in await editor.text("/wissen")
    await put(house, [make_faq("drei", text="Im Tresor.", visibility=Visibility.NETWORK)])
    assert "3 Einträge, ausgeben als XLSX oder CSV (1 davon fehlt dort: Ihn dürfen" in await editor.text("/wissen")
    assert "davon fehl" not in await editor.text("/wissen?suche=zwei")
    exported = (await export(editor, "/wissen/ausgeben/csv")).decode("utf-8-sig")
    assert "faq/eins" in exported
    assert "Tresor" not in exported


async def test_every_row_of_a_preview_can_be_seen(editor: Browser, admin: Browser) -> None:
    rows = "".join(f"faq/n{number:03};Titel {number:03};Inhalt {number:03};Kreis;2026\r\n" for number in range(120))
    page = await (await upload(editor, f"{_HEAD}{rows}".encode())).text()
    assert "120 neu" in to_text(page)
    assert "Text Inhalt 000 " in to_text(page)
    seen, first = list[str](), get_further(page)
    while page:
        seen += re.findall(r"<dd>Inhalt (\d{3})</dd>", page)
        further = get_further(page)
        page = await (await editor.get(further)).text() if further else ""
    assert seen == [f"{number:03}" for number in range(120)]
    assert (await admin.get(first)).status == 404
    assert (await editor.get(first.replace("siegel=", "siegel=0"))).status == 404
    assert (await editor.get("/wissen/einspielen/vorschau")).status == 303


async def test_the_rows_of_a_preview_are_chosen_by_the_address(editor: Browser) -> None:
    rows = "faq/neu;Titel;Neues;Kreis;2026\r\nfaq/eins;Was ist eins?;Anders;Kreis Beispiel;2025\r\nfaq/-;;;;\r\n"
    page = await (await upload(editor, f"{_HEAD}{rows}".encode())).text()
    start = "/wissen/einspielen/vorschau?" + urlencode(
        {name: get_hidden(page)[field] for name, field in (("datei", "file"), ("name", "name"), ("siegel", "seal"))}
    )
    for query, lines in (
        ("", [4, 3, 2]),
        ("&sort=zeile", [2, 3, 4]),
        ("&sort=-eintrag", [3, 2, 4]),
        ("&suche=neues", [2]),
        ("&zustand=geaendert", [3]),
        ("&zustand=gleich", []),
        ("&suche=zwirbelhops", []),
    ):
        shown = await (await editor.get(start + query)).text()
        assert [int(line) for line in re.findall(r'data-th="Zeile">\D*(\d+)</td>', shown)] == lines, query


async def test_who_saw_rows_before_a_change_sees_them_again_before_writing(editor: Browser, house: DeskHouse) -> None:
    page = await (await upload(editor, make_table("Titel"))).text()
    await put(house, [make_faq("n001")])
    second = await (await editor.get(get_further(page))).text()
    answer = await editor.post("/wissen/einspielen/schreiben", get_hidden(second))
    assert answer.status == 409
    assert "Noch nichts geschrieben" in to_text(await answer.text())


async def test_an_edit_between_two_pages_of_a_preview_shows_as_a_newer_version(
    editor: Browser, house: DeskHouse
) -> None:
    await put(house, [make_faq(f"n{number:03}") for number in range(60)])
    content = (await export(editor, "/wissen/ausgeben/csv?suche=n0")).decode("utf-8-sig").replace(";Was", ";Wer")
    further = get_further(await (await upload(editor, content.encode())).text())
    assert "faq/n059" in await editor.text(further)
    await put(house, [make_faq("n059", text="Neuer.")])
    assert "faq/n059" in await editor.text(re.sub("nach=[^&]*", "zustand=neuer", further))
    assert "59 geändert, 0 unverändert, 1 neuere Fassung" in await editor.text(further)


async def test_two_editors_page_through_their_own_uploads(editor: Browser, stranger: Browser, house: DeskHouse) -> None:
    other = await Browser(server=stranger.server, client=stranger.client, house=house).sign_in(OTHER_EDITOR)
    furthers = [
        get_further(await (await upload(browser, make_table(title))).text())
        for browser, title in ((editor, "Erste"), (other, "Zweite"))
    ]
    for _ in range(2):
        assert "Erste 59" in await editor.text(furthers[0])
        assert "Zweite 59" in await other.text(furthers[1])
    assert [(await editor.get(furthers[1])).status, (await other.get(furthers[0])).status] == [404, 404]


async def _wait(_: Browser, house: DeskHouse) -> None:
    house.now += timedelta(minutes=15)


async def _upload_more(editor: Browser, __: DeskHouse) -> None:
    for _ in range(4):
        await upload(editor, make_table("Andere"))


async def _edit(_: Browser, house: DeskHouse) -> None:
    before = await read(house, "faq/eins")
    assert isinstance(before, Faq)
    await put(house, [make_faq("eins", text=f"{before.text} Neuer.")])


@pytest.mark.parametrize("push_out", [_wait, _upload_more, _edit])
async def test_a_preview_is_kept_for_a_while_and_then_made_anew(
    editor: Browser, house: DeskHouse, push_out: Callable[[Browser, DeskHouse], Awaitable[None]]
) -> None:
    page = await (await upload(editor, make_table("Titel"))).text()
    further = get_further(page)
    await push_out(editor, house)
    assert "Titel 59" in await editor.text(further)
    async with house.database.begin() as unit:
        await unit.files.delete_unused(house.now + timedelta(seconds=1), 100)
    assert "Titel 59" in await editor.text(further)
    await push_out(editor, house)
    assert (await editor.get(further)).status == 422
    assert (await editor.post("/wissen/einspielen/schreiben", get_hidden(page))).status == 422
    assert await read(house, "faq/n059") is None


async def test_large_previews_make_room_for_newer_ones(house: DeskHouse) -> None:
    small, large = (
        KnownPreview(preview=Preview(rows=(PreviewRow(sheet="", number=1, id="x", title="x" * length),)), revision=1)
        for length in (1, MOST_CHARACTERS)
    )
    previews = ImportPreviews()
    await previews.keep("small", small, house.now)
    await previews.keep("large", large, house.now)
    assert previews.find("large", 1, house.now) == large
    assert previews.find("small", 1, house.now) is None
    await previews.keep("small", small, house.now)
    assert previews.find("small", 1, house.now) == small
    assert previews.find("large", 1, house.now) is None


def make_table(title: str) -> bytes:
    rows = "".join(f"faq/n{number:03};{title} {number};Text;Kreis;2026\r\n" for number in range(60))
    return f"{_HEAD}{rows}".encode()


def get_further(page: str) -> str:
    found = re.search(r'<a href="/redaktion([^"]*)">Weiter', page)
    return unescape(found[1]) if found else ""
