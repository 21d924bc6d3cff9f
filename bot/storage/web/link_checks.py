"""The store of what the addresses in entries lead to, as last checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, or_, select

from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import link_checks
from bot.system.http.fetch_faults import FetchFault

_OK = "ok"
# Browsers may see what Lotse is kept from.
_UNKNOWN = (FetchFault.PRIVATE, FetchFault.REFUSED, FetchFault.DISALLOWED)
_MAX_URL = 500
# SQLite and PostgreSQL bound the parameters of a statement.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkResult:
    """The result of trying an address: `fault` is None if it leads to a page, `moved_to` its new address."""

    fault: FetchFault | None = None
    moved_to: str = ""

    @property
    def is_broken(self) -> bool:
        """Return whether the address leads nowhere, as far as can be told."""
        return self.fault is not None and self.fault not in _UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCheck:
    """The last check of an address; `failing_since` is None unless it is broken."""

    url: str
    result: LinkResult
    checked_at: datetime
    failing_since: datetime | None


class LinkCheckStore(Store):
    """Checks by address."""

    async def record(self, results: Mapping[str, LinkResult], at: datetime) -> None:
        """Store results; one that is still broken keeps its `failing_since`."""
        statement = insert(self._connection, link_checks)
        new = statement.excluded
        is_new = new.failing_since.is_(None)
        since = case((is_new, None), else_=func.coalesce(link_checks.c.failing_since, new.failing_since))
        same = {name: new[name] for name in ("status", "moved_to", "checked_at")}
        changed = {**same, "failing_since": since}
        upsert = statement.on_conflict_do_update(index_elements=["url"], set_=changed)
        rows = [
            {
                "url": url,
                "status": result.fault or _OK,
                "moved_to": result.moved_to if 0 < len(result.moved_to) <= _MAX_URL else None,
                "checked_at": at,
                "failing_since": at if result.is_broken else None,
            }
            for url, result in results.items()
        ]
        if rows:
            await self._connection.execute(upsert, rows)

    async def checked_since(self, since: datetime) -> Collection[str]:
        """Return the addresses that were checked since then."""
        recent = select(link_checks.c.url).where(link_checks.c.checked_at >= since)
        return {*await self._connection.scalars(recent)}

    async def list_faulty(self) -> Sequence[LinkCheck]:
        """Return the addresses that lead nowhere, have moved, or could not be checked; the longest broken first."""
        faulty = select(link_checks).where(or_(link_checks.c.status != _OK, link_checks.c.moved_to.is_not(None)))
        in_order = faulty.order_by(link_checks.c.failing_since.asc().nulls_last(), link_checks.c.url)
        return [_read(row) for row in await self._connection.execute(in_order)]

    async def find(self, urls: Collection[str]) -> Mapping[str, LinkCheck]:
        """Return the checks of these addresses, of at most some hundred."""
        rows = await self._connection.execute(select(link_checks).where(link_checks.c.url.in_(urls)))
        return {row.url: _read(row) for row in rows}

    async def find_last(self) -> datetime | None:
        """Return when an address was last checked."""
        at: datetime | None = await self._connection.scalar(select(func.max(link_checks.c.checked_at)))
        return at

    async def forget_others(self, urls: Collection[str]) -> None:
        """Delete the checks of addresses that no entry holds any more."""
        gone = [url for url in await self._connection.scalars(select(link_checks.c.url)) if url not in urls]
        for start in range(0, len(gone), _AT_ONCE):
            some = link_checks.c.url.in_(gone[start : start + _AT_ONCE])
            await self._connection.execute(delete(link_checks).where(some))


def _read(row: Row[Any]) -> LinkCheck:
    fault = None if row.status == _OK else FetchFault(row.status)
    return LinkCheck(
        url=row.url,
        result=LinkResult(fault=fault, moved_to=row.moved_to or ""),
        checked_at=row.checked_at,
        failing_since=row.failing_since,
    )
