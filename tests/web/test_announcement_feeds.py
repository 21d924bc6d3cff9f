"""The feeds at the desk, with their last reading."""

from datetime import timedelta

from sqlalchemy import insert

from bot.storage.engine.tables import feed_faults, feeds
from bot.system.http.fetch_faults import FetchFault
from tests.web.conftest import Browser, DeskHouse


async def test_without_feeds_it_says_where_to_add_one(editor: Browser) -> None:
    assert "Kein Feed eingerichtet." in await editor.text("/ankuendigungen/feeds")


async def test_readings_and_faults_are_counted(house: DeskHouse) -> None:
    since = house.now - timedelta(hours=3)
    async with house.database.begin() as unit:
        read = {
            "feed": "bund",
            "version": "",
            "read_at": since,
            "next_at": house.now,
            "failing_since": since,
            "fault": "tls",
        }
        await unit.connection.execute(insert(feeds).values(**read))
        for fault in ("a", "b"):
            await unit.connection.execute(insert(feed_faults).values(feed="bund", fault=fault, seen_at=since))
        (reading,) = (await unit.announcement_lists.list_feeds()).values()
    assert (reading.read_at, reading.next_at, reading.failing_since, reading.faults) == (since, house.now, since, 2)
    assert reading.fault is FetchFault.TLS
