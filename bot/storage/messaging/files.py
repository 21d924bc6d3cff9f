"""The store of files that came from no platform."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, insert, select

from bot.storage.engine.store import Store
from bot.storage.engine.tables import announcements, deliveries, files
from bot.storage.messaging.deliveries import OPEN_STATES
from handlers.core.events import Attachment


class FileStore(Store):
    """Implements handlers.announcements.ports.Files."""

    async def put(self, name: str, media_type: str, content: bytes, at: datetime) -> Attachment:
        id_ = token_hex(16)
        await self._connection.execute(insert(files).values(id=id_, content=content, created_at=at))
        return Attachment(platform=None, name=name, media_type=media_type, size=len(content), source={"id": id_})

    async def delete_unused(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` older files that no announcement and no open delivery uses; return how many."""
        old = set((await self._connection.scalars(select(files.c.id).where(files.c.created_at < before))).all())
        if not old:
            return 0
        lists = await self._connection.scalars(
            select(announcements.c.attachments).where(announcements.c.attachments.is_not(None))
        )
        on_their_way = await self._connection.scalars(
            select(deliveries.c.attachment).where(
                deliveries.c.state.in_((*OPEN_STATES, "held")), deliveries.c.attachment.is_not(None)
            )
        )
        used = {file["source"].get("id") for each in (*lists, on_their_way) for file in each}
        unused = sorted(old - used)[:limit]
        await self._connection.execute(delete(files).where(files.c.id.in_(unused)))
        return len(unused)

    async def content(self, attachment: Attachment) -> bytes | None:
        found: bytes | None = await self._connection.scalar(
            select(files.c.content).where(files.c.id == str(attachment.source.get("id")))
        )
        return found
