"""Erasure of people: deletion of their data, or of the person from data that others need."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    null,
    or_,
    select,
    tuple_,
    update,
)

from bot.platforms.table import traits_of
from bot.storage.curation.centre_members import CentreMemberStore
from bot.storage.engine.sql import insert, is_from_any, read_address
from bot.storage.engine.store import Store
from bot.storage.engine.tables import (
    announcements,
    audit_log,
    carried_messages,
    contributions,
    copies,
    deliveries,
    directs,
    erasures,
    exchanges,
    holds,
    lessons,
    menus,
    metadata,
    moderations,
    readers,
    recipients,
    remarks,
    responses,
    rooms,
    thanks,
)
from bot.storage.messaging.deliveries import FINISHED_STATES, OPEN_STATES, WITHOUT_READER
from bot.storage.people.deletion_log import PERSON, DeletionLogStore
from bot.storage.people.personal_data import ACCOUNT_COLUMNS, is_about, is_mentioned, is_private_to
from handlers.announcements.model.announcement import format_account
from handlers.announcements.model.responses import ContributionKind
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.core.messages import Deletion, DeliveryId
from handlers.exchange.model.exchange import CopyRole

# A direct chat, which nobody else reads.
Room: TypeAlias = tuple[PlatformName, RoomId]

ERASED = "forgotten"
_UNSENT_STATES = ("pending", "paused", "held")
# The confirmation of an erasure is added shortly after it.
_FAREWELL = timedelta(minutes=1)
_NO_ROOM: dict[str, Any] = {"room": "", "thread": null()}
_NO_CONTENT: dict[str, Any] = {"reply_to": null(), **WITHOUT_READER}


class ErasureStore(Store):
    """Implements handlers.context.ports.Erasures."""

    async def find_copies(self, senders: Sequence[Sender]) -> Sequence[Deletion]:
        """Return deletions of Lotse's messages that carry words of these people to others."""
        # Editors' answers stay, as they speak for the office.
        theirs = and_(is_from_any(contributions, senders), contributions.c.kind == ContributionKind.REPLY)
        brought, files = (select(contributions.c[name]).where(theirs) for name in ("copy", "file"))
        written = or_(deliveries.c.id.in_(brought), deliveries.c.under.in_(brought), deliveries.c.id.in_(files))
        return [
            *await self._list_deletions(copies, copies.c.delivery, _is_copy_of(senders)),
            *await self._list_deletions(deliveries, deliveries.c.id, written),
        ]

    async def _list_deletions(
        self, table: FromClause, id_: ColumnElement[str], which: ColumnElement[bool]
    ) -> list[Deletion]:
        rows = await self._connection.execute(
            select(id_.label("delivery"), table.c.platform, table.c.room, table.c.thread).where(which)
        )
        return [Deletion(of=DeliveryId(row.delivery), address=read_address(row)) for row in rows]

    async def erase(self, senders: Sequence[Sender], addresses: Collection[Address], at: datetime) -> Sequence[Address]:
        """Erase everything about these accounts of one person, to whom alone the addresses belong.

        What is in flight to them, or added meanwhile, is erased by `finish`. Returns where they read alone.
        """
        own = {*await self._find_own_rooms(senders), *((each.platform, each.room) for each in addresses)}
        await self._note_erasure(senders, own, at)
        await DeletionLogStore(self._connection).add({PERSON: 1}, at)
        await CentreMemberStore(self._connection).end_deputies(senders)
        await self._erase_exchanges(senders, own, at)
        await self._erase_deliveries(senders, own)
        await self._erase_announcements(senders)
        for table in (carried_messages, holds, rooms):
            await self._connection.execute(delete(table).where(_is_in_rooms(table, own)))
        for table in _DELETED_TABLES:
            theirs = is_about(table, senders)
            if theirs is not None:
                await self._connection.execute(delete(table).where(theirs))
        for column in _ACCOUNT_COLUMNS:
            is_theirs = column.in_([format_account(sender) for sender in senders])
            await self._connection.execute(update(column.table).where(is_theirs).values({column.name: ERASED}))
        for account in map(format_account, senders):
            await self._erase_from_audit_log(account)
        return [Address(platform=platform, room=room) for platform, room in sorted(own)]

    async def finish(self, limit: int) -> int:
        """Erase what has arrived since in the rooms of at most `limit` people; return of how many."""
        rows = (await self._connection.execute(select(erasures).order_by(erasures.c.at).limit(limit))).all()
        done = 0
        for row in rows:
            sender = Sender(platform=PlatformName(row.platform), id=row.sender)
            own = {(sender.platform, RoomId(row.room))} if row.room else set[Room]()
            theirs = and_(_is_addressed_to([sender], own), deliveries.c.created_at <= row.at + _FAREWELL)
            if await self._connection.scalar(select(exists().where(theirs, deliveries.c.state.in_(OPEN_STATES)))):
                continue
            await self._empty_finished(theirs, [sender], own)
            it = and_(*(column == getattr(row, column.name) for column in erasures.primary_key))
            await self._connection.execute(delete(erasures).where(it))
            done += 1
        return done

    async def _erase_from_audit_log(self, account: str) -> None:
        """Take an account out of what others did to it, such as to grant a role."""
        done = audit_log.c.object
        named = or_(done == account, done.endswith(f" {account}", autoescape=True))
        erased = func.replace(done, account, ERASED)
        await self._connection.execute(update(audit_log).where(named).values(object=erased))

    async def _find_own_rooms(self, senders: Sequence[Sender]) -> set[Room]:
        # Groups and channels may be senders, but are not direct chats.
        alone = [sender for sender in senders if not traits_of(sender.platform).is_group(sender.id)]
        found: set[Room] = {(sender.platform, RoomId(sender.id)) for sender in alone}
        for table in (directs, readers, recipients):
            rows = await self._connection.execute(
                select(table.c.platform, table.c.room).where(is_from_any(table, senders))
            )
            found |= {(PlatformName(row.platform), RoomId(row.room)) for row in rows}
        return found

    async def _note_erasure(self, senders: Sequence[Sender], own: Collection[Room], at: datetime) -> None:
        rows = [
            {"platform": sender.platform.value, "sender": sender.id, "room": room, "at": at}
            for sender in senders
            for room in ("", *(room for platform, room in own if platform is sender.platform))
        ]
        await self._connection.execute(insert(self._connection, erasures).on_conflict_do_nothing(), rows)

    async def _erase_deliveries(self, senders: Sequence[Sender], own: Collection[Room]) -> None:
        """Skip unsent deliveries, and reduce sent ones to the fact that something was sent."""
        theirs = _is_addressed_to(senders, own)
        unsent = and_(theirs, deliveries.c.state.in_(_UNSENT_STATES))
        await self._connection.execute(update(deliveries).where(unsent).values(state="skipped", error=ERASED))
        await self._empty_finished(theirs, senders, own)

    async def _empty_finished(
        self, theirs: ColumnElement[bool], senders: Sequence[Sender], own: Collection[Room]
    ) -> None:
        """Empty finished deliveries; if others read one as well, which message it is stays known."""
        is_theirs_alone = or_(_is_in_rooms(deliveries, own), _is_private_to(senders))
        alone = {
            name: case((is_theirs_alone, value), else_=deliveries.c[name])
            for name, value in {**_NO_ROOM, "message_id": null()}.items()
        }
        over = and_(theirs, deliveries.c.state.in_(FINISHED_STATES))
        await self._connection.execute(update(deliveries).where(over).values(**_NO_CONTENT, **alone))

    async def _erase_exchanges(self, senders: Sequence[Sender], own: Collection[Room], at: datetime) -> None:
        """Hide the person's questions and delete their remarks; what colleagues said is theirs and stays."""
        asked = is_from_any(exchanges, senders)
        waiting = and_(lessons.c.exchange.in_(select(exchanges.c.number).where(asked)), lessons.c.decided_at.is_(None))
        await self._connection.execute(delete(lessons).where(waiting))
        said = select(remarks.c.number).where(is_from_any(remarks, senders))
        await self._connection.execute(delete(thanks).where(thanks.c.remark.in_(said)))
        theirs = copies.c.exchange.in_(select(exchanges.c.number).where(asked))
        moved = and_(copies.c.role.in_((CopyRole.MOVED, CopyRole.LEFT)), theirs)
        for_them = copies.c.delivery.in_(select(deliveries.c.id).where(_is_private_to(senders)))
        await self._connection.execute(
            delete(copies).where(or_(_is_copy_of(senders), moved, for_them, _is_in_rooms(copies, own)))
        )
        values = {
            "sender": ERASED,
            "text": "",
            "signed": "",
            "message": null(),
            "attachment": null(),
            "remind_at": null(),
            "closed_at": func.coalesce(exchanges.c.closed_at, at),
            "hidden_at": func.coalesce(exchanges.c.hidden_at, at),
        }
        await self._connection.execute(update(exchanges).where(asked).values(**_NO_ROOM, **values))
        acted = update(moderations).where(is_from_any(moderations, senders))
        await self._connection.execute(acted.values(sender=ERASED))

    async def _erase_announcements(self, senders: Sequence[Sender]) -> None:
        """Detach the person from received copies and receipts, which still count."""
        theirs = is_from_any(recipients, senders)
        await self._connection.execute(delete(recipients).where(theirs, recipients.c.delivery.is_(None)))
        nobody = {**_NO_ROOM, "sender": null(), "name": null()}
        await self._connection.execute(update(recipients).where(theirs).values(**nobody))
        for sender in senders:
            given = update(responses).where(is_from_any(responses, [sender]))
            await self._connection.execute(given.values(sender=f"{ERASED}-{token_hex(8)}", event=""))
            written = update(announcements).where(announcements.c.author == format_account(sender))
            await self._connection.execute(written.values(platform=null(), room=null(), thread=null()))


