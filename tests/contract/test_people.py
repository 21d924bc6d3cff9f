"""People with several accounts, on every database."""

import asyncio
from datetime import datetime, timedelta

from bot.storage.database import Database
from handlers.events import PlatformName, Sender

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")
OTHER = Sender(platform=PlatformName.TELEGRAM, id="4712")
CODE = "ABCD-EFGH"


async def test_accounts_are_joined_and_separated(database: Database) -> None:
    async with database.begin() as unit:
        assert list(await unit.people.accounts(ANNA)) == [ANNA]
        await unit.people.join(ANNA, PHONE)
        await unit.people.join(PHONE, OTHER)
    async with database.begin() as unit:
        assert list(await unit.people.accounts(OTHER)) == [ANNA, PHONE, OTHER]
        assert await unit.people.separate(PHONE)
        assert not await unit.people.separate(PHONE)
        assert list(await unit.people.accounts(ANNA)) == [ANNA, OTHER]
        assert await unit.people.separate(OTHER)
        assert list(await unit.people.accounts(ANNA)) == [ANNA]
        assert not await unit.people.separate(ANNA)


async def test_two_people_become_one_with_all_their_accounts(database: Database) -> None:
    further = Sender(platform=PlatformName.MATRIX, id="@anna:example.com")
    async with database.begin() as unit:
        await unit.people.join(ANNA, PHONE)
        await unit.people.join(further, OTHER)
        await unit.people.join(PHONE, OTHER)
        assert set(await unit.people.accounts(further)) == {ANNA, PHONE, further, OTHER}


async def test_a_code_is_taken_once(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.people.offer(CODE, ANNA, now + timedelta(minutes=10))

    async def redeemed() -> Sender | None:
        async with database.begin() as unit:
            return await unit.people.redeem(CODE, now)

    found = await asyncio.gather(redeemed(), redeemed())
    assert sorted(found, key=lambda sender: sender is None) == [ANNA, None]


async def test_a_code_expires_and_a_new_one_takes_its_place(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.people.offer(CODE, ANNA, now)
        assert await unit.people.redeem(CODE, now) is None
        await unit.people.offer(CODE, ANNA, now + timedelta(minutes=10))
        await unit.people.offer("other", ANNA, now + timedelta(minutes=10))
        assert await unit.people.redeem(CODE, now) is None
        assert await unit.people.redeem("other", now) == ANNA
