"""Templates of announcements at the desk."""

import pytest

from handlers.announcements.model.announcement import Template
from tests.web.announcing import add_announcement
from tests.web.conftest import Browser, DeskHouse, read_versions
from tests.web.test_announcement_page import list_log


async def keep(house: DeskHouse, name: str, text: str) -> None:
    async with house.database.begin() as unit:
        await unit.templates.put(Template(name=name, text=text))


async def list_kept(house: DeskHouse) -> dict[str, str]:
    async with house.database.begin() as unit:
        return {each.name: each.text for each in await unit.templates.all()}


async def read_seen(browser: Browser, name: str) -> str:
    page = await (await browser.get(f"/ankuendigungen/vorlagen/{name}")).text()
    return page.partition('name="seen" value="')[2].partition('"')[0]


async def test_a_draft_becomes_a_template(editor: Browser, house: DeskHouse) -> None:
    assert "Noch keine Vorlage." in await editor.text("/ankuendigungen/vorlagen")
    made = await add_announcement(house, text="Hallo {vorname|alle}")
    assert "Hallo {vorname|alle}" in await editor.text(f"/ankuendigungen/{made.number}/vorlage")
    done = await editor.post(f"/ankuendigungen/{made.number}/vorlage", {"name": "Gruß"})
    assert done.headers["Location"] == "/redaktion/ankuendigungen/vorlagen"
    assert await list_kept(house) == {"gruss": "Hallo {vorname|alle}"}
    assert (await list_log(house))[0] == "template_kept"
    assert "gruss" in await editor.text("/ankuendigungen/vorlagen")
    assert "Hallo {vorname|alle}" in await editor.text("/ankuendigungen/neu?vorlage=gruss")


@pytest.mark.parametrize("name", ["", "zwei Wörter", "../x", "x" * 61, "<b>", "treffen"])
async def test_names_that_chats_refuse_or_that_are_taken_are_refused(
    editor: Browser, house: DeskHouse, name: str
) -> None:
    await keep(house, "treffen", "Alt")
    made = await add_announcement(house)
    answer = await editor.post(f"/ankuendigungen/{made.number}/vorlage", {"name": name})
    page = await answer.text()
    assert answer.status == 409
    assert "<b>" not in page
    assert await list_kept(house) == {"treffen": "Alt"}


async def test_a_template_is_renamed_and_changed(editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "Treffen am {{datum}}")
    assert "datum" in await editor.text("/ankuendigungen/vorlagen")
    fields = {"name": "Fachtag", "text": "Fachtag am {{datum}}", "seen": await read_seen(editor, "treffen")}
    assert (await editor.post("/ankuendigungen/vorlagen/treffen", fields)).status == 303
    assert await list_kept(house) == {"fachtag": "Fachtag am {{datum}}"}
    assert (await list_log(house))[0] == "template_changed"


async def test_another_template_is_not_overwritten(editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "Treffen")
    await keep(house, "fachtag", "Fachtag")
    fields = {"name": "fachtag", "text": "Anders", "seen": await read_seen(editor, "treffen")}
    answer = await editor.post("/ankuendigungen/vorlagen/treffen", fields)
    assert (answer.status, "Eine Vorlage „fachtag“ gibt es schon." in await answer.text()) == (409, True)
    assert await list_kept(house) == {"treffen": "Treffen", "fachtag": "Fachtag"}
    empty = await editor.post("/ankuendigungen/vorlagen/treffen", {**fields, "name": "treffen", "text": " "})
    assert empty.status == 409


async def test_the_second_of_two_editors_sees_what_the_first_wrote(editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "Alt")
    seen = await read_seen(editor, "treffen")
    await keep(house, "treffen", "Von jemand anderem")
    answer = await editor.post("/ankuendigungen/vorlagen/treffen", {"name": "termin", "text": "Meins", "seen": seen})
    page = await answer.text()
    assert (answer.status, "Meins</textarea>" in page) == (409, True)
    assert read_versions(page) == {"Name": ("treffen", "termin"), "Text": ("Von jemand anderem", "Meins")}
    assert (await editor.post("/ankuendigungen/vorlagen/treffen/loeschen", {"seen": seen})).status == 409
    assert await list_kept(house) == {"treffen": "Von jemand anderem"}


async def test_a_template_is_deleted(editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "Treffen")
    seen = await read_seen(editor, "treffen")
    assert (await editor.post("/ankuendigungen/vorlagen/treffen/loeschen", {"seen": seen})).status == 303
    assert await list_kept(house) == {}
    assert (await list_log(house))[0] == "template_dropped"
    assert (await editor.post("/ankuendigungen/vorlagen/treffen/loeschen", {"seen": seen})).status == 404


async def test_fields_are_asked_for(editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "Treffen am {{tag}} in {{ort}}")
    form = await (await editor.get("/ankuendigungen/vorlagen/treffen/ausfuellen")).text()
    assert form.count('name="field.') == 2
    half = await (await editor.post("/ankuendigungen/vorlagen/treffen/ausfuellen", {"field.tag": "1.12."})).text()
    assert 'name="field.tag" value="1.12."' in half
    fields = {"field.tag": "1.12.", "field.ort": "**Hamm** <img>"}
    page = await (await editor.post("/ankuendigungen/vorlagen/treffen/ausfuellen", fields)).text()
    assert 'action="/redaktion/ankuendigungen/neu"' in page
    assert "Treffen am 1.12. in **Hamm** &lt;img&gt;</textarea>" in page
    assert "<img>" not in page
    assert (await editor.post("/ankuendigungen/vorlagen/x/ausfuellen", fields)).status == 404


async def test_it_is_for_editors(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    await keep(house, "treffen", "<img src=x>")
    assert (await stranger.get("/ankuendigungen/vorlagen")).status == 303
    assert "<img" not in await (await editor.get("/ankuendigungen/vorlagen/treffen")).text()
    assert "<img" not in await (await editor.get("/ankuendigungen/vorlagen")).text()
    for number in ("0", "99", "x"):
        assert (await editor.get(f"/ankuendigungen/{number}/vorlage")).status == 404
        assert (await editor.post(f"/ankuendigungen/{number}/vorlage", {"name": "x"})).status == 404
    seen = await read_seen(editor, "treffen")
    house.editors = ()
    await editor.post("/ankuendigungen/vorlagen/treffen/loeschen", {"seen": seen}, with_token=False)
    assert await list_kept(house) == {"treffen": "<img src=x>"}
