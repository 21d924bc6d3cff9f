"""The store of roles that were granted at the web desk."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import is_from, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import role_grants
from handlers.context.ports import RoleGrant
from handlers.core.events import Sender

_EDITOR = "editor"
# Read for every event.
_EDITORS = Prepared(select(role_grants).where(role_grants.c.role == _EDITOR).order_by(*role_grants.primary_key))


class RoleGrantStore(Store):
    """Implements handlers.context.ports.RoleGrants."""

    async def list_editors(self) -> Sequence[RoleGrant]:
        rows = await _EDITORS.fetch_all(self._connection)
        return [RoleGrant(account=read_sender(row), granted_at=row.granted_at) for row in rows]

    async def grant_editor(self, account: Sender, at: datetime) -> bool:
        row = {**sender_key(account), "role": _EDITOR, "granted_at": at}
        return await self._insert_new(role_grants, row)

    async def revoke_editor(self, account: Sender) -> bool:
        theirs = delete(role_grants).where(is_from(role_grants, account), role_grants.c.role == _EDITOR)
        return bool((await self._connection.execute(theirs)).rowcount)
