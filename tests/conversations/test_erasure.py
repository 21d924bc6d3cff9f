"""People are forgotten: nothing of them is left in the database, and nothing of anybody else is gone."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from bot.jobs.retention import RetentionJob
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries, erasures, metadata, readers
from bot.storage.people.personal_data import ACCOUNT_COLUMNS
from handlers.announcements.model.announcement import format_account
from handlers.core.events import EventId, MessageEdited, PlatformName, Sender
from handlers.core.messages import Deletion, Departure, Edit, Message, Outgoing
from handlers.core.retention import Retention
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW
from tests.conversations.test_privacy import IMPERSONAL
from tests.prepared import open_file
from tests.rows import whole

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna Ahrens")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="70017001", name="Anna A.")
OTTO = Sender(platform=PlatformName.MATRIX, id="@otto:example.org", name="Otto Olm")
OWN_ROOM = "!anna-alone:example.org"
OTTOS_ROOM = "!otto:example.org"
# What only a person could have written.
WORDS = "rosa Regenschirm"
TRACES = ("anna:example", "Anna A", "70017001", "anna-alone", WORDS)
# Knowledge and news are the office's, whoever wrote them.
_OFFICES = {"records", "revisions", "announcements", "lessons", "test_questions", "silenced_questions"}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_file(tmp_path / "lotse.db") as opened:
        yield opened


@pytest.fixture
def anna(database: Database, search: Search) -> Talk:
    return Talk(database=database, search=search, now=NOW, sender=ANNA, room=OWN_ROOM, platform=PlatformName.MATRIX)


async def forgets(person: Talk) -> list[Outgoing]:
    """All that happens, until the last word has arrived."""
    said = await person.happens(person.received("/loeschen ja"))
    for each in said:
        if isinstance(each, Message):
            await person.sent(each)
        else:
            await person.delivered(each)
    await RetentionJob(person.database, lambda: person.now + timedelta(seconds=1), Retention()).finish_erasures()
    return said


def left_of(folder: Path) -> list[str]:
    """Traces in the database's file, free pages aside."""
    file = folder / "lotse.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = b"".join(each.read_bytes() for each in folder.glob("lotse.db*"))
    return [trace for trace in TRACES if trace.encode() in content]


async def test_it_is_asked_twice_and_in_private_only(anna: Talk) -> None:
    assert "nur im Direktchat" in await replace(anna, direct=False).hear("/loeschen ja")
    await anna.hear("/zentrum Herne")
    asked = await anna.hear("/loeschen")
    assert "Soll ich alles über dich löschen?" in asked
    assert "[Alles löschen]" in asked
    await anna.hear("/loeschen vielleicht")
    async with anna.database.begin() as unit:
        assert await unit.preferences.centre(ANNA) == "centre/herne"


async def test_nothing_is_left_of_a_conversation(anna: Talk, tmp_path: Path) -> None:
    for words in ("/zentrum Herne", "/abo laki", "/sprache de", f"/frage Hat jemand einen {WORDS}?"):
        for message in await anna.say(words):
            await anna.sent(message)
    for message in await anna.say("/meinedaten"):
        await anna.sent(message)
    assert set(left_of(tmp_path)) >= {"anna:example", "anna-alone", WORDS}
    farewell, *departures = await forgets(anna)
    assert isinstance(farewell, Message)
    assert "Alles ist gelöscht" in farewell.text
    assert departures == [Departure(address=anna.address)]
    assert not left_of(tmp_path)


async def test_what_waits_for_them_does_not_leave(anna: Talk) -> None:
    await anna.written(Message(address=anna.address, text="Neues aus Herne", announcement=7, private_to=ANNA))
    farewell, _ = await forgets(anna)
    assert isinstance(farewell, Message)
    async with anna.database.begin() as unit:
        states = await unit.connection.execute(select(deliveries.c.state, deliveries.c.text, deliveries.c.room))
    assert sorted(map(tuple, states)) == [("sent", None, ""), ("sent", None, ""), ("skipped", None, "")]


async def test_what_was_said_for_a_group_goes_and_its_room_stays(anna: Talk) -> None:
    sender = Sender(platform=PlatformName.TELEGRAM, id="-10042", name="Fachgruppe")
    group = replace(anna, sender=sender, room=sender.id, platform=sender.platform, direct=False)
    await group.sent((await group.say("E-Mail KI Duisburg"))[0])
    other = replace(group, sender=PHONE)
    await other.asked("E-Mail KI Münster")
    async with group.database.begin() as unit:
        assert await unit.erasures.erase([sender], [], NOW) == []
        kept = (await unit.connection.scalars(select(deliveries.c.mention).order_by(deliveries.c.number))).all()
        assert [mention["id"] if mention else None for mention in kept] == [None, PHONE.id]


async def test_who_comes_back_begins_anew(anna: Talk) -> None:
    await anna.say("/zentrum Herne")
    await forgets(anna)
    anna.later(timedelta(hours=1))
    assert "Shamrockring" in await anna.hear("KI Herne")
    async with anna.database.begin() as unit:
        assert await unit.preferences.centre(ANNA) is None


async def test_connected_accounts_go_together(anna: Talk, tmp_path: Path) -> None:
    phone = replace(anna, sender=PHONE, room=PHONE.id, platform=PlatformName.TELEGRAM)
    for message in await phone.say("/zentrum Herne"):
        await phone.sent(message)
    async with anna.database.begin() as unit:
        await unit.people.join(ANNA, PHONE)
    departures = [each for each in await forgets(anna) if isinstance(each, Departure)]
    assert departures == [Departure(address=anna.address), Departure(address=phone.address)]
    assert not left_of(tmp_path)


