"""Replies, and messages to a person who has not just written."""

from collections.abc import Sequence

from handlers.core.events import (
    Address,
    ChoiceTaken,
    MessageId,
    MessageReceived,
    MessageUnreadable,
    Sender,
    find_sole_reader,
)
from handlers.core.messages import Choice, Message, Outgoing


def write_to_person(
    person: Sender,
    address: Address,
    text: str,
    choices: tuple[Choice, ...],
    reply_to: MessageId | None = None,
    *,
    private: bool = True,
) -> Message:
    """Return something for a person to decide who has not just written.

    Unless `private`, the address is a group's, in which others may read it.
    """
    reader = person if private else None
    return Message(address=address, text=text, mention=person, choices=choices, reply_to=reply_to, private_to=reader)


def find_last_reply(messages: Sequence[Outgoing], event: MessageReceived) -> Message | None:
    """Return the last message that answers the person where they wrote; None if all is said to others, or elsewhere."""
    replies = (each for each in reversed(messages) if isinstance(each, Message))
    return next((each for each in replies if each.address == event.address and each.id is None), None)


def replace_reply(messages: Sequence[Outgoing], old: Message, new: Message) -> list[Outgoing]:
    """Return the messages with `new` in place of `old`."""
    return [new if each is old else each for each in messages]


def reply_to(event: MessageReceived | ChoiceTaken | MessageUnreadable, text: str) -> Message:
    """Return a message that answers another, where it stood."""
    return Message(
        address=event.address,
        text=text,
        reply_to=event.message,
        mention=event.sender,
        private_to=find_sole_reader(event),
    )
