"""Links to the web desk: for editors, in direct chats, where there is a desk."""

from dataclasses import replace
from datetime import timedelta

from tests.conversations.conftest import EDITOR, Talk

URL = "https://lotse.example.org/redaktion"


async def test_an_editor_gets_a_link_that_works_once(talk: Talk) -> None:
    edith = replace(talk, sender=EDITOR, desk_url=URL)
    told = await edith.hear("/redaktion")
    secret = told.partition(f"<{URL}/anmelden/")[2].partition(">")[0]
    assert len(secret) >= 32
    async with talk.database.begin() as unit:
        assert await unit.desk_links.take(secret, talk.now) == EDITOR
        assert await unit.desk_links.take(secret, talk.now) is None


async def test_the_last_link_counts(talk: Talk) -> None:
    edith = replace(talk, sender=EDITOR, desk_url=URL)
    first, second = [(await edith.hear("/redaktion")).partition("anmelden/")[2].partition(">")[0] for _ in range(2)]
    async with talk.database.begin() as unit:
        assert await unit.desk_links.find(first, talk.now) is None
        assert await unit.desk_links.find(second, talk.now + timedelta(minutes=9)) == EDITOR


async def test_nobody_else_gets_one_and_no_room_reads_it(talk: Talk) -> None:
    with_desk = replace(talk, desk_url=URL)
    assert URL not in await with_desk.hear("/redaktion")
    in_room = replace(with_desk, sender=EDITOR, direct=False)
    assert "nur im Direktchat" in await in_room.hear("/redaktion")
    assert "nicht eingerichtet" in await replace(talk, sender=EDITOR).hear("/redaktion")


async def test_signing_out_ends_every_session(talk: Talk) -> None:
    edith = replace(talk, sender=EDITOR, desk_url=URL)
    async with talk.database.begin() as unit:
        for secret in ("one", "two"):
            await unit.desk_sessions.begin(secret, EDITOR, "Firefox", talk.now, talk.now + timedelta(hours=8))
    assert "auf allen Geräten" in await edith.hear("/abmelden")
    assert "nirgends" in await edith.hear("/abmelden")
    async with talk.database.begin() as unit:
        assert [each.action for each in await unit.audit_log.list_page(None, 9)] == ["session_ended"]
