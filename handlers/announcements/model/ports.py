"""What announcements need to be kept: declared here, implemented in `bot`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.announcements.audience import Audience
from handlers.announcements.model.announcement import (
    Announcement,
    Contribution,
    Counts,
    Reach,
    Reader,
    Recipient,
    Reply,
    Response,
    ResponseKind,
    Template,
)
from handlers.announcements.model.appointments import AnnouncedAppointment, KnownItem
from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.core.feed_items import Fault, FeedItem
from handlers.core.messages import DeliveryId


class Readers(Protocol):
    """Who gets announcements."""

    async def at(self, address: Address) -> Reader | None: ...

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Reader]:
        """The direct chats of these accounts, the one chosen last first."""

    async def put(self, reader: Reader) -> None:
        """In the place of what was kept of the same address."""

    async def stop(self, reader: Reader, at: datetime) -> None:
        """Nothing that waits for the address is sent, and nothing more is meant for it."""


class Announcements(Protocol):
    """All of them, with their recipients and copies."""

    async def add(self, announcement: Announcement) -> Announcement:
        """With its number; the one it was given does not count."""

    async def get(self, number: int) -> Announcement | None: ...

    async def put(self, announcement: Announcement) -> None:
        """All that is kept of it but its recipients."""

    async def planned(self, until: datetime) -> Sequence[Announcement]:
        """Those that wait, are scheduled or late, or will remind, with their hour until then; the earliest first."""

    async def newest(self, limit: int) -> Sequence[Announcement]: ...

    async def draft_of(self, author: str) -> Announcement | None:
        """The newest that this author has not finished."""

    async def reach(self, audience: Audience, source: str) -> Reach:
        """How many it is meant for by platform; a person counts once."""

    async def freeze(self, number: int, audience: Audience, source: str) -> Reach:
        """Makes the list of recipients, in the place of an earlier one."""

    async def thaw(self, number: int) -> None:
        """There is no list of recipients any more."""

    async def frozen(self, number: int) -> Reach:
        """How many recipients stand on the list."""

    async def freeze_missing(self, number: int, of: int) -> Reach:
        """Makes the list out of those recipients of another one whose centre has not acknowledged it."""

    async def next(self, announcement: Announcement, limit: int) -> Sequence[Recipient]:
        """Those whose copies are not at its revision yet."""

    async def hand_over(
        self, announcement: Announcement, copies: Mapping[int, DeliveryId | None], skipped: Collection[int]
    ) -> None:
        """Those at these positions are at its revision, with these copies; some have none and are skipped."""

    async def reminders_of(self, number: int) -> Sequence[Announcement]:
        """The announcements that remind of this one, whatever their state, the oldest first."""

    async def leave_out(self, announcement: Announcement, *, unsent: bool) -> None:
        """Send nothing of its revision where the copy was skipped; if `unsent`, nor where there is none yet."""

    async def counts(self, announcement: Announcement) -> Counts:
        """Of what it does now."""

    async def pause(self, number: int) -> None:
        """What has not left waits."""

    async def resume(self, number: int) -> None: ...

    async def cancel(self, number: int) -> None:
        """What has not left is skipped."""

    async def recipient(self, address: Address, message: MessageId) -> Recipient | None:
        """Whose copy this message is."""

    async def recipient_at(self, number: int, address: Address) -> Recipient | None:
        """Who gets this announcement there."""

    async def newest_received(self, address: Address) -> int | None:
        """The number of the last announcement of which there is a copy."""


class Responses(Protocol):
    """What comes back."""

    async def add(self, response: Response) -> bool:
        """Whether it is the first of its kind from this account."""

    async def take_back(self, event: str, sender: Sender | None) -> None:
        """Forget the response that an event gave; that of `sender` only, unless it is None."""

    async def counts(self, number: int) -> Mapping[str, int]:
        """How many of each kind."""

    async def receipts(self, number: int) -> Mapping[str, int]:
        """How many have acknowledged it, by centre ("" if it is not known)."""

    async def missing(self, number: int) -> Mapping[str, int]:
        """How many recipients there are in each centre from which nobody has acknowledged it."""

    async def add_reply(self, reply: Reply) -> None: ...

    async def reply(self, delivery: DeliveryId) -> Reply | None:
        """Of which this is the copy for editors."""

    async def reply_of_message(self, address: Address, message: MessageId) -> Reply | None:
        """Of which this message is the copy for editors, or an editor's answer to it."""

    async def withdraw(self, number: int, kind: ResponseKind, sender: Sender) -> None:
        """Forget this response of the account; nothing if there is none."""

    async def contribute(self, contribution: Contribution) -> None:
        """Keep it, in the place of what was kept of the same message."""

    async def contribution(self, address: Address, message: MessageId) -> Contribution | None:
        """What this message of a person is to an announcement; the thread of the address does not matter."""

    async def drop_contribution(self, address: Address, message: MessageId) -> None: ...

    async def first_copy(self, number: int, sender: Sender) -> DeliveryId | None:
        """The copy of the first reply of the account to the announcement that is still there."""


class Templates(Protocol):
    """Texts with fields that are used again and again."""

    async def all(self) -> Sequence[Template]: ...

    async def get(self, name: str) -> Template | None: ...

    async def put(self, template: Template) -> None: ...

    async def drop(self, name: str) -> bool:
        """Whether there was one."""


class Files(Protocol):
    """Files that Lotse keeps itself."""

    async def put(self, name: str, media_type: str, content: bytes, at: datetime) -> Attachment: ...


class Feeds(Protocol):
    """What was read before."""

    async def note_read(self, feed: str, version: str, at: datetime) -> bool:
        """Whether it is the first time."""

    async def known(self, feed: str, items: Sequence[FeedItem], now: datetime) -> Mapping[str, KnownItem]:
        """Return those of these that are known, by key; one that has come under another key is known by that now."""

    async def take(
        self,
        feed: str,
        item: FeedItem,
        announcement: int | None,
        now: datetime,
        read: AnnouncedAppointment | None = None,
    ) -> None:
        """Keep it as known, as it is now; `read` is what was told of it by what has gone out."""

    async def missing(
        self, feed: str, items: Sequence[FeedItem], series: Mapping[str, datetime], now: datetime
    ) -> Sequence[KnownItem]:
        """Return occurrences of these series that were announced, are to come until then, and are not among `items`."""

    async def call_off(self, taken: KnownItem, announcement: int | None, read: AnnouncedAppointment | None) -> None:
        """Keep that an appointment is off, and by which announcement that is told."""

    async def note_faults(self, feed: str, faults: Sequence[Fault], now: datetime) -> Sequence[Fault]:
        """Return those that were not noted before."""
