"""Ways in which somebody can give a command that is not theirs to give."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers.core.events import MessageEdited
from handlers.core.messages import Outgoing
from tests.conversations.conftest import Talk

Way = Callable[[Talk, str], Awaitable[list[Outgoing]]]


async def written(person: Talk, command: str) -> list[Outgoing]:
    return [*await person.say(command)]


async def in_a_group(person: Talk, command: str) -> list[Outgoing]:
    return [*await replace(person, direct=False, room="channel").say(command)]


async def as_an_edit(person: Talk, command: str) -> list[Outgoing]:
    question, _answer = await person.asked("KI Herne")
    changed = replace(person.received(command), message=question.message)
    fields = {name: getattr(changed, name) for name in MessageEdited.__dataclass_fields__}
    return await person.happens(MessageEdited(**fields))


async def behind_a_link(person: Talk, command: str) -> list[Outgoing]:
    return [*await person.say(f"/start {command.removeprefix('/').replace(' ', '_')}")]


WAYS: tuple[Way, ...] = (written, in_a_group, as_an_edit, behind_a_link)
