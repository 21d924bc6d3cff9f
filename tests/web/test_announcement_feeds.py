"""The feeds at the desk, with their last reading."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.storage.engine.tables import feed_faults, feeds
from bot.system.http.fetch_faults import FetchFault
from handlers.announcements.model.policy import AnnouncementPolicy, FeedPolicy
from handlers.core.feed_items import AppointmentFault, Flaw
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
        (reading,) = (await unit.feed_readings.list()).values()
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


async def test_faulty_items_are_named_with_what_is_wrong(editor: Browser, house: DeskHouse) -> None:
    house.announcement_policy = AnnouncementPolicy(feeds={"land": FeedPolicy(name="Land")})
    feast = AppointmentFault(title="<b>Fest</b> *1*", part="DTSTART", flaw=Flaw.MISSING, link="https://a.b/?x=1&y")
    await note(house, feast, AppointmentFault(title="", part="RRULE", flaw=Flaw.NEVER))
    page = await editor.text("/ankuendigungen/feeds")
    named = "2 Termine sind fehlerhaft: „ohne Titel“: RRULE trifft auf keinen Tag zu „<b>Fest</b> *1*“: DTSTART fehlt"
    assert f"{named} https://a.b/?x=1&y" in page
    assert "im Chat geschrieben" not in page
    await editor.post("/sprache", {"language": "en"})
    shown = await (await editor.get("/ankuendigungen/feeds")).text()
    assert '“&lt;b&gt;Fest&lt;/b&gt; *1*”: DTSTART is missing <a class="account" href="https://a.b/?x=1&amp;y"' in shown


async def test_the_newest_faults_are_named_and_the_others_counted(editor: Browser, house: DeskHouse) -> None:
    house.announcement_policy = AnnouncementPolicy(feeds={"land": FeedPolicy(name="Land")})
    # As a version from before kept it.
    async with house.database.begin() as unit:
        await unit.connection.execute(insert(feeds).values(feed="land", version="", read_at=house.now))
        await unit.connection.execute(insert(feed_faults).values(feed="land", fault="old", seen_at=house.now))
    page = await editor.text("/ankuendigungen/feeds")
    assert "1 Termin ist fehlerhaft. Was daran fehlt, hat Lotse der Redaktion im Chat geschrieben." in page
    house.now += timedelta(minutes=1)
    faults = [AppointmentFault(title=f"Nr. {n}", part="X" * 99, link="https://a.b/" + "x" * 500) for n in range(6)]
    await note(house, *faults)
    page = await editor.text("/ankuendigungen/feeds")
    assert re.findall(r"„Nr. (\d)“: X{60} ist fehlerhaft", page) == ["0", "1", "2", "3", "4"]
    assert "6 Termine sind fehlerhaft" in page
    assert "und 1 weitere" in page
    assert "https://a.b" not in page


async def test_what_the_last_reading_no_longer_finds_is_gone(editor: Browser, house: DeskHouse) -> None:
    house.announcement_policy = AnnouncementPolicy(feeds={"land": FeedPolicy(name="Land")})
    faults = [AppointmentFault(title=title, part="DTSTART", flaw=Flaw.MISSING) for title in ("Fest", "Treffen")]
    await note(house, *faults)
    assert "2 Termine sind fehlerhaft" in await editor.text("/ankuendigungen/feeds")
    house.now += timedelta(hours=1)
    await note(house, faults[1])
    assert "1 Termin ist fehlerhaft: „Treffen“: DTSTART fehlt" in await editor.text("/ankuendigungen/feeds")
    house.now += timedelta(hours=1)
    await note(house)
    assert "fehlerhaft" not in await editor.text("/ankuendigungen/feeds")


async def note(house: DeskHouse, *faults: AppointmentFault) -> None:
    async with house.database.begin() as unit:
        await unit.feeds.note_read("land", "", house.now)
        await unit.feeds.note_faults("land", faults, house.now)
