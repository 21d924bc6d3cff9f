"""Questions to colleagues at the desk: lists, moderation, drafts of entries, channels."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.storage.engine.tables import deliveries, rooms
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender
from handlers.exchange.lessons import hash_content
from handlers.exchange.model.exchange import Draft, Exchange, Lesson, Remark, Signature
from tests.web.announcing import chat_of
from tests.web.conftest import ADMIN, EDITOR, OTHER_EDITOR, Browser, DeskHouse

ASKER = Sender(platform=PlatformName.TELEGRAM, id="99")
MATRIX_ROOM = Address(platform=PlatformName.MATRIX, room=RoomId("!kim:example.org"))
_NUMBER = re.compile(r'<th scope="row"><a href="/redaktion/austausch/(\d+)">')


async def ask(
    house: DeskHouse,
    text: str = "Wer hat einen Vertrag?",
    topic: str = "kim",
    days: int = 0,
    signature: Signature = Signature.NAME,
) -> Exchange:
    """Post a question to colleagues that was asked some days ago."""
    draft = Draft(text=text, topic=topic, signature=signature)
    async with house.database.begin() as unit:
        asked_at = house.now - timedelta(days=days)
        return await unit.exchanges.open(draft, ASKER, chat_of(ASKER), "Jana (KI Unna)", asked_at, direct=True)


async def answer(house: DeskHouse, exchange: Exchange, text: str = "Ja, **wir**.") -> None:
    remark = Remark(
        number=0,
        exchange=exchange.number,
        author=OTHER_EDITOR,
        address=chat_of(OTHER_EDITOR),
        message=MessageId(f"m{exchange.number}"),
        signed_as="Aylin (KI Bochum)",
        text=text,
    )
    async with house.database.begin() as unit:
        await unit.remarks.add(remark, house.now)
        await unit.exchanges.mark_answered(exchange.number, house.now)


async def get(house: DeskHouse, exchange: Exchange) -> Exchange:
    async with house.database.begin() as unit:
        found = await unit.exchanges.get_unmerged(exchange.number)
    assert found is not None
    return found


async def list_rooms_written_to(house: DeskHouse) -> list[str]:
    async with house.database.begin() as unit:
        return list(await unit.connection.scalars(select(deliveries.c.room)))


async def test_empty_pages_say_what_to_do(editor: Browser) -> None:
    assert "Hier ist gerade nichts zu tun." in await editor.text("/austausch")
    assert "Keine Frage passt" in await editor.text("/austausch?thema=kim")
    assert "Kein Entwurf wartet." in await editor.text("/austausch/entwuerfe")
    assert "Wo Fragen zu einem Thema stehen." in await editor.text("/austausch/kanaele")


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("", [3, 2, 1]),
        ("?sort=alt", [1, 2, 3]),
        ("?sort=status", [1, 3, 2]),
        ("?sort=-status", [2, 3, 1]),
        ("?sort=-status&nach=3", [1]),
        ("?sort=von&nach=1", [2, 3]),
        ("?sort=status&nach=99", []),
        ("?sort=antworten", [1, 3, 2]),
        ("?sort=-antworten", [2, 3, 1]),
        ("?sort=-antworten&nach=2", [3, 1]),
        ("?zustand=unbeantwortet", [3, 1]),
        ("?zustand=geloest", [4]),
        ("?zustand=verborgen", [5]),
        ("?thema=kim", [2, 1]),
        ("?alter=7", [1]),
        ("?nach=2", [1]),
        ("?zustand=x&thema=%27&alter=9&zentrum=x&nach=x", [3, 2, 1]),
    ],
)
async def test_the_address_filters_and_sorts(
    editor: Browser, house: DeskHouse, address: str, numbers: list[int]
) -> None:
    await ask(house, days=8)
    await answer(house, await ask(house))
    await ask(house, topic="komm-an")
    solved, hidden = await ask(house), await ask(house)
    async with house.database.begin() as unit:
        await unit.exchanges.close(solved.number, house.now)
        await unit.exchanges.hide(hidden.number, house.now)
    page = await (await editor.get(f"/austausch{address}")).text()
    assert [int(number) for number in _NUMBER.findall(page)] == numbers


async def test_the_centre_of_whoever_stays_unnamed_is_no_filter(editor: Browser, house: DeskHouse) -> None:
    centre = next(entry.id for entry in house.search.knowledge.entries if entry.kind == "centre")
    async with house.database.begin() as unit:
        await unit.preferences.choose_centre(ASKER, centre)
    await ask(house, signature=Signature.NONE)
    named = await ask(house)
    page = await (await editor.get(f"/austausch?zentrum={centre}")).text()
    assert [int(number) for number in _NUMBER.findall(page)] == [named.number]


async def test_a_question_is_read_with_its_answers(editor: Browser, house: DeskHouse) -> None:
    made = await ask(house)
    await answer(house, made)
    page = await (await editor.get(f"/austausch/{made.number}")).text()
    assert "Aylin (KI Bochum)" in page
    assert "<strong>wir</strong>" in page
    assert "99" not in re.sub(r"[0-9a-f]{16,}", "", page)


@pytest.mark.parametrize("number", ["0", "77", "x", "1" * 30])
async def test_unknown_numbers_are_not_found(editor: Browser, number: str) -> None:
    assert (await editor.get(f"/austausch/{number}")).status == 404
    assert (await editor.get(f"/austausch/entwuerfe/{number}")).status == 404
    assert (await editor.post(f"/austausch/{number}/verbergen")).status == 404
    assert (await editor.post(f"/austausch/entwuerfe/{number}/freigeben")).status == 404


async def test_a_question_is_moved_where_a_channel_is(editor: Browser, house: DeskHouse) -> None:
    made = await ask(house, topic="komm-an")
    refused = await editor.post(f"/austausch/{made.number}/verschieben", {"topic": "kim"})
    assert refused.status == 409
    assert "Zu diesem Thema gibt es noch keinen Kanal" in await refused.text()
    async with house.database.begin() as unit:
        await unit.channels.put(MATRIX_ROOM, "kim", house.now)
    assert (await editor.post(f"/austausch/{made.number}/verschieben", {"topic": "<x>"})).status == 409
    assert (await editor.post(f"/austausch/{made.number}/verschieben", {"topic": "kim"})).status == 303
    assert (await get(house, made)).topic == "kim"
    assert await list_rooms_written_to(house) == [MATRIX_ROOM.room]


async def test_a_question_is_closed_once(editor: Browser, house: DeskHouse) -> None:
    made = await ask(house)
    assert (await editor.post(f"/austausch/{made.number}/schliessen")).status == 303
    assert not (await get(house, made)).is_open
    assert await list_rooms_written_to(house) == [chat_of(ASKER).room]
    again = await editor.post(f"/austausch/{made.number}/schliessen")
    assert (again.status, "ist schon abgeschlossen" in await again.text()) == (409, True)


async def test_questions_are_merged(editor: Browser, house: DeskHouse) -> None:
    one, other = await ask(house), await ask(house, text="Wer kennt einen Vertrag?")
    for into in ("", "A77", "x", f"A{one.number}"):
        assert (await editor.post(f"/austausch/{one.number}/zusammenlegen", {"into": into})).status == 409
    assert (await editor.post(f"/austausch/{one.number}/zusammenlegen", {"into": f"#A{other.number}"})).status == 303
    assert f"Sie wurde zusammengelegt mit A{other.number}" in await editor.text(f"/austausch/{one.number}")
    assert f"Hierher zusammengelegt: A{one.number}" in await editor.text(f"/austausch/{other.number}")


async def test_a_question_is_hidden(editor: Browser, house: DeskHouse) -> None:
    made = await ask(house)
    assert (await editor.post(f"/austausch/{made.number}/verbergen")).status == 303
    assert (await get(house, made)).is_hidden
    assert await list_rooms_written_to(house) == [chat_of(ASKER).room]
    async with house.database.begin() as unit:
        assert (await unit.audit_log.list_page(None, 1))[0].action == "question_hidden"


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_hidden_question_is_shown_again_as_it_was(editor: Browser, house: DeskHouse, is_open: bool) -> None:
    made = await ask(house, topic="kim")
    async with house.database.begin() as unit:
        await unit.channels.put(MATRIX_ROOM, "kim", house.now)
    early = await editor.post(f"/austausch/{made.number}/zeigen")
    assert (early.status, "ist nicht verborgen" in await early.text()) == (409, True)
    if not is_open:
        await editor.post(f"/austausch/{made.number}/schliessen")
        house.now += timedelta(minutes=1)
    await editor.post(f"/austausch/{made.number}/verbergen")
    assert "Wieder zeigen" in await editor.text(f"/austausch/{made.number}")
    assert (await editor.post(f"/austausch/{made.number}/zeigen")).status == 303
    shown = await get(house, made)
    assert (shown.is_hidden, shown.is_open) == (False, is_open)
    assert MATRIX_ROOM.room in await list_rooms_written_to(house)
    assert f"hat eine Frage wieder gezeigt · #A{made.number}" in await editor.text("/protokoll")


async def test_strangers_and_former_editors_moderate_nothing(
    stranger: Browser, editor: Browser, house: DeskHouse
) -> None:
    made = await ask(house)
    for action in ("verbergen", "zeigen", "schliessen", "verschieben", "zusammenlegen"):
        assert (await stranger.post(f"/austausch/{made.number}/{action}", with_token=False)).status == 303
        assert (await editor.post(f"/austausch/{made.number}/{action}", with_token=False)).status == 403
    house.editors = (ADMIN,)
    assert (await editor.post(f"/austausch/{made.number}/verbergen", with_token=False)).status == 303
    assert (await get(house, made)).is_open


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "x" * 3000, "a\u202eb"])
async def test_hostile_texts_stay_text(editor: Browser, house: DeskHouse, text: str) -> None:
    made = await ask(house, text=text)
    await answer(house, made, text)
    for path in ("/austausch", f"/austausch/{made.number}"):
        page = await (await editor.get(path)).text()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page


@pytest.fixture
async def lesson(house: DeskHouse) -> Lesson:
    async with house.database.begin() as unit:
        return await unit.lessons.propose(1, "Wer hat einen Vertrag?", "Ja, **wir**.", "kim", house.now)


async def test_a_draft_is_changed_and_published(editor: Browser, house: DeskHouse, lesson: Lesson) -> None:
    path, fields = f"/austausch/entwuerfe/{lesson.number}", {"title": "Vertrag", "text": "Hier ist er."}
    assert lesson.title in await editor.text("/austausch/entwuerfe")
    assert (await editor.post(path, {**fields, "seal": hash_content(lesson)})).status == 303
    changed = replace(lesson, title="Vertrag", text="Hier ist er.")
    done = await editor.post(f"{path}/freigeben", {**fields, "seal": hash_content(changed)})
    assert done.headers["Location"] == "/redaktion/austausch/entwuerfe"
    async with house.database.begin() as unit:
        stored = await unit.records.find(f"faq/austausch-1-{lesson.number}")
        assert await unit.lessons.get(lesson.number) is None
    assert stored is not None
    assert getattr(stored.record, "title") == "Vertrag"  # noqa: B009
    assert (await editor.post(f"{path}/freigeben", fields)).status == 404


async def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(
    editor: Browser, house: DeskHouse, lesson: Lesson
) -> None:
    async with house.database.begin() as unit:
        await unit.lessons.reword(replace(lesson, text="Von jemand anderem"))
    for action in ("", "/freigeben", "/streichen"):
        answered = await editor.post(
            f"/austausch/entwuerfe/{lesson.number}{action}",
            {"title": "Meins", "text": "</textarea>Mein Text", "seal": hash_content(lesson)},
        )
        page = await answered.text()
        assert answered.status == 409
        assert "Von jemand anderem" in page
        assert "&lt;/textarea&gt;Mein Text</textarea>" in page
    async with house.database.begin() as unit:
        found = await unit.lessons.get(lesson.number)
    assert found is not None
    assert found.text == "Von jemand anderem"


async def test_a_draft_stands_in_the_form_as_one_would_type_it(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        made = await unit.lessons.propose(1, "Wer?", r"Elternbegleiter\*innen \(Kita\)\. \*So\*", "kim", house.now)
    page = await (await editor.get(f"/austausch/entwuerfe/{made.number}")).text()
    assert r"Elternbegleiter*innen (Kita). \*So\*</textarea>" in page


async def test_a_draft_is_struck(editor: Browser, house: DeskHouse, lesson: Lesson) -> None:
    await editor.post(f"/austausch/entwuerfe/{lesson.number}/streichen", {"seal": hash_content(lesson)})
    async with house.database.begin() as unit:
        assert await unit.lessons.list_waiting() == []
        assert await unit.records.find(f"faq/austausch-1-{lesson.number}") is None


async def test_channels_show_whether_lotse_can_write_there(editor: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.channels.put(MATRIX_ROOM, "kim", house.now)
        await unit.channels.put(chat_of(EDITOR), "komm-an", house.now)
        there = {"platform": "matrix", "room": chat_of(EDITOR).room, "state": "gone", "changed_at": house.now}
        await unit.connection.execute(insert(rooms).values(**there))
    page = await editor.text("/austausch/kanaele")
    assert "!kim:example.org erreichbar" in page
    assert "Lotse kommt nicht mehr hinein" in page


@pytest.mark.parametrize(
    ("query", "topics"),
    [
        ("", ["KIM", "Sprachmittlung"]),
        ("?sort=-thema", ["Sprachmittlung", "KIM"]),
        ("?sort=-fragen", ["Sprachmittlung", "KIM"]),
        ("?zustand=ohne", ["Sprachmittlung"]),
        ("?zustand=gestoert", []),
        ("?suche=!kim", ["KIM"]),
    ],
)
async def test_the_address_chooses_and_orders_channels(
    editor: Browser, house: DeskHouse, query: str, topics: list[str]
) -> None:
    async with house.database.begin() as unit:
        await unit.channels.put(MATRIX_ROOM, "kim", house.now)
    await ask(house, topic="sprachmittlung")
    page = await (await editor.get(f"/austausch/kanaele{query}")).text()
    assert re.findall(r'<th scope="row">[^<]*\b(KIM|Sprachmittlung)\b', page) == topics
