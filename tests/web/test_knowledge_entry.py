"""One entry at the desk: its form, two editors at once, archiving, history and hostile input."""

import re
from datetime import timedelta
from html import unescape

import pytest

from bot.web.app import ROUTES
from bot.web.base.desk import FORM_TOKEN
from bot.web.pages.knowledge.form import list_columns
from handlers.core.events import Address, MessageId, RoomId
from handlers.curation.model.ports import AnswerForm, GivenAnswer
from handlers.i18n.desk.english import ENGLISH
from knowledge.entries import Centre, CheckedField, Contact, Faq, Topic, Visibility
from knowledge.search import Search
from knowledge.spreadsheets.columns import KINDS
from tests.web.conftest import EDITOR, OTHER_EDITOR, Browser, DeskHouse, to_text
from tests.web.test_knowledge_list import SOURCE, make_faq, put

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_TEXTS = re.compile(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>')
_REVISION = re.compile(r'name="revision" value="(\d+)"')
FIELDS = {"title": "Was ist neu?", "text": "Das **hier**.", "source.name": "Kreis Beispiel", "as_of": "2026-03"}
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) \u202egnp.exe " + "x" * 150


@pytest.fixture
async def entry(house: DeskHouse) -> None:
    topic = Topic(id="topic/schule", title="Schule", description="Alles zur Schule")
    await put(house, [topic, make_faq("alt", phrasings=("Wie alt?", "Seit wann?"))])


async def read(house: DeskHouse, id_: str) -> object:
    async with house.database.begin() as unit:
        stored = await unit.records.find(id_)
    return stored.record if stored is not None and stored.archived_at is None else None


async def list_actions(house: DeskHouse) -> list[tuple[str, str]]:
    async with house.database.begin() as unit:
        found = await unit.audit_log.list_page(None, 100)
    return [(each.action, each.object) for each in reversed(found) if each.action.startswith("entry")]


async def get_revision(browser: Browser, path: str) -> str:
    found = _REVISION.search(await (await browser.get(path)).text())
    assert found is not None
    return found[1]


async def test_a_new_entry_is_saved_and_logged(editor: Browser, house: DeskHouse) -> None:
    assert "Neuer Eintrag" in await editor.text("/wissen/neu")
    answer = await editor.post("/wissen/neu?art=faq", FIELDS)
    assert answer.headers["Location"] == "/redaktion/wissen/faq/was-ist-neu?gespeichert=1"
    saved = await read(house, "faq/was-ist-neu")
    assert saved == Faq.model_validate(
        {
            "id": "faq/was-ist-neu",
            "title": "Was ist neu?",
            "text": "Das **hier**.",
            "source": {"name": "Kreis Beispiel"},
        }
        | {"as_of": "2026-03"}
    )
    assert await list_actions(house) == [("entry_created", "faq/was-ist-neu")]
    assert "hat einen Eintrag angelegt · faq/was-ist-neu" in await editor.text("/protokoll")
    again = await editor.post("/wissen/neu?art=faq", FIELDS)
    assert again.headers["Location"] == "/redaktion/wissen/faq/was-ist-neu-2?gespeichert=1"


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("kind", KINDS)
async def test_the_form_has_every_field_as_one_that_is_missing_would_be_emptied(editor: Browser, kind: str) -> None:
    page = await (await editor.get(f"/wissen/neu?art={kind}")).text()
    names = set(re.findall(r' name="([\w.]+)"', page))
    stems = {name.rpartition(".")[0] for name in names}
    missing = {column.field for column in list_columns(KINDS[kind])} - names - stems
    # A centre looks after itself.
    assert missing == ({"owner"} if kind == "centre" else set())


async def test_a_question_from_elsewhere_begins_an_entry(editor: Browser) -> None:
    page = await (await editor.get("/wissen/neu?formulierung=Wer+hilft%3F")).text()
    assert 'name="phrasings.0" value="Wer hilft?"' in page


