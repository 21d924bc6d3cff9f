"""Questions to colleagues that are not asked yet, inside one transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storable import storable
from bot.storage.addresses import by_sender, key_of_sender
from bot.storage.insertion import insert
from bot.storage.tables import drafts
from handlers.events import MessageId, PlatformName, Sender
from handlers.exchange.kept import Draft, Signature


class StoredDrafts:
    """Implements handlers.exchange.ports.Drafts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, sender: Sender, now: datetime) -> Draft | None:
        found = await self._connection.execute(
            select(drafts).where(by_sender(drafts, sender), drafts.c.expires_at > now)
        )
        row = found.first()
        if row is None:
            return None
        return Draft(
            text=row.text,
            message=MessageId(row.message) if row.message else None,
            topic=row.topic,
            signature=Signature(row.signature) if row.signature else None,
        )

    async def put(self, sender: Sender, draft: Draft, expires_at: datetime) -> None:
        key = key_of_sender(sender)
        kept = {
            "text": storable(draft.text),
            "message": draft.message,
            "topic": draft.topic,
            "signature": draft.signature,
            "expires_at": expires_at,
        }
        statement = insert(self._connection, drafts).values(**key, **kept)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept))

    async def drop(self, sender: Sender) -> None:
        await self._connection.execute(delete(drafts).where(by_sender(drafts, sender)))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Deletes at most `limit` drafts; returns how many."""
        old = select(drafts.c.platform, drafts.c.sender).where(drafts.c.expires_at <= now).limit(limit)
        rows = (await self._connection.execute(old)).all()
        for row in rows:
            await self.drop(Sender(platform=PlatformName(row.platform), id=row.sender))
        return len(rows)
