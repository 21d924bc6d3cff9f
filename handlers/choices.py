"""The answers that Lotse offered: taken by number or by their words."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Choice


async def resolved(event: MessageReceived, context: Context) -> MessageReceived:
    """The event with what the taken choice says in place of its number or words; else the event itself."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    taken = _taken(event.text, conversation.choices) if conversation else None
    return replace(event, text=taken.says) if taken else event


def _taken(text: str, choices: Sequence[Choice]) -> Choice | None:
    said = text.strip().rstrip(".)").casefold()
    numbered = {str(number): choice for number, choice in enumerate(choices, 1)}
    named = {choice.label.casefold(): choice for choice in choices}
    return numbered.get(said) or named.get(said)