@pytest.mark.usefixtures("entry")
async def test_every_fault_has_a_sentence_at_its_field(editor: Browser, house: DeskHouse) -> None:
    wrong = {"title": " ", "source.url": "kreis.de", "review_by": "bald", "as_of": "x" * 301, "topics.kein": "on"}
    answer = await editor.post("/wissen/faq/alt", {**wrong, "text": "y", "source.name": "z", "revision": "2"})
    assert answer.status == 422
    page = await answer.text()
    for field in ("title", "source.url", "review_by", "as_of"):
        assert f'id="f-{field}-error"' in page
        assert f'href="#f-{field}"' in page
    assert "Titel fehlt." in page
    assert await read(house, "faq/alt") == make_faq("alt", phrasings=("Wie alt?", "Seit wann?"))
    unknown = {**FIELDS, "topics.kein": "on", "successor": "faq/nirgends", "revision": "2"}
    text = to_text(await (await editor.post("/wissen/faq/alt", unknown)).text())
    assert "Das Thema „kein“ gibt es nicht." in text
    assert "Den Eintrag „faq/nirgends“ gibt es nicht." in text


@pytest.mark.usefixtures("entry")
async def test_fields_keep_what_they_say(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("neu")])
    fields = {
        **FIELDS,
        "phrasings.0": "Wie alt?",
        "phrasings.1": "",
        "phrasings": "Noch eine\r\n\r\nUnd noch eine",
        "topics.schule": "on",
        "successor": "Was ist neu?",
        "further_sources": "Stadt Köln <https://koeln.example.org>\nOhne Adresse",
        "review_by": "2027-03-01",
        "revision": await get_revision(editor, "/wissen/faq/alt"),
    }
    assert (await editor.post("/wissen/faq/alt", fields)).status == 303
    saved = await read(house, "faq/alt")
    assert isinstance(saved, Faq)
    assert saved.phrasings == ("Wie alt?", "Noch eine", "Und noch eine")
    assert (saved.topics, saved.successor) == (("schule",), "faq/neu")
    assert [source.url for source in saved.further_sources] == ["https://koeln.example.org", None]
    assert str(saved.review_by) == "2027-03-01"


@pytest.mark.usefixtures("entry")
async def test_a_phrasing_is_dropped_from_the_form_without_saving(editor: Browser, house: DeskHouse) -> None:
    fields = {**FIELDS, "phrasings.0": "Wie alt?", "phrasings.1": "Seit wann?", "drop": "0", "revision": "2"}
    page = await (await editor.post("/wissen/faq/alt", fields)).text()
    assert 'name="phrasings.0" value="Seit wann?"' in page
    assert "Wie alt?" not in page
    assert await list_actions(house) == []


@pytest.mark.usefixtures("entry")
async def test_the_second_editor_sees_both_versions(editor: Browser, stranger: Browser, house: DeskHouse) -> None:
    other = await Browser(server=stranger.server, client=stranger.client, house=house).sign_in(OTHER_EDITOR)
    revision = await get_revision(editor, "/wissen/faq/alt")
    assert (await other.post("/wissen/faq/alt", {**FIELDS, "text": "Von Otto.", "revision": revision})).status == 303
    answer = await editor.post("/wissen/faq/alt", {**FIELDS, "text": "Von Edith.", "revision": revision})
    assert answer.status == 409
    page = await answer.text()
    assert "Jemand anderes hat inzwischen gespeichert" in page
    assert "Andere Fassung Von Otto. Deine Fassung Von Edith." in to_text(page)
    assert "telegram:4711" in page
    kept = await read(house, "faq/alt")
    assert isinstance(kept, Faq)
    assert kept.text == "Von Otto."
    newer = _REVISION.search(page)
    assert newer is not None
    assert (await editor.post("/wissen/faq/alt", {**FIELDS, "text": "Von beiden.", "revision": newer[1]})).status == 303
    history = to_text(await (await editor.get("/wissen/faq/alt/verlauf")).text())
    assert "Otto" in history