_ACCOUNT_COLUMNS = [table.c[name] for table in metadata.sorted_tables for name in ACCOUNT_COLUMNS if name in table.c]
# Rows of these are kept or reduced; a menu is kept until it is removed, as the role ends.
_KEPT_TABLES = {
    *(deliveries, erasures, exchanges, menus, moderations, recipients, responses),
    *(column.table for column in _ACCOUNT_COLUMNS),
}
# Readers are deleted last, as their tags are found through them.
_DELETED_TABLES = sorted({*metadata.sorted_tables} - _KEPT_TABLES, key=lambda table: (table is readers, table.name))


def _is_copy_of(senders: Sequence[Sender]) -> ColumnElement[bool]:
    """Return the condition for copies of what these people asked and said."""
    asked = copies.c.exchange.in_(select(exchanges.c.number).where(is_from_any(exchanges, senders)))
    posts = and_(asked, copies.c.role.in_((CopyRole.POST, CopyRole.NEWS, CopyRole.SHOWN)))
    return or_(posts, copies.c.remark.in_(select(remarks.c.number).where(is_from_any(remarks, senders))))


def _is_addressed_to(senders: Sequence[Sender], own: Collection[Room]) -> ColumnElement[bool]:
    return or_(_is_in_rooms(deliveries, own), *map(is_mentioned, senders))


def _is_private_to(senders: Sequence[Sender]) -> ColumnElement[bool]:
    return or_(false(), *map(is_private_to, senders))


def _is_in_rooms(table: Table, own: Collection[Room]) -> ColumnElement[bool]:
    pairs = [(platform.value, room) for platform, room in own]
    return tuple_(table.c.platform, table.c.room).in_(pairs) if pairs else false()
