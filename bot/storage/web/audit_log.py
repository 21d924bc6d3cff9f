"""The store of what was changed at the web desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.storage.engine.sql import is_from, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import audit_log
from handlers.core.events import Sender

_MAX_OBJECT = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditRecord:
    """One change: who did what to which object, such as "faq/ziele" or an announcement's number."""

    number: int
    at: datetime
    sender: Sender
    action: str
    object: str


class AuditLogStore(Store):
    """Changes; they are kept as long as announcements."""

    async def add(self, sender: Sender, action: str, object_: str, at: datetime) -> None:
        row = {**sender_key(sender), "action": action, "object": object_[:_MAX_OBJECT], "at": at}
        await self._connection.execute(insert(audit_log).values(**row))

    async def list_page(
        self,
        after: int | None,
        limit: int,
        *,
        sender: Sender | None = None,
        action: str = "",
        oldest_first: bool = False,
    ) -> Sequence[AuditRecord]:
        """Return changes after that with this number in their order; those of one account or of one action."""
        number = audit_log.c.number
        page = select(audit_log).order_by(number if oldest_first else number.desc()).limit(limit)
        if after is not None:
            page = page.where(number > after if oldest_first else number < after)
        if sender is not None:
            page = page.where(is_from(audit_log, sender))
        if action:
            page = page.where(audit_log.c.action == action)
        return [
            AuditRecord(number=row.number, at=row.at, sender=read_sender(row), action=row.action, object=row.object)
            for row in await self._connection.execute(page)
        ]

    async def list_objects(self, actions: Sequence[str]) -> Sequence[str]:
        found = select(audit_log.c.object).where(audit_log.c.action.in_(actions)).distinct().order_by("object")
        return (await self._connection.scalars(found)).all()

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` records; return how many."""
        return await self._delete_some(audit_log, audit_log.c.at < before, limit)
