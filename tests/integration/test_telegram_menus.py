"""The menus of people with a role: theirs in direct chats and groups, from their first words until the role goes."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Room
from tests.integration.menus import EDITING, EDITING_DIRECT, MODERATION
from tests.integration.service import Service

Start: TypeAlias = Callable[..., Awaitable[Service]]


@pytest.fixture
def maja(api: BotApi) -> Human:
    """Return a moderator."""
    return Human(api=api, name="Maja")


@pytest.fixture
async def start(api: BotApi, tmp_path: Path) -> AsyncIterator[Start]:
    """Yield what starts a service with these roles, in the place of the one before; it keeps its data."""
    async with AsyncExitStack() as stack:
        service = Service(folder=tmp_path / "service", telegram=api.url)
        stack.push_async_callback(service.close)

        async def start(editors: tuple[Human, ...] = (), moderators: tuple[Human, ...] = ()) -> Service:
            await service.close()
            named = [json.dumps([f"telegram:{each.user.id}" for each in holders]) for holders in (editors, moderators)]
            service.sections = "[roles]\neditors = {}\n[exchange.topics.sport]\nmoderators = {}".format(*named)
            await service.start()
            return service

        yield start


def menu(person: Human, room: Room | None = None, language: str | None = "de") -> set[str] | None:
    """Return the commands of one's own menu; None if there is none, and that of everybody is shown."""
    place = f"{room.chat.id} {person.user.id}" if room else str(person.user.id)
    found = person.api.settings.get(f"commands {place} {language}")
    return None if found is None else {command.command for command in found}


def everybody(person: Human, place: str = "") -> set[str]:
    return {command.command for command in person.api.settings.get(f"commands {place}de", ())}


async def shows(person: Human, *more: set[str], room: Room | None = None) -> None:
    """Wait until these commands are added to those of everybody."""

    def is_complete() -> bool:
        own, place = menu(person, room), "in groups " if room else ""
        is_own = own is not None and own - everybody(person, place) == set[str]().union(*more)
        return is_own and menu(person, room, None) == own and len(menu(person, room, "en") or ()) == len(own or ())

    await person.api.until(is_complete)


async def test_a_moderator_is_shown_their_commands_from_the_first_words_on(start: Start, maja: Human) -> None:
    await start(moderators=(maja,))
    await maja.api.until(lambda: bool(maja.api.asked("getChatMenuButton")))
    await maja.writes("Hallo")
    await shows(maja, MODERATION)


async def test_a_role_that_goes_takes_its_menu_along(start: Start, otto: Human, maja: Human) -> None:
    for person in (otto, maja):
        await person.writes("Hallo")
    await start(editors=(otto,), moderators=(maja,))
    await shows(otto, EDITING, MODERATION)
    await shows(maja, MODERATION)
    await start(moderators=(otto,))
    await shows(otto, MODERATION)
    await maja.api.until(lambda: menu(maja) is None)
    assert menu(maja, language=None) is None
    assert menu(maja, language="en") is None


async def test_a_joined_account_has_the_menu_of_its_person(start: Start, otto: Human, maja: Human) -> None:
    await start(moderators=(maja,))
    await maja.writes("/verbinden")
    code = re.search(r"\w{4}-\w{4}", (await maja.hears_that("Dein Code")).text)
    assert code is not None
    await otto.writes(code.group())
    question = await maja.hears_that("Bist du das?")
    await maja.presses(question, "Verbinden")
    await shows(otto, MODERATION)
    await otto.writes("/trennen")
    await otto.api.until(lambda: menu(otto) is None)
    assert menu(maja) is not None


async def test_the_menu_of_a_group_is_that_of_the_role_there(start: Start, otto: Human, maja: Human) -> None:
    await start(editors=(otto,), moderators=(maja,))
    here, elsewhere = otto.group(), otto.group()
    for room, topic in ((here, "sport"), (elsewhere, "kim")):
        await otto.brings_the_bot_into(room)
        await maja.writes("Hallo zusammen", room)
        await otto.writes(f"@lotse_bot /kanal {topic}", room)
    await shows(otto, EDITING - EDITING_DIRECT, MODERATION, room=here)
    await shows(otto, EDITING - EDITING_DIRECT, MODERATION, room=elsewhere)
    await shows(maja, MODERATION, room=here)
    assert menu(maja, elsewhere) is None
    await otto.writes("@lotse_bot /kanal kim", here)
    await maja.api.until(lambda: menu(maja, here) is None)


async def test_where_telegram_refuses_a_menu_the_others_are_shown(start: Start, otto: Human, maja: Human) -> None:
    await otto.writes("Hallo")
    await otto.blocks_the_bot()
    await maja.writes("Hallo")
    await start(editors=(otto,), moderators=(maja,))
    await shows(maja, MODERATION)
    assert menu(otto) is None
