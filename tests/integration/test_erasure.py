"""Whoever asks to be forgotten leaves no trace in anything that Lotse keeps, the keys of its device among it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from bot.jobs.retention import RetentionJob
from bot.storage.database import open_database
from handlers.core.retention import Retention
from tests.integration.person import Enter
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD

WORDS = "Regenschirmkanarienvogel"


async def test_nothing_is_left_in_any_file(serve: Serve, enter: Enter) -> None:
    lotse, anna, otto = await serve(), await enter("anna"), await enter("otto")
    await lotse.start()
    rooms = [await each.open_room(lotse.user_id, direct=True, encrypted=True) for each in (anna, otto)]
    for each, room in zip((anna, otto), rooms, strict=True):
        await each.with_company(room, lotse.user_id)
        for words in (f"/frage Wer kennt {WORDS} {each.id}?", "/abo laki", "/zentrum Herne"):
            asked = await each.say(room, words)
            await each.answered(room, asked, lotse.user_id)
    traces = (anna.id, str(anna.client.device_id), rooms[0], f"{WORDS} {anna.id}")
    assert [trace for trace in traces if trace not in _kept(lotse)] == []
    await anna.say(rooms[0], "/loeschen ja")
    await anna.until(lambda: anna.without(rooms[0], lotse.user_id))
    asked = await otto.say(rooms[1], "KI Herne")
    assert "Shamrockring" in str(await otto.answered(rooms[1], asked, lotse.user_id))
    await lotse.stop()
    async with open_database(lotse.database) as database:
        await RetentionJob(database, lambda: datetime.now(UTC), Retention()).finish_erasures()
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db", isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = _kept(lotse)
    assert [trace for trace in traces if trace in kept] == []
    assert otto.id in kept


async def test_lotse_leaves_who_is_forgotten_from_the_shell(serve: Serve, enter: Enter) -> None:
    lotse, anna = await serve(), await enter("anna")
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.say(room, "/zentrum Herne"), lotse.user_id)
    forget = ("privacy", "forget", "matrix", anna.id, "--yes", "--config", str(lotse.folder / "lotse.toml"))
    code, _, complaint = await Shell(folder=lotse.folder).lotse(*forget, LOTSE_MATRIX__PASSWORD=PASSWORD)
    assert (code, complaint) == (0, "")
    await anna.until(lambda: anna.without(room, lotse.user_id))
    await lotse.stop()


def _kept(lotse: Service) -> str:
    """All that is written in any file, the log among them."""
    files = [file for file in lotse.folder.rglob("*") if file.is_file()]
    return "\n".join(file.read_bytes().decode(errors="replace") for file in files)
