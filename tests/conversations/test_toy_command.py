"""A command that is added by one entry in the table: it is in help and menus, permitted by role, parsed and run."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.platforms.telegram.menus import list_commands
from handlers.commands import COMMANDS, command, takes
from handlers.context.context import Context
from handlers.core.arguments import first_and_rest
from handlers.core.commands import Argument, Commands, Role
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.core.sections import Section
from tests.conversations.conftest import EDITOR

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


async def _water(order: tuple[str, str], event: MessageReceived, context: Context) -> Sequence[Message]:
    plant, how = order
    return [reply_to(event, f"{plant}, {how or 'as usual'}, on {context.today:%d.%m.}")]


TOY = command(
    "giessen",
    takes(first_and_rest, _water),
    Section.EDITING,
    names={"de": "giessen", "en": "water"},
    does={"de": "Blumen gießen", "en": "Water the flowers"},
    role=Role.EDITOR,
    elsewhere=lambda _: "Not here",
    argument=Argument.TEXT,
    words={"de": ("ficus",)},
)
WITH_TOY = Commands((*COMMANDS, TOY))


@pytest.fixture
def edith(talk: "Talk") -> "Talk":
    return replace(talk, sender=EDITOR, room="edith", commands=WITH_TOY)


@pytest.mark.parametrize("text", ["/giessen Ficus wenig", "!water Ficus wenig", "/gießen@lotse Ficus  wenig"])
async def test_it_runs_with_its_parsed_argument(edith: "Talk", text: str) -> None:
    assert (await edith.hear(text)).startswith("Ficus, wenig, on 23.11.")


async def test_it_is_understood_without_slash_and_when_mistyped(edith: "Talk") -> None:
    assert (await edith.hear("gießen ficus")).startswith("ficus, as usual, on 23.11.")
    (offered,) = await edith.say("/gisesen Ficus")
    assert [choice.says for choice in offered.choices] == ["/giessen Ficus"]


async def test_it_is_refused_to_people_without_its_role(edith: "Talk", talk: "Talk") -> None:
    anna = replace(talk, commands=WITH_TOY)
    assert (await anna.hear("/giessen Ficus")).startswith("Das ist der Redaktion vorbehalten.")
    assert "on 23.11." in await edith.hear("/giessen Ficus")


async def test_it_runs_in_direct_chats_only(edith: "Talk") -> None:
    assert await replace(edith, direct=False).hear("/giessen Ficus") == "Not here"


async def test_it_is_in_the_help_of_its_role_and_place(edith: "Talk", talk: "Talk") -> None:
    assert "- </giessen>: Blumen gießen" in await edith.hear("/hilfe alle")
    _, _, elsewhere = (await replace(edith, direct=False).hear("/hilfe alle")).partition("Nur im Direktchat mit mir:")
    assert "</giessen>" in elsewhere
    assert "</giessen>" not in await replace(talk, commands=WITH_TOY).hear("/hilfe alle")


def test_it_is_in_the_menu_of_its_role_and_place() -> None:
    editors = list_commands("en", Role.EDITOR, commands=WITH_TOY)
    assert [entry.description for entry in editors if entry.command == "water"] == ["Water the flowers"]
    in_groups = list_commands("en", Role.EDITOR, in_groups=True, commands=WITH_TOY)
    for menu in (list_commands("en", commands=WITH_TOY), in_groups):
        assert "water" not in [entry.command for entry in menu]


async def test_without_its_entry_there_is_no_such_command(talk: "Talk") -> None:
    assert "kenne ich nicht" in await talk.hear("/giessen Ficus")
