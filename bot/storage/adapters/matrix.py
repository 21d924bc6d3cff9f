"""Verifications of Matrix devices and offered choices, for callers without a transaction: every call is one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.platforms.base.ports import Verification, VerificationState
from bot.storage.database import Database
from bot.storage.engine.sql import insert
from bot.storage.engine.tables import verifications
from handlers.context.ports import SentMessage
from handlers.core.events import PlatformName

# Deferred messages are out by then.
_WITHIN = timedelta(minutes=2)


class DatabaseOfferedChoices:
    """Implements bot.platforms.base.ports.OfferedChoices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self) -> Sequence[SentMessage]:
        """Return the messages with choices from the two minutes before the last message that was sent."""
        async with self._database.begin() as unit:
            return await unit.sent_messages.last_offers(PlatformName.MATRIX, _WITHIN)


_KEPT_FOR = timedelta(days=1)
_OPEN = tuple(state for state in VerificationState if state.is_open)
_DECIDED = (VerificationState.CONFIRMED, VerificationState.REJECTED)


class DatabaseVerifications:
    """Implements bot.platforms.base.ports.VerificationStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, verification: Verification) -> None:
        row = {
            "id": verification.id,
            "user_id": verification.user_id,
            "device_id": verification.device_id,
            "emoji": list(verification.emoji) or None,
            "state": verification.state.value,
            "updated_at": verification.updated_at,
        }
        async with self._database.begin() as unit:
            statement = insert(unit.connection, verifications).values(**row)
            await unit.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
            old = verifications.c.updated_at < verification.updated_at - _KEPT_FOR
            await unit.connection.execute(delete(verifications).where(old))

    async def list_decided(self) -> Sequence[Verification]:
        return await self._list(_DECIDED)

    async def all(self) -> Sequence[Verification]:
        """Return all verifications, newest first."""
        return await self._list(tuple(VerificationState))

    async def decide(self, id_: str, state: VerificationState) -> bool:
        """Record a decision; return False if there is nothing to decide, or no longer."""
        open_ = verifications.c.state == VerificationState.COMPARING
        async with self._database.begin() as unit:
            decision = update(verifications).where(verifications.c.id == id_, open_).values(state=state.value)
            return (await unit.connection.execute(decision)).rowcount == 1

    async def abandon(self, at: datetime) -> None:
        async with self._database.begin() as unit:
            ended = update(verifications).where(verifications.c.state.in_(_OPEN))
            await unit.connection.execute(ended.values(state=VerificationState.EXPIRED.value, updated_at=at))

    async def _list(self, states: Sequence[VerificationState]) -> Sequence[Verification]:
        newest_first = verifications.c.updated_at.desc()
        chosen = select(verifications).where(verifications.c.state.in_(states)).order_by(newest_first)
        async with self._database.begin() as unit:
            return [_verification(row) for row in await unit.connection.execute(chosen)]


def _verification(row: Row[Any]) -> Verification:
    return Verification(
        id=row.id,
        user_id=row.user_id,
        device_id=row.device_id or "",
        state=VerificationState(row.state),
        updated_at=row.updated_at,
        emoji=tuple(row.emoji or ()),
    )
