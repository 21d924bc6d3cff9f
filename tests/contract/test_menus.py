"""Who is to be shown which menu on Telegram, on every database."""

from datetime import datetime

import pytest

from bot.platforms.base.ports import Menu, MenuScope
from bot.storage.adapters.menus import DatabaseMenus
from bot.storage.database import Database
from handlers.core.commands import Role
from handlers.core.events import Address, PlatformName, RoomId, Sender, ThreadId
from handlers.exchange.model.rules import ExchangeRules

ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711")
MAJA = Sender(platform=PlatformName.TELEGRAM, id="4712")
GROUP = Sender(platform=PlatformName.TELEGRAM, id="-1009")
SPORT = Address(platform=PlatformName.TELEGRAM, room=RoomId("-1"), thread=ThreadId("7"))
KIM = Address(platform=PlatformName.TELEGRAM, room=RoomId("-2"))
OTHER = Address(platform=PlatformName.TELEGRAM, room=RoomId("-3"))
ELSEWHERE = Address(platform=PlatformName.MATRIX, room=RoomId("!sport:example.org"))


@pytest.fixture
async def menus(database: Database, now: datetime) -> DatabaseMenus:
    async with database.begin() as unit:
        for address, topic in ((SPORT, "sport"), (KIM, "kim"), (ELSEWHERE, "sport")):
            await unit.channels.put(address, topic, now)
        await unit.rooms.note_invitation(OTHER, PHONE.id, now)
    rules = ExchangeRules(moderators={"": (), "sport": (MAJA, GROUP)})
    return DatabaseMenus(database, [ANNA], rules)


def seats(person: Sender, role: Role, *groups: str, is_met: bool = False) -> dict[MenuScope, Menu]:
    direct = {MenuScope(chat=person.id, person=person.id): Menu(role=role, is_met=is_met)}
    return direct | {MenuScope(chat=group, person=person.id): Menu(role=role) for group in groups}


async def test_moderators_have_theirs_in_the_groups_of_their_topics(menus: DatabaseMenus) -> None:
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR, "-1")


async def test_all_accounts_of_an_editor_have_theirs_wherever_lotse_is(
    menus: DatabaseMenus, database: Database
) -> None:
    async with database.begin() as unit:
        await unit.people.join(ANNA, PHONE)
        await unit.people.meet(PHONE, Address(platform=PlatformName.TELEGRAM, room=RoomId(PHONE.id)))
    editors = seats(PHONE, Role.EDITOR, "-1", "-2", "-3", is_met=True)
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR, "-1") | editors
    async with database.begin() as unit:
        await unit.people.separate(PHONE)
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR, "-1")


async def test_editors_who_were_granted_the_role_have_theirs_until_it_is_revoked(
    menus: DatabaseMenus, database: Database, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.role_grants.grant_editor(PHONE, now)
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR, "-1") | seats(PHONE, Role.EDITOR, "-1", "-2", "-3")
    async with database.begin() as unit:
        await unit.role_grants.revoke_editor(PHONE)
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR, "-1")


async def test_whoever_has_two_roles_has_the_menu_of_the_greater(menus: DatabaseMenus, database: Database) -> None:
    async with database.begin() as unit:
        await unit.people.join(ANNA, MAJA)
    assert await menus.list_wanted() == seats(MAJA, Role.EDITOR, "-1", "-2", "-3")


async def test_a_group_that_lotse_has_left_has_no_menus(
    menus: DatabaseMenus, database: Database, now: datetime
) -> None:
    async with database.begin() as unit:
        await unit.rooms.close(SPORT, now)
    assert await menus.list_wanted() == seats(MAJA, Role.MODERATOR)


async def test_what_was_set_is_remembered_until_it_is_taken_away(menus: DatabaseMenus, database: Database) -> None:
    direct, group = MenuScope(chat="4711", person="4711"), MenuScope(chat="-1", person="4711")
    await menus.note(direct, Role.MODERATOR)
    await menus.note(direct, Role.EDITOR)
    await menus.note(group, Role.MODERATOR)
    assert await menus.list_shown() == {direct: Role.EDITOR, group: Role.MODERATOR}
    await menus.note(group, None)
    async with database.begin() as unit:
        await unit.erasures.erase([PHONE], [], datetime.now().astimezone())
    assert await menus.list_shown() == {direct: Role.EDITOR}
