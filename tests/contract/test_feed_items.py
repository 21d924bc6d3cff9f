"""Items of feeds are known again, those that were kept by their ids alone included."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from bot.storage.database import Database
from bot.storage.engine.tables import feed_items
from handlers.core.feed_items import FeedItem
from handlers.core.hashes import digest


async def test_what_was_kept_by_its_id_alone_is_known_by_all_that_identifies_it(
    database: Database, now: datetime
) -> None:
    item = FeedItem(id="urn:1", title="Eins", link="https://example.org/1")
    async with database.begin() as unit:
        await unit.connection.execute(insert(feed_items).values(feed="lasi", id=digest("urn:1"), announcement=7))
        for corrected in (item, FeedItem(id="urn:1", title="Zwei", link=item.link)):
            known = await unit.feeds.recognize("lasi", [corrected], now)
            assert [taken.announcement for taken in known.values()] == [7]
        assert await unit.feeds.recognize("lasi", [FeedItem(id="urn:1", title="Drei")], now) == {}
        assert await unit.feeds.recognize("other", [item], now) == {}


async def test_one_known_item_is_found_in_one_item_only(database: Database, now: datetime) -> None:
    """The likeliest item is taken; another one that says exactly the same counts as known as well."""
    one = FeedItem(id="1", title="Newsletter", text="Hier lesen.")
    async with database.begin() as unit:
        await unit.feeds.store_item("lasi", one, 3, now)
        other, double = FeedItem(id="2", title="Newsletter"), FeedItem(id="3", title="Newsletter", text="Hier lesen.")
        assert {*await unit.feeds.recognize("lasi", [other, one, double], now)} == {one.key, double.key}


async def test_a_title_alone_proves_something_for_a_few_days(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.feeds.store_item("lasi", FeedItem(id="0", title="Newsletter"), 3, now)
        for number in range(1, 5):
            now += timedelta(days=2)
            assert await unit.feeds.recognize(
                "lasi", [FeedItem(id=f"{number}", title="Newsletter", text=f"Nr. {number}")], now
            )
        now += timedelta(days=4)
        assert not await unit.feeds.recognize("lasi", [FeedItem(id="5", title="Newsletter", text="Nr. 5")], now)
