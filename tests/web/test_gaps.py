"""Gaps at the desk: groups of unanswered questions and what editors do about them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from bot.storage.engine.words import digest_words
from bot.storage.web.gaps import Gap
from bot.web.base.gap_groups import group_gaps
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.curation.model.wishes import Wish
from knowledge.entries import Faq, Visibility
from tests.web.conftest import ADMIN, Browser, DeskHouse, to_text
from tests.web.test_knowledge_list import make_faq, put
from tests.web.test_question_log import ask

QUESTION = "Dürfen Zebras beim Ballett tanzen?"
PATH = f"/luecken/{digest_words(QUESTION)}"
WISHER = Sender(platform=PlatformName.MATRIX, id="@sam:example.org")
ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!sam:example.org"))


def gap(text: str, times: int, house: DeskHouse) -> Gap:
    return Gap(digest=digest_words(text), text=text, times=times, last_at=house.now)


async def list_open(house: DeskHouse) -> Sequence[str]:
    async with house.database.begin() as unit:
        return [each.text for each in await unit.gaps.list(None, 99)]


async def list_actions(house: DeskHouse) -> Sequence[str]:
    async with house.database.begin() as unit:
        return [each.action for each in await unit.audit_log.list_page(None, 9) if each.action != "signed_in"]


@pytest.fixture
async def asked(house: DeskHouse) -> None:
    await put(house, [make_faq("pool", title="Sprachmittlerpool", phrasings=("Was ist der Pool?",))])
    for days, text in ((0, QUESTION), (1, QUESTION), (9, "zebras ballett tanzen??"), (2, "Butter?")):
        await ask(house.database, text, house.now - timedelta(days=days))


def test_like_questions_are_grouped(house: DeskHouse) -> None:
    texts = ("KOMM-AN Antrag Frist", "Wann ist die Frist für KOMM-AN-Anträge?", "Was verdient eine KIM-Koordination?")
    groups = group_gaps(gap(text, 5 - number, house) for number, text in enumerate(texts))
    assert [(len(group.gaps), group.times) for group in groups] == [(2, 9), (1, 3)]
    assert group_gaps([]) == []
    assert len(group_gaps([gap("???", 1, house), gap("…", 1, house)])) == 2


@pytest.mark.usefixtures("asked")
async def test_groups_show_their_numbers(editor: Browser) -> None:
    page = await editor.text("/luecken")
    assert f"{QUESTION} Auch: „zebras ballett tanzen??“ keine Antwort" in page
    assert "3 in 8 Wochen" in page
    assert "1–2 von 2 Gruppen, die häufigsten zuerst" in page
    assert "Lücken 3 zu tun" in page
    assert "Daten als Tabelle Woche ab Anzahl Mo 5.10. 0 Mo 12.10. 0" in page
    assert "Mo 16.11. 1 Mo 23.11. 2" in page
    shown = await (await editor.get("/luecken")).text()
    assert "0, 0, 0, 0, 0, 0, 1, 2" in shown
    assert "formulierung=D%C3%BCrfen%20Zebras" in shown
    one = await editor.text(PATH)
    assert "Do 26.11., 14:20 Uhr Matrix" in one
    assert "gelöscht nach 90 Tagen" in one


async def test_no_gaps_are_good_news(editor: Browser) -> None:
    assert "Keine Lücken in dieser Zeit" in await editor.text("/luecken")
    assert "Nichts ist stillgelegt." in await editor.text("/luecken/stillgelegt")
    assert (await editor.get(PATH)).status == 404
    for path in ("/luecken/x", "/luecken/" + "A" * 16):
        assert (await editor.get(path)).status == 404


async def test_groups_are_paged(editor: Browser, house: DeskHouse) -> None:
    for number in range(15):
        await ask(house.database, f"Frage{number} Wort{number}?", house.now)
    seen, path = set[str](), "/luecken?wochen=4"
    while path:
        page = await (await editor.get(path)).text()
        seen |= set(re.findall(r'<h2><a href="[^"]*">([^<]*)</a>', page))
        following = re.search(r'<a href="(\?[^"]*nach=[^"]*)">Weiter', page)
        path = f"/luecken{following[1].replace('&amp;', '&')}" if following else ""
    assert len(seen) == 15
    assert "Hier ist nichts mehr." in await editor.text("/luecken?nach=0-x")


@pytest.mark.usefixtures("asked")
async def test_a_question_is_added_to_an_entry(editor: Browser, house: DeskHouse) -> None:
    found = await (await editor.get(f"{PATH}?suche=sprachmittlerpool")).text()
    chosen = re.search(r'value="(faq/pool\|\d+)"', found)
    members = re.search(r'name="members" value="([^"]*)"', found)
    assert chosen is not None
    assert members is not None
    fields = {"entry": chosen[1], "phrasing": QUESTION, "members": members[1]}
    answer = await editor.post(f"{PATH}/zuordnen", fields)
    assert answer.headers["Location"] == "/redaktion/luecken?fertig=eintrag&eintrag=faq/pool"
    assert "Die Frage steht jetzt bei: Sprachmittlerpool" in await editor.text(
        "/luecken?fertig=eintrag&eintrag=faq/pool"
    )
    async with house.database.begin() as unit:
        stored = await unit.records.find("faq/pool")
    assert stored is not None
    assert isinstance(stored.record, Faq)
    assert stored.record.phrasings == ("Was ist der Pool?", QUESTION)
    assert await list_open(house) == ["Butter?"]
    assert await list_actions(house) == ["phrasing_added"]
    again = await editor.post(f"{PATH}/zuordnen", fields)
    assert again.headers["Location"] == "/redaktion/luecken?fertig=vorher"


@pytest.mark.usefixtures("asked")
async def test_an_entry_changed_meanwhile_is_left_alone(editor: Browser, house: DeskHouse) -> None:
    changed = make_faq("pool", title="Sprachmittlerpool", text="Neuer")
    await put(house, [changed])
    answer = await editor.post(f"{PATH}/zuordnen", {"entry": "faq/pool|1", "phrasing": QUESTION})
    assert answer.status == 409
    assert "hat inzwischen jemand geändert" in await answer.text()
    async with house.database.begin() as unit:
        stored = await unit.records.find("faq/pool")
    assert stored is not None
    assert stored.record == changed
    assert len(await list_open(house)) == 3


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"entry": "faq/nothing|1", "phrasing": QUESTION}, 404),
        ({"entry": "faq/pool|x", "phrasing": QUESTION}, 422),
        ({"entry": "faq/pool|1", "phrasing": " "}, 422),
        ({}, 422),
    ],
)
async def test_forged_forms_change_nothing(
    editor: Browser, house: DeskHouse, fields: dict[str, str], status: int
) -> None:
    assert (await editor.post(f"{PATH}/zuordnen", fields)).status == status
    assert (await editor.post("/luecken/zzz/stilllegen")).status == 404
    missing = await editor.post(f"/luecken/{'0' * 16}/erledigen", {"members": "drop table"})
    assert missing.headers["Location"].endswith("fertig=vorher")
    assert len(await list_open(house)) == 3
    assert await list_actions(house) == []


@pytest.mark.usefixtures("asked")
async def test_a_silenced_group_can_be_taken_back(editor: Browser, house: DeskHouse) -> None:
    other = digest_words("zebras ballett tanzen??")
    answer = await editor.post(f"{PATH}/stilllegen", {"members": f"{other} {'0' * 16}"})
    assert answer.headers["Location"].endswith("fertig=still")
    assert await list_open(house) == ["Butter?"]
    assert QUESTION in await editor.text("/luecken/stillgelegt")
    await editor.post(f"{PATH}/beachten")
    await ask(house.database, QUESTION, house.now)
    assert QUESTION in await list_open(house)
    assert await list_actions(house) == ["gap_heeded", "gap_silenced"]


@pytest.mark.usefixtures("asked")
async def test_whoever_lost_the_role_settles_nothing(editor: Browser, house: DeskHouse) -> None:
    settled = await editor.post(f"/luecken/{digest_words('Butter?')}/erledigen")
    assert settled.headers["Location"].endswith("fertig=erledigt")
    house.editors = (ADMIN,)
    assert (await editor.post(f"{PATH}/erledigen")).headers["Location"] == "/redaktion/abgemeldet"
    assert len(await list_open(house)) == 2


async def test_hostile_questions_stay_text(editor: Browser, house: DeskHouse) -> None:
    text = '<script>alert(1)</script> **fett** "&gt; \u202egnp ' + "x" * 200
    await ask(house.database, text, house.now)
    for path in ("/luecken", f"/luecken/{digest_words(text)}"):
        page = await (await editor.get(path)).text()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("way", ["assign", "settle", "settle beside an internal answer", "settle what answered before"])
async def test_whoever_wished_hears_of_a_new_answer(editor: Browser, house: DeskHouse, way: str) -> None:
    entry = make_faq("zebras", title=QUESTION)
    before = house.now - timedelta(days=9) if way == "settle what answered before" else house.now
    async with house.database.begin() as unit:
        await unit.records.put(entry, "tests", before)
        await unit.wishes.add(QUESTION, Wish(person=WISHER, address=ROOM, direct=True), house.now)
        if way == "settle beside an internal answer":
            hidden = make_faq("internal", title=QUESTION, visibility=Visibility.INTERNAL)
            await unit.records.put(hidden, "tests", before)
            house.search = house.search.with_record(hidden)
    house.search = house.search.with_record(entry)
    await ask(house.database, QUESTION, house.now - timedelta(days=1))
    if way == "assign":
        revision = next(iter(re.findall(r'value="faq/zebras\|(\d+)"', await (await editor.get(PATH)).text())))
        await editor.post(f"{PATH}/zuordnen", {"entry": f"faq/zebras|{revision}", "phrasing": "Tanzen Zebras?"})
    else:
        await editor.post(f"{PATH}/erledigen", {"members": digest_words(QUESTION)})
    assert await list_open(house) == []
    told = ["Jetzt gibt es eine"] if way != "settle what answered before" else []
    async with house.database.begin() as unit:
        texts = (await unit.connection.scalars(select(deliveries.c.text).where(deliveries.c.room == ROOM.room))).all()
    assert ["Jetzt gibt es eine" for text in texts if "Jetzt gibt es eine" in text] == told


@pytest.mark.usefixtures("asked")
async def test_an_entry_for_members_answers_nobody_else(editor: Browser, house: DeskHouse) -> None:
    for visibility, verdict in (
        (Visibility.INTERNAL, "keine Antwort"),
        (Visibility.NETWORK, "keine Antwort"),
        (Visibility.PUBLIC, "wird jetzt beantwortet"),
    ):
        answer = make_faq("zebra", title=QUESTION, visibility=visibility)
        await put(house, [answer])
        house.search = house.search.with_record(answer)
        assert verdict in await editor.text(PATH)


@pytest.mark.usefixtures("asked")
async def test_a_new_entry_shows_what_of_the_group_it_answers(editor: Browser) -> None:
    link = re.search(r'href="/redaktion(/wissen/neu[^"]+)">', await (await editor.get(PATH)).text())
    assert link is not None
    gap = f'name="gap" value="{digest_words(QUESTION)}"'
    assert gap in await (await editor.get(unescape(link[1]))).text()
    source = {"text": "Ja.", "source.name": "Amt", "as_of": "2026"}
    typed = {"kind": "faq", "title": QUESTION, "gap": digest_words(QUESTION), **source}
    for changed, shown in (
        ({}, f"Der Eintrag antwortet auf 2 von 2: wird beantwortet {QUESTION}"),
        ({"title": "Wer verkauft Butter?"}, f"Der Eintrag antwortet auf 0 von 2: noch nicht {QUESTION}"),
        ({"visibility": "intern"}, f"Der Eintrag antwortet auf 0 von 2: noch nicht {QUESTION}"),
    ):
        assert shown in to_text(await (await editor.post("/wissen/wirkung", {**typed, **changed})).text())
    page = await (await editor.post("/wissen/neu?art=faq", {**typed, "action": "preview"})).text()
    assert "antwortet auf 2 von 2" in to_text(page)
    assert gap in page


@pytest.mark.parametrize("gap", ["", "0123456789abcdef", "x" * 16, "zzz", "\0", "<b>"])
async def test_no_open_gap_has_no_wordings(editor: Browser, gap: str) -> None:
    effect = await editor.post("/wissen/wirkung", {"kind": "faq", "title": QUESTION, "gap": gap})
    assert "Keine Frage" in await effect.text() or "anders beantwortet" in await effect.text()
    assert "Der Eintrag antwortet auf" not in await effect.text()
    assert "<b>" not in await (await editor.get(f"/wissen/neu?luecke={quote(gap)}")).text()
