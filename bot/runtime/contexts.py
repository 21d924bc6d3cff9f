"""What handlers work with: the settings, with the stores of one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.storage.database import UnitOfWork
from bot.system.clock import Clock
from handlers.announcements.model.policy import AnnouncementPolicy as AnnouncementRules
from handlers.context.context import Context
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from handlers.core.retention import Retention
from handlers.exchange.model.rules import Rules
from knowledge.search import Language, Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Contexts:
    """`search` gives the index in force."""

    search: Callable[[], Search]
    clock: Clock
    office: str
    language: Language
    admins: tuple[Sender, ...] = ()
    editors: tuple[Sender, ...] = ()
    rules: Rules = field(default_factory=Rules)
    announcement_policy: AnnouncementRules = field(default_factory=AnnouncementRules)
    in_messages: Callable[[Message], int] = lambda _: 1
    count: Callable[[PlatformName, str], None] = lambda _platform, _kind: None
    retention: Retention = field(default_factory=Retention)
    late_after: timedelta = timedelta(minutes=10)
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))

    def on(self, unit: UnitOfWork) -> Context:
        return Context(
            now=self.clock(),
            search=self.search(),
            albums=unit.albums,
            conversations=unit.conversations,
            preferences=unit.preferences,
            sayings=unit.sayings,
            inputs=unit.inputs,
            carried=unit.carried,
            notices=unit.notices,
            people=unit.people,
            drafts=unit.drafts,
            exchanges=unit.exchanges,
            copies=unit.copies,
            held_messages=unit.held_messages,
            remarks=unit.remarks,
            channels=unit.channels,
            subscriptions=unit.subscriptions,
            lessons=unit.lessons,
            records=unit.records,
            rooms=unit.rooms,
            readers=unit.readers,
            announcements=unit.announcements,
            responses=unit.responses,
            templates=unit.templates,
            files=unit.files,
            feeds=unit.feeds,
            traces=unit.traces,
            erasures=unit.erasures,
            unanswered=unit.unanswered,
            backlog=unit.backlog,
            retention=self.retention,
            admins=self.admins,
            editors=self.editors,
            rules=self.rules,
            announcement_policy=self.announcement_policy,
            in_messages=self.in_messages,
            count=self.count,
            office=self.office,
            language=self.language,
            late_after=self.late_after,
            time_zone=self.time_zone,
        )
