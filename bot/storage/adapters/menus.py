"""Menus on Telegram by role: wanted ones and those that are set; each call is a transaction."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import and_, delete, select

from bot.platforms.base.ports import Menu, MenuScope
from bot.storage.database import Database
from bot.storage.engine.sql import insert
from bot.storage.engine.tables import channels, invitations, menus, rooms
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.commands import Role
from handlers.core.events import PlatformName, Sender
from handlers.exchange.model.rules import ExchangeRules

_TELEGRAM = PlatformName.TELEGRAM


class DatabaseMenus:
    """Implements bot.platforms.base.ports.Menus. All accounts of a person have the person's role."""

    def __init__(self, database: Database, editors: Sequence[Sender], rules: ExchangeRules) -> None:
        self._database = database
        self._editors = editors
        self._rules = rules

    async def list_wanted(self) -> Mapping[MenuScope, Menu]:
        """Return all wanted menus: in direct chats, of editors in all groups, of moderators in their topics' groups."""
        found: dict[MenuScope, Menu] = {}
        async with self._database.begin() as unit:
            groups = await _groups(unit)
            granted = [grant.account for grant in await unit.role_grants.list_editors()]
            for holder, role, places in self._list_holders(groups, granted):
                for account in await unit.people.accounts(holder):
                    if account.platform is not _TELEGRAM or account.id.startswith("-"):
                        continue
                    is_met = await unit.people.find_direct_chat(account) is not None
                    for chat in (account.id, *places):
                        seat = MenuScope(chat=chat, person=account.id)
                        before = found.get(seat)
                        best = max(role, before.role) if before else role
                        found[seat] = Menu(role=best, is_met=is_met and not seat.is_group)
        return found

    def _list_holders(
        self, groups: Mapping[str, frozenset[str]], granted: Sequence[Sender]
    ) -> Iterator[tuple[Sender, Role, Sequence[str]]]:
        """Yield each holder of a role, with the groups in which they have it; `granted` are editors as well."""
        for editor in (*self._editors, *granted):
            yield editor, Role.EDITOR, [*groups]
        for topic, moderators in self._rules.moderators.items():
            places = [group for group, topics in groups.items() if topics and (not topic or topic in topics)]
            for moderator in moderators:
                yield moderator, Role.MODERATOR, places

    async def list_shown(self) -> Mapping[MenuScope, Role]:
        async with self._database.begin() as unit:
            rows = await unit.connection.execute(select(menus).where(menus.c.platform == _TELEGRAM.value))
            return {MenuScope(chat=row.room, person=row.sender): Role[row.role.upper()] for row in rows}

    async def note(self, seat: MenuScope, role: Role | None) -> None:
        key = {"platform": _TELEGRAM.value, "sender": seat.person, "room": seat.chat}
        async with self._database.begin() as unit:
            if role is None:
                it = and_(*(menus.c[name] == value for name, value in key.items()))
                await unit.connection.execute(delete(menus).where(it))
                return
            values = {"role": role.name.lower()}
            statement = insert(unit.connection, menus).values(**key, **values)
            await unit.connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def _groups(unit: UnitOfWork) -> Mapping[str, frozenset[str]]:
    """Return the groups that Lotse is in, each with the topics whose questions are posted there."""
    closed = select(rooms.c.room).where(rooms.c.platform == _TELEGRAM.value)
    found: dict[str, set[str]] = {}
    for table in (invitations, channels):
        there = and_(table.c.platform == _TELEGRAM.value, table.c.room.startswith("-"), table.c.room.not_in(closed))
        for row in await unit.connection.execute(select(table).where(there)):
            topics = found.setdefault(row.room, set())
            topics |= {row.topic} if table is channels else set()
    return {room: frozenset(topics) for room, topics in found.items()}
