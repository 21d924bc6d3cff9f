"""The context of an event: all that its handler may use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.context.ports import SentMessage, Waiting
from handlers.context.stores import Stores
from handlers.core.commands import Commands, Role
from handlers.core.events import PlatformName, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Message, Subject
from handlers.core.retention import Retention
from handlers.core.traits import Traits
from handlers.curation.model.rounds import CareRules
from handlers.exchange.model.rules import ExchangeRules
from handlers.i18n import TEXTS, Texts
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts
from knowledge.search import Finding, Language, Search


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """The referents of a message, and the step of a dialogue that it may belong to.

    `replied` is the message of Lotse's that it replies to. `draft` is the number of the question to colleagues from
    whose answer a choice was taken; `question` is the token of the logged question that the choice was offered for.
    """

    subject: Subject | None = None
    language: Language | None = None
    replied: SentMessage | None = None
    waiting: Waiting | None = None
    draft: int | None = None
    question: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Settings and functions that are the same for all events.

    `language` is the default for people who have not chosen one.
    `member_domains` are the domains of accounts whose people count as members of the network; `is_in_member_space`
    tells of an account whether it is joined to a space whose people do, `list_space_members` returns all of these.
    `late_after` is the age of a question from which on its answer says that it is late. `in_messages` tells as how
    many messages a platform shows one. `pseudonymise` returns what stands for an account where the same person counts
    once; the service has a key for that. `desk_url` is the address of the web desk, None if there is none. `observe`
    is told of each question to the knowledge and what was found.
    """

    commands: Commands
    office: str
    language: Language
    desk_url: str | None = None
    late_after: timedelta = timedelta(minutes=10)
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    member_domains: tuple[str, ...] = ()
    is_in_member_space: Callable[[Sender], bool] = lambda _: False
    list_space_members: Callable[[], Sequence[Sender]] = tuple
    admins: tuple[Sender, ...] = ()
    editors: tuple[Sender, ...] = ()
    rules: ExchangeRules = field(default_factory=ExchangeRules)
    announcement_policy: AnnouncementPolicy = field(default_factory=AnnouncementPolicy)
    retention: Retention = field(default_factory=Retention)
    care_rules: CareRules = field(default_factory=CareRules)
    in_messages: Callable[[Message], int] = lambda _: 1
    pseudonymise: Callable[[str], str] = digest
    observe: Callable[[PlatformName, Finding], None] = lambda _platform, _finding: None
    platforms: Mapping[PlatformName, Traits] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context(Service):
    """All that a handler may use to answer one event.

    `search` is over what the person who acts may read in this chat, `everything` over all, for names of topics and
    centres that a question or an announcement already has.
    `accounts` are all accounts of the person who acts; empty until they are loaded. `chosen_language` is the one that
    they have chosen, `client_language` that of their client; None where it is not known.
    """

    now: datetime
    search: Search
    everything: Search
    stores: Stores
    accounts: tuple[Sender, ...] = ()
    chosen_language: Language | None = None
    client_language: Language | None = None
    references: References = References()

    @property
    def reply_language(self) -> Language:
        """The language in which to answer the person who acts when their message does not tell."""
        return self.chosen_language or self.references.language or self.client_language or self.language

    @property
    def texts(self) -> Texts:
        """The sentences in which to answer the person who acts."""
        return TEXTS[self.reply_language]

    @property
    def announcement_texts(self) -> AnnouncementTexts:
        """The sentences on announcements in which to answer the person who acts."""
        return ANNOUNCING[self.reply_language]

    async def texts_for(self, reader: Sender) -> Texts:
        """Return the sentences for a person who has not just written."""
        return TEXTS[await self.stores.preferences.language(reader) or self.language]

    @property
    def today(self) -> date:
        """The date in the time zone of the service."""
        return self.now.astimezone(self.time_zone).date()

    def traits(self, platform: PlatformName) -> Traits:
        """Return the traits of a platform; the defaults for one that no longer exists."""
        return self.platforms.get(platform) or Traits(name=platform)

    def accounts_of(self, sender: Sender) -> tuple[Sender, ...]:
        """Return all accounts of the person who acts; of anybody else `sender` alone."""
        return self.accounts if any(each.is_same(sender) for each in self.accounts) else (sender,)

    def is_actor(self, account: Sender) -> bool:
        """Return whether the account belongs to the person who acts."""
        return any(each.is_same(account) for each in self.accounts)

    def is_editor(self, sender: Sender) -> bool:
        """Return whether the person is an editor, with whichever of their linked accounts that was configured."""
        return self._is_one_of(self.editors, sender)

    def is_admin(self, sender: Sender) -> bool:
        """Return whether the person runs the service, with whichever of their linked accounts that was configured."""
        return self._is_one_of(self.admins, sender)

    def role(self, sender: Sender) -> Role:
        """Return the role that decides which commands the person may use."""
        if self.is_editor(sender):
            return Role.EDITOR
        return Role.MODERATOR if self._is_one_of(self.rules.all_moderators, sender) else Role.EVERYONE

    def has_role(self, sender: Sender) -> bool:
        """Return whether the person is an editor or an admin, or moderates a topic."""
        return self._is_one_of((*self.editors, *self.admins, *self.rules.all_moderators), sender)

    def moderates(self, sender: Sender, topic: str) -> bool:
        """Return whether the person moderates a topic, as editors do with every one."""
        return self._is_one_of((*self.editors, *self.rules.moderators_of(topic)), sender)

    def _is_one_of(self, holders: Sequence[Sender], sender: Sender) -> bool:
        return any(holder.is_same(account) for holder in holders for account in self.accounts_of(sender))
