"""When too many wait for answers, what people write waits where it is, and is answered afterwards."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.inbox import MOST_WAITING
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service

QUESTION = "E-Mail KI Duisburg"
_CROWDED_FOR = 3
_WAITING = (
    "INSERT INTO deliveries (id, platform, room, text, kind, action, state, attempts, due_at, created_at)"
    " VALUES (?, 'telegram', '1', 'x', 'reply', 'message', 'pending', 1, '2099-01-01 00:00:00', '2026-01-01 00:00:00')"
)


async def test_what_is_too_much_waits_at_telegram(api: BotApi, tmp_path: Path) -> None:
    anna = Human(api=api)
    lotse = Service(folder=tmp_path / "service", telegram=api.url)
    await lotse.start()
    await anna.writes(QUESTION)
    await anna.hears()
    await lotse.stop()
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db", isolation_level=None)) as database:
        database.execute("BEGIN")
        database.executemany(_WAITING, [(f"waiting-{number}",) for number in range(MOST_WAITING)])
        database.execute("COMMIT")
        await lotse.start()
        await lotse.logs("Lotse is running", times=2)
        asked = len(api.asked("getUpdates"))
        await anna.writes(QUESTION)
        await asyncio.sleep(_CROWDED_FOR)  # the crowd itself
        assert len(api.asked("getUpdates")) == asked
        database.execute("DELETE FROM deliveries WHERE state = 'pending'")
    await anna.hears(number=2)
    await lotse.close()
