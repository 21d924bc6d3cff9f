"""A desk over a database of its own, and people who are signed in at it."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar, web
from aiohttp.test_utils import BaseTestServer, TestServer
from pydantic import SecretStr

from bot.delivery.outbox import Outbox
from bot.monitoring.checks import Check, ChecksFailed
from bot.monitoring.health import HealthCheck, Heartbeats
from bot.monitoring.metrics import Metrics
from bot.runtime.contexts import Contexts
from bot.runtime.desk_deliveries import DeskDeliveries
from bot.settings.announcements import AnnouncementSettings, FeedSettings
from bot.settings.loading import Settings
from bot.settings.service import RetentionSettings
from bot.settings.web import PATH, WebSettings
from bot.storage.cluster.replicas import Replica
from bot.storage.database import Database
from bot.storage.web.link_checks import LinkResult
from bot.system.clock import monotonic_now
from bot.web.admission import MAX_BODY, Route
from bot.web.app import create_app
from bot.web.base.desk import COOKIE, FORM_TOKEN, Desk
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import PlatformName, Sender
from handlers.curation.model.rounds import CareRules
from handlers.exchange.model.rules import ExchangeRules
from knowledge.search import Search
from tests.prepared import index, open_in_memory

EDITOR = Sender(platform=PlatformName.MATRIX, id="@edith:example.org")
OTHER_EDITOR = Sender(platform=PlatformName.TELEGRAM, id="4711")
ADMIN = Sender(platform=PlatformName.MATRIX, id="@admin:example.org")
URL = "https://lotse.example.org"
_TOKEN = re.compile(rf'name="{FORM_TOKEN}" value="([0-9a-f]+)"')


@dataclass
class DeskHouse:
    """The desk and what it works on; `now`, `editors`, `admins` and what `links` lead to are the test's to change.

    `checks` are what the doctor finds; None if it comes to no end.
    `while_checking` happens while a link is tried, `after_context` once the person who acts was looked at.
    """

    database: Database
    search: Search
    now: datetime = datetime(2026, 11, 26, 13, 20, tzinfo=UTC)
    editors: tuple[Sender, ...] = (EDITOR, OTHER_EDITOR, ADMIN)
    admins: tuple[Sender, ...] = (ADMIN,)
    rules: ExchangeRules = field(default_factory=ExchangeRules)
    care_rules: CareRules = field(default_factory=CareRules)
    announcement_policy: AnnouncementPolicy = field(default_factory=AnnouncementPolicy)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    links: dict[str, LinkResult] = field(default_factory=dict)
    checks: Sequence[Check] | None = ()
    while_checking: Callable[[], None] = lambda: None
    after_context: Callable[[], None] = lambda: None

    def desk(self, folder: Path) -> Desk:
        feeds = {"land": FeedSettings(url=SecretStr("https://example.org/feed.xml"), name="Neues vom Land")}
        settings = Settings(
            data_dir=folder,
            web=WebSettings(url=URL),
            announcements=AnnouncementSettings(feeds=feeds),
            retention=self.retention,
        )
        return Desk(
            settings=settings,
            web=WebSettings(url=URL),
            database=self.database,
            contexts=_Contexts(self),
            search=lambda: self.search,
            deliveries=DeskDeliveries(Outbox(self.database, {}, lambda: self.now, Metrics())),
            health_check=HealthCheck(
                self.database, Heartbeats(monotonic_now), folder, lambda: self.now, Replica.alone()
            ),
            check_link=self._check_link,
            run_doctor=self._run_doctor,
            clock=lambda: self.now,
        )

    async def _run_doctor(self) -> Sequence[Check]:
        if self.checks is None:
            raise ChecksFailed
        return self.checks

    async def _check_link(self, url: str) -> LinkResult:
        self.while_checking()
        return self.links[url]


@dataclass(frozen=True)
class _Contexts:
    house: DeskHouse

    def on(self, stores: Any) -> Any:
        house = self.house
        contexts = Contexts(
            search=lambda: house.search,
            clock=lambda: house.now,
            office="LaKI",
            language="de",
            editors=house.editors,
            admins=house.admins,
            rules=house.rules,
            care_rules=house.care_rules,
            announcement_policy=house.announcement_policy,
            desk_url=URL + PATH,
        )
        context = contexts.on(stores)
        house.after_context()
        return context


@dataclass
class Browser:
    """A browser as far as the desk can tell; `origin` headers are those of its own pages."""

    server: BaseTestServer
    client: ClientSession
    house: DeskHouse
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})

    async def sign_in(self, sender: Sender) -> "Browser":
        """Return this browser, signed in with a link of this person."""
        secret = f"secret-of-{sender.id}"
        async with self.house.database.begin() as unit:
            await unit.desk_links.add(secret, sender, self.house.now + timedelta(minutes=10))
        answer = await self.post(f"/anmelden/{secret}", with_token=False)
        assert answer.status == 303
        self.cookie = answer.cookies[COOKIE].value
        return self

    async def get(self, path: str) -> ClientResponse:
        return await self._ask("GET", path)

    async def text(self, path: str) -> str:
        """Return the text of a page, without its tags."""
        answer = await self.get(path)
        assert answer.status == 200, (path, answer.status)
        return to_text(await answer.text())

    async def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        with_token: bool = True,
        headers: dict[str, str] | None = None,
    ) -> ClientResponse:
        """Send a form, with the token of a page of this session."""
        sent = dict(fields or {})
        if with_token:
            sent[FORM_TOKEN] = await self.read_token()
        return await self._ask("POST", path, data=sent, headers={**self.headers, **(headers or {})})

    async def read_token(self) -> str:
        """Return the token that forms of this session carry; empty without a session."""
        found = _TOKEN.search(await (await self.get("/anmeldungen")).text())
        return found[1] if found else ""

    async def _ask(self, method: str, path: str, **more: Any) -> ClientResponse:
        cookies = {COOKIE: self.cookie} if self.cookie else None
        url = self.server.make_url(PATH + path)
        answer = await self.client.request(method, url, cookies=cookies, allow_redirects=False, **more)
        await answer.read()
        return answer


def fill_path(route: Route) -> str:
    """Return an address of a route, whose parameters name nothing that is there."""
    action = "schliessen" if route.path.startswith("/austausch") else "pause"
    path = route.path.replace("{id}", "0" * 16).replace("{kind}", "faq").replace("{slug}", "x")
    return re.sub(r"\{\w+\}", "1", path.replace("{action}", action))


def read_versions(page: str) -> dict[str, tuple[str, str]]:
    """Return the fields that a page of a conflict shows, each with another's version and the person's own."""
    found = re.findall(r"<h3>([^<]*)</h3>\s*<div class=\"versions\">(.*?)</div></div>", page, re.DOTALL)
    sides = {label: re.findall(r"<p[^>]*>(.*?)</p>", both, re.DOTALL) for label, both in found}
    return {label: (to_text(other), to_text(own)) for label, (other, own) in sides.items()}


def to_text(page: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture(scope="session")
def search() -> Search:
    return index()


@pytest.fixture
async def house(search: Search) -> AsyncIterator[DeskHouse]:
    async with open_in_memory() as database:
        yield DeskHouse(database=database, search=search)


@pytest.fixture
async def stranger(house: DeskHouse, tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser without a session."""
    async with serve(house, tmp_path) as browser:
        yield browser


@asynccontextmanager
async def serve(house: DeskHouse, folder: Path) -> AsyncIterator[Browser]:
    """Serve a desk that keeps its files in a folder; yield a browser without a session."""
    outer = web.Application(client_max_size=MAX_BODY)
    outer.add_subapp(PATH, create_app(house.desk(folder)))
    async with (
        TestServer(outer) as server,
        ClientSession(cookie_jar=DummyCookieJar()) as client,
    ):
        yield Browser(server=server, client=client, house=house)


@pytest.fixture
async def editor(stranger: Browser) -> Browser:
    return await Browser(server=stranger.server, client=stranger.client, house=stranger.house).sign_in(EDITOR)


@pytest.fixture
async def admin(stranger: Browser) -> Browser:
    return await Browser(server=stranger.server, client=stranger.client, house=stranger.house).sign_in(ADMIN)
