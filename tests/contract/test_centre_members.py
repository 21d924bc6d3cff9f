"""Members of centres are granted, listed and revoked, and codes make them."""

from datetime import datetime, timedelta

from bot.storage.database import Database
from handlers.core.events import PlatformName, Sender
from handlers.curation.model.ports import CentreCode

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna\0")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")
CODE = "ABCDEF23"
DAY = timedelta(days=1)


async def test_members_are_found_with_each_of_their_accounts(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        members = unit.centre_members
        assert await members.grant(ANNA, "centre/bochum", now)
        assert not await members.grant(ANNA, "centre/bochum", now)
        await members.grant(PHONE, "centre/bonn", now)

        assert await members.list_centres([ANNA], now) == ["centre/bochum"]
        assert await members.list_centres([ANNA, PHONE], now) == ["centre/bochum", "centre/bonn"]
        assert await members.list_centres([], now) == []
        assert [each.account for each in await members.list_members("centre/bonn", now)] == [PHONE]
        assert [each.account.name for each in await members.list_members("centre/bochum", now)] == ["Anna"]


async def test_a_membership_ends_with_whichever_account_was_granted_it(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.centre_members.grant(PHONE, "centre/bochum", now)

        assert not await unit.centre_members.revoke([ANNA], "centre/bochum")
        assert await unit.centre_members.revoke([ANNA, PHONE], "centre/bochum")
        assert await unit.centre_members.list_centres([PHONE], now) == []


async def test_a_deputy_belongs_to_it_until_a_time_and_then_no_more(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        members = unit.centre_members
        assert await members.grant(ANNA, "centre/bochum", now, now + DAY)
        assert not await members.grant(ANNA, "centre/bochum", now, now + DAY / 2)
        assert await members.list_centres([ANNA], now + DAY / 2) == ["centre/bochum"]
        assert await members.list_centres([ANNA], now + DAY) == []
        assert await members.list_members("centre/bochum", now + DAY) == []
        assert await members.grant(ANNA, "centre/bochum", now)
        assert not await members.grant(ANNA, "centre/bochum", now, now + DAY)
        assert await members.delete_expired(now + 2 * DAY, 10) == 0
        assert await members.list_centres([ANNA], now + 2 * DAY) == ["centre/bochum"]


async def test_a_code_works_as_often_and_as_long_as_it_says(database: Database, now: datetime) -> None:
    made = CentreCode(centre="centre/bochum", issuer=PHONE)
    async with database.begin() as unit:
        members = unit.centre_members
        await members.add_code(CODE, made, 2, now + DAY)
        assert await members.find_code(CODE, now) == made
        assert await members.find_code("ZZZZZZ99", now) is None
        assert await members.find_code(CODE, now + DAY) is None
        assert [await members.use_code(CODE, now) for _ in range(3)] == [True, True, False]
        assert await members.find_code(CODE, now) is None
        assert await members.delete_expired(now, 10) == 1
