"""What a handler works with: the knowledge in force, what is remembered, and the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.announcements.model.policy import AnnouncementPolicy as AnnouncementRules
from handlers.announcements.model.ports import Announcements, Feeds, Files, Readers, Responses, Templates
from handlers.commands import Role
from handlers.context.ports import (
    Albums,
    Backlog,
    CarriedMessages,
    Conversations,
    Erasures,
    Inputs,
    Notices,
    People,
    PersonalData,
    Preferences,
    Records,
    Rooms,
    SentMessage,
    SentMessages,
    UnansweredQuestions,
    Waiting,
)
from handlers.core.events import Event, PlatformName, Sender
from handlers.core.messages import Message, Subject
from handlers.core.retention import Retention
from handlers.exchange.model.ports import (
    Channels,
    Copies,
    Drafts,
    Exchanges,
    HeldMessages,
    Lessons,
    Remarks,
    Subscriptions,
)
from handlers.exchange.model.rules import Rules
from knowledge.search import Language, Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Recalled:
    """What a message refers to, and the step of a dialogue that it may belong to.

    `replied` is the message of Lotse's that it replies to. `draft` is the number of the question to colleagues from
    whose answer a choice was taken.
    """

    subject: Subject | None = None
    language: Language | None = None
    replied: SentMessage | None = None
    waiting: Waiting | None = None
    draft: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """All that a handler may use; `language` is the default for people who have not chosen one.

    `late_after` is the age of a question from which on its answer says that it is late. `in_messages` tells as how many
    messages a platform shows one. `count` notes that a question came, and of which kind was what was found.
    `accounts` are all accounts of the person who acts; empty until they are loaded.
    """

    now: datetime
    search: Search
    albums: Albums
    conversations: Conversations
    preferences: Preferences
    sayings: SentMessages
    inputs: Inputs
    carried: CarriedMessages
    notices: Notices
    people: People
    drafts: Drafts
    exchanges: Exchanges
    copies: Copies
    held_messages: HeldMessages
    remarks: Remarks
    channels: Channels
    subscriptions: Subscriptions
    lessons: Lessons
    records: Records
    rooms: Rooms
    readers: Readers
    announcements: Announcements
    responses: Responses
    templates: Templates
    files: Files
    feeds: Feeds
    traces: PersonalData
    erasures: Erasures
    unanswered: UnansweredQuestions
    backlog: Backlog
    office: str
    language: Language
    late_after: timedelta = timedelta(minutes=10)
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    admins: tuple[Sender, ...] = ()
    editors: tuple[Sender, ...] = ()
    rules: Rules = field(default_factory=Rules)
    announcement_policy: AnnouncementRules = field(default_factory=AnnouncementRules)
    retention: Retention = field(default_factory=Retention)
    in_messages: Callable[[Message], int] = lambda _: 1
    count: Callable[[PlatformName, str], None] = lambda _platform, _kind: None
    accounts: tuple[Sender, ...] = ()
    recalled: Recalled = Recalled()

    @property
    def today(self) -> date:
        """The date where people are."""
        return self.now.astimezone(self.time_zone).date()

    def accounts_of(self, sender: Sender) -> tuple[Sender, ...]:
        """All accounts of whoever acts; of anybody else this one only."""
        return self.accounts if any(each.is_same(sender) for each in self.accounts) else (sender,)

    def acts_with(self, account: Sender) -> bool:
        """Return whether the account belongs to the person who acts."""
        return any(each.is_same(account) for each in self.accounts)

    def is_editor(self, sender: Sender) -> bool:
        """Return whether the person holds the role, with whichever of their joined accounts it was configured."""
        return self._is_one_of(self.editors, sender)

    def role(self, sender: Sender) -> Role:
        """Which commands the person is shown."""
        if self.is_editor(sender):
            return Role.EDITOR
        return Role.MODERATOR if self._is_one_of(self.rules.all_moderators, sender) else Role.EVERYONE

    def has_role(self, sender: Sender) -> bool:
        """Whether the person is an editor or an admin, or moderates a topic."""
        return self._is_one_of((*self.editors, *self.admins, *self.rules.all_moderators), sender)

    def moderates(self, sender: Sender, topic: str) -> bool:
        """Editors moderate every topic."""
        return self._is_one_of((*self.editors, *self.rules.moderators_of(topic)), sender)

    def _is_one_of(self, holders: Sequence[Sender], sender: Sender) -> bool:
        return any(holder.is_same(account) for holder in holders for account in self.accounts_of(sender))

    async def spoken(self, event: Event) -> Language:
        """The language to answer in when the question itself does not tell."""
        chosen = await self.preferences.language(event.sender)
        return chosen or self.recalled.language or event.language or self.language
