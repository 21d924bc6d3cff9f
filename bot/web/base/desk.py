"""The desk: what its pages are made from, and the request of one person who is signed in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Container, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Protocol
from urllib.parse import urlencode

from aiohttp import web

from bot.jobs.history import JobHistory
from bot.monitoring.checks import Check
from bot.monitoring.health import HealthCheck
from bot.platforms.base.sanitising import sanitise_text
from bot.settings.loading import Settings
from bot.settings.web import PATH, WebSettings
from bot.storage.announcements.announcement_copies import ArrivalTally
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.web.link_checks import LinkResult
from bot.storage.web.questions import Tally
from bot.storage.web.sessions import DeskSession
from bot.system.clock import Clock
from bot.web.base.catalogue import CatalogueReader
from bot.web.base.due_items import DueItemReader
from bot.web.base.effects import EffectChecker
from bot.web.base.gap_groups import GapGroupReader
from bot.web.base.import_previews import ImportPreviews
from bot.web.base.link_results import LinkResults
from bot.web.base.outcomes import OutcomeCache, find_nearest, find_outcome
from bot.web.base.progress import ProgressReader
from bot.web.base.recent_counts import ASKED_WITHIN, RecentCounter
from bot.web.base.shared_phrasings import SharedPhrasingReader
from bot.web.base.tallies import TallyReader
from bot.web.base.templating import TemplateResponse, translate
from bot.web.base.times import format_day, format_long_day, format_moment
from handlers.context.context import Context
from handlers.context.people import with_granted_roles
from handlers.context.ports import CHOICE_COUNTS_FOR
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Outgoing
from handlers.core.working_days import name_holiday
from knowledge.search import Language, Search

# Browsers take it over https only (or from this machine itself), and send it to this host alone:
# https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis, section 4.1.3.2.
COOKIE = "__Host-lotse"
SAFE_METHODS = ("GET", "HEAD")
FORM_TOKEN = "form_token"  # noqa: S105
HTMX = "HX-Request"
_MAX_FIELD = 20_000
# Of questions to colleagues; one more is read, so that a page can say that there are older ones.
MAX_REACTIONS = 1_000
MOST_DIGITS = 9  # fit into an Integer on every database
ROW_DIGITS = 15  # into a BigInteger


class SignedOut(web.HTTPSeeOther):
    """The session of a person has ended, or their role; leads to the page that says how to sign in."""

    def __init__(self) -> None:
        super().__init__(PATH + "/abgemeldet")


class Contexts(Protocol):
    """Builds contexts in which handlers act; `bot.runtime.contexts` implements it."""

    def on(self, stores: UnitOfWork) -> Context:
        """Return the context of what happens now, in the transaction of `stores`."""


class Deliveries(Protocol):
    """Takes what handlers write to people; `bot.runtime.desk_deliveries` implements it."""

    async def add(self, unit: UnitOfWork, outgoing: Sequence[Outgoing]) -> None:
        """Put messages into the outbox, in the transaction of `unit`."""

    async def start(self) -> None:
        """Start sending what is due, once it is committed, without waiting for it."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The parts of the service that pages are made from; `platforms` are those it runs on."""

    settings: Settings
    web: WebSettings
    database: Database
    contexts: Contexts
    search: Callable[[], Search]
    deliveries: Deliveries
    health_check: HealthCheck
    check_link: Callable[[str], Awaitable[LinkResult]]
    run_doctor: Callable[[], Awaitable[Sequence[Check]]]
    clock: Clock
    platforms: Collection[PlatformName] = ()
    job_history: JobHistory = field(default_factory=JobHistory)
    catalogue: CatalogueReader = field(default_factory=CatalogueReader)
    due_items: DueItemReader = field(default_factory=DueItemReader)
    shared_phrasings: SharedPhrasingReader = field(default_factory=SharedPhrasingReader)
    progress: ProgressReader = field(default_factory=ProgressReader)
    asked: RecentCounter[Mapping[str, int]] = field(
        default_factory=lambda: RecentCounter(lambda unit, since: unit.questions.count_by_entry(since))
    )
    reactions: RecentCounter[Sequence[tuple[datetime, datetime | None]]] = field(
        default_factory=lambda: RecentCounter(
            lambda unit, since: unit.to_do.list_reaction_times(since, MAX_REACTIONS + 1)
        )
    )
    tallies: TallyReader[Tally] = field(
        default_factory=lambda: TallyReader(lambda unit, bounds: unit.questions.tally(bounds), late=CHOICE_COUNTS_FOR)
    )
    arrivals: TallyReader[ArrivalTally] = field(
        default_factory=lambda: TallyReader(lambda unit, bounds: unit.announcement_copies.tally(bounds))
    )
    gap_groups: GapGroupReader = field(default_factory=GapGroupReader)
    effects: EffectChecker = field(default_factory=EffectChecker)
    link_results: LinkResults = field(default_factory=LinkResults)
    import_previews: ImportPreviews = field(default_factory=ImportPreviews)
    outcomes: OutcomeCache = field(default_factory=lambda: OutcomeCache(find_outcome))
    nearest: OutcomeCache = field(default_factory=lambda: OutcomeCache(find_nearest))


