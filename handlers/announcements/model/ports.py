"""The stores that announcements need; implemented in `bot.storage`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.announcements.model.announcement import Announcement, Counts, Reach, Reader, Recipient, Template
from handlers.announcements.model.appointments import AnnouncedAppointment, KnownItem
from handlers.announcements.model.audience import Audience, Entitled
from handlers.announcements.model.responses import Contribution, Reply, Response, ResponseKind
from handlers.core.events import Address, Attachment, MessageId, Sender
from handlers.core.feed_items import AppointmentFault, FeedItem
from handlers.core.messages import DeliveryId


class Readers(Protocol):
    """Readers with their subscriptions."""

    async def at(self, address: Address) -> Reader | None: ...

    async def of_senders(self, senders: Sequence[Sender]) -> Sequence[Reader]:
        """Return the direct chats of these accounts, the one chosen last first."""

    async def put(self, reader: Reader) -> None:
        """Store a reader; replaces the one at the same address."""

    async def stop(self, reader: Reader, at: datetime) -> None:
        """Mark a reader as stopped and skip all announcements that wait for the address."""


class Announcements(Protocol):
    """Announcements with their recipients and copies."""

    async def add(self, announcement: Announcement) -> Announcement:
        """Insert an announcement and return it with its assigned number; `announcement.number` is ignored."""

    async def get(self, number: int) -> Announcement | None: ...

    async def put(self, announcement: Announcement) -> Announcement:
        """Update an announcement and return it; its recipients stay."""

    async def list_planned(self, until: datetime) -> Sequence[Announcement]:
        """Return announcements that wait, are scheduled or late, or will remind until then, the earliest first."""

    async def list_newest(self, limit: int) -> Sequence[Announcement]: ...

    async def draft_of(self, author: str) -> Announcement | None:
        """Return the author's newest draft or announcement that awaits approval."""

    async def reach(self, audience: Audience, source: str) -> Reach:
        """Return the number of readers in an audience by platform; a person counts once."""

    async def freeze(self, number: int, audience: Audience, source: str) -> Reach:
        """Write down the recipients, in place of an earlier list, and return their number by platform."""

    async def clear_recipients(self, number: int) -> None:
        """Delete the list of recipients."""

    async def count_recipients(self, number: int) -> Reach:
        """Return the number of recipients on the list by platform."""

    async def freeze_missing(self, number: int, of: int, entitled: Entitled | None) -> Reach:
        """Write down those recipients of announcement `of` whose centre has not acknowledged it.

        Only those who may still read it, which everybody may if `entitled` is None.
        """

    async def next_recipients(
        self, announcement: Announcement, limit: int, entitled: Entitled | None
    ) -> Sequence[Recipient]:
        """Return recipients whose copies are not at the announcement's revision yet.

        Each tells whether it may still read the announcement, which everybody may if `entitled` is None.
        """

    async def withhold(self, number: int, entitled: Entitled) -> None:
        """Skip copies that wait for recipients who may not read the announcement any more."""

    async def record_copies(
        self, announcement: Announcement, copies: Mapping[int, DeliveryId | None], skipped: Collection[int]
    ) -> None:
        """Record copies by position at the announcement's revision; positions in `skipped` get none."""

    async def list_reminders(self, number: int) -> Sequence[Announcement]:
        """Return the reminders of an announcement in any state, the oldest first."""

    async def skip_revision(self, announcement: Announcement, *, unsent: bool) -> None:
        """Send nothing of its revision where the copy was skipped; if `unsent`, nor where there is none yet."""

    async def count_copies(self, announcement: Announcement) -> Counts:
        """Return the numbers of copies for the announcement's present task."""

    async def pause(self, number: int) -> None:
        """Hold back deliveries that have not been sent."""

    async def resume(self, number: int) -> None: ...

    async def cancel(self, number: int) -> None:
        """Skip deliveries that have not been sent."""

    async def recipient(self, address: Address, message: MessageId) -> Recipient | None:
        """Return the recipient whose copy this message is; None if it is not a copy."""

    async def recipient_at(self, number: int, address: Address) -> Recipient | None:
        """Return the recipient at this address who got the announcement."""

    async def newest_received(self, address: Address) -> int | None:
        """Return the number of the last announcement with a copy at this address."""


