"""What comes back of announcements, inside one transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.addresses import address_of, by_sender, in_room, key_of_sender, sender_of
from bot.storage.announcements import missing
from bot.storage.insertion import insert
from bot.storage.tables import deliveries, recipients, replies, responses
from handlers.announcements.kept import Kind, Reply, Response
from handlers.events import Address, MessageId, Sender
from handlers.messages import DeliveryId


class StoredResponses:
    """Implements handlers.announcements.ports.Responses."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, response: Response) -> bool:
        row = {
            "announcement": response.announcement,
            **key_of_sender(response.sender),
            "kind": response.kind,
            "centre": response.centre,
            "event": response.event,
            "at": response.at,
        }
        statement = insert(self._connection, responses).values(**row).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount == 1

    async def take_back(self, sender: Sender, event: str) -> None:
        theirs = and_(by_sender(responses, sender), responses.c.event == event)
        await self._connection.execute(delete(responses).where(theirs))

    async def counts(self, number: int) -> Mapping[str, int]:
        rows = await self._connection.execute(
            select(responses.c.kind, func.count().label("number"))
            .where(responses.c.announcement == number)
            .group_by(responses.c.kind)
        )
        return {row.kind: row.number for row in rows}

    async def receipts(self, number: int) -> Mapping[str, int]:
        rows = await self._connection.execute(
            select(func.coalesce(responses.c.centre, "").label("centre"), func.count().label("number"))
            .where(responses.c.announcement == number, responses.c.kind == Kind.RECEIPT)
            .group_by(func.coalesce(responses.c.centre, ""))
        )
        return {row.centre: row.number for row in rows}

    async def missing(self, number: int) -> Mapping[str, int]:
        centre = func.coalesce(recipients.c.centre, "")
        rows = await self._connection.execute(
            select(centre.label("centre"), func.count().label("number")).where(missing(number)).group_by(centre)
        )
        return {row.centre: row.number for row in rows}

    async def add_reply(self, reply: Reply) -> None:
        row = {
            "delivery": reply.delivery,
            "announcement": reply.announcement,
            **key_of_sender(reply.sender),
            "room": reply.address.room,
            "thread": reply.address.thread,
            "message": reply.message,
            "at": reply.at,
            "direct": reply.direct,
        }
        await self._connection.execute(insert(self._connection, replies).values(**row))

    async def reply(self, delivery: DeliveryId) -> Reply | None:
        rows = await self._connection.execute(select(replies).where(replies.c.delivery == delivery))
        row = rows.first()
        return None if row is None else _reply(row)

    async def reply_of_message(self, address: Address, message: MessageId) -> Reply | None:
        it = and_(in_room(deliveries, address.platform, address.room), deliveries.c.message_id == message)
        rows = await self._connection.execute(
            select(replies).join(deliveries, deliveries.c.id == replies.c.delivery).where(it)
        )
        row = rows.first()
        return None if row is None else _reply(row)

    async def first_reply(self, number: int, sender: Sender) -> Reply | None:
        rows = await self._connection.execute(
            select(replies)
            .where(replies.c.announcement == number, by_sender(replies, sender))
            .order_by(replies.c.number)
            .limit(1)
        )
        row = rows.first()
        return None if row is None else _reply(row)


def _reply(row: Row[Any]) -> Reply:
    return Reply(
        announcement=row.announcement,
        sender=sender_of(row),
        address=address_of(row),
        message=MessageId(row.message),
        delivery=DeliveryId(row.delivery),
        at=row.at,
        direct=row.direct,
    )
