"""Members of centres are granted, listed and revoked."""

from datetime import datetime

from bot.storage.database import Database
from handlers.core.events import PlatformName, Sender

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")


async def test_members_are_found_with_each_of_their_accounts(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        assert await unit.centre_members.grant(ANNA, "centre/bochum", now)
        assert not await unit.centre_members.grant(ANNA, "centre/bochum", now)
        await unit.centre_members.grant(PHONE, "centre/bonn", now)

        assert await unit.centre_members.list_centres([ANNA]) == ["centre/bochum"]
        assert await unit.centre_members.list_centres([ANNA, PHONE]) == ["centre/bochum", "centre/bonn"]
        assert await unit.centre_members.list_centres([]) == []
        assert [each.account for each in await unit.centre_members.list_members("centre/bonn")] == [PHONE]


async def test_a_membership_ends_with_whichever_account_was_granted_it(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.centre_members.grant(PHONE, "centre/bochum", now)

        assert not await unit.centre_members.revoke([ANNA], "centre/bochum")
        assert await unit.centre_members.revoke([ANNA, PHONE], "centre/bochum")
        assert await unit.centre_members.list_centres([PHONE]) == []
