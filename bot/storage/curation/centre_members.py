"""The store of members of centres, and of the codes that make members."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, tuple_, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert, is_from_any, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import absences, centre_codes, centre_members, deputies, silent_centres
from handlers.core.events import Sender
from handlers.core.hashes import digest
from handlers.curation.model.ports import CentreCode, CentreMember

_MAX_NAME = 300
_DIGEST_BYTES = 32


class CentreMemberStore(Store):
    """Implements handlers.curation.model.ports.CentreMembers."""

    async def list_centres(self, accounts: Sequence[Sender], now: datetime) -> Sequence[str]:
        theirs = and_(is_from_any(centre_members, accounts), _holds(now))
        found = select(centre_members.c.centre).where(theirs).distinct().order_by(centre_members.c.centre)
        return (await self._connection.scalars(found)).all()

    async def list_members(self, centre: str, now: datetime) -> Sequence[CentreMember]:
        return await self._list(and_(centre_members.c.centre == centre, _holds(now)))

    async def list_all(self, now: datetime) -> Sequence[CentreMember]:
        return await self._list(_holds(now))

    async def list_staffed(self) -> Sequence[CentreMember]:
        return await self._list(centre_members.c.until.is_(None))

    async def list_deputies(self, now: datetime) -> Sequence[CentreMember]:
        """Return those who belong to a centre until a time that is to come, by centre."""
        return await self._list(centre_members.c.until > now)

    async def _list(self, which: ColumnElement[bool]) -> Sequence[CentreMember]:
        order = (centre_members.c.centre, centre_members.c.platform, centre_members.c.sender)
        rows = await self._connection.execute(select(centre_members).where(which).order_by(*order))
        return [
            CentreMember(
                account=replace(read_sender(row), name=row.name or ""),
                centre=row.centre,
                granted_at=row.granted_at,
                until=row.until,
            )
            for row in rows
        ]

    async def list_told(self) -> Sequence[str]:
        return (await self._connection.scalars(select(silent_centres.c.centre).order_by("centre"))).all()

    async def set_told(self, centres: Collection[str], at: datetime) -> None:
        others = delete(silent_centres).where(silent_centres.c.centre.not_in(centres))
        await self._connection.execute(others)
        for centre in centres:
            await self._insert_new(silent_centres, {"centre": centre, "told_at": at})

    async def grant(self, account: Sender, centre: str, at: datetime, until: datetime | None = None) -> bool:
        name = sanitise_text(account.name)[:_MAX_NAME] or None
        row = {**sender_key(account), "centre": centre, "name": name, "granted_at": at, "until": until}
        ends = centre_members.c.until.is_not(None)
        is_longer = ends if until is None else and_(ends, centre_members.c.until < until)
        statement = insert(self._connection, centre_members).values(**row)
        granted = statement.on_conflict_do_update(
            index_elements=[*centre_members.primary_key], set_={"granted_at": at, "until": until}, where=is_longer
        )
        return (await self._connection.execute(granted.returning(centre_members.c.centre))).first() is not None

    async def revoke(self, accounts: Sequence[Sender], centre: str) -> bool:
        for table in (deputies, centre_members):
            theirs = delete(table).where(is_from_any(table, accounts), table.c.centre == centre)
            revoked = (await self._connection.execute(theirs)).rowcount
        return bool(revoked)

    async def note_deputy(self, deputy: Sender, centre: str, giver: Sender, until: datetime) -> None:
        key = {
            **sender_key(deputy),
            "centre": centre,
            "giver_platform": giver.platform.value,
            "giver_sender": giver.id,
        }
        await self._upsert(deputies, key, {"until": until})

    async def end_deputies(self, givers: Sequence[Sender], centre: str | None = None) -> Sequence[CentreMember]:
        accounts = [(giver.platform.value, giver.id) for giver in givers]
        theirs = tuple_(deputies.c.giver_platform, deputies.c.giver_sender).in_(accounts)
        here = true() if centre is None else deputies.c.centre == centre
        places = (deputies.c.platform, deputies.c.sender, deputies.c.centre)
        ended = (await self._connection.execute(delete(deputies).where(theirs, here).returning(*places))).all()
        return [member for place in dict.fromkeys(map(tuple, ended)) for member in await self._shorten(place)]

    async def _shorten(self, place: tuple[str, str, str]) -> Sequence[CentreMember]:
        """Let a deputy belong to a centre as long as they stand in for somebody there; return them if that is over."""
        columns = ("platform", "sender", "centre")
        agreed = and_(*(deputies.c[name] == value for name, value in zip(columns, place, strict=True)))
        until = await self._connection.scalar(select(func.max(deputies.c.until)).where(agreed))
        same = and_(*(centre_members.c[name] == value for name, value in zip(columns, place, strict=True)))
        as_deputy = and_(same, centre_members.c.until.is_not(None))
        if until is not None:
            await self._connection.execute(update(centre_members).where(as_deputy).values(until=until))
            return []
        over = await self._list(as_deputy)
        await self._connection.execute(delete(centre_members).where(as_deputy))
        return over

    async def note_absence(self, account: Sender, until: datetime, at: datetime) -> None:
        await self._upsert(absences, sender_key(account), {"until": until, "at": at})

    async def end_absence(self, accounts: Sequence[Sender]) -> bool:
        ended = delete(absences).where(is_from_any(absences, accounts))
        return bool((await self._connection.execute(ended)).rowcount)

    async def list_absent(self, now: datetime) -> Sequence[Sender]:
        away = select(absences).where(absences.c.until > now).order_by(*absences.primary_key)
        return [read_sender(row) for row in await self._connection.execute(away)]

    async def add_code(self, code: str, made: CentreCode, uses: int, expires_at: datetime) -> None:
        row = {"digest": _digest(code), "centre": made.centre, **sender_key(made.issuer)}
        added = insert(self._connection, centre_codes).values(**row, uses=uses, expires_at=expires_at)
        await self._connection.execute(added)

    async def find_code(self, code: str, now: datetime) -> CentreCode | None:
        row = await self._first(select(centre_codes).where(_is_valid(code, now)))
        return None if row is None else CentreCode(centre=row.centre, issuer=read_sender(row))

    async def use_code(self, code: str, now: datetime) -> bool:
        taken = update(centre_codes).where(_is_valid(code, now)).values(uses=centre_codes.c.uses - 1)
        return bool((await self._connection.execute(taken)).rowcount)

    async def drop_codes(self, centre: str) -> None:
        await self._connection.execute(delete(centre_codes).where(centre_codes.c.centre == centre))

    async def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` codes, memberships, deputies and absences each; return the largest number of them."""
        over = (
            (centre_codes, or_(centre_codes.c.expires_at <= now, centre_codes.c.uses <= 0)),
            (centre_members, centre_members.c.until <= now),
            (deputies, deputies.c.until <= now),
            (absences, absences.c.until <= now),
        )
        return max([await self._delete_some(table, is_over, limit) for table, is_over in over])


def _holds(now: datetime) -> ColumnElement[bool]:
    return or_(centre_members.c.until.is_(None), centre_members.c.until > now)


def _is_valid(code: str, now: datetime) -> ColumnElement[bool]:
    of_code = centre_codes.c.digest == _digest(code)
    return and_(of_code, centre_codes.c.uses > 0, centre_codes.c.expires_at > now)


def _digest(code: str) -> str:
    return digest(code, size=_DIGEST_BYTES)
