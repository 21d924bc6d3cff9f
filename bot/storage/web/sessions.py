"""The stores of links that sign in at the web desk, and of its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, and_, delete, insert, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import is_from, is_from_any, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import desk_links, desk_sessions
from handlers.core.events import Sender

_MAX_AGENT = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskSession:
    """A session of a person at the web desk; `agent` is what their browser calls itself."""

    id: str
    sender: Sender
    agent: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime


class DeskLinkStore(Store):
    """Implements handlers.context.ports.DeskLinks; secrets are stored as digests."""

    async def add(self, secret: str, sender: Sender, expires_at: datetime) -> None:
        await self._connection.execute(delete(desk_links).where(is_from(desk_links, sender)))
        row = {"digest": _digest(secret), **sender_key(sender), "expires_at": expires_at}
        await self._connection.execute(insert(desk_links).values(**row))

    async def find(self, secret: str, now: datetime) -> Sender | None:
        """Return the person whose link this is, without using it up; None if it is unknown, used or too old."""
        row = await self._first(select(desk_links).where(_is_valid(secret, now)))
        return None if row is None else read_sender(row)

    async def take(self, secret: str, now: datetime) -> Sender | None:
        """Use a link up; return the person whose it was, or None."""
        taken = delete(desk_links).where(_is_valid(secret, now)).returning(desk_links)
        row = (await self._connection.execute(taken)).first()
        return None if row is None else read_sender(row)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` links that no longer work; return how many."""
        return await self._delete_some(desk_links, desk_links.c.expires_at < now, limit)


class DeskSessionStore(Store):
    """Implements handlers.context.ports.DeskSessions, and what the desk needs; secrets are stored as digests."""

    async def begin(self, secret: str, sender: Sender, agent: str, now: datetime, expires_at: datetime) -> None:
        """Begin a session; `agent` is what the browser calls itself."""
        row = {
            "digest": _digest(secret),
            **sender_key(sender),
            "agent": sanitise_text(agent)[:_MAX_AGENT],
            "began_at": now,
            "seen_at": now,
            "expires_at": expires_at,
        }
        await self._connection.execute(insert(desk_sessions).values(**row))

    async def find(self, secret: str, now: datetime) -> DeskSession | None:
        """Return the session of a secret; None if it has ended."""
        valid = and_(desk_sessions.c.digest == _digest(secret), desk_sessions.c.expires_at > now)
        row = await self._first(select(desk_sessions).where(valid))
        return None if row is None else _read(row)

    async def note_seen(self, session: DeskSession, now: datetime) -> None:
        ours = desk_sessions.c.digest == session.id
        await self._connection.execute(update(desk_sessions).where(ours).values(seen_at=now))

    async def list_of(self, senders: Sequence[Sender], now: datetime) -> Sequence[DeskSession]:
        """Return the sessions of these accounts that have not ended, last used first."""
        theirs = and_(is_from_any(desk_sessions, senders), desk_sessions.c.expires_at > now)
        rows = await self._connection.execute(
            select(desk_sessions).where(theirs).order_by(desk_sessions.c.seen_at.desc())
        )
        return [_read(row) for row in rows]

    async def end(self, id_: str, senders: Sequence[Sender]) -> bool:
        """End a session of these accounts; return whether there was one."""
        ended = delete(desk_sessions).where(desk_sessions.c.digest == id_, is_from_any(desk_sessions, senders))
        return bool((await self._connection.execute(ended)).rowcount)

    async def end_all(self, senders: Sequence[Sender]) -> int:
        ended = await self._connection.execute(delete(desk_sessions).where(is_from_any(desk_sessions, senders)))
        return int(ended.rowcount)

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` sessions that have ended; return how many."""
        return await self._delete_some(desk_sessions, desk_sessions.c.expires_at < now, limit)


def _is_valid(secret: str, now: datetime) -> Any:
    return and_(desk_links.c.digest == _digest(secret), desk_links.c.expires_at > now)


def _read(row: Row[Any]) -> DeskSession:
    return DeskSession(
        id=row.digest,
        sender=read_sender(row),
        agent=row.agent,
        began_at=row.began_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
