"""When too many wait for answers, what people write waits where it is, and is answered afterwards."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.adapters.inbox import MAX_WAITING
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service
from tests.integration.synapse import free_port
from tests.integration.test_telegram import HOOK

QUESTION = "E-Mail KI Duisburg"
_CROWDED_FOR = 3
_WAITING = (
    "INSERT INTO deliveries (id, platform, room, text, kind, action, state, attempts, due_at, created_at)"
    " VALUES (?, 'telegram', '1', 'x', 'reply', 'message', 'pending', 1, '2099-01-01 00:00:00', '2026-01-01 00:00:00')"
)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_is_too_much_waits_at_telegram(api: BotApi, tmp_path: Path, mode: str) -> None:
    anna = Human(api=api)
    listen = f"127.0.0.1:{free_port()}"
    lotse = Service(folder=tmp_path / "service", telegram=api.url)
    if mode == "webhook":
        api.settings["webhook"] = f"http://{listen}/telegram"
        lotse.variables = {**HOOK, "LOTSE_TELEGRAM__LISTEN": listen}
    await lotse.start()
    await anna.writes(QUESTION)
    await anna.hears()
    await lotse.stop()
    with closing(sqlite3.connect(lotse.folder / "data" / "lotse.db", isolation_level=None)) as database:
        database.execute("BEGIN")
        database.executemany(_WAITING, [(f"waiting-{number}",) for number in range(MAX_WAITING)])
        database.execute("COMMIT")
        await lotse.start()
        await lotse.logs("Lotse is running", times=2)
        asked = len(api.asked("getUpdates"))
        await anna.writes(QUESTION)
        await asyncio.sleep(_CROWDED_FOR)  # the crowd itself
        assert len(api.asked("getUpdates")) == asked
        assert lotse.stored("SELECT count(*) FROM inbox") == [(1,)]
        database.execute("DELETE FROM deliveries WHERE state = 'pending'")
    await anna.hears(number=2)
    await lotse.close()
