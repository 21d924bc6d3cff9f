"""The store of how many people read what, and of the rooms that Lotse is in; it names nobody who reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, Table, and_, func, select, true, union

from bot.storage.engine.store import Store
from bot.storage.engine.tables import channels, directs, invitations, reader_tags, readers, rooms, subscriptions
from handlers.core.events import PlatformName
from handlers.exchange.model.exchange import Frequency

RoomKey: TypeAlias = tuple[str, str]
USUAL = "usual"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderCounts:
    """The reach of announcements: direct chats and groups, those that have stopped them, and readers by tag."""

    direct: int
    groups: int
    stopped: int
    by_tag: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownRoom:
    """A room where others read as well; `state` is `usual`, `gone` or `moved` to a successor.

    `topics` are those whose questions are posted there.
    """

    platform: PlatformName
    room: str
    state: str
    topics: Sequence[str] = field(default=())
    gets_announcements: bool = False


class ReachStore(Store):
    """Numbers and rooms for editors."""

    async def count_subscriptions(self) -> Mapping[tuple[str, Frequency], int]:
        """Return how many follow the questions of a topic, by topic and frequency."""
        counted = select(subscriptions.c.topic, subscriptions.c.pace, func.count().label("number"))
        rows = await self._connection.execute(counted.group_by(subscriptions.c.topic, subscriptions.c.pace))
        return {(row.topic, Frequency(row.pace)): row.number for row in rows}

    async def count_readers(self) -> ReaderCounts:
        is_group, has_stopped = readers.c.sender.is_(None), readers.c.stopped_at.is_not(None)
        counted = select(is_group.label("is_group"), has_stopped.label("has_stopped"), func.count().label("number"))
        rows = (await self._connection.execute(counted.group_by(is_group, has_stopped))).all()
        return ReaderCounts(
            direct=sum(row.number for row in rows if not row.is_group and not row.has_stopped),
            groups=sum(row.number for row in rows if row.is_group and not row.has_stopped),
            stopped=sum(row.number for row in rows if row.has_stopped),
            by_tag=await self._count_by_tag(),
        )

    async def _count_by_tag(self) -> Mapping[str, int]:
        same = and_(*(readers.c[name] == reader_tags.c[name] for name in ("platform", "room", "thread")))
        counted = (
            select(reader_tags.c.tag, func.count().label("number"))
            .join(readers, same)
            .where(readers.c.stopped_at.is_(None))
            .group_by(reader_tags.c.tag)
        )
        return {row.tag: row.number for row in await self._connection.execute(counted)}

    async def list_rooms(self) -> Sequence[KnownRoom]:
        """Return all rooms but direct chats."""
        found_there = union(*map(_select_rooms, _SOURCES)).subquery()
        # As sets, since no index leads from a room to the person whose direct chat it is.
        known = select(found_there).except_(select(directs.c.platform, directs.c.room)).subquery()
        same = and_(rooms.c.platform == known.c.platform, rooms.c.room == known.c.room)
        found = select(known, func.coalesce(rooms.c.state, USUAL).label("state")).outerjoin(rooms, same)
        topics, told = await self._list_topics(), await self._list_told()
        return [
            KnownRoom(
                platform=PlatformName(row.platform),
                room=row.room,
                state=row.state,
                topics=topics.get((row.platform, row.room), ()),
                gets_announcements=(row.platform, row.room) in told,
            )
            for row in await self._connection.execute(found)
        ]

    async def _list_topics(self) -> Mapping[RoomKey, Sequence[str]]:
        """Return the topics whose questions are posted in a room."""
        topics: dict[RoomKey, list[str]] = {}
        for row in await self._connection.execute(select(channels).order_by(channels.c.topic)):
            topics.setdefault((row.platform, row.room), []).append(row.topic)
        return topics

    async def _list_told(self) -> Collection[RoomKey]:
        """Return the rooms that get announcements, but for the direct chats of people."""
        told = select(readers.c.platform, readers.c.room).where(
            readers.c.sender.is_(None), readers.c.stopped_at.is_(None)
        )
        return {(row.platform, row.room) for row in await self._connection.execute(told)}


_SOURCES = ((channels, true()), (invitations, true()), (readers, readers.c.sender.is_(None)))


def _select_rooms(source: tuple[Table, ColumnElement[bool]]) -> Select[tuple[str, str]]:
    table, which = source
    return select(table.c.platform, table.c.room).where(which)