@pytest.mark.usefixtures("entry")
async def test_an_entry_is_archived_and_comes_back(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("kind", about="faq/alt")])
    path = "/wissen/faq/alt/archivieren"
    assert "Diese Einträge verweisen auf ihn: Was ist kind?" in await editor.text(path)
    stale = await editor.post(path, {"revision": "1"})
    assert stale.headers["Location"].endswith("/archivieren?neuer=1")
    assert await read(house, "faq/alt") is not None
    await editor.post(path, {"revision": await get_revision(editor, path)})
    assert await read(house, "faq/alt") is None
    assert "Dieser Eintrag ist archiviert." in await editor.text("/wissen/faq/alt")
    revision = await get_revision(editor, "/wissen/faq/alt")
    await editor.post("/wissen/faq/alt/wiederherstellen", {"number": revision, "revision": revision})
    assert await read(house, "faq/alt") is not None
    assert [action for action, _ in await list_actions(house)] == ["entry_archived", "entry_restored"]


@pytest.mark.usefixtures("entry")
async def test_an_earlier_version_is_restored_over_the_present_one(editor: Browser, house: DeskHouse) -> None:
    first = await get_revision(editor, "/wissen/faq/alt")
    await editor.post("/wissen/faq/alt", {**FIELDS, "text": "Das hier ist neu.", "revision": first})
    page = await (await editor.get("/wissen/faq/alt/verlauf")).text()
    assert "<del>Text</del><ins>Das hier ist neu.</ins>" in page
    answer = await editor.post("/wissen/faq/alt/wiederherstellen", {"number": first, "revision": first})
    assert answer.headers["Location"].endswith("/verlauf?neuer=1")
    present = await get_revision(editor, "/wissen/faq/alt/archivieren")
    await editor.post("/wissen/faq/alt/wiederherstellen", {"number": first, "revision": present})
    restored = await read(house, "faq/alt")
    assert isinstance(restored, Faq)
    assert restored.model_copy(update={"checked": ()}) == make_faq("alt", phrasings=("Wie alt?", "Seit wann?"))


@pytest.mark.usefixtures("entry")
async def test_forged_ids_lead_nowhere(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("anders")])
    for path in ("/wissen/faq/nichts", "/wissen/topic/schule", "/wissen/faq/..%2f", "/wissen/x/y", "/wissen/faq/alt/x"):
        assert (await editor.get(path)).status == 404
        assert (await editor.post(path, FIELDS)).status in (404, 405)
    other = await get_revision(editor, "/wissen/faq/anders")
    for number in (other, "99", "-1", "x", ""):
        answer = await editor.post("/wissen/faq/alt/wiederherstellen", {"number": number, "revision": "2"})
        assert answer.status == 404
    for revision in ("", "99", "x", "9" * 40):
        assert (await editor.post("/wissen/faq/alt", {**FIELDS, "revision": revision})).status == 409
    assert (await editor.post("/wissen/vorschau", {"kind": "topic"})).status == 404
    assert await list_actions(house) == []


@pytest.mark.usefixtures("entry")
async def test_hostile_texts_stay_text(editor: Browser) -> None:
    fields = {
        **FIELDS,
        "title": HOSTILE,
        "text": HOSTILE,
        "source.name": HOSTILE,
        "note": HOSTILE,
        "phrasings": HOSTILE,
    }
    answer = await editor.post("/wissen/neu", fields)
    path = answer.headers["Location"].removeprefix("/redaktion")
    for place in (path, "/wissen", path.partition("?")[0] + "/verlauf", path.partition("?")[0] + "/archivieren"):
        page = await (await editor.get(place)).text()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "\u202e" not in unescape(page)


async def test_the_preview_shows_both_platforms_while_typing(editor: Browser) -> None:
    page = await (
        await editor.post("/wissen/vorschau", {"kind": "faq", "title": "Was?", "text": "Das **hier**."})
    ).text()
    assert page.count("<strong>Das hier.</strong>") == 1
    assert page.count("<b>Das hier.</b>") == 1
    broken = await (await editor.post("/wissen/vorschau", {"kind": "faq", "review_by": "nie"})).text()
    assert "Die Vorschau kommt" in broken
    without_script = await editor.post("/wissen/neu", {**FIELDS, "action": "preview"})
    assert without_script.status == 200
    assert "<b>Das hier.</b>" in await without_script.text()