@dataclass(frozen=True, kw_only=True)
class Page:
    """A request of a person who is signed in, with what they may do.

    `secret` is that of their session; `fields` are those of a form that was sent; `admins_only` pages are for admins.
    """

    desk: Desk
    request: web.Request
    session: DeskSession
    secret: str
    language: Language
    is_admin: bool
    waiting: Mapping[str, int]
    fields: Mapping[str, str]
    admins_only: bool = False

    @property
    def sender(self) -> Sender:
        return self.session.sender

    @property
    def author(self) -> str:
        """The person as the author of records, as in chats."""
        return f"{self.sender.platform}:{self.sender.id}"

    @property
    def now(self) -> datetime:
        return self.desk.clock()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.desk.settings.time_zone).date()

    async def count_asked(self) -> Mapping[str, int]:
        """Return how often each entry was asked for of late, by id, as counted up to five minutes ago."""
        return await self.desk.asked.read(self.desk.database, self.now - ASKED_WITHIN, self.now)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[tuple[Context, UnitOfWork]]:
        """Yield the context of the person and the stores of one transaction, which only reads to open a page.

        Raises SignedOut or HTTPNotFound where something may be changed and the person may not any more.
        """
        if self.request.method in SAFE_METHODS:
            async with self.desk.database.read() as unit:
                yield await make_context(self.desk, unit, self.sender), unit
            return
        async with self.desk.database.begin() as unit:
            yield await self._confirm(unit), unit

    @asynccontextmanager
    async def begin_change(self) -> AsyncIterator["Change"]:
        """Yield a change in a transaction of its own; what it writes to people is sent once it is committed.

        Raises SignedOut or HTTPNotFound if the person may not change anything any more.
        """
        async with self.desk.database.begin(fenced=True) as unit:
            change = Change(page=self, context=await self._confirm(unit), unit=unit)
            yield change
            await self.desk.deliveries.add(unit, change.outgoing)
        if change.outgoing:
            await self.desk.deliveries.start()

    async def confirm(self) -> None:
        """Look at the session and the role once more. Raises what `begin_change` raises."""
        async with self.desk.database.read() as unit:
            await self._confirm(unit)

    async def _confirm(self, unit: UnitOfWork) -> Context:
        """Return the context of the person if their session and role still hold, which a form's long way may outlast.

        Raises SignedOut, or HTTPNotFound for who is no admin any more.
        """
        context = await make_context(self.desk, unit, self.sender)
        if not context.is_editor(self.sender) or await unit.desk_sessions.find(self.secret, self.now) is None:
            raise SignedOut
        if self.admins_only and not context.is_admin(self.sender):
            raise web.HTTPNotFound
        return context

    def render(self, template: str, *, status: int = 200, **values: Any) -> TemplateResponse:
        """Return a page, or a part of one if the template is a part; it is rendered at the end of the request."""
        common = {
            "page": self,
            "day": lambda day, beside=None: format_day(day, self.language, today=beside or self.today),
            "holiday": lambda day: name_holiday(day, self.language),
            "long_day": lambda day: format_long_day(day, self.language),
            "local_day": lambda at: at.astimezone(self.desk.settings.time_zone).date(),
            "moment": lambda at: format_moment(at, self.language, self.desk.settings.time_zone, today=self.today),
        }
        return TemplateResponse(template, self.language, {**common, **values}, status=status)

    def say(self, text: str) -> str:
        """Return a German text of the desk in the language of the person."""
        return translate(text, self.language)

    def field(self, name: str) -> str:
        """Return a field of the form, without space around it; empty if it was not sent."""
        return _clean(self.fields.get(name, ""))

    def query(self, name: str) -> str:
        """Return a value of the address; empty if there is none."""
        return _clean(self.request.query.get(name, ""))

    @property
    def form_token(self) -> str:
        """A value that forms of this session carry, and nobody else knows."""
        return sha256(f"form {self.secret}".encode()).hexdigest()

    def has_form_token(self) -> bool:
        return compare_digest(self.fields.get(FORM_TOKEN, "").encode(), self.form_token.encode())


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change by a person, in one transaction, with the messages to others that it causes."""

    page: Page
    context: Context
    unit: UnitOfWork
    outgoing: list[Outgoing] = field(default_factory=list)

    async def log(self, action: str, object_: str) -> None:
        """Record in the audit log what the person did to which object."""
        await self.unit.audit_log.add(self.page.sender, action, object_, self.page.now)


def parse_number(text: str, *, digits: int = MOST_DIGITS) -> int | None:
    """Return a number in an address or a form, of at most so many digits; None if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _clean(text: str) -> str:
    """Return a text from outside that every database takes, within limits."""
    return sanitise_text(text).strip()[:_MAX_FIELD]


def keep_known(value: str, known: Container[str]) -> str:
    """Return a value of an address if it is known; empty otherwise, as if the address had none."""
    return value if value in known else ""


def make_query(**values: str) -> str:
    """Return the query of an address with its question mark; empty values are left out."""
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def redirect(path: str) -> web.Response:
    """Send the browser to a path of the desk, such as "/wissen"."""
    return web.Response(status=303, headers={"Location": PATH + path})


async def make_context(desk: Desk, unit: UnitOfWork, sender: Sender) -> Context:
    """Return the context in which an editor acts, as on the platform of their account; editors read everything."""
    accounts = tuple(await unit.people.accounts(sender))
    chosen = await unit.preferences.language(sender)
    context = await with_granted_roles(desk.contexts.on(unit))
    return replace(context, search=context.everything, accounts=accounts, chosen_language=chosen)
