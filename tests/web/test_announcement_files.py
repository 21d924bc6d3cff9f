"""Files of announcements at the desk."""

from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from bot.settings.web import PATH
from bot.web.admission import MAX_BODY
from bot.web.base.desk import COOKIE, FORM_TOKEN
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.core.events import Attachment, PlatformName
from tests.web.announcing import add_announcement, get
from tests.web.conftest import Browser, DeskHouse
from tests.web.test_announcement_page import list_log


async def upload(
    browser: Browser, made: Announcement, *names: str, content: bytes = b"%PDF", seen: str | None = None
) -> ClientResponse:
    """Send files as the form of a draft does."""
    page = await (await browser.get("/anmeldungen")).text()
    form = FormData(quote_fields=False)
    form.add_field(FORM_TOKEN, page.partition(f'name="{FORM_TOKEN}" value="')[2].partition('"')[0])
    form.add_field("text", made.text)
    form.add_field("content", made.content_hash if seen is None else seen)
    form.add_field("then", "dateien")
    for name in names:
        form.add_field("file", BytesIO(content), filename=name, content_type="application/x-anything")
    url = browser.server.make_url(f"{PATH}/ankuendigungen/{made.number}/bearbeiten")
    cookies = {COOKIE: browser.cookie}
    answer = await browser.client.post(url, data=form, cookies=cookies, headers=browser.headers, allow_redirects=False)
    await answer.read()
    return answer


async def test_files_are_attached_downloaded_and_removed(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    done = await upload(editor, made, "Prögramm.pdf", "Bild.png")
    assert (done.status, done.headers["Location"]) == (303, "/redaktion/ankuendigungen/1/bearbeiten#dateien")
    found = await get(house, made)
    first, second = [(each.name, each.media_type, each.size) for each in found.attachments]
    assert (first, second) == (("Prögramm.pdf", "application/pdf", 4), ("Bild.png", "image/png", 4))
    assert "Prögramm.pdf" in await editor.text(f"/ankuendigungen/{made.number}")
    preview = await editor.post("/ankuendigungen/vorschau", {"text": "Hallo", "number": str(made.number)})
    assert "Datei: Bild.png" in await preview.text()
    file = await editor.get(f"/ankuendigungen/{made.number}/anhang/1")
    assert (await file.read(), file.content_type) == (b"%PDF", "application/octet-stream")
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Pr%C3%B6gramm.pdf"
    fields = {"text": "Hallo", "drop_file": "1", "content": found.content_hash}
    assert (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", fields)).status == 303
    assert [each.name for each in (await get(house, made)).attachments] == ["Bild.png"]
    assert (await list_log(house))[:2] == ["announcement_written", "announcement_written"]


@pytest.mark.parametrize("name", ["böse.exe", "seite.html", "bild.svg", "ohne", ".pdf.js", "x.pdf\u202efdp.exe"])
async def test_what_could_run_is_not_attached(editor: Browser, house: DeskHouse, name: str) -> None:
    made = await add_announcement(house)
    assert (await upload(editor, made, name)).status == 409
    assert (await get(house, made)).attachments == ()


async def test_the_number_and_size_of_files_are_limited(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    large = await upload(editor, made, "groß.pdf", content=b"x" * 7_000_001)
    assert (large.status, "höchstens 7 MB" in await large.text(), "Hallo" in await large.text()) == (409, True, True)
    assert (await upload(editor, made, "noch größer.pdf", content=b"x" * MAX_BODY)).status == 413
    file = Attachment(platform=None, name="a.pdf", media_type="", size=1, source={"id": "x"})
    full = await add_announcement(house, attachments=(file,) * 10)
    answer = await upload(editor, full, "noch-eine.pdf")
    assert (answer.status, "Mehr als 10 Dateien" in await answer.text()) == (409, True)


async def test_only_a_draft_as_it_was_shown_takes_files(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    assert (await upload(editor, made, "a.pdf", seen="00000000")).status == 409
    sent = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    assert (await upload(editor, sent, "a.pdf")).status == 409
    assert (await get(house, sent)).attachments == (await get(house, made)).attachments == ()


async def test_files_of_platforms_and_forged_places_are_not_served(
    stranger: Browser, editor: Browser, house: DeskHouse
) -> None:
    file = Attachment(platform=PlatformName.MATRIX, name="<b>.pdf", media_type="", size=1, source={"url": "mxc://x"})
    made = await add_announcement(house, attachments=(file,))
    assert "<b>.pdf" not in await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    for place in ("0", "1", "2", "-1", "x"):
        assert (await editor.get(f"/ankuendigungen/{made.number}/anhang/{place}")).status == 404
    for place in ("0", "2", "x"):
        fields = {"text": "Hallo", "drop_file": place, "content": made.content_hash}
        assert (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", fields)).status == 404
    assert (await stranger.get(f"/ankuendigungen/{made.number}/anhang/1")).status == 303
    assert len((await get(house, made)).attachments) == 1