async def test_others_do_not_read_any_more_what_was_asked_and_said(anna: Talk, tmp_path: Path) -> None:
    channel = replace(anna, room="!channel:example.org", direct=False)
    otto = replace(anna, sender=OTTO, room=OTTOS_ROOM)
    async with anna.database.begin() as unit:
        await unit.channels.put(channel.address, "kim", NOW)
    theirs = await _asks(anna, f"/frage Hat jemand mit KIM und {WORDS} Erfahrung?")
    ottos = await _asks(otto, "/frage Wer hat Erfahrung mit KIM?")
    said = await replace(channel, sender=ANNA).say(f"#A{ottos[1]} Ja, mit {WORDS}", addressed=False)
    for each in said:
        await channel.delivered(each)
    assert any(each.address == otto.address for each in said)
    gone = [each for each in await forgets(anna) if isinstance(each, Deletion)]
    assert {each.of for each in gone} == {theirs[0].id, *(each.id for each in said)}
    assert not left_of(tmp_path)
    async with anna.database.begin() as unit:
        kept = await unit.exchanges.get(ottos[1])
    assert kept is not None
    assert kept.asker.id == OTTO.id
    assert "KIM" in kept.text


async def _asks(person: Talk, text: str) -> tuple[Message, int]:
    """The question in its channel, and its number."""
    for words in ("/zentrum Herne", text, "/thema kim"):
        await person.say(words)
    await person.say("/zeichnen name")
    said = await person.say("/absenden")
    for each in said:
        await person.delivered(each)
    (post,) = (each for each in said if each.id is not None)
    async with person.database.begin() as unit:
        newest = await unit.exchanges.of_askers([person.sender])
    return post, newest[0].number


async def test_what_they_read_alone_is_not_changed_any_more(anna: Talk, tmp_path: Path) -> None:
    """Forget a person a month later, in a chat that others have entered, where Lotse no longer writes to them."""
    otto = replace(anna, sender=OTTO, room=OTTOS_ROOM)
    async with anna.database.begin() as unit:
        await unit.channels.put(replace(anna, room="!channel:example.org").address, "kim", NOW)
    old = replace(anna, room="!shared:example.org")
    _, number = await _asks(otto, "/frage Wer hat Erfahrung mit KIM?")
    await old.say(f"/mitlesen {number}")
    answer = otto.received(f"#A{number} Es eilt")
    for each in await otto.happens(answer):
        await otto.delivered(each)
    async with anna.database.begin() as unit:
        (follower,) = await unit.exchanges.list_followers(number)
        await unit.exchanges.put_follower(number, replace(follower, address=anna.address), NOW)
        await unit.people.meet(ANNA, anna.address)
    anna.later(timedelta(days=31))
    await RetentionJob(anna.database, lambda: anna.now, Retention()).delete_old()
    assert set(left_of(tmp_path)) >= {"anna:example"}
    await forgets(anna)
    assert not left_of(tmp_path)
    edit = MessageEdited(
        id=EventId("edit"),
        at=answer.at,
        address=answer.address,
        sender=OTTO,
        message=answer.message,
        text=f"#A{number} Es eilt sehr",
        direct=True,
        addressed=True,
    )
    changed = [each.message.address.room for each in await otto.happens(edit) if isinstance(each, Edit)]
    assert changed == ["!channel:example.org"]


# A menu on Telegram is kept until it is taken away there, which follows within seconds once the person has no role.
@pytest.mark.parametrize("name", sorted({*metadata.tables} - IMPERSONAL - {"menus"}))
async def test_no_table_keeps_anything(anna: Talk, tmp_path: Path, name: str) -> None:
    """Whatever a table holds of a person, in columns too that are added later; somebody else's stays."""
    table = metadata.tables[name]
    async with anna.database.begin() as unit:
        for number, row in enumerate((_row(table, ANNA, OWN_ROOM, WORDS), _row(table, OTTO, OTTOS_ROOM, "Olm")), 1):
            await unit.connection.execute(insert(table).values(**whole(table, row, number)))
        if table is not readers:
            reader = _row(readers, ANNA, OWN_ROOM, WORDS)
            await unit.connection.execute(insert(readers).values(**whole(readers, reader, 1)))
    assert left_of(tmp_path)
    await forgets(anna)
    assert not left_of(tmp_path)
    async with anna.database.begin() as unit:
        rows = (await unit.connection.execute(select(table))).all()
    assert table is erasures or [row for row in rows if "otto" in str(row)]


def _row(table: Table, sender: Sender, room: str, words: str) -> dict[str, Any]:
    """What is about a person, by the names of columns."""
    account = format_account(sender)
    known = {
        "platform": sender.platform.value,
        "sender": sender.id,
        "user_id": sender.id,
        "room": room,
        "mention": {"platform": sender.platform.value, "id": sender.id, "name": ""},
        "private_to": sender.id,
        **dict.fromkeys(ACCOUNT_COLUMNS, account),
        **({} if table.name in _OFFICES else dict.fromkeys(("text", "signed", "name", "reply_to", "message"), words)),
        "state": "sent" if table is deliveries else "draft",
    }
    return {name: value for name, value in known.items() if name in table.c}
