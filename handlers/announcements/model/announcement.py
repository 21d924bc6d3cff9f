"""What belongs to an announcement, as it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from handlers.announcements.audience import ALL
from handlers.core.events import Address, Attachment, MessageId, PlatformName, Sender
from handlers.core.hashes import digest
from handlers.core.messages import DeliveryId, escape
from knowledge.search import Language

# What the office itself says; feeds have sources of their own.
OFFICE = "office"


class AnnouncementState(StrEnum):
    """Where an announcement stands.

    `waiting` for the approval of a second editor; `late`: its hour passed while Lotse did not run, an editor is asked.
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
    """What a running announcement does with its copies."""

    SEND = "send"
    EDIT = "edit"
    RECALL = "recall"


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierVersion:
    """How the copies of an announcement read, and how far they were."""

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
        """In the order in which they are asked for."""
        return tuple(dict.fromkeys(re.findall(r"\{\{(\w+)\}\}", self.text)))

    def filled(self, values: Mapping[str, str]) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda found: values.get(found[1], found[0]), self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledTemplate:
    """A template whose fields are being filled in, or have been; `values` as they were written, by field."""

    template: Template
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> str | None:
        """Return the field that is to be asked for next; None if all are filled in."""
        return next((each for each in self.template.fields if each not in self.values), None)

    @property
    def text(self) -> str:
        """Return the template with its values, in which nobody but its author sets the form."""
        return self.template.filled({name: escape(value) for name, value in self.values.items()})

    def having(self, name: str, value: str) -> "FilledTemplate":
        """Return it with this value."""
        return replace(self, values={**self.values, name: value})

    def without(self, name: str) -> "FilledTemplate":
        """Return it without the value of this field."""
        return replace(self, values={each: value for each, value in self.values.items() if each != name})


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """`text` is Markdown with placeholders, `english` its other version if there is one.

    `audience` is an expression (see `audience`), `at` when it goes out (None: at once), `recurrence` how it comes again
    (see `recurring`): it is then a series, and every time is an announcement of its own with its `series`.
    `author` is an account (`matrix:@anna:example.org`, `shell:root`), `address` where its author reads.
    Its copies are at `revision` or still to be brought there; `due_at` is when the next step is to be taken.
    `progress` is the message that tells how far they have come: `told` of them so far.
    `step` counts the steps that were taken. At `remind_at` its audience is reminded, once it has gone out.
    While a change of its copies waits for approval, `earlier` is how they read. `reminds` is the number of the
    announcement of which this is a reminder. `filling` is the template that its text is made from, until somebody
    writes another text.
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
    told: int = 0
    step: int = 0
    remind_at: datetime | None = None
    earlier: "EarlierVersion | None" = None
    reminds: int | None = None
    filling: FilledTemplate | None = None

    @property
    def is_recalled(self) -> bool:
        """Whether its copies are being deleted, or have been."""
        return self.task is Task.RECALL

    @property
    def is_series(self) -> bool:
        return self.recurrence is not None

    @property
    def content_hash(self) -> str:
        """Another one as soon as anything changes that an approval is about."""
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
        return digest(*about, size=4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who gets announcements: a room, or a person (`sender`) in their direct chat.

    `tags` are the sources and topics that are read: `source/office`, `topic/kim`.
    """

    address: Address
    sender: Sender | None = None
    centre: str | None = None
    tags: frozenset[str] = frozenset()
    chosen_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """A reader whom an announcement is meant for, as it was when the list was made.

    `position` counts the recipients of an announcement from 1; `delivery` is its copy, once that was written down;
    `has_stopped`: they do not want any more by now.
    """

    announcement: int
    position: int
    address: Address
    sender: Sender | None = None
    language: Language | None = None
    centre: str | None = None
    delivery: DeliveryId | None = None
    has_stopped: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many copies are in which state, and why some are not: `reasons` by state and reason."""

    total: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)
    repeated: int = 0

    @property
    def open(self) -> int:
        """Those of which nothing is known yet."""
        return sum(self.states.get(state, 0) for state in ("planned", "pending", "sending", "paused"))

    @property
    def done(self) -> int:
        return self.total - self.open


class ResponseKind(StrEnum):
    """What comes back of an announcement."""

    RECEIPT = "receipt"
    REACTION = "reaction"
    REPLY = "reply"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """Something that came back from one account; `event` is the platform's, if it can be taken back."""

    announcement: int
    kind: ResponseKind
    sender: Sender
    centre: str | None = None
    event: str = ""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a recipient wrote back: their message there, and the copy that editors read; `direct`: in a direct chat."""

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
    """What a person's message is to an announcement."""

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
    part: ContributionKind
    sender: Sender
    address: Address
    message: MessageId
    at: datetime
    copy: DeliveryId | None = None
    file: DeliveryId | None = None
    fingerprint: str | None = None


Reach = Mapping[PlatformName, int]


def format_account(sender: Sender) -> str:
    return f"{sender.platform}:{sender.id}"


def parse_account(account: str) -> Sender | None:
    """None if it is no account on a platform, but somebody at the shell."""
    platform, _, id_ = account.partition(":")
    return Sender(platform=PlatformName(platform), id=id_) if platform in [*PlatformName] else None
