"""What Lotse says: text in a small Markdown subset, with the choices that it offers."""

import re
from dataclasses import dataclass
from typing import NewType, TypeAlias

from handlers.events import Address, MessageId, Sender

DeliveryId = NewType("DeliveryId", str)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of a few answers that Lotse offers; taking it is like writing `says`."""

    label: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What was spoken about: ids of entries, best first, and the detail asked for (such as "phone").

    `again` is the command that says it once more.
    """

    entries: tuple[str, ...] = ()
    aspect: str | None = None
    again: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message to be sent. `text` is Markdown: paragraphs, bold, italic, links, lists, code; all else is plain.

    `subject` is what a reply to it may refer to.
    """

    address: Address
    text: str
    reply_to: MessageId | None = None
    mention: Sender | None = None
    choices: tuple[Choice, ...] = ()
    subject: Subject | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """Puts a message in the place of one that went out before."""

    of: DeliveryId
    message: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Deletion:
    """Takes back a message that went out before."""

    of: DeliveryId
    address: Address


Outgoing: TypeAlias = Message | Edit | Deletion

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:/@])")


def escape(text: str) -> str:
    """Text from outside, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)
