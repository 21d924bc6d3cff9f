"""The store of handovers that nobody has accepted yet."""

from collections.abc import Sequence
from datetime import datetime
from secrets import randbelow
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert, is_from, is_from_any, read_address, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import handovers
from handlers.core.events import PlatformName, Sender
from handlers.core.hashes import digest
from handlers.curation.model.handovers import Handover

_MAX_NAME = 300
_DIGEST_BYTES = 32


class HandoverStore(Store):
    """Implements handlers.curation.model.handovers.Handovers."""

    async def offer(self, handover: Handover, code: str | None, expires_at: datetime) -> Handover:
        await self._connection.execute(delete(handovers).where(is_from(handovers, handover.giver)))
        taker = handover.taker
        row = {
            # Random, as choices under an earlier offer may still refer to its number.
            "number": randbelow(10**9),
            **sender_key(handover.giver),
            "name": sanitise_text(handover.giver.name)[:_MAX_NAME],
            "room": handover.address.room,
            "thread": handover.address.thread,
            "digest": _digest(code) if code else None,
            "asked_platform": taker.platform.value if taker else None,
            "asked_sender": taker.id if taker else None,
            "until": handover.until,
            "expires_at": expires_at,
        }
        statement = insert(self._connection, handovers).values(**row).returning(handovers)
        return _read_handover((await self._connection.execute(statement)).one())

    async def get(self, number: int, now: datetime) -> Handover | None:
        row = await self._first(select(handovers).where(_is_open(number, now)))
        return None if row is None else _read_handover(row)

    async def take_code(self, code: str, taker: Sender, now: datetime) -> Handover | None:
        taken = (
            update(handovers)
            .where(handovers.c.digest == _digest(code), handovers.c.expires_at > now)
            .values(digest=None, asked_platform=taker.platform.value, asked_sender=taker.id)
            .returning(handovers)
        )
        row = (await self._connection.execute(taken)).first()
        return None if row is None else _read_handover(row)

    async def close(self, number: int, now: datetime) -> bool:
        return (await self._connection.execute(delete(handovers).where(_is_open(number, now)))).rowcount == 1

    async def list_open(self, now: datetime) -> Sequence[Handover]:
        """Return the offers that have not expired, those that do so first first."""
        waiting = select(handovers).where(handovers.c.expires_at > now)
        rows = await self._connection.execute(waiting.order_by(handovers.c.expires_at, handovers.c.number))
        return [_read_handover(row) for row in rows]

    async def withdraw_absences(self, givers: Sequence[Sender]) -> None:
        theirs = delete(handovers).where(is_from_any(handovers, givers), handovers.c.until.is_not(None))
        await self._connection.execute(theirs)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` offers; return how many."""
        return await self._delete_some(handovers, handovers.c.expires_at <= now, limit)


def _is_open(number: int, now: datetime) -> ColumnElement[bool]:
    return and_(handovers.c.number == number, handovers.c.expires_at > now)


def _digest(code: str) -> str:
    return digest(code, size=_DIGEST_BYTES)


def _read_handover(row: Row[Any]) -> Handover:
    asked = row.asked_sender
    return Handover(
        number=row.number,
        giver=Sender(platform=PlatformName(row.platform), id=row.sender, name=row.name or ""),
        address=read_address(row),
        until=row.until,
        taker=Sender(platform=PlatformName(row.asked_platform), id=asked) if asked else None,
    )
