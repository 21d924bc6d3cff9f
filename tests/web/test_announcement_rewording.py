"""Changing the text of copies that are out."""

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import deliveries
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Task
from tests.web.announcing import add_announcement, add_reader, chat_of, get
from tests.web.conftest import ADMIN, EDITOR, OTHER_EDITOR, Browser, DeskHouse, read_versions
from tests.web.test_announcement_page import list_log


async def add_sent(house: DeskHouse, **values: object) -> Announcement:
    """Store an announcement that has gone out."""
    given = {"state": AnnouncementState.FINISHED, "started_at": house.now, "text": "Um 9 Uhr", **values}
    return await add_announcement(house, **given)


async def change(browser: Browser, made: Announcement, text: str, seen: str) -> int:
    fields = {"text": text, "content": made.content_hash, "seen": seen}
    return (await browser.post(f"/ankuendigungen/{made.number}/text", fields)).status


async def read_seen(browser: Browser, made: Announcement, text: str) -> str:
    """Return the hash of what the preview shows."""
    page = await (await browser.post(f"/ankuendigungen/{made.number}/text/vorschau", {"text": text})).text()
    return page.partition('name="seen" value="')[2].partition('"')[0]


async def test_another_editor_approves_exactly_the_new_text(editor: Browser, house: DeskHouse) -> None:
    await add_reader(house)
    async with house.database.begin() as unit:
        await unit.people.meet(ADMIN, chat_of(ADMIN))
    made = await add_sent(house)
    assert await change(editor, made, "Um 10 Uhr", await read_seen(editor, made, "Um 10 Uhr")) == 303
    found = await get(house, made)
    assert (found.state, found.text) == (AnnouncementState.WAITING, "Um 10 Uhr")
    assert found.earlier is not None
    assert found.earlier.text == "Um 9 Uhr"
    assert await list_log(house) == ["announcement_reworded", "signed_in"]
    async with house.database.begin() as unit:
        assert await unit.connection.scalar(select(deliveries.c.room)) == chat_of(ADMIN).room
    other = await Browser(server=editor.server, client=editor.client, house=house).sign_in(OTHER_EDITOR)
    page = await (await other.get(f"/ankuendigungen/{made.number}")).text()
    assert "<del>9</del><ins>10</ins>" in page
    assert (await other.post(f"/ankuendigungen/{made.number}/freigeben", {"content": made.content_hash})).status == 409
    answer = await other.post(f"/ankuendigungen/{made.number}/freigeben", {"content": found.content_hash})
    assert answer.status == 303
    approved = await get(house, made)
    assert (approved.state, approved.task, approved.revision) == (AnnouncementState.RUNNING, Task.EDIT, 2)


async def test_what_was_not_seen_is_shown_first(editor: Browser, house: DeskHouse) -> None:
    house.editors = (EDITOR,)
    made = await add_sent(house)
    for seen in ("", made.content_hash, await read_seen(editor, made, "Um 11 Uhr")):
        assert await change(editor, made, "Um 10 Uhr", seen) == 200
        assert (await get(house, made)).text == "Um 9 Uhr"
    assert await change(editor, made, "Um 10 Uhr", await read_seen(editor, made, "Um 10 Uhr")) == 303
    found = await get(house, made)
    assert (found.state, found.text) == (AnnouncementState.RUNNING, "Um 10 Uhr")


@pytest.mark.parametrize("text", ["Um 9 Uhr", "Hallo {datum}"])
async def test_nothing_new_or_wrong_can_not_be_sent(editor: Browser, house: DeskHouse, text: str) -> None:
    made = await add_sent(house)
    assert await read_seen(editor, made, text) == ""
    assert await change(editor, made, text, "") == 200
    assert (await get(house, made)).state is AnnouncementState.FINISHED


async def test_the_second_of_two_editors_sees_the_first_ones_text(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    seen = await read_seen(editor, made, "Um 10 Uhr")
    assert await change(editor, made, "Um 10 Uhr", seen) == 303
    seen = await read_seen(editor, made, "Um 11 Uhr")
    fields = {"text": "Um 11 Uhr", "english": "At 11", "content": made.content_hash, "seen": seen}
    answer = await editor.post(f"/ankuendigungen/{made.number}/text", fields)
    page = await answer.text()
    assert answer.status == 409
    assert read_versions(page) == {"Text": ("Um 10 Uhr", "Um 11 Uhr"), "Englische Fassung": ("–", "At 11")}
    assert "Um 11 Uhr</textarea>" in page
    assert (await get(house, made)).text == "Um 10 Uhr"


async def test_only_what_is_out_can_be_reworded(editor: Browser, house: DeskHouse) -> None:
    draft = await add_announcement(house)
    recalled = await add_sent(house, state=AnnouncementState.RECALLED, task=Task.RECALL)
    assert "Text ändern …" not in await editor.text(f"/ankuendigungen/{draft.number}")
    assert "Text ändern …" in await editor.text(f"/ankuendigungen/{(await add_sent(house)).number}")
    assert (await editor.get(f"/ankuendigungen/{draft.number}/text")).status == 404
    assert (await editor.get(f"/ankuendigungen/{recalled.number}/text")).status == 303
    assert await change(editor, recalled, "Anders", await read_seen(editor, recalled, "Anders")) == 409
    for number in ("0", "99", "x", "%C2%B2"):
        assert (await editor.get(f"/ankuendigungen/{number}/text")).status == 404
        assert (await editor.post(f"/ankuendigungen/{number}/text", {"text": "x"})).status == 404


async def test_it_is_for_editors(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house)
    assert (await stranger.get(f"/ankuendigungen/{made.number}/text")).status == 303
    fields = {"text": "Um 10 Uhr", "content": made.content_hash, "seen": await read_seen(editor, made, "Um 10 Uhr")}
    assert (await editor.post(f"/ankuendigungen/{made.number}/text", fields, with_token=False)).status == 403
    house.editors = ()
    await editor.post(f"/ankuendigungen/{made.number}/text", fields, with_token=False)
    assert (await get(house, made)).text == "Um 9 Uhr"


async def test_hostile_texts_stay_text(editor: Browser, house: DeskHouse) -> None:
    made = await add_sent(house, text="<img src=x> \u202e" + "x" * 300)
    page = await (await editor.get(f"/ankuendigungen/{made.number}/text")).text()
    assert "<img" not in page
    answer = await editor.post(f"/ankuendigungen/{made.number}/text/vorschau", {"text": "</p><img src=y>"})
    assert "<img" not in await answer.text()
