"""The store of proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import address_key, insert, is_from_any, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import proposals
from handlers.core.events import Sender
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal, ProposalState

_IS_OPEN = proposals.c.state == ProposalState.OPEN


class ProposalStore(Store):
    """Implements handlers.curation.model.proposals.Proposals."""

    async def add(self, proposal: Proposal) -> Proposal:
        row = {
            **sender_key(proposal.proposer),
            **address_key(proposal.address),
            "entry": proposal.entry,
            "field": proposal.field.value,
            "value": sanitise_text(proposal.value or ""),
            "revision": proposal.revision,
            "direct": proposal.direct,
            "state": proposal.state.value,
            "proposed_at": proposal.proposed_at,
        }
        statement = insert(self._connection, proposals).values(**row).returning(proposals)
        return _read_proposal((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Proposal | None:
        row = await self._first(select(proposals).where(proposals.c.number == number))
        return None if row is None else _read_proposal(row)

    async def decide(self, number: int, state: ProposalState, at: datetime) -> bool:
        open_one = update(proposals).where(proposals.c.number == number, _IS_OPEN)
        decided = open_one.values(state=state.value, decided_at=at)
        return bool((await self._connection.execute(decided)).rowcount)

    async def list_open(self, entries: Sequence[str] | None, limit: int) -> Sequence[Proposal]:
        waiting = select(proposals).where(_IS_OPEN).order_by(proposals.c.proposed_at, proposals.c.number).limit(limit)
        if entries is not None:
            waiting = waiting.where(proposals.c.entry.in_(entries))
        return [_read_proposal(row) for row in await self._connection.execute(waiting)]

    async def withdraw_earlier(self, proposal: Proposal, accounts: Sequence[Sender], at: datetime) -> None:
        same = and_(proposals.c.entry == proposal.entry, proposals.c.field == proposal.field.value)
        theirs = update(proposals).where(_IS_OPEN, same, is_from_any(proposals, accounts))
        others = theirs.where(proposals.c.number != proposal.number)
        await self._connection.execute(others.values(state=ProposalState.WITHDRAWN.value, decided_at=at))

    async def count_since(self, accounts: Sequence[Sender], since: datetime) -> int:
        theirs = select(func.count()).where(is_from_any(proposals, accounts), proposals.c.proposed_at >= since)
        return await self._connection.scalar(theirs) or 0

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` proposals that were made before then, decided or not; return how many."""
        states = [state.value for state in ProposalState]
        is_old = and_(proposals.c.state.in_(states), proposals.c.proposed_at < before)
        return await self._delete_some(proposals, is_old, limit)


def _read_proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        number=row.number,
        entry=row.entry,
        field=FieldName(row.field),
        value=row.value or None,
        revision=row.revision,
        proposer=read_sender(row),
        address=read_address(row),
        direct=row.direct,
        state=ProposalState(row.state),
        proposed_at=row.proposed_at,
    )
