"""What the exchange needs to keep it: declared here, implemented in `bot`."""

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
    Remark,
    Signature,
    Subscription,
)


class Drafts(Protocol):
    """Questions to colleagues that are not asked yet."""

    async def add(self, sender: Sender, draft: Draft, expires_at: datetime) -> Draft:
        """Insert the draft and return it with its assigned number; `draft.number` is ignored."""

    async def get(self, number: int, senders: Sequence[Sender], now: datetime) -> Draft | None:
        """Return the draft if one of these accounts wrote it and it has not expired."""

    async def find_newest(self, senders: Sequence[Sender], now: datetime) -> Draft | None:
        """Return the last draft of these accounts that was not asked and has not expired."""

    async def put(self, draft: Draft, expires_at: datetime) -> None:
        """Update the draft of this number."""

    async def drop(self, number: int) -> None: ...


class Exchanges(Protocol):
    """Questions to colleagues that were asked."""

    async def open(
        self, draft: Draft, asker: Sender, address: Address, signed: str, at: datetime, *, direct: bool = False
    ) -> Exchange:
        """A draft with topic and signature gets its number; `direct`: the address is a direct chat."""

    async def get(self, number: int) -> Exchange | None:
        """Of one that was merged into another, that other one."""

    async def get_unmerged(self, number: int) -> Exchange | None:
        """Return the exchange of this number itself, even if it was merged into another."""

    async def of_question(self, address: Address, message: MessageId) -> Exchange | None:
        """The exchange that a person's own message began, even if it was merged into another."""

    async def of_askers(self, askers: Sequence[Sender]) -> Sequence[Exchange]:
        """Return what they asked, the newest first, also what was merged into other questions."""

    async def list_newest(self, limit: int) -> Sequence[Exchange]:
        """The newest first; none that is hidden or merged."""

    async def list_open_since(self, topic: str, since: datetime) -> Sequence[Exchange]:
        """Those that are still open, the oldest first."""

    async def count_open_by_topic(self) -> Mapping[str, int]:
        """How many open questions there are."""

    async def reword(self, number: int, text: str) -> None: ...

    async def attach(self, number: int, file: Attachment | None) -> None:
        """Replace the file of a question; None if there is none any more."""

    async def sign(self, number: int, signature: Signature, signed: str) -> None:
        """What colleagues learn of who asks is changed."""

    async def set_topic(self, number: int, topic: str) -> None: ...

    async def close(self, number: int, at: datetime) -> None: ...

    async def hide(self, number: int, at: datetime) -> None: ...

    async def merge(self, number: int, into: int, at: datetime) -> None: ...

    async def list_merged_into(self, number: int) -> Sequence[int]:
        """Return the numbers of the questions that were merged into this one, directly or by way of others."""

    async def mark_answered(self, number: int, at: datetime) -> None:
        """The first time counts."""

    async def schedule_reminder(self, number: int, reminders: int, at: datetime | None) -> None:
        """So many reminders have gone out, and the next is due then."""

    async def put_follower(self, number: int, follower: Follower, at: datetime) -> None:
        """Add the follower, or replace what is kept of them."""

    async def list_followers(self, number: int) -> Sequence[Follower]: ...

    async def log_moderation(self, number: int, moderator: Sender, action: str, detail: str, at: datetime) -> None:
        """What a moderator did."""


class Copies(Protocol):
    """Lotse's messages that belong to an exchange."""

    async def add(self, copy: Copy) -> None: ...

    async def of_exchange(self, number: int, *roles: CopyRole) -> Sequence[Copy]:
        """Those in these roles."""

    async def of_remark(self, remark: int) -> Sequence[Copy]: ...

    async def of_delivery(self, delivery: DeliveryId) -> Copy | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Copy | None:
        """The one that is this message in its room; the thread of the address does not matter."""

    async def find_newest_in(self, address: Address, since: datetime) -> tuple[Copy, datetime] | None:
        """Return the last copy of a remark that came to a room since then, and when it came."""

    async def has_edits(self, number: int) -> bool:
        """Return whether an earlier wording of the question may still be readable under its messages."""

    async def drop(self, deliveries: Collection[DeliveryId]) -> None: ...

    async def retire(self, deliveries: Collection[DeliveryId], role: CopyRole = CopyRole.MOVED) -> None:
        """Mark them as `MOVED` or `LEFT`, so that replies to them still lead to the exchange."""


