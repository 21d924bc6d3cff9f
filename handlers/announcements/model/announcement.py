"""Announcements, their recipients, and what comes back of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from handlers.announcements.model.audience import ALL
from handlers.announcements.model.policy import OFFICE
from handlers.core.events import Address, Attachment, PlatformName, Sender
from handlers.core.hashes import digest
from handlers.core.messages import DeliveryId, escape
from knowledge.entries import Visibility
from knowledge.search import Language

TRANSLATION: Language = "en"
"""The language of `Announcement.english`, into which editors translate."""


class AnnouncementState(StrEnum):
    """The state of an announcement.

    `waiting` for a second editor's approval; `late`: its hour passed while Lotse was not running, and editors decide.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    LATE = "late"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


class Task(StrEnum):
    """The work of a running announcement on its copies."""

    SEND = "send"
    EDIT = "edit"
    RECALL = "recall"


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierVersion:
    """The delivered text of an announcement while a change of it awaits approval."""

    text: str
    english: str
    revision: int
    task: Task
    state: AnnouncementState


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A text with fields in double braces: `Treffen am {{datum}}`."""

    name: str
    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in the order in which they are asked for."""
        return tuple(dict.fromkeys(re.findall(r"\{\{(\w+)\}\}", self.text)))

    def fill(self, values: Mapping[str, str]) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda found: values.get(found[1], found[0]), self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledTemplate:
    """A template with values for some or all of its fields, as they were written."""

    template: Template
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> str | None:
        """Return the field that is to be asked for next; None if all are filled in."""
        return next((each for each in self.template.fields if each not in self.values), None)

    @property
    def text(self) -> str:
        """Return the template with its values, in which nobody but its author sets the form."""
        return self.template.fill({name: escape(value) for name, value in self.values.items()})

    def with_value(self, name: str, value: str) -> "FilledTemplate":
        """Return it with this value."""
        return replace(self, values={**self.values, name: value})

    def without_value(self, name: str) -> "FilledTemplate":
        """Return it without the value of this field."""
        return replace(self, values={each: value for each, value in self.values.items() if each != name})


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """A text for an audience at a time.

    `text` is Markdown with placeholders in the language of the office, `english` its translation, or empty.
    `audience` is an expression (see `audience`). It goes out `at` (None: at once), or by `recurrence` (see
    `Recurrence`): it is then a series, and each date becomes an announcement with the number of its `series`.
    `author` is an account (`matrix:@anna:example.org`, `shell:root`), `address` where the author reads. Copies are
    at `revision`, or still to be brought there by `task`; `due_at` is when the next step is due, `step` counts the
    batches. `progress` is the message that shows how many copies are done, `progress_count` the number it shows. At
    `remind_at` the audience of a finished announcement is reminded. `earlier` is the delivered version while a
    change of it awaits approval. `reminds` is the number of the announcement that this one repeats, `filling` the
    template that its text comes from. `visibility` is the class of its readers.
    """

    number: int = 0
    state: AnnouncementState = AnnouncementState.DRAFT
    task: Task = Task.SEND
    text: str = ""
    english: str = ""
    attachments: tuple[Attachment, ...] = ()
    audience: str = ALL
    at: datetime | None = None
    recurrence: str | None = None
    series: int | None = None
    source: str = OFFICE
    is_urgent: bool = False
    wants_receipt: bool = False
    author: str = ""
    address: Address | None = None
    approver: str | None = None
    revision: int = 1
    due_at: datetime | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    progress: DeliveryId | None = None
    progress_count: int = 0
    step: int = 0
    remind_at: datetime | None = None
    earlier: "EarlierVersion | None" = None
    reminds: int | None = None
    filling: FilledTemplate | None = None
    visibility: Visibility = Visibility.PUBLIC

    def text_in(self, language: Language) -> str:
        """Return the text as it was written, or its translation for those who read that language."""
        return self.english if language == TRANSLATION and self.english else self.text

    @property
    def is_recalled(self) -> bool:
        """Return whether its copies are being deleted, or have been."""
        return self.task is Task.RECALL

    @property
    def is_series(self) -> bool:
        return self.recurrence is not None

    @property
    def content_hash(self) -> str:
        """A hash of all that an approval is about."""
        files = [f"{file.name} {file.size} {sorted(file.source.items())}" for file in self.attachments]
        about = (
            self.text,
            self.english,
            *files,
            self.audience,
            str(self.at),
            str(self.recurrence),
            str(self.is_urgent),
            str(self.wants_receipt),
        )
        # What is for everybody keeps the hash from before there were classes.
        restricted = () if self.visibility is Visibility.PUBLIC else (self.visibility.value,)
        return digest(*about, *restricted, size=4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """The schedule of an announcement: a time, a recurrence (see `Recurrence`), or at once if both are None."""

    at: datetime | None = None
    recurrence: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """New values of parts of a draft; None where a part stays. Another text takes the place of a filled template."""

    text: str | None = None
    english: str | None = None
    attachments: tuple[Attachment, ...] | None = None
    audience: str | None = None
    schedule: Schedule | None = None
    is_urgent: bool | None = None
    wants_receipt: bool | None = None
    filling: FilledTemplate | None = None
    visibility: Visibility | None = None

    def apply(self, announcement: Announcement) -> Announcement:
        """Return the announcement with the new values."""
        schedule = self.schedule or Schedule(at=announcement.at, recurrence=announcement.recurrence)
        return replace(
            announcement,
            text=_update(self.text, announcement.text),
            english=_update(self.english, announcement.english),
            attachments=_update(self.attachments, announcement.attachments),
            audience=_update(self.audience, announcement.audience),
            at=schedule.at,
            recurrence=schedule.recurrence,
            is_urgent=_update(self.is_urgent, announcement.is_urgent),
            wants_receipt=_update(self.wants_receipt, announcement.wants_receipt),
            filling=announcement.filling if self.text is None else self.filling,
            visibility=_update(self.visibility, announcement.visibility),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """A room, or a person (`sender`) in a direct chat, with subscriptions.

    `tags` are the sources and topics subscribed to: `source/office`, `topic/kim`.
    """

    address: Address
    sender: Sender | None = None
    centre: str | None = None
    tags: frozenset[str] = frozenset()
    chosen_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """A reader on the frozen list of an announcement.

    `position` counts from 1; `delivery` is the copy, None until it is enqueued; `has_stopped`: unsubscribed since;
    `is_entitled`: may still read announcements of its class.
    """

    announcement: int
    position: int
    address: Address
    sender: Sender | None = None
    language: Language | None = None
    centre: str | None = None
    delivery: DeliveryId | None = None
    has_stopped: bool = False
    is_entitled: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Numbers of copies by state, and by state and reason of failures."""

    total: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)
    repeated: int = 0

    @property
    def open(self) -> int:
        """The number of copies whose outcome is not known yet."""
        return sum(self.states.get(state, 0) for state in ("planned", "pending", "sending", "paused"))

    @property
    def completed(self) -> int:
        return self.total - self.open


Reach = Mapping[PlatformName, int]

# Before the name of whoever sits at the shell, where accounts have the name of their platform.
_SHELL = "shell"


def format_account(sender: Sender) -> str:
    return f"{sender.platform}:{sender.id}"


def parse_account(account: str) -> Sender | None:
    """Return the account on a platform; None for one at the shell or of a feed."""
    platform, _, id_ = account.partition(":")
    return Sender(platform=PlatformName(platform), id=id_) if id_ and platform != _SHELL else None


def _update(value: T | None, before: T) -> T:
    return before if value is None else value
