"""People with several accounts, inside one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.addresses import address_of, by_sender, key_of_sender, sender_of
from bot.storage.insertion import insert
from bot.storage.tables import directs, link_codes, people
from handlers.events import Address, Sender


class StoredPeople:
    """Implements handlers.ports.People. Whoever has one account only has no row; codes are kept as digests."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def accounts(self, sender: Sender) -> Sequence[Sender]:
        person = await self._person(sender)
        if person is None:
            return [sender]
        rows = await self._connection.execute(
            select(people).where(people.c.person == person).order_by(people.c.platform, people.c.sender)
        )
        return [sender_of(row) for row in rows]

    async def offer(self, code: str, sender: Sender, expires_at: datetime) -> None:
        await self._connection.execute(delete(link_codes).where(by_sender(link_codes, sender)))
        row = {"digest": _digest(code), **key_of_sender(sender), "expires_at": expires_at}
        await self._connection.execute(insert(self._connection, link_codes).values(**row))

    async def redeem(self, code: str, now: datetime) -> Sender | None:
        is_valid = (link_codes.c.digest == _digest(code)) & (link_codes.c.expires_at > now)
        taken = delete(link_codes).where(is_valid).returning(link_codes)
        row = (await self._connection.execute(taken)).first()
        return None if row is None else sender_of(row)

    async def join(self, one: Sender, other: Sender) -> None:
        person = await self._person(one) or uuid4().hex
        for account in (one, *await self.accounts(other)):
            await self._put(account, person)

    async def separate(self, sender: Sender) -> bool:
        person = await self._person(sender)
        if person is None:
            return False
        await self._connection.execute(delete(people).where(by_sender(people, sender)))
        left = select(func.count()).select_from(people).where(people.c.person == person)
        if await self._connection.scalar(left) == 1:
            await self._connection.execute(delete(people).where(people.c.person == person))
        return True

    async def meet(self, sender: Sender, address: Address) -> None:
        key, there = key_of_sender(sender), {"room": address.room, "thread": address.thread}
        statement = insert(self._connection, directs).values(**key, **there)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=there))

    async def met(self, sender: Sender) -> Address | None:
        row = (await self._connection.execute(select(directs).where(by_sender(directs, sender)))).first()
        return None if row is None else address_of(row)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit` codes; returns how many."""
        old = select(link_codes.c.digest).where(link_codes.c.expires_at <= now).limit(limit)
        return (await self._connection.execute(delete(link_codes).where(link_codes.c.digest.in_(old)))).rowcount

    async def _person(self, sender: Sender) -> str | None:
        found: str | None = await self._connection.scalar(select(people.c.person).where(by_sender(people, sender)))
        return found

    async def _put(self, sender: Sender, person: str) -> None:
        statement = insert(self._connection, people).values(**key_of_sender(sender), person=person)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["platform", "sender"], set_={"person": person})
        )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
