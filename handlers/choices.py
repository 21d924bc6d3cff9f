"""The answers that Lotse offered: taken by number, by their words, or by a press on one of them."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.events import ChoiceTaken, MessageReceived
from handlers.messages import Choice


def resolved(event: MessageReceived, context: Context) -> MessageReceived:
    """The event with what the taken choice says in place of its number or words; else the event itself."""
    taken = _taken(event.text, context.recalled.choices)
    return replace(event, text=taken.says) if taken else event


async def pressed(event: ChoiceTaken, context: Context) -> MessageReceived | None:
    """What the taken choice says, as if written; None unless who asked took one of those that are there."""
    said = await context.sayings.of_message(event.address, event.message)
    if said is None or not said.answered(event.sender) or not 1 <= event.number <= len(said.choices):
        return None
    return MessageReceived(
        id=event.id,
        at=event.at,
        address=said.address,
        sender=event.sender,
        message=event.message,
        text=said.choices[event.number - 1].says,
        addressed=True,
    )


def _taken(text: str, choices: Sequence[Choice]) -> Choice | None:
    said = text.strip().rstrip(".)").casefold()
    numbered = {str(number): choice for number, choice in enumerate(choices, 1)}
    named = {choice.label.casefold(): choice for choice in choices}
    return numbered.get(said) or named.get(said)
