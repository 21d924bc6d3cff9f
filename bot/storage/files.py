"""Files that Lotse keeps itself, inside one transaction."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import files
from handlers.events import Attachment


class StoredFiles:
    """Implements handlers.announcements.ports.Files."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, name: str, media_type: str, content: bytes, at: datetime) -> Attachment:
        id_ = token_hex(16)
        await self._connection.execute(insert(files).values(id=id_, content=content, created_at=at))
        return Attachment(platform=None, name=name, media_type=media_type, size=len(content), source={"id": id_})

    async def content(self, attachment: Attachment) -> bytes | None:
        found: bytes | None = await self._connection.scalar(
            select(files.c.content).where(files.c.id == str(attachment.source.get("id")))
        )
        return found
