"""The store of how many people read what, and of the rooms that Lotse is in; it names nobody who reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, true, tuple_, union

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

    @property
    def key(self) -> RoomKey:
        return self.platform.value, self.room


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

    async def list_rooms(
        self, platform: PlatformName | None, state: str, after: RoomKey | None, limit: int
    ) -> Sequence[KnownRoom]:
        """Return rooms in order of their ids, from the one after `after` on; direct chats are none of them."""
        found_there = union(*(_select_rooms(platform, after, each) for each in _SOURCES)).subquery()
        # As sets, since no index leads from a room to the person whose direct chat it is.
        known = select(found_there).except_(select(directs.c.platform, directs.c.room)).subquery()
        same = and_(rooms.c.platform == known.c.platform, rooms.c.room == known.c.room)
        found = select(known, func.coalesce(rooms.c.state, USUAL).label("state")).outerjoin(rooms, same)
        in_state = true() if not state else func.coalesce(rooms.c.state, USUAL) == state
        page = found.where(in_state).order_by(known.c.platform, known.c.room).limit(limit)
        rows = (await self._connection.execute(page)).all()
        return await self._describe([(row.platform, row.room, row.state) for row in rows])

    async def _describe(self, found: Sequence[tuple[str, str, str]]) -> Sequence[KnownRoom]:
        keys = [(platform, room) for platform, room, _ in found]
        topics: dict[RoomKey, list[str]] = {}
        there = tuple_(channels.c.platform, channels.c.room).in_(keys)
        for row in await self._connection.execute(select(channels).where(there).order_by(channels.c.topic)):
            topics.setdefault((row.platform, row.room), []).append(row.topic)
        reading = select(readers.c.platform, readers.c.room).where(
            tuple_(readers.c.platform, readers.c.room).in_(keys), readers.c.stopped_at.is_(None)
        )
        told = {(row.platform, row.room) for row in await self._connection.execute(reading)}
        return [
            KnownRoom(
                platform=PlatformName(platform),
                room=room,
                state=state,
                topics=topics.get((platform, room), ()),
                gets_announcements=(platform, room) in told,
            )
            for platform, room, state in found
        ]


_SOURCES = ((channels, true()), (invitations, true()), (readers, readers.c.sender.is_(None)))


def _select_rooms(
    platform: PlatformName | None, after: RoomKey | None, source: tuple[Table, ColumnElement[bool]]
) -> Select[tuple[str, str]]:
    table, which = source
    columns = table.c
    wanted = [which]
    if platform is not None:
        wanted.append(columns.platform == platform.value)
    if after is not None:
        later = and_(columns.platform == after[0], columns.room > after[1])
        wanted.append(or_(columns.platform > after[0], later))
    return select(columns.platform, columns.room).where(*wanted)
