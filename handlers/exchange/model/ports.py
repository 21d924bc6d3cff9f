"""The stores that the exchange needs: declared here, implemented in `bot.storage`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.core.events import Address, Attachment, EventId, MessageId, Sender
from handlers.core.messages import DeliveryId
from handlers.exchange.model.exchange import (
    Consent,
    Copy,
    CopyRole,
    Draft,
    Exchange,
    Follower,
    Frequency,
    HeldMessage,
    Lesson,
    ModerationAction,
    Remark,
    Signature,
    Subscription,
)


class Drafts(Protocol):
    """Questions to colleagues that are not posted yet."""

    async def add(self, sender: Sender, draft: Draft, expires_at: datetime) -> Draft:
        """Insert the draft and return it with its assigned number; `draft.number` is ignored."""

    async def get(self, number: int, senders: Sequence[Sender], now: datetime) -> Draft | None:
        """Return the draft if one of these accounts wrote it and it has not expired."""

    async def find_newest(self, senders: Sequence[Sender], now: datetime) -> Draft | None:
        """Return the last draft of these accounts that was not asked and has not expired."""

    async def put(self, draft: Draft, expires_at: datetime) -> None:
        """Replace the draft with this number."""

    async def drop(self, number: int) -> None: ...


class Exchanges(Protocol):
    """Questions that were posted to colleagues."""

    async def open(
        self, draft: Draft, asker: Sender, address: Address, signed: str, at: datetime, *, direct: bool = False
    ) -> Exchange:
        """Insert the exchange of a draft with topic and signature, and return it with its assigned number.

        `direct` tells whether the address is a direct chat.
        """

    async def get(self, number: int) -> Exchange | None:
        """Return the exchange of this number, or the one that it was merged into; None if there is none."""

    async def get_unmerged(self, number: int) -> Exchange | None:
        """Return the exchange of this number itself, even if it was merged into another."""

    async def of_question(self, address: Address, message: MessageId) -> Exchange | None:
        """Return the exchange that this message began, even if merged into another; None if it began none."""

    async def of_askers(self, askers: Sequence[Sender]) -> Sequence[Exchange]:
        """Return what these accounts asked, the newest first, including merged questions."""

    async def list_newest(self, limit: int) -> Sequence[Exchange]:
        """Return the newest exchanges, without hidden and merged ones."""

    async def list_open_since(self, topic: str, since: datetime) -> Sequence[Exchange]:
        """Return open exchanges of a topic that were asked since then, the oldest first."""

    async def count_open_by_topic(self) -> Mapping[str, int]:
        """Return the number of open exchanges by the slug of their topic; topics without any are missing."""

    async def reword(self, number: int, text: str) -> None: ...

    async def attach(self, number: int, file: Attachment | None) -> None:
        """Replace the file of a question; None removes it."""

    async def sign(self, number: int, signature: Signature, signed: str) -> None:
        """Replace the signature of the asker."""

    async def set_topic(self, number: int, topic: str) -> None: ...

    async def close(self, number: int, at: datetime) -> None: ...

    async def hide(self, number: int, at: datetime) -> None:
        """Close the question and leave it out of lists and searches."""

    async def show_again(self, number: int) -> None:
        """Undo `hide`; a question that was closed before stays so."""

    async def merge(self, number: int, into: int, at: datetime) -> None: ...

    async def list_merged_into(self, number: int) -> Sequence[int]:
        """Return the numbers of the questions that were merged into this one, directly or by way of others."""

    async def mark_answered(self, number: int, at: datetime) -> None:
        """Record the time of the first answer and stop reminders; later calls change nothing."""

    async def schedule_reminder(self, number: int, reminders: int, at: datetime | None) -> None:
        """Record how many reminders were sent and when the next is due; None for no more."""

    async def put_follower(self, number: int, follower: Follower, at: datetime) -> None:
        """Insert the follower, or replace the one with the same sender."""

    async def list_followers(self, number: int) -> Sequence[Follower]: ...

    async def pass_on(self, numbers: Sequence[int], to: Sender, address: Address) -> None:
        """Make another person the asker of these questions, who reads the answers in a direct chat."""

    async def log_moderation(
        self, number: int, moderator: Sender, action: ModerationAction, detail: str, at: datetime
    ) -> None:
        """Record what a moderator did."""


class Copies(Protocol):
    """Lotse's messages that belong to exchanges."""

    async def add(self, copy: Copy) -> None: ...

    async def of_exchange(self, number: int, *roles: CopyRole) -> Sequence[Copy]:
        """Return the copies of an exchange in these roles."""

    async def of_remark(self, remark: int) -> Sequence[Copy]: ...

    async def of_delivery(self, delivery: DeliveryId) -> Copy | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Copy | None:
        """Return the copy that is this message; the address may name any thread of its room."""

    async def find_newest_in(self, address: Address, since: datetime) -> tuple[Copy, datetime] | None:
        """Return the last copy of a remark that came to a room since then, and when it came."""

    async def has_edits(self, number: int) -> bool:
        """Return whether messages of the question were edited, so that an earlier wording may still be readable."""

    async def drop(self, deliveries: Collection[DeliveryId]) -> None: ...

    async def retire(self, deliveries: Collection[DeliveryId], role: CopyRole = CopyRole.MOVED) -> None:
        """Change their role to `MOVED` or `LEFT`, so that replies to them still lead to the exchange."""


