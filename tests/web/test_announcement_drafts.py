"""Writing and changing announcements at the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.model.announcement import AnnouncementState, Template
from handlers.core.events import PlatformName, Sender
from knowledge.entries import Visibility
from tests.web.announcing import JANA, add_announcement, add_reader, add_waiting, chat_of, get
from tests.web.conftest import ADMIN, EDITOR, OTHER_EDITOR, Browser, DeskHouse, read_versions, to_text

FIELDS = {"text": "# Fachtag\r\n\r\nHallo", "audience": "alle", "when": "morgen 9 Uhr", "receipt": "ja"}


async def test_a_draft_is_written(editor: Browser, house: DeskHouse) -> None:
    done = await editor.post("/ankuendigungen/neu", FIELDS)
    assert (done.status, done.headers["Location"]) == (303, "/redaktion/ankuendigungen/1")
    async with house.database.begin() as unit:
        found = await unit.announcements.get(1)
    assert found is not None
    assert (found.text, found.author, found.state) == (
        "# Fachtag\n\nHallo",
        "matrix:@edith:example.org",
        AnnouncementState.DRAFT,
    )
    assert (found.wants_receipt, found.is_urgent) == (True, False)
    assert "Fr 27.11., 9:00 Uhr" in await editor.text("/ankuendigungen/1")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"audience": "unfug:x"}, "unfug"),
        ({"when": "irgendwann"}, "Diese Zeit verstehe ich nicht."),
        ({"text": "Hallo {{datum}}"}, "Das Feld „datum“ kenne ich nicht"),
    ],
)
async def test_what_chats_refuse_is_refused(
    editor: Browser, house: DeskHouse, wrong: dict[str, str], sentence: str
) -> None:
    answer = await editor.post("/ankuendigungen/neu", {**FIELDS, "english": "</textarea><b>", **wrong})
    page = await answer.text()
    assert (answer.status, sentence in page) == (409, True)
    assert "&lt;/textarea&gt;&lt;b&gt;</textarea>" in page
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


async def test_the_preview_shows_how_it_arrives(editor: Browser) -> None:
    page = await (await editor.post("/ankuendigungen/vorschau", {**FIELDS, "text": "**Hallo** <img src=x>"})).text()
    assert "<strong>Hallo</strong>" in page
    assert "<img" not in page
    assert "<html" not in page


async def test_a_change_asks_for_approval_again(editor: Browser, house: DeskHouse) -> None:
    made = await add_waiting(house)
    fields = {**FIELDS, "content": made.content_hash, "when": ""}
    assert (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", fields)).status == 303
    assert (await get(house, made)).state is AnnouncementState.DRAFT


async def test_nobody_overwrites_what_was_changed_meanwhile(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(
        house,
        text="Von jemand anderem",
        english="By another",
        audience="thema:kim",
        is_urgent=True,
        visibility=Visibility.NETWORK,
    )
    fields = {**FIELDS, "content": "00000000", "english": "My own", "receipt": "ja", "visibility": "internal"}
    answer = await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", {**fields, "start": "zeit"})
    page = await answer.text()
    assert answer.status == 409
    assert read_versions(page) == {
        "Text": ("Von jemand anderem", to_text(FIELDS["text"])),
        "Englische Fassung": ("By another", "My own"),
        "Empfänger*innen": (made.audience, FIELDS["audience"]),
        "Sichtbar für": ("Netzwerk", "intern"),
        "Zeit": ("sofort", "Fr, 27.11.2026, 09:00 Uhr"),
        "Dringend": ("ja", "nein"),
        "Um „Gelesen“ bitten": ("nein", "ja"),
    }
    assert "# Fachtag" in page
    assert (await get(house, made)).text == "Von jemand anderem"


async def test_a_conflict_in_what_the_form_does_not_hold_says_so(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    same = {"text": made.text, "audience": made.audience, "start": "wie-bisher", "content": "00000000"}
    page = await (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", same)).text()
    assert read_versions(page) == {}
    assert "Geändert sind die Dateien oder die Zeit" in page


async def test_what_is_out_is_not_changed_in_the_form(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    assert (await editor.get(f"/ankuendigungen/{made.number}/bearbeiten")).status == 303
    fields = {**FIELDS, "content": made.content_hash}
    assert (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", fields)).status == 409
    assert (await get(house, made)).text == "Hallo"
    assert (await editor.post("/ankuendigungen/99/bearbeiten", fields)).status == 404


async def test_a_template_fills_the_form(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.templates.put(Template(name="treffen", text="Morgen ist Treffen"))
    assert "treffen" in await editor.text("/ankuendigungen/neu")
    begun = await editor.get("/ankuendigungen/vorlagen/treffen/ausfuellen")
    assert begun.headers["Location"] == "/redaktion/ankuendigungen/neu?vorlage=treffen"
    assert "Morgen ist Treffen" in await editor.text("/ankuendigungen/neu?vorlage=treffen")
    assert (await editor.get("/ankuendigungen/neu?vorlage=%3Cb%3E")).status == 200


async def test_a_sample_goes_to_the_person_alone(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    made = await add_announcement(house, text="Hallo {vorname|alle}")
    async with house.database.begin() as unit:
        await unit.people.meet(EDITOR, chat_of(EDITOR))
        await unit.people.meet(ADMIN, chat_of(ADMIN))
    assert (await editor.post(f"/ankuendigungen/{made.number}/probe")).status == 303
    async with house.database.begin() as unit:
        assert list(await unit.connection.scalars(select(deliveries.c.room))) == [chat_of(EDITOR).room]


async def test_strangers_and_former_editors_write_nothing(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    assert (await stranger.post("/ankuendigungen/neu", FIELDS, with_token=False)).status == 401
    assert (await editor.post("/ankuendigungen/neu", FIELDS, with_token=False)).status == 403
    house.editors = (ADMIN,)
    assert (await editor.post("/ankuendigungen/neu", FIELDS, with_token=False)).status == 401
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


ROWS = {
    "audience_by": "list",
    "joint.0": "und",
    "key.0": "thema",
    "value.0": "kim",
    "joint.1": "und nicht",
    "key.1": "zentrum",
    "value.1": "hagen",
}


async def test_rows_make_the_audience(editor: Browser, house: DeskHouse) -> None:
    done = await editor.post("/ankuendigungen/neu", {"text": "Hallo", **ROWS, "then": "empfaenger"})
    assert (done.status, done.headers["Location"]) == (303, "/redaktion/ankuendigungen/1/empfaenger")
    async with house.database.begin() as unit:
        found = await unit.announcements.get(1)
    assert found is not None
    assert found.audience == "thema:kim und nicht zentrum:hagen"
    form = await (await editor.get("/ankuendigungen/1/bearbeiten")).text()
    assert '<option value="kim" selected>' in form
    assert '<option value="und nicht" selected>außer</option>' in form
    assert '<option value="hagen" selected>' in form


async def test_what_rows_cannot_say_stays_an_expression(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, audience="nicht (thema:kim und sprache:en)")
    form = await (await editor.get(f"/ankuendigungen/{made.number}/bearbeiten")).text()
    assert 'name="audience" value="nicht (thema:kim und sprache:en)"' in form
    again = await editor.post("/ankuendigungen/bedingungen", {"audience": made.audience, "rows": "list"})
    assert f'value="{made.audience}"' in await again.text()


async def test_buttons_of_rows_save_nothing_and_keep_what_was_typed(editor: Browser, house: DeskHouse) -> None:
    fields = {"text": "Mein Text", "when": "morgen 9 Uhr", **ROWS}
    added = await editor.post("/ankuendigungen/neu", {**fields, "rows": "add"})
    page = await added.text()
    assert (added.status, 'name="key.2"' in page, 'name="key.3"' in page) == (200, True, False)
    assert "Mein Text</textarea>" in page
    assert 'value="morgen 9 Uhr"' in page
    dropped = await (await editor.post("/ankuendigungen/neu", {**fields, "rows": "0"})).text()
    assert '<option value="hagen" selected>' in dropped
    assert 'name="key.1"' not in dropped
    as_text = await (await editor.post("/ankuendigungen/neu", {**fields, "rows": "text"})).text()
    assert 'value="thema:kim und nicht zentrum:hagen"' in as_text
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


async def test_a_button_does_not_hide_what_another_editor_has_changed(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, text="Von jemand anderem")
    fields = {"text": "Mein Text", **ROWS, "content": "00000000", "rows": "add"}
    page = await (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", fields)).text()
    assert 'name="content" value="00000000"' in page
    assert (await editor.post("/ankuendigungen/99/bearbeiten", fields)).status == 404


@pytest.mark.parametrize(
    "forged",
    [
        {"value.0": ""},
        {"value.0": 'kim" oder alle oder thema:"kim'},
        {"key.0": "geheim", "value.0": "<b>"},
        {"key.1": "rolle", "value.1": "hagen"},
    ],
)
async def test_rows_with_other_values_than_were_offered_are_refused(
    editor: Browser, house: DeskHouse, forged: dict[str, str]
) -> None:
    answer = await editor.post("/ankuendigungen/neu", {"text": "Hallo", **ROWS, **forged})
    page = await answer.text()
    assert answer.status == 409
    assert "<b>" not in page
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


async def test_the_rows_count_whom_they_reach(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    everybody = await (await editor.post("/ankuendigungen/aussicht", {"audience_by": "list"})).text()
    assert "<strong>1</strong> bekommen sie" in everybody
    assert "1 Mensch, 0 Räume; Matrix 1" in everybody
    half = {**ROWS, "value.0": ""}
    assert "<strong>1</strong>" in await (await editor.post("/ankuendigungen/aussicht", half)).text()
    telegram = {"audience_by": "list", "key.0": "plattform", "value.0": "telegram"}
    assert "<strong>0</strong>" in await (await editor.post("/ankuendigungen/aussicht", telegram)).text()
    assert JANA.id not in everybody
    assert JANA.name not in everybody


async def test_the_outlook_tells_dates_and_what_stands_in_their_way(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    await add_announcement(house, state=AnnouncementState.SCHEDULED, at=house.now + timedelta(days=1))

    async def look(**fields: str) -> str:
        return to_text(await (await editor.post("/ankuendigungen/aussicht", {"audience": "alle", **fields})).text())

    weekly = await look(start="zeit", when="jeden Montag 9 Uhr")
    assert "Die nächsten Termine Mo 30.11., 9:00 Uhr Mo 7.12., 9:00 Uhr" in weekly
    assert "1 bekommen sie · zuerst Mo 30.11., 9:00 Uhr" in weekly
    moved = await look(start="zeit", when="jeden letzten Freitag im Monat 9 Uhr, an Feiertagen am vorigen Werktag")
    assert "Do 24.12., 9:00 Uhr statt Fr 25.12. (Erster Weihnachtstag) Fr 29.1.2027, 9:00 Uhr" in moved
    assert "Do 25.3.2027, 9:00 Uhr statt Fr 26.3. (Karfreitag)" in moved
    dropped = await look(start="zeit", when="jeden ersten Freitag 9 Uhr, an Feiertagen nicht")
    assert "Fr 1.1.2027 fällt aus (Neujahr) Fr 5.2.2027, 9:00 Uhr" in dropped
    assert "Lotse wartet bis Mo 30.11., 7:00 Uhr" in await look(start="zeit", when="morgen 22 Uhr")
    assert "wartet bis" not in await look(start="zeit", when="morgen 22 Uhr", urgent="ja")
    assert "Ankündigung 1 , 1 Mensch bekommt beide" in await look(start="zeit", when="morgen 14:20 Uhr")
    assert "Diese Zeit verstehe ich nicht." in await look(start="zeit", when="irgendwann")
    assert "irgendwann" not in await look(start="sofort", when="irgendwann")


async def test_the_time_stays_until_another_is_chosen(editor: Browser, house: DeskHouse) -> None:
    at = house.now + timedelta(days=3)
    made = await add_announcement(house, at=at)
    for fields, expected in (({}, at), ({"start": "wie-bisher", "when": "x"}, at), ({"start": "sofort"}, None)):
        sent = {"text": "Hallo", "content": (await get(house, made)).content_hash, **fields}
        assert (await editor.post(f"/ankuendigungen/{made.number}/bearbeiten", sent)).status == 303
        assert (await get(house, made)).at == expected


@pytest.mark.parametrize(("asked", "told"), [("", {ADMIN, OTHER_EDITOR}), ("telegram:4711", {OTHER_EDITOR})])
async def test_approval_is_asked_for_in_the_form(
    editor: Browser, house: DeskHouse, asked: str, told: set[Sender]
) -> None:
    await add_reader(house)
    async with house.database.begin() as unit:
        for each in (EDITOR, ADMIN, OTHER_EDITOR):
            await unit.people.meet(each, chat_of(each))
    fields = {**FIELDS, "then": "freigabe", "asked": asked}
    assert (await editor.post("/ankuendigungen/neu", fields)).headers["Location"] == "/redaktion/ankuendigungen/1"
    async with house.database.begin() as unit:
        found = await unit.announcements.get(1)
        rooms = await unit.connection.scalars(select(deliveries.c.room))
        assert {*rooms} == {chat_of(each).room for each in told}
    assert found is not None
    assert found.state is AnnouncementState.WAITING


async def test_nothing_is_stored_that_cannot_be_handed_over(editor: Browser, house: DeskHouse) -> None:
    answer = await editor.post("/ankuendigungen/neu", {**FIELDS, "then": "freigabe", "asked": "nobody:x"})
    assert answer.status == 409
    assert "# Fachtag" in await answer.text()
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


async def test_without_a_second_person_nothing_leaves_from_the_form(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    house.editors, house.admins = (EDITOR,), ()
    form = await editor.text("/ankuendigungen/neu")
    assert "Zur Freigabe geben" not in form
    assert "Speichern, dann absenden" in form
    assert (await editor.post("/ankuendigungen/neu", {**FIELDS, "then": "freigabe"})).status == 303
    async with house.database.begin() as unit:
        found = await unit.announcements.get(1)
    assert found is not None
    assert found.state is AnnouncementState.DRAFT


async def test_a_sample_is_sent_from_the_form(editor: Browser, house: DeskHouse) -> None:
    refused = await editor.post("/ankuendigungen/neu", {**FIELDS, "then": "probe"})
    assert (refused.status, "Lotse kennt deinen Direktchat nicht." in await refused.text()) == (409, True)
    async with house.database.begin() as unit:
        await unit.people.meet(EDITOR, chat_of(EDITOR))
    done = await editor.post("/ankuendigungen/neu", {**FIELDS, "then": "probe"})
    assert "Die Probe kommt gleich" in await editor.text(done.headers["Location"].removeprefix("/redaktion"))
    async with house.database.begin() as unit:
        assert list(await unit.connection.scalars(select(deliveries.c.room))) == [chat_of(EDITOR).room]


async def test_links_are_tried_in_the_form_and_for_whoever_approves(editor: Browser, house: DeskHouse) -> None:
    good, bad = "https://example.org/gut", "https://example.org/weg"
    house.links = {good: LinkResult(), bad: LinkResult(fault=FetchFault.NOT_FOUND)}
    fields = {"text": f"Siehe [hier]({good}).", "english": f"See <{bad}>."}
    tried = to_text(await (await editor.post("/ankuendigungen/links", fields)).text())
    assert (f"{good} antwortet" in tried, f"{bad} nicht gefunden (404)" in tried) == (True, True)
    made = await add_announcement(house, text=f"Neu: {bad}2")
    house.links = {f"{bad}2": LinkResult(moved_to="https://example.org/neu")}
    assert f"{bad}2 noch nicht geprüft" in await editor.text(f"/ankuendigungen/{made.number}")
    done = await editor.post(f"/ankuendigungen/{made.number}/links")
    assert f"{bad}2 umgezogen https://example.org/neu" in to_text(await done.text())


async def test_links_are_tried_without_scripts_and_nothing_is_stored(editor: Browser, house: DeskHouse) -> None:
    house.links = {"https://example.org/gut": LinkResult()}
    fields = {"text": "https://example.org/gut", "try_links": "1", "file": "Programm.pdf"}
    page = to_text(await (await editor.post("/ankuendigungen/neu", fields)).text())
    assert "https://example.org/gut antwortet" in page
    assert "Die Datei ist noch nicht angehängt." in page
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None


async def test_rows_are_for_editors(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    for path in ("/ankuendigungen/bedingungen", "/ankuendigungen/aussicht"):
        assert (await stranger.post(path, ROWS, with_token=False)).status == 303
        assert (await editor.post(path, ROWS, with_token=False)).status == 403
    house.editors = ()
    answer = await editor.post("/ankuendigungen/aussicht", ROWS, with_token=False)
    assert "bekommen sie" not in await answer.text()


async def test_the_class_of_readers_is_chosen_counted_and_kept(editor: Browser, house: DeskHouse) -> None:
    for sender in (JANA, EDITOR):
        await add_reader(house, sender)
    size = await (await editor.post("/ankuendigungen/aussicht", {**FIELDS, "visibility": "internal"})).text()
    assert "<strong>1</strong> bekommen sie" in size
    assert "1 weitere darf sie nicht lesen" in size
    await editor.post("/ankuendigungen/neu", {**FIELDS, "visibility": "internal"})
    async with house.database.begin() as unit:
        written = await unit.announcements.get(1)
    assert written is not None
    assert written.visibility is Visibility.INTERNAL
    page = await editor.text("/ankuendigungen/1")
    assert "intern; 1 weitere darf sie nicht lesen" in page
    assert JANA.name not in await editor.text("/ankuendigungen/1/empfaenger")
    form = await (await editor.get("/ankuendigungen/1/bearbeiten")).text()
    assert '<option value="internal" selected>' in form
    without = {**FIELDS, "content": written.content_hash, "visibility": "geheim"}
    await editor.post("/ankuendigungen/1/bearbeiten", without)
    assert (await get(house, written)).visibility is Visibility.INTERNAL


async def test_a_draft_is_previewed_for_somebody_who_gets_it(editor: Browser, house: DeskHouse) -> None:
    samira = Sender(platform=PlatformName.TELEGRAM, id="815", name="Samira <b>Ö</b>")
    for sender in (JANA, samira):
        await add_reader(house, sender)
    typed = {**FIELDS, "text": "Hallo {vorname|alle}", "visibility": "public"}
    for chosen, named, greeted in (
        ({}, "irgendjemand, ohne Namen", "Hallo alle"),
        ({"reader_name": "kowal"}, "Bei: Jana Kowalski (Matrix)", "Hallo Jana"),
        ({"reader_name": "a"}, "Auch andere passen", "Hallo Jana"),
        ({"reader_name": "samira"}, "Bei: Samira <b>Ö</b> (Telegram)", "Hallo Samira"),
        ({"reader_name": "samira", "visibility": "internal"}, "Niemand davon bekommt sie", "Hallo alle"),
        ({"reader_name": "jana", "reader_centre": "centre/bochum"}, "Niemand davon bekommt sie", "Hallo alle"),
        ({"reader_centre": "centre/nirgends"}, "irgendjemand, ohne Namen", "Hallo alle"),
    ):
        page = to_text(await (await editor.post("/ankuendigungen/vorschau", {**typed, **chosen})).text())
        assert named in page
        assert greeted in page
    without_script = {**typed, "reader_name": "jana", "show_reader": "1"}
    page = to_text(await (await editor.post("/ankuendigungen/neu", without_script)).text())
    assert "Bei: Jana Kowalski (Matrix)" in page
    async with house.database.begin() as unit:
        assert await unit.announcements.get(1) is None
