"""Edits and deletions of messages in dialogues: who handles them, and helpers for those who do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias, TypeVar

from handlers.context.context import Context
from handlers.context.ports import Input, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived, to_message
from handlers.core.messages import Message, Outgoing
from handlers.dialogues.choices import find_choice
from handlers.dialogues.table import STEPS, Step

T = TypeVar("T", MessageEdited, MessageDeleted)
# An owner returns None for messages that it does not know, and an empty list if nothing follows.
Owner: TypeAlias = Callable[[T, Context], Awaitable[Sequence[Outgoing] | None]]


async def resolve(event: T, context: Context, owners: Sequence[Owner[T]]) -> Sequence[Outgoing]:
    """Return the reply of the first owner that knows the message; nothing if none does."""
    for owner in owners:
        outgoing = await owner(event, context)
        if outgoing is not None:
            return outgoing
    return []


_LISTS_WITHIN = timedelta(days=1)


async def parse_revised_value(text: str, command: str, event: MessageReceived, context: Context) -> str:
    """Return the value that an edited text gives to the step of a command, which may precede it.

    The number or words of a choice stand for the value of that choice.
    """
    if text.startswith(f"{command} "):
        return text.removeprefix(command).strip()
    lists = await context.stores.sent_messages.lists(event.address, event.sender, context.now - _LISTS_WITHIN)
    for said in lists:
        choice = find_choice(text, said.choices)
        if choice is not None and choice.says.startswith(f"{command} "):
            return choice.says.removeprefix(command).strip()
    return text


async def find_waiting_step(event: MessageEdited | MessageDeleted, context: Context) -> tuple[Step, Waiting] | None:
    """Return the step that waits for the person there; None if none does."""
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    step = STEPS.get(waiting.step) if waiting else None
    return (step, waiting) if step is not None and waiting is not None else None


def make_placeholder(taken: Input, event: MessageDeleted, *, direct: bool) -> MessageReceived:
    """Return an empty message in place of a deleted one, so that a reply goes to the same room."""
    return replace(to_message(event, "", direct=direct), address=taken.address, sender=taken.sender)


def without_reply(message: Message) -> Message:
    """Return the message without its reference to a deleted message."""
    return replace(message, reply_to=None)
