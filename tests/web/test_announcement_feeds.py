"""The feeds at the desk, with their last reading."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.storage.engine.tables import feed_faults, feeds
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.model.policy import AnnouncementPolicy, FeedPolicy
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


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Bund", "Land", "Stadt"]),
        ("?sort=-feed", ["Stadt", "Land", "Bund"]),
        ("?sort=-zustand", ["Land", "Stadt", "Bund"]),
        ("?sort=-gelesen", ["Bund", "Land", "Stadt"]),
        ("?sort=naechstes", ["Stadt", "Bund", "Land"]),
        ("?zustand=fehler", ["Land"]),
        ("?suche=STADT", ["Stadt"]),
        ("?sort=x&zustand=x&nach=x", ["Bund", "Land", "Stadt"]),
    ],
)
async def test_the_address_chooses_and_orders_feeds(
    editor: Browser, house: DeskHouse, query: str, shown: list[str]
) -> None:
    policies = {name.lower(): FeedPolicy(name=name) for name in ("Stadt", "Land", "Bund")}
    house.announcement_policy = AnnouncementPolicy(feeds=policies)
    hour = timedelta(hours=1)
    read = {"feed": "bund", "version": "", "read_at": house.now, "next_at": house.now + hour}
    failing = {"feed": "land", "version": "", "read_at": house.now - hour, "next_at": house.now + 2 * hour}
    async with house.database.begin() as unit:
        await unit.connection.execute(insert(feeds).values(**read))
        await unit.connection.execute(insert(feeds).values(**failing, failing_since=house.now, fault="tls"))
    page = await (await editor.get(f"/ankuendigungen/feeds{query}")).text()
    assert re.findall(r"quelle=\w+\">(\w+)</a>", page) == shown