async def test_the_contact_of_a_centre_is_a_form(editor: Browser, house: DeskHouse) -> None:
    contact = Contact(phone="0231 50-0", email="ki@example.org")
    centre = Centre(
        id="centre/x", title="KI X", text="Text", source=SOURCE, as_of="2025", area="X", area_kind="Kreis", ags="05911",
        regierungsbezirk="Arnsberg", seat="X", contact=contact,
    )  # fmt: skip
    await put(house, [centre])
    page = await (await editor.get("/wissen/centre/x")).text()
    assert 'name="contact.phone" value="0231 50-0"' in page
    fields = {**FIELDS, "area": "X", "area_kind": "Kreis", "ags": "05911", "regierungsbezirk": "Arnsberg", "seat": "X"}
    fields |= {"revision": await get_revision(editor, "/wissen/centre/x"), "contact.phone": "0231 1234567"}
    wrong = await (await editor.post("/wissen/centre/x", {**fields, "contact.postal_code": "4 Ziffern"})).text()
    assert "Postleitzahl braucht fünf Ziffern" in wrong
    points = "Sprachenpool | Telefon: 0231 7654321 | Ort: X"
    assert (await editor.post("/wissen/centre/x", {**fields, "contact.parts": points})).status == 303
    saved = await read(house, "centre/x")
    assert isinstance(saved, Centre)
    assert (saved.contact.phone, saved.contact.email, saved.contact.parts[0].phone) == (
        "0231 1234567",
        None,
        "0231 7654321",
    )


async def test_whoever_is_no_longer_an_editor_changes_nothing(editor: Browser, house: DeskHouse) -> None:
    house.editors = (OTHER_EDITOR,)
    assert EDITOR not in house.editors
    answer = await editor.post("/wissen/neu", FIELDS, with_token=False)
    assert answer.status == 401
    archived = await editor.post("/wissen/faq/alt/archivieren", {"revision": "1"}, with_token=False)
    assert archived.headers["Location"] == "/redaktion/abgemeldet"
    assert await list_actions(house) == []


async def test_a_text_outlives_the_session(editor: Browser, house: DeskHouse) -> None:
    token = {FORM_TOKEN: "that of the page"}
    house.now += timedelta(hours=9)
    written = {**FIELDS, **token, "text": "<b>Viel</b> Arbeit.", "action": "save"}
    answer = await editor.post("/wissen/neu?art=faq", written, with_token=False)
    assert answer.status == 401
    page = await answer.text()
    assert "Dein Text ist noch da" in page
    kept = {unescape(name): unescape(value) for name, value in [*_HIDDEN.findall(page), *_TEXTS.findall(page)]}
    assert kept == {**FIELDS, "text": "<b>Viel</b> Arbeit."}
    editor.cookie = ""
    assert (await editor.post("/wissen/neu?art=faq", written, with_token=False)).status == 401
    again = await Browser(server=editor.server, client=editor.client, house=house).sign_in(EDITOR)
    shown = await again.post("/wissen/neu?art=faq", kept, with_token=False)
    assert shown.status == 200
    assert "&lt;b&gt;Viel&lt;/b&gt; Arbeit." in await shown.text()
    assert await list_actions(house) == []
    assert (await again.post("/wissen/neu?art=faq", kept)).status == 303


async def test_a_preview_stays_as_it_is_when_the_session_has_ended(editor: Browser, house: DeskHouse) -> None:
    house.now += timedelta(hours=9)
    headers = {"HX-Request": "true"}
    answer = await editor.post("/wissen/vorschau", {"kind": "faq"}, with_token=False, headers=headers)
    assert (answer.status, await answer.text()) == (204, "")


async def test_nothing_is_saved_without_the_token_of_the_session(editor: Browser, house: DeskHouse) -> None:
    for action in ("save", "preview", ""):
        sent = {**FIELDS, "action": action, FORM_TOKEN: "0" * 64}
        assert (await editor.post("/wissen/neu", sent, with_token=False)).status == 200
    assert await list_actions(house) == []


def test_every_field_has_a_name_in_english() -> None:
    assert {column.header for kind in KINDS.values() for column in list_columns(kind)} <= set(ENGLISH.translations)


