"""The answers that Lotse offered: taken by number, by their words, or by a press on one of them."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.corrections import Answer, in_place_of
from handlers.events import ChoiceTaken, MessageReceived, only_reader
from handlers.messages import Choice, Message, Outgoing
from handlers.ports import Said
from handlers.texts import TEXTS

_BACK = frozenset(texts.back for texts in TEXTS.values())


def resolved(event: MessageReceived, context: Context) -> MessageReceived:
    """The event with what the taken choice says in place of its number or words; else the event itself."""
    chosen = taken(event.text, context.recalled.choices)
    return replace(event, text=chosen.says, formatted="") if chosen else event


async def takes_offer(event: MessageReceived, context: Context) -> bool:
    """Whether a message in a group takes one of the choices that Lotse has just offered its sender there."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    return conversation is not None and taken(event.text, conversation.choices) is not None


async def pressed(event: ChoiceTaken, context: Context, answer: Answer) -> list[Outgoing]:
    """What the taken choice leads to; nothing unless who asked took one of those that are there."""
    said = await context.sayings.of_message(event.address, event.message)
    if said is None or not 1 <= event.number <= len(said.choices):
        return [await _outdated(event, context)] if event.in_place and event.direct else []
    if not said.answered(event.sender):
        return []
    choice = said.choices[event.number - 1]
    messages = await answer(_meant(event, said, choice), context)
    if not event.in_place:
        return [*messages]
    return in_place_of(
        [said], messages if choice.label in _BACK else await _with_way_back(messages, event, said, context)
    )


def _meant(event: ChoiceTaken, said: Said, choice: Choice) -> MessageReceived:
    """What was chosen, as if written."""
    return MessageReceived(
        id=event.id,
        at=event.at,
        address=said.address,
        sender=event.sender,
        message=event.message,
        text=choice.says,
        direct=event.direct,
        addressed=True,
    )


async def _with_way_back(
    answer: Sequence[Outgoing], event: ChoiceTaken, said: Said, context: Context
) -> Sequence[Outgoing]:
    """To what stood there before, under the last message."""
    if not answer or said.subject is None or said.subject.again is None:
        return answer
    back = Choice(label=TEXTS[await context.spoken(event)].back, says=said.subject.again)
    *others, last = answer
    return [*others, replace(last, choices=(*last.choices, back))] if isinstance(last, Message) else answer


async def _outdated(event: ChoiceTaken, context: Context) -> Message:
    text = TEXTS[await context.spoken(event)].outdated
    return Message(
        address=event.address,
        text=text,
        reply_to=event.message,
        mention=event.sender,
        private_to=only_reader(event),
    )


def taken(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The one whose number or words these are."""
    said = text.strip().rstrip(".)").casefold()
    numbered = {str(number): choice for number, choice in enumerate(choices, 1)}
    named = {choice.label.casefold(): choice for choice in choices}
    return numbered.get(said) or named.get(said)