class HeldMessages(Protocol):
    """Messages whose authors are asked whether they belong to a question."""

    async def put(self, held: HeldMessage, expires_at: datetime) -> HeldMessage:
        """Insert the message and return it with its assigned number; `held.number` is ignored."""

    async def take(self, number: int, now: datetime) -> HeldMessage | None:
        """Remove and return the message; None if there is none or it has expired."""

    async def take_album(self, held: HeldMessage, now: datetime) -> Sequence[HeldMessage]:
        """Remove and return the other messages of an album, in the order in which they were sent."""

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> HeldMessage | None: ...

    async def reword(self, number: int, text: str, formatted: str) -> None: ...


class Remarks(Protocol):
    """Remarks on questions."""

    async def add(self, remark: Remark, at: datetime) -> Remark:
        """Insert the remark and return it with its assigned number; `remark.number` is ignored."""

    async def get(self, number: int) -> Remark | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Remark | None: ...

    async def of_exchange(self, number: int) -> Sequence[Remark]:
        """Return the remarks on a question in the order in which they were written."""

    async def by_authors(self, authors: Sequence[Sender]) -> Sequence[int]:
        """Return the numbers of the questions on which these accounts wrote."""

    async def reword(self, number: int, text: str) -> None: ...

    async def rename(self, exchange: int, name: str) -> None:
        """Change the name under which the asker's own remarks are read."""

    async def sign(self, number: int, name: str) -> None:
        """Change the name under which one remark is read."""

    async def drop(self, number: int) -> None: ...

    async def attach(self, number: int, file: Attachment | None) -> None:
        """Replace the file of a remark; None removes it."""

    async def set_consent(self, number: int, consent: Consent) -> None: ...

    async def thank(self, number: int, sender: Sender, event: EventId) -> None:
        """Record thanks; several from one person count once."""

    async def unthank(self, event: EventId, sender: Sender | None) -> None:
        """Remove the thanks that an event gave; unless `sender` is None, only if they gave them."""

    async def count_thanks(self, exchange: int) -> Mapping[int, int]:
        """Return by remark how many people gave thanks; remarks without any are missing."""


class Channels(Protocol):
    """The addresses that belong to topics."""

    async def of_topic(self, topic: str) -> Sequence[Address]: ...

    async def put(self, address: Address, topic: str, at: datetime) -> None:
        """Assign the address to this topic, and to no other."""

    async def topic_at(self, address: Address) -> str | None:
        """Return the slug of the topic that the address belongs to; None if it belongs to none."""

    async def drop(self, address: Address) -> None:
        """Release the address from its topic."""


class Subscriptions(Protocol):
    """Subscriptions to new questions of topics."""

    async def put(self, subscription: Subscription, next_at: datetime | None) -> None:
        """Insert a subscription with the time of its next digest, or replace the person's own for the topic."""

    async def drop(self, senders: Sequence[Sender], topic: str | None = None) -> int:
        """Remove subscriptions of these accounts, to one topic or to all, and return how many there were."""

    async def drop_in(self, address: Address) -> None:
        """Remove all subscriptions that are delivered to this address."""

    async def of_topic(self, topic: str, pace: Frequency) -> Sequence[Subscription]: ...

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Subscription]: ...

    async def get(self, sender: Sender, topic: str) -> Subscription | None: ...

    async def record_digest(self, sender: Sender, topic: str, at: datetime, next_at: datetime) -> None:
        """Record that a digest was sent, and when the next is due."""


class Lessons(Protocol):
    """Drafts for the knowledge base."""

    async def propose(self, exchange: int, title: str, text: str, topic: str, at: datetime) -> Lesson: ...

    async def get(self, number: int) -> Lesson | None:
        """Return the draft; None if there is none, or it was decided."""

    async def list_waiting(self) -> Sequence[Lesson]: ...

    async def reword(self, lesson: Lesson) -> None:
        """Replace title and text, and the wording before."""

    async def decide(self, number: int, editor: Sender, at: datetime, *, approved: bool) -> None: ...