def test_the_routes_of_entries_are_there() -> None:
    assert ("POST", "/wissen/{kind}/{slug}") in {(route.method, route.path) for route in ROUTES}


async def test_the_form_keeps_who_may_read_and_when_fields_were_checked(editor: Browser, house: DeskHouse) -> None:
    checked = CheckedField(field="text", on=house.now.date())
    hidden = make_faq("intern", visibility=Visibility.INTERNAL, checked=(checked,))
    await put(house, [hidden])
    page = await (await editor.get("/wissen/faq/intern")).text()
    assert '<option value="intern" selected>' in page
    revision = await get_revision(editor, "/wissen/faq/intern")
    await editor.post("/wissen/faq/intern", {**FIELDS, "visibility": "intern", "revision": revision})
    saved = await read(house, "faq/intern")
    assert isinstance(saved, Faq)
    assert (saved.title, saved.visibility, saved.checked) == (FIELDS["title"], Visibility.INTERNAL, (checked,))
    refused = await editor.post("/wissen/faq/intern", {**FIELDS, "visibility": "geheim", "revision": revision})
    assert "kann nur „alle“, „Netzwerk“ oder „intern“ sein" in await refused.text()


@pytest.mark.usefixtures("entry")
async def test_a_value_that_is_changed_counts_as_checked_today(editor: Browser, house: DeskHouse) -> None:
    revision = await get_revision(editor, "/wissen/faq/alt")
    await editor.post("/wissen/faq/alt", {**FIELDS, "text": "Anders.", "revision": revision})
    saved = await read(house, "faq/alt")
    assert isinstance(saved, Faq)
    assert saved.checked == (CheckedField(field="text", on=house.now.date()),)


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("field", ["text", "note"])
async def test_a_link_that_pretends_is_refused(editor: Browser, house: DeskHouse, field: str) -> None:
    revision = await get_revision(editor, "/wissen/faq/alt")
    sent = {**FIELDS, field: "Siehe [https://bund.de](https://boese.example)", "revision": revision}
    answer = await editor.post("/wissen/faq/alt", sent)
    assert (answer.status, "gibt ein anderes Ziel vor" in await answer.text()) == (422, True)
    assert await list_actions(house) == []


async def test_the_effect_says_how_many_answers_are_corrected(editor: Browser, house: DeskHouse) -> None:
    await put(house, [make_faq("alt", text="Es kostet 500 Euro.")])
    async with house.database.begin() as unit:
        house.search = Search(await unit.records.load())
    given = GivenAnswer(
        entry="faq/alt",
        asker=EDITOR,
        address=Address(platform=EDITOR.platform, room=RoomId("!a:example.org")),
        message=MessageId("m"),
        direct=True,
        form=AnswerForm(language="de"),
        revision=1,
        at=house.now,
    )
    async with house.database.begin() as unit:
        await unit.given_answers.add([given, given])
    form = {**FIELDS, "kind": "faq", "id": "faq/alt"}
    changed = await editor.post("/wissen/wirkung", {**form, "text": "Es kostet 600 Euro."})
    assert "2 Antworten der letzten 30 Tage werden berichtigt." in await changed.text()


@pytest.mark.usefixtures("entry")
async def test_an_entry_is_looked_after_by_a_centre_or_the_office(editor: Browser, house: DeskHouse) -> None:
    bochum = house.search.get_entry("centre/bochum")
    assert bochum is not None
    await put(house, [bochum])
    page = await (await editor.get("/wissen/neu?art=faq")).text()
    assert '<option value="centre/bochum">' in page
    assert (await editor.post("/wissen/neu?art=faq", {**FIELDS, "owner": "centre/bochum"})).status == 303
    saved = await read(house, "faq/was-ist-neu")
    assert isinstance(saved, Faq)
    assert saved.owner == "centre/bochum"
    for forged in ("faq/alt", "centre/nirgendwo", "matrix:@anna:example.org", HOSTILE):
        answer = await editor.post("/wissen/neu?art=faq", {**FIELDS, "title": "Anders?", "owner": forged})
        assert (answer.status, 'id="f-owner-error"' in await answer.text()) == (422, True)
    assert await read(house, "faq/anders") is None
