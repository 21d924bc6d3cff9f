"""Responses and replies to announcements, and the messages that contain them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.core.events import Address, MessageId, Sender
from handlers.core.messages import DeliveryId


class ResponseKind(StrEnum):
    """Kinds of responses to an announcement."""

    RECEIPT = "receipt"
    REACTION = "reaction"
    REPLY = "reply"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """A response of one account; `event` is the platform's event that gave it, by which it can be withdrawn."""

    announcement: int
    kind: ResponseKind
    sender: Sender
    centre: str | None = None
    event: str = ""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A recipient's message about an announcement, and the copy that editors read; `direct`: in a direct chat."""

    announcement: int
    sender: Sender
    address: Address
    message: MessageId
    delivery: DeliveryId
    at: datetime
    direct: bool = False

    @property
    def reader(self) -> Sender | None:
        """Return the only person who may read an answer; None in a group."""
        return self.sender if self.direct else None


class ContributionKind(StrEnum):
    """Kinds of contributions to an announcement."""

    REPLY = "reply"
    ANSWER = "answer"
    RECEIPT = "receipt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """A person's own message about an announcement: a reply, an editor's answer to one, or a receipt in words.

    `copy` is the delivery that carries it to the other side, None if there is none; `file` the one with its file, where
    an earlier version sent that apart; `fingerprint` is that of its file (see `handlers.rendering.captions`).
    """

    announcement: int
    kind: ContributionKind
    sender: Sender
    address: Address
    message: MessageId
    at: datetime
    copy: DeliveryId | None = None
    file: DeliveryId | None = None
    fingerprint: str | None = None
