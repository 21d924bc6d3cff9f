"""The store of people with several accounts, and of the codes that link these."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from secrets import randbelow
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import insert, is_from, is_from_any, matches, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import directs, link_codes, link_failures, link_requests, people
from handlers.context.ports import Issuer, LinkRequest
from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId

_MAX_NAME = 300
_PERSON = Prepared(select(people.c.person).where(matches(people.c.platform, people.c.sender)))
_DIRECT = Prepared(select(directs).where(matches(directs.c.platform, directs.c.sender)))


class PersonStore(Store):
    """Implements handlers.context.ports.People.

    A person with a single account has no row; codes are stored as digests.
    """

    async def accounts(self, sender: Sender) -> Sequence[Sender]:
        person = await self._person(sender)
        if person is None:
            return [sender]
        rows = await self._connection.execute(
            select(people).where(people.c.person == person).order_by(people.c.platform, people.c.sender)
        )
        return [read_sender(row) for row in rows]

    async def find_accounts(self, senders: Sequence[Sender]) -> Sequence[Sequence[Sender]]:
        joined = select(people.c.person).where(is_from_any(people, senders))
        rows = await self._connection.execute(
            select(people).where(people.c.person.in_(joined)).order_by(people.c.platform, people.c.sender)
        )
        by_person: dict[str, list[Sender]] = {}
        for row in rows:
            by_person.setdefault(row.person, []).append(read_sender(row))
        known = {each.key: theirs for theirs in by_person.values() for each in theirs}
        return [known.get(sender.key, [sender]) for sender in senders]

    async def offer(self, code: str, sender: Sender, address: Address, expires_at: datetime) -> None:
        await self._connection.execute(delete(link_codes).where(is_from(link_codes, sender)))
        there = {"room": address.room, "thread": address.thread}
        row = {"digest": _digest(code), **sender_key(sender), **there, "expires_at": expires_at}
        await self._connection.execute(insert(self._connection, link_codes).values(**row))

    async def find_code_expiry(self, sender: Sender, now: datetime) -> datetime | None:
        valid = and_(is_from(link_codes, sender), link_codes.c.expires_at > now)
        found: datetime | None = await self._connection.scalar(select(link_codes.c.expires_at).where(valid))
        return found

    async def withdraw(self, sender: Sender) -> None:
        await self._connection.execute(delete(link_codes).where(is_from(link_codes, sender)))

    async def redeem(self, code: str, now: datetime) -> Issuer | None:
        is_valid = and_(
            link_codes.c.digest == _digest(code), link_codes.c.expires_at > now, link_codes.c.room.is_not(None)
        )
        taken = delete(link_codes).where(is_valid).returning(link_codes)
        row = (await self._connection.execute(taken)).first()
        return None if row is None else Issuer(sender=read_sender(row), address=read_address(row))

    async def failures(self, sender: Sender, now: datetime) -> int:
        lately = and_(is_from(link_failures, sender), link_failures.c.expires_at > now)
        return await self._connection.scalar(select(link_failures.c.failures).where(lately)) or 0

    async def fail(self, sender: Sender, now: datetime, until: datetime) -> None:
        key, failures = sender_key(sender), await self.failures(sender, now) + 1
        counted = {"failures": failures} | ({"expires_at": until} if failures == 1 else {})
        statement = insert(self._connection, link_failures).values(**key, failures=failures, expires_at=until)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=[*key], set_=counted))

    async def request(self, request: LinkRequest, expires_at: datetime) -> LinkRequest:
        await self._connection.execute(delete(link_requests).where(_is_asked(request.asked)))
        row = {
            # Random, as choices under an earlier request may still refer to its number.
            "number": randbelow(10**9),
            **sender_key(request.sender),
            "name": sanitise_text(request.sender.name)[:_MAX_NAME],
            "room": request.address.room,
            "thread": request.address.thread,
            "asked_platform": request.asked.platform.value,
            "asked_sender": request.asked.id,
            "asked_room": request.asked_at.room,
            "asked_thread": request.asked_at.thread,
            "expires_at": expires_at,
        }
        statement = insert(self._connection, link_requests).values(**row).returning(link_requests.c.number)
        return replace(request, number=(await self._connection.execute(statement)).scalar_one())

    async def pending(self, number: int, account: Sender, now: datetime) -> LinkRequest | None:
        theirs = or_(_is_asked(account), is_from(link_requests, account))
        it = and_(link_requests.c.number == number, link_requests.c.expires_at > now, theirs)
        row = await self._first(select(link_requests).where(it))
        return None if row is None else _read_request(row)

    async def close(self, number: int, now: datetime) -> bool:
        it = and_(link_requests.c.number == number, link_requests.c.expires_at > now)
        return (await self._connection.execute(delete(link_requests).where(it))).rowcount == 1

    async def join(self, one: Sender, other: Sender) -> None:
        person = await self._person(one) or uuid4().hex
        for account in (one, *await self.accounts(other)):
            await self._put(account, person)

    async def separate(self, sender: Sender) -> bool:
        person = await self._person(sender)
        if person is None:
            return False
        await self._connection.execute(delete(people).where(is_from(people, sender)))
        left = select(func.count()).select_from(people).where(people.c.person == person)
        if await self._connection.scalar(left) == 1:
            await self._connection.execute(delete(people).where(people.c.person == person))
        return True

    async def meet(self, sender: Sender, address: Address) -> None:
        await self._upsert(directs, sender_key(sender), {"room": address.room, "thread": address.thread})

    async def find_direct_chat(self, sender: Sender) -> Address | None:
        row = await _DIRECT.fetch_first(self._connection, sender_key(sender))
        return None if row is None else read_address(row)

    async def find_direct_chats(self, senders: Sequence[Sender]) -> Sequence[Address | None]:
        rows = await self._connection.execute(select(directs).where(is_from_any(directs, senders)))
        known = {(row.platform, row.sender): read_address(row) for row in rows}
        return [known.get((sender.platform.value, sender.id)) for sender in senders]

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` codes, requests and counts each; return the largest number of them."""
        tables = (link_codes, link_requests, link_failures)
        return max([await self._delete_some(table, table.c.expires_at <= now, limit) for table in tables])

    async def _person(self, sender: Sender) -> str | None:
        found: str | None = await _PERSON.fetch_value(self._connection, sender_key(sender))
        return found

    async def _put(self, sender: Sender, person: str) -> None:
        await self._upsert(people, sender_key(sender), {"person": person})


def _is_asked(sender: Sender) -> ColumnElement[bool]:
    return and_(link_requests.c.asked_platform == sender.platform.value, link_requests.c.asked_sender == sender.id)


def _read_request(row: Row[tuple[object, ...]]) -> LinkRequest:
    platform = PlatformName(row.asked_platform)
    thread = ThreadId(row.asked_thread) if row.asked_thread else None
    return LinkRequest(
        number=row.number,
        sender=Sender(platform=PlatformName(row.platform), id=row.sender, name=row.name),
        address=read_address(row),
        asked=Sender(platform=platform, id=row.asked_sender),
        asked_at=Address(platform=platform, room=RoomId(row.asked_room), thread=thread),
    )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