class HeldMessages(Protocol):
    """Messages that wait for a person's word on whether they belong to a question."""

    async def put(self, held: HeldMessage, expires_at: datetime) -> HeldMessage:
        """Return it with its assigned number; `held.number` is ignored."""

    async def take(self, number: int, now: datetime) -> HeldMessage | None:
        """Remove it; None if there is none or it has expired."""

    async def take_album(self, held: HeldMessage, now: datetime) -> Sequence[HeldMessage]:
        """Remove and return the other messages of an album, in the order in which they were sent."""

    async def of_message(self, address: Address, message: MessageId, now: datetime) -> HeldMessage | None: ...

    async def reword(self, number: int, text: str, formatted: str) -> None: ...


class Remarks(Protocol):
    """What people say about questions."""

    async def add(self, remark: Remark, at: datetime) -> Remark:
        """With its number; the one it was given does not count."""

    async def get(self, number: int) -> Remark | None: ...

    async def of_message(self, address: Address, message: MessageId) -> Remark | None: ...

    async def of_exchange(self, number: int) -> Sequence[Remark]:
        """In the order in which they were said."""

    async def by_authors(self, authors: Sequence[Sender]) -> Sequence[int]:
        """The numbers of the questions on which these people said something."""

    async def reword(self, number: int, text: str) -> None: ...

    async def rename(self, exchange: int, name: str) -> None:
        """What the asker said is now read under this name."""

    async def sign(self, number: int, name: str) -> None:
        """Change what the others read of who said it."""

    async def drop(self, number: int) -> None: ...

    async def attach(self, number: int, file: Attachment | None) -> None:
        """Replace the file that it was said with; None if there is none any more."""

    async def set_consent(self, number: int, consent: Consent) -> None: ...

    async def thank(self, number: int, sender: Sender, event: EventId) -> None:
        """Once for each person."""

    async def unthank(self, event: EventId, sender: Sender | None) -> None:
        """Forget thanks by the event that gave them; those of `sender` only, unless it is None."""

    async def count_thanks(self, exchange: int) -> Mapping[int, int]:
        """How many people gave thanks for each remark."""


class Channels(Protocol):
    """The places where colleagues speak about a topic."""

    async def of_topic(self, topic: str) -> Sequence[Address]: ...

    async def put(self, address: Address, topic: str, at: datetime) -> None:
        """From now on the place belongs to this topic and no other."""

    async def topic_at(self, address: Address) -> str | None:
        """The slug of the topic to which the place belongs."""

    async def drop(self, address: Address) -> None:
        """From now on the place belongs to no topic."""


class Subscriptions(Protocol):
    """Who reads new questions of which topics."""

    async def put(self, subscription: Subscription, next_at: datetime | None) -> None:
        """With when the next digest is due; in the place of an earlier one of the person for this topic."""

    async def drop(self, senders: Sequence[Sender], topic: str | None = None) -> int:
        """How many there were; without a topic all of them."""

    async def drop_in(self, address: Address) -> None:
        """Nobody reads there any more."""

    async def of_topic(self, topic: str, pace: Frequency) -> Sequence[Subscription]: ...

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Subscription]: ...

    async def get(self, sender: Sender, topic: str) -> Subscription | None: ...

    async def record_digest(self, sender: Sender, topic: str, at: datetime, next_at: datetime) -> None:
        """The digest has gone out; the next is due then."""


class Lessons(Protocol):
    """Drafts for the knowledge base."""

    async def propose(self, exchange: int, title: str, text: str, topic: str, at: datetime) -> Lesson: ...

    async def get(self, number: int) -> Lesson | None:
        """Unless it was approved or dropped."""

    async def list_waiting(self) -> Sequence[Lesson]: ...

    async def reword(self, lesson: Lesson) -> None:
        """Keep its title and text, and how they read before."""

    async def decide(self, number: int, editor: Sender, at: datetime, *, approved: bool) -> None: ...
