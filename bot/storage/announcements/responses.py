"""The store of responses to announcements: receipts, replies, contributions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, true, update

from bot.storage.announcements.announcements import is_unacknowledged
from bot.storage.engine.sql import insert, is_from, is_in_room, person_key, read_address, read_sender, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import contributions, deliveries, recipients, replies, responses
from handlers.announcements.model.responses import Contribution, ContributionKind, Reply, Response, ResponseKind
from handlers.core.events import Address, MessageId, Sender
from handlers.core.messages import DeliveryId

_PEOPLE = func.count(person_key(responses).distinct())


class ResponseStore(Store):
    """Implements handlers.announcements.ports.Responses."""

    async def add(self, response: Response) -> bool:
        row = {
            "announcement": response.announcement,
            **sender_key(response.sender),
            "kind": response.kind,
            "centre": response.centre,
            "event": response.event,
            "at": response.at,
        }
        statement = insert(self._connection, responses).values(**row).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(responses.c.kind))).first() is not None

    async def take_back(self, event: str, sender: Sender | None) -> None:
        theirs = true() if sender is None else is_from(responses, sender)
        await self._connection.execute(delete(responses).where(responses.c.event == event, theirs))

    async def count(self, number: int) -> Mapping[str, int]:
        rows = await self._connection.execute(
            select(responses.c.kind, _PEOPLE.label("number"))
            .where(responses.c.announcement == number)
            .group_by(responses.c.kind)
        )
        return {row.kind: row.number for row in rows}

    async def count_receipts(self, number: int) -> Mapping[str, int]:
        # One expression used twice: with parameters of their own, PostgreSQL takes two of them for different ones.
        centre = func.coalesce(responses.c.centre, "")
        rows = await self._connection.execute(
            select(centre.label("centre"), _PEOPLE.label("number"))
            .where(responses.c.announcement == number, responses.c.kind == ResponseKind.RECEIPT)
            .group_by(centre)
        )
        return {row.centre: row.number for row in rows}

    async def count_unacknowledged(self, number: int) -> Mapping[str, int]:
        centre = func.coalesce(recipients.c.centre, "")
        rows = await self._connection.execute(
            select(centre.label("centre"), func.count().label("number"))
            .where(is_unacknowledged(number))
            .group_by(centre)
        )
        return {row.centre: row.number for row in rows}

    async def add_reply(self, reply: Reply) -> None:
        row = {
            "delivery": reply.delivery,
            "announcement": reply.announcement,
            **sender_key(reply.sender),
            "room": reply.address.room,
            "thread": reply.address.thread,
            "message": reply.message,
            "at": reply.at,
            "direct": reply.direct,
        }
        await self._connection.execute(insert(self._connection, replies).values(**row))

    async def reply(self, delivery: DeliveryId) -> Reply | None:
        row = await self._first(select(replies).where(replies.c.delivery == delivery))
        return None if row is None else _read_reply(row)

    async def reply_of_message(self, address: Address, message: MessageId) -> Reply | None:
        it = and_(is_in_room(deliveries, address.platform, address.room), deliveries.c.message_id == message)
        row = await self._first(select(deliveries.c.id, deliveries.c.target).where(it))
        # Continuations of a long message refer to the first one, and a file to its text.
        return None if row is None else await self.reply(DeliveryId((row.target or row.id).partition("-file-")[0]))

    async def withdraw(self, number: int, kind: ResponseKind, sender: Sender) -> None:
        theirs = and_(responses.c.announcement == number, responses.c.kind == kind, is_from(responses, sender))
        await self._connection.execute(delete(responses).where(theirs))

    async def contribute(self, contribution: Contribution) -> None:
        values = {
            "announcement": contribution.announcement,
            "kind": contribution.kind,
            **sender_key(contribution.sender),
            "room": contribution.address.room,
            "thread": contribution.address.thread,
            "message": contribution.message,
            "copy": contribution.copy,
            "file": contribution.file,
            "fingerprint": contribution.fingerprint,
            "at": contribution.at,
        }
        known = update(contributions).where(_is_message(contribution.address, contribution.message)).values(**values)
        if not (await self._connection.execute(known)).rowcount:
            await self._connection.execute(insert(self._connection, contributions).values(**values))

    async def contribution(self, address: Address, message: MessageId) -> Contribution | None:
        row = await self._first(select(contributions).where(_is_message(address, message)))
        return None if row is None else _read_contribution(row)

    async def drop_contribution(self, address: Address, message: MessageId) -> None:
        await self._connection.execute(delete(contributions).where(_is_message(address, message)))

    async def first_copy(self, number: int, sender: Sender) -> DeliveryId | None:
        theirs = and_(
            contributions.c.announcement == number,
            is_from(contributions, sender),
            contributions.c.kind == ContributionKind.REPLY,
            contributions.c.copy.is_not(None),
        )
        first: str | None = await self._connection.scalar(
            select(contributions.c.copy).where(theirs).order_by(contributions.c.number).limit(1)
        )
        return DeliveryId(first) if first else None


def _is_message(address: Address, message: MessageId) -> ColumnElement[bool]:
    return and_(is_in_room(contributions, address.platform, address.room), contributions.c.message == message)


def _read_contribution(row: Row[Any]) -> Contribution:
    return Contribution(
        announcement=row.announcement,
        kind=ContributionKind(row.kind),
        sender=read_sender(row),
        address=read_address(row),
        message=MessageId(row.message),
        at=row.at,
        copy=DeliveryId(row.copy) if row.copy else None,
        file=DeliveryId(row.file) if row.file else None,
        fingerprint=row.fingerprint,
    )


def _read_reply(row: Row[Any]) -> Reply:
    return Reply(
        announcement=row.announcement,
        sender=read_sender(row),
        address=read_address(row),
        message=MessageId(row.message),
        delivery=DeliveryId(row.delivery),
        at=row.at,
        direct=row.direct,
    )
