"""The store of members of centres."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.engine.sql import is_from_any, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import centre_members
from handlers.core.events import Sender
from handlers.curation.model.ports import CentreMember


class CentreMemberStore(Store):
    """Implements handlers.curation.model.ports.CentreMembers."""

    async def list_centres(self, accounts: Sequence[Sender]) -> Sequence[str]:
        theirs = select(centre_members.c.centre).where(is_from_any(centre_members, accounts)).distinct()
        return (await self._connection.scalars(theirs.order_by(centre_members.c.centre))).all()

    async def list_members(self, centre: str) -> Sequence[CentreMember]:
        rows = await self._connection.execute(
            select(centre_members)
            .where(centre_members.c.centre == centre)
            .order_by(centre_members.c.platform, centre_members.c.sender)
        )
        return [CentreMember(account=read_sender(row), centre=row.centre, granted_at=row.granted_at) for row in rows]

    async def grant(self, account: Sender, centre: str, at: datetime) -> bool:
        row = {**sender_key(account), "centre": centre, "granted_at": at}
        return await self._insert_new(centre_members, row)

    async def revoke(self, accounts: Sequence[Sender], centre: str) -> bool:
        theirs = delete(centre_members).where(is_from_any(centre_members, accounts), centre_members.c.centre == centre)
        return bool((await self._connection.execute(theirs)).rowcount)
