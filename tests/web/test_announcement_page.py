"""The page of one announcement: what it shows, and the steps that editors take on it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from handlers.announcements.model.announcement import AnnouncementState, EarlierVersion, Reader, Task
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Address, PlatformName, RoomId, Sender
from tests.web.announcing import JANA, add_announcement, add_reader, add_waiting, chat_of, get
from tests.web.conftest import ADMIN, OTHER_EDITOR, Browser, DeskHouse


async def list_written(house: DeskHouse) -> list[tuple[str, str]]:
    """Return the rooms and texts in the outbox."""
    async with house.database.begin() as unit:
        rows = await unit.connection.execute(select(deliveries.c.room, deliveries.c.text))
        return [(row.room, row.text) for row in rows]


async def list_log(house: DeskHouse) -> list[str]:
    async with house.database.begin() as unit:
        return [each.action for each in await unit.audit_log.list_page(None, 10)]


async def test_it_shows_text_audience_and_time(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    made = await add_announcement(house, text="# Fachtag\n\nHallo {vorname|alle}", at=house.now + timedelta(days=1))
    page = await editor.text(f"/ankuendigungen/{made.number}")
    for part in ("Fachtag", "Hallo alle", "Fr 27.11., 14:20 Uhr", "1 (Matrix 1)", "Entwurf", "@edith:example.org"):
        assert part in page, part


async def test_it_shows_what_a_recipient_reads(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    made = await add_announcement(house, text="Hallo {vorname|alle}")
    await editor.post(f"/ankuendigungen/{made.number}/absenden", {"content": made.content_hash})
    assert "Hallo Jana" in await editor.text(f"/ankuendigungen/{made.number}?als=1")
    assert "Hallo alle" in await editor.text(f"/ankuendigungen/{made.number}?als=2")
    assert JANA.name in await editor.text(f"/ankuendigungen/{made.number}/empfaenger")


async def test_whom_a_draft_reaches_is_listed(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    assert "Zurzeit niemand." in await editor.text(f"/ankuendigungen/{made.number}/empfaenger")
    await add_reader(house)
    assert JANA.name in await editor.text(f"/ankuendigungen/{made.number}/empfaenger")
    odd = await add_announcement(house, audience="unfug:x")
    assert "unfug" in await editor.text(f"/ankuendigungen/{odd.number}/empfaenger")


@pytest.mark.parametrize("is_frozen", [False, True])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["!kim:example.org", "Jana Kowalski", "4712", "Özlem"]),
        ("?sort=-plattform", ["Özlem", "4712", "Jana Kowalski", "!kim:example.org"]),
        ("?sort=-plattform&nach=telegram|3", ["Jana Kowalski", "!kim:example.org"]),
        ("?nach=telegram|3", ["Özlem"]),
        ("?sort=name", ["!kim:example.org", "4712", "Jana Kowalski", "Özlem"]),
        ("?sort=-name&nach=jana+kowalski|2", ["4712", "!kim:example.org"]),
        ("?sort=zentrum&nach=|2", ["Özlem", "4712"]),
        ("?sort=-zentrum", ["4712", "Özlem", "Jana Kowalski", "!kim:example.org"]),
        ("?plattform=telegram", ["4712", "Özlem"]),
        ("?plattform=telegram&nach=telegram|3", ["Özlem"]),
        ("?zentrum=centre/bochum", ["4712"]),
        ("?suche=kowalski", ["Jana Kowalski"]),
        ("?suche=4712", ["4712"]),
        ("?suche=özlem", ["Özlem"]),
        ("?suche=ana+zzz", []),
        ("?suche=%25", []),
        ("?sort=x&plattform=console&zentrum=x&nach=x|x%00", ["!kim:example.org", "Jana Kowalski", "4712", "Özlem"]),
    ],
)
async def test_the_address_chooses_and_orders_recipients(
    editor: Browser, house: DeskHouse, query: str, names: list[str], is_frozen: bool
) -> None:
    unnamed = Sender(platform=PlatformName.TELEGRAM, id="4712")
    ozlem = Sender(platform=PlatformName.TELEGRAM, id="4713", name="Özlem")
    room = Address(platform=PlatformName.MATRIX, room=RoomId("!kim:example.org"))
    for sender in (JANA, unnamed, ozlem):
        await add_reader(house, sender)
    async with house.database.begin() as unit:
        await unit.readers.put(
            Reader(address=room, sender=None, chosen_at=house.now, tags=frozenset({"source/office"}))
        )
        await unit.preferences.choose_centre(unnamed, "centre/bochum")
    made = await add_announcement(house)
    if is_frozen:
        await editor.post(f"/ankuendigungen/{made.number}/absenden", {"content": made.content_hash})
    page = await (await editor.get(f"/ankuendigungen/{made.number}/empfaenger{query}")).text()
    assert ("Diese Liste steht fest" in page) == is_frozen
    assert re.findall(r'scope="row" class="account">(?:Raum )?([^<]*)<', page) == names


@pytest.mark.parametrize("number", ["0", "99", "x", "1" * 40, "-1", "%C2%B2"])
async def test_unknown_numbers_are_not_found(editor: Browser, number: str) -> None:
    assert (await editor.get(f"/ankuendigungen/{number}")).status == 404
    assert (await editor.get(f"/ankuendigungen/{number}/empfaenger")).status == 404
    assert (await editor.get(f"/ankuendigungen/{number}/bericht.csv")).status == 404
    assert (await editor.post(f"/ankuendigungen/{number}/pause")).status == 404


async def test_submitting_asks_another_editor(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    async with house.database.begin() as unit:
        await unit.people.meet(ADMIN, chat_of(ADMIN))
    made = await add_announcement(house)
    answer = await editor.post(f"/ankuendigungen/{made.number}/absenden", {"content": made.content_hash})
    assert (answer.status, answer.headers["Location"]) == (303, f"/redaktion/ankuendigungen/{made.number}")
    assert (await get(house, made)).state is AnnouncementState.WAITING
    assert [room for room, _ in await list_written(house)] == [chat_of(ADMIN).room]
    assert (await list_log(house))[0] == "announcement_submitted"


@pytest.mark.parametrize(
    ("days", "question"),
    [
        (0, "Sie geht an 1 Empfänger*in, sofort. Was angekommen ist, lässt sich nicht sicher zurückholen."),
        (1, "Sie geht an 1 Empfänger*in, Fr 27.11., 14:20 Uhr. Bis dahin kannst du sie abbrechen."),
    ],
)
async def test_sending_asks_first_where_nobody_approves(
    editor: Browser, house: DeskHouse, days: int, question: str
) -> None:
    house.announcement_policy = AnnouncementPolicy(four_eyes=False)
    await add_reader(house)
    made = await add_announcement(house, at=house.now + timedelta(days=days) if days else None)
    assert f"Absenden … {question} Absenden" in await editor.text(f"/ankuendigungen/{made.number}")
    house.announcement_policy = AnnouncementPolicy()
    assert "Absenden …" not in await editor.text(f"/ankuendigungen/{made.number}")


async def test_another_editor_approves_what_was_shown(editor: Browser, house: DeskHouse) -> None:
    made = await add_waiting(house)
    page = await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    assert f'name="content" value="{made.content_hash}"' in page
    answer = await editor.post(f"/ankuendigungen/{made.number}/freigeben", {"content": made.content_hash})
    assert answer.status == 303
    found = await get(house, made)
    assert (found.state, found.approver) == (AnnouncementState.SCHEDULED, "matrix:@edith:example.org")
    ((room, text),) = await list_written(house)
    assert room == chat_of(OTHER_EDITOR).room
    assert "freigegeben" in text


@pytest.mark.parametrize("content", ["", "00000000", "<script>"])
async def test_what_was_changed_since_is_not_approved(editor: Browser, house: DeskHouse, content: str) -> None:
    made = await add_waiting(house)
    answer = await editor.post(f"/ankuendigungen/{made.number}/freigeben", {"content": content})
    assert answer.status == 409
    assert "Sie wurde inzwischen geändert." in await answer.text()
    assert (await get(house, made)).state is AnnouncementState.WAITING
    assert await list_written(house) == []
    assert "announcement_approved" not in await list_log(house)


async def test_nobody_approves_their_own(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    made = await add_announcement(house, state=AnnouncementState.WAITING)
    assert "Deine Entscheidung" not in await editor.text(f"/ankuendigungen/{made.number}")
    answer = await editor.post(f"/ankuendigungen/{made.number}/freigeben", {"content": made.content_hash})
    assert "Freigeben muss eine zweite Person." in await answer.text()


async def test_returning_tells_the_author_why(editor: Browser, house: DeskHouse) -> None:
    made = await add_waiting(house)
    await editor.post(
        f"/ankuendigungen/{made.number}/zurueckgeben", {"content": made.content_hash, "reason": "*Zwei* statt drei"}
    )
    assert (await get(house, made)).state is AnnouncementState.DRAFT
    ((_, text),) = await list_written(house)
    assert r"\*Zwei\* statt drei" in text


async def test_a_reason_survives_a_refusal(editor: Browser, house: DeskHouse) -> None:
    made = await add_waiting(house)
    answer = await editor.post(
        f"/ankuendigungen/{made.number}/zurueckgeben", {"content": "alt", "reason": "</textarea><b>Zwei"}
    )
    assert "&lt;/textarea&gt;&lt;b&gt;Zwei</textarea>" in await answer.text()


async def test_what_runs_is_paused_resumed_and_recalled(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    for action, state in (("pause", "paused"), ("weiter", "running"), ("abbrechen", "cancelled")):
        assert (await editor.post(f"/ankuendigungen/{made.number}/{action}")).status == 303
        assert (await get(house, made)).state == state
    assert (await editor.post(f"/ankuendigungen/{made.number}/zurueckrufen")).status == 303
    assert (await get(house, made)).is_recalled
    again = await editor.post(f"/ankuendigungen/{made.number}/zurueckrufen")
    assert again.status == 409
    assert "Diese Ankündigung wurde inzwischen zurückgerufen." in await again.text()


async def test_the_report_is_a_table_and_a_file(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.FINISHED, started_at=house.now)
    page = await editor.text(f"/ankuendigungen/{made.number}")
    assert "0 von 0 angekommen" in page
    assert "Empfänger*innen 0" in page
    file = await editor.get(f"/ankuendigungen/{made.number}/bericht.csv")
    assert (file.content_type, file.headers["Content-Disposition"]) == (
        "text/csv",
        f'attachment; filename="ankuendigung-{made.number}.csv"',
    )
    assert (await file.read()).decode("utf-8-sig").splitlines()[0] == "Empfänger*innen;0"


async def test_a_change_of_copies_shows_both_texts(editor: Browser, house: DeskHouse) -> None:
    earlier = EarlierVersion(text="Bisher", english="", revision=1, task=Task.SEND, state=AnnouncementState.FINISHED)
    made = await add_waiting(house, started_at=house.now, earlier=earlier, text="Neu")
    page = await editor.text(f"/ankuendigungen/{made.number}")
    assert "Bisher" in page
    assert "Neu" in page
    assert "Änderung verwerfen" in page


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "a\u202eb", "x" * 5000, "{vorname", "# "]
)
async def test_hostile_texts_stay_text(editor: Browser, house: DeskHouse, text: str) -> None:
    made = await add_announcement(house, text=text, audience="<i>")
    page = await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<i>" not in page


async def test_strangers_and_former_editors_change_nothing(
    stranger: Browser, editor: Browser, house: DeskHouse
) -> None:
    made = await add_waiting(house)
    path, fields = f"/ankuendigungen/{made.number}/freigeben", {"content": made.content_hash}
    assert (await stranger.post(path, fields, with_token=False)).status == 303
    assert (await editor.post(path, fields, with_token=False)).status == 403
    token = fields | {"form_token": "0" * 64}
    assert (await editor.post(path, token, with_token=False)).status == 403
    house.editors = (ADMIN,)
    assert (await editor.post(path, fields, with_token=False)).status == 303
    assert (await get(house, made)).state is AnnouncementState.WAITING
