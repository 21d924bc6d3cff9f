"""Messages of Lotse: text in a small Markdown subset, with choices."""

import re
from dataclasses import dataclass
from typing import NewType, TypeAlias

from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.core.hashes import digest
from handlers.core.sanitising import to_one_line

DeliveryId = NewType("DeliveryId", str)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An answer that Lotse offers; taking it is like writing `says`.

    `draft` is the number of the question that may go to colleagues from there. `question` is the token of the
    logged question that it was offered for.
    """

    label: str
    says: str
    draft: int | None = None
    question: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The subject of a conversation: ids of entries, best first, and the detail asked for (such as "phone").

    `again` is the command that shows it again; `exchange` is the number of a question to colleagues; `draft` that of
    the question that led here, which can still go to colleagues. `shown` is the id of the fact about the first entry
    that was presented.
    """

    entries: tuple[str, ...] = ()
    aspect: str | None = None
    again: str | None = None
    exchange: int | None = None
    draft: int | None = None
    shown: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactCard:
    """An office for an address book; `phone` in the international form, such as "+49203283811"."""

    name: str
    phone: str
    email: str | None = None
    website: str | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Venue:
    """An office for a map; latitude and longitude in degrees."""

    title: str
    address: str
    latitude: float
    longitude: float


Card: TypeAlias = ContactCard | Venue


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message to be sent; `text` is Markdown: paragraphs, bold, italic, links, lists, code.

    `subject` is what a reply may refer to. `cards` repeat parts of `text` for platforms with a form of their own for
    them. The text of a message with an `attachment` is its caption.

    `id` is set where others refer to the message. `under` is an earlier message in the same room: this one goes into
    the thread that begins there, or is a reply where there are no threads. Copies of an `announcement` (its number)
    give way to everything else.

    A message that is `private_to` a person is sent only where nobody else can read it.
    """

    address: Address
    text: str
    reply_to: MessageId | None = None
    mention: Sender | None = None
    choices: tuple[Choice, ...] = ()
    subject: Subject | None = None
    cards: tuple[Card, ...] = ()
    attachment: Attachment | None = None
    id: DeliveryId | None = None
    under: DeliveryId | None = None
    announcement: int | None = None
    private_to: Sender | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """The replacement of a message that was sent before."""

    of: DeliveryId
    message: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Deletion:
    """The deletion of a message that was sent before."""

    of: DeliveryId
    address: Address
    announcement: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Departure:
    """Lotse's departure from a room that it shares with one person, and from its other direct chats with them.

    Platforms without rooms to leave ignore it. The person's id may stand for the room.
    """

    address: Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Toast:
    """A line shown briefly to the person who pressed a button; dropped where a platform has no such thing."""

    text: str


# Everything that the outbox sends.
Deliverable: TypeAlias = Message | Edit | Deletion | Departure
Outgoing: TypeAlias = Deliverable | Toast


def keyboard_id(delivery: DeliveryId) -> str:
    """Return the identity of the choices that a delivery shows: 12 hexadecimal digits, the same at every call."""
    return digest(delivery, size=6)


_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:/@])")


def escape(text: str) -> str:
    """Return a text from outside escaped, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)


_FORM = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!\w)(?:\*+|~~|\|\|)|(?:\*+|~~|\|\|)(?!\w)|`+")


def strip_markdown(text: str) -> str:
    """Return a line of Markdown as plain text: without escapes and the marks of emphasis, spoilers and code."""
    return _FORM.sub(lambda found: found[1] or "", text)


def label(text: str) -> str:
    """Return a name, title or address from outside, escaped for use within a line of Markdown."""
    return escape(to_one_line(text))