class AnnouncementCopies(Protocol):
    """The copies of announcements one by one."""

    async def retry_failed(
        self,
        announcement: Announcement,
        position: int | None,
        now: datetime,
        due_at: datetime,
        entitled: Entitled | None,
    ) -> int:
        """Let a copy on which the present task failed be tried again, or all of them; return how many.

        Nothing is sent to people who have unsubscribed since or may not read it any more, nor without a text.
        """


class Responses(Protocol):
    """Responses, replies and contributions."""

    async def add(self, response: Response) -> bool:
        """Store a response; return whether it is the account's first of its kind."""

    async def take_back(self, event: str, sender: Sender | None) -> None:
        """Forget the response that an event gave; that of `sender` only, unless it is None."""

    async def count(self, number: int) -> Mapping[str, int]:
        """Return the number of responses by kind."""

    async def count_receipts(self, number: int) -> Mapping[str, int]:
        """Return the number of people who acknowledged it, by centre ("" if unknown)."""

    async def count_unacknowledged(self, number: int) -> Mapping[str, int]:
        """Return the number of recipients by centre, for centres that have not acknowledged it."""

    async def add_reply(self, reply: Reply) -> None: ...

    async def reply(self, delivery: DeliveryId) -> Reply | None:
        """Return the reply whose copy for editors this is."""

    async def reply_of_message(self, address: Address, message: MessageId) -> Reply | None:
        """Return the reply whose copy for editors, or whose answer, this message is."""

    async def withdraw(self, number: int, kind: ResponseKind, sender: Sender) -> None:
        """Forget this response of the account; nothing if there is none."""

    async def contribute(self, contribution: Contribution) -> None:
        """Store a contribution; replaces the one of the same message."""

    async def contribution(self, address: Address, message: MessageId) -> Contribution | None:
        """Return the contribution that a message is; the thread of the address is ignored."""

    async def drop_contribution(self, address: Address, message: MessageId) -> None: ...

    async def first_copy(self, number: int, sender: Sender) -> DeliveryId | None:
        """Return the copy of the account's first reply that still exists."""


class Templates(Protocol):
    """Templates by name."""

    async def all(self) -> Sequence[Template]: ...

    async def get(self, name: str) -> Template | None: ...

    async def put(self, template: Template) -> None: ...

    async def drop(self, name: str) -> bool:
        """Delete a template; return whether there was one."""


class Files(Protocol):
    """Files that Lotse stores itself."""

    async def put(self, name: str, media_type: str, content: bytes, at: datetime) -> Attachment: ...


class Feeds(Protocol):
    """Items of feeds that were read before."""

    async def note_read(self, feed: str, version: str, at: datetime) -> bool:
        """Record that a feed was read; return whether it was the first time."""

    async def recognize(self, feed: str, items: Sequence[FeedItem], now: datetime) -> Mapping[str, KnownItem]:
        """Return those of these that are known, by key; one that has come under another key is known by that now."""

    async def store_item(
        self,
        feed: str,
        item: FeedItem,
        announcement: int | None,
        now: datetime,
        read: AnnouncedAppointment | None = None,
    ) -> None:
        """Record the present state of the item as known; `read` is the state that was announced."""

    async def find_missing(
        self, feed: str, items: Sequence[FeedItem], series: Mapping[str, datetime], now: datetime
    ) -> Sequence[KnownItem]:
        """Return occurrences of these series that were announced, are to come until then, and are not among `items`."""

    async def call_off(self, item: KnownItem, announcement: int | None, read: AnnouncedAppointment | None) -> None:
        """Keep that an appointment is off, and by which announcement that is told."""

    async def note_faults(
        self, feed: str, faults: Sequence[AppointmentFault], now: datetime
    ) -> Sequence[AppointmentFault]:
        """Return those that were not noted before."""
