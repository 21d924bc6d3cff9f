"""People with several accounts, on every database."""

import asyncio
from datetime import datetime, timedelta

from bot.storage.database import Database
from handlers.context.ports import Issuer, LinkRequest
from handlers.core.events import Address, PlatformName, RoomId, Sender

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")
OTHER = Sender(platform=PlatformName.TELEGRAM, id="4712")
CODE = "ABCDEFG2"
DIRECT = Address(platform=PlatformName.MATRIX, room=RoomId("!anna:example.org"))
CHAT = Address(platform=PlatformName.TELEGRAM, room=RoomId("4711"))
REQUEST = LinkRequest(number=0, sender=PHONE, address=CHAT, asked=ANNA, asked_at=DIRECT)


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
        await unit.people.offer(CODE, ANNA, DIRECT, now + timedelta(minutes=10))

    async def redeemed() -> Issuer | None:
        async with database.begin() as unit:
            return await unit.people.redeem(CODE, now)

    found = await asyncio.gather(redeemed(), redeemed())
    assert sorted(found, key=lambda issuer: issuer is None) == [Issuer(sender=ANNA, address=DIRECT), None]


async def test_a_code_expires_and_a_new_one_takes_its_place(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.people.offer(CODE, ANNA, DIRECT, now)
        assert await unit.people.redeem(CODE, now) is None
        await unit.people.offer(CODE, ANNA, DIRECT, now + timedelta(minutes=10))
        await unit.people.offer("other", ANNA, DIRECT, now + timedelta(minutes=10))
        assert await unit.people.redeem(CODE, now) is None
        assert await unit.people.redeem("other", now) == Issuer(sender=ANNA, address=DIRECT)


async def test_a_code_holds_until_its_account_calls_it_off(database: Database, now: datetime) -> None:
    until = now + timedelta(minutes=10)
    async with database.begin() as unit:
        await unit.people.offer(CODE, ANNA, DIRECT, until)
        assert await unit.people.find_code_expiry(ANNA, now) == until
        assert await unit.people.find_code_expiry(ANNA, until) is None
        assert await unit.people.find_code_expiry(PHONE, now) is None
        await unit.people.withdraw(PHONE)
        assert await unit.people.find_code_expiry(ANNA, now) == until
        await unit.people.withdraw(ANNA)
        assert await unit.people.find_code_expiry(ANNA, now) is None
        assert await unit.people.redeem(CODE, now) is None


async def test_a_request_is_closed_once_and_known_to_both_sides_alone(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        first = await unit.people.request(REQUEST, now + timedelta(minutes=10))
        newest = await unit.people.request(REQUEST, now + timedelta(minutes=10))
    async with database.begin() as unit:
        assert await unit.people.pending(first.number, ANNA, now) is None
        assert await unit.people.pending(newest.number, OTHER, now) is None
        assert await unit.people.pending(newest.number, PHONE, now) == newest
        assert await unit.people.pending(newest.number, ANNA, now) == newest
        assert await unit.people.pending(newest.number, ANNA, now + timedelta(minutes=10)) is None
        assert not await unit.people.close(newest.number, now + timedelta(minutes=10))

    async def closed() -> bool:
        async with database.begin() as unit:
            return await unit.people.close(newest.number, now)

    assert sorted(await asyncio.gather(closed(), closed())) == [False, True]
    async with database.begin() as unit:
        assert await unit.people.pending(newest.number, ANNA, now) is None


async def test_unknown_codes_are_counted_for_a_while(database: Database, now: datetime) -> None:
    hour = timedelta(hours=1)
    async with database.begin() as unit:
        for _ in range(3):
            await unit.people.fail(PHONE, now, now + hour)
        assert await unit.people.failures(PHONE, now) == 3
        assert await unit.people.failures(ANNA, now) == 0
        assert await unit.people.failures(PHONE, now + hour) == 0
        await unit.people.fail(PHONE, now + hour, now + 2 * hour)
        assert await unit.people.failures(PHONE, now + hour) == 1


async def test_what_has_expired_is_deleted(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.people.offer(CODE, ANNA, DIRECT, now)
        await unit.people.request(REQUEST, now)
        await unit.people.fail(PHONE, now, now)
        assert await unit.people.delete_expired(now, 500) == 1
        assert await unit.people.delete_expired(now, 500) == 0


async def test_nobody_sees_in_a_request_whose_the_other_account_is(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.people.request(REQUEST, now)
        for sender in (ANNA, PHONE):
            (row,) = (await unit.personal_data.export([sender]))["link_requests"]
            assert set(row) == {"number", "expires_at"}
        await unit.erasures.erase([ANNA], [], now)
        assert "link_requests" not in await unit.personal_data.export([PHONE])
