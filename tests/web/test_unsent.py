"""What somebody wrote whose session has ended meanwhile."""

import re
from datetime import timedelta
from html import unescape

from bot.web.base.desk import FORM_TOKEN
from tests.web.conftest import EDITOR, Browser, DeskHouse, to_text

TEXT = "\n</textarea><script>alert(1)</script> zwei\r\nZeilen & mehr"
PATH = "/probe/fragen"


def _read_back(page: str) -> str:
    found = re.search(r'name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


async def test_a_text_outlives_the_session_and_is_sent_again(editor: Browser, house: DeskHouse) -> None:
    house.now += timedelta(hours=9)
    fields = {"text": TEXT, "entry": "faq/ziele", FORM_TOKEN: "0" * 64}
    kept = await editor.post(PATH, fields, with_token=False)
    page = await kept.text()
    assert kept.status == 401
    assert _read_back(page) == TEXT
    assert "<script>alert" not in page
    assert 'name="entry" value="faq/ziele"' in page
    assert "0" * 64 not in page

    await editor.sign_in(EDITOR)
    asked = await editor.post(PATH, {"text": TEXT, "entry": "faq/ziele"}, with_token=False)
    page = await asked.text()
    assert asked.status == 403
    assert "sende ihn noch einmal" in to_text(page)
    token = re.search(rf'name="{FORM_TOKEN}" value="([0-9a-f]+)"', page)
    assert token is not None
    sent = await editor.post(PATH, {"text": "Was sind Ziele?", FORM_TOKEN: token[1]}, with_token=False)
    assert sent.status not in (401, 403)


async def test_nothing_is_kept_for_forms_from_elsewhere(editor: Browser, house: DeskHouse) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        answer = await editor.post(PATH, {"text": TEXT}, with_token=False, headers=elsewhere)
        assert answer.status == 403
        assert "Zeilen" not in await answer.text()
        house.now += timedelta(hours=9)


async def test_ids_alone_are_no_text(editor: Browser, house: DeskHouse) -> None:
    assert (await editor.post("/anmeldungen/beenden", {"session": "x" * 64}, with_token=False)).status == 403
    house.now += timedelta(hours=9)
    assert (await editor.post("/anmeldungen/beenden", {"session": "x" * 64}, with_token=False)).status == 303
