"""Addresses in entries are tried over the network: politely, within limits, and on the public internet only."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.jobs.links.checking import LinkChecker
from bot.jobs.links.pace import HostPacer
from bot.jobs.links.rounds import LinkRounds, NoWebAccess, check_links
from bot.storage.database import Database
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from knowledge.entries import Faq, Source
from tests.prepared import open_in_memory

BEGAN = datetime(2026, 11, 2, 8, tzinfo=UTC)


@dataclass
class VirtualTime:
    """A clock that only sleeping moves."""

    now: datetime = BEGAN

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Host:
    """A web server that answers each path as it is told to, and notes when it was asked."""

    time: VirtualTime
    address: str = ""
    robots: str = ""
    pages: dict[str, web.Response] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    sent_bytes: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.times.append(self.time.now)
        if request.path == "/robots.txt":
            return web.Response(text=self.robots, status=200 if self.robots else 404)
        if request.path == "/hangs":
            await self.is_over.wait()
        if request.path == "/endless":
            return await self._send_endless(request)
        if request.path == "/no-head" and request.method == "HEAD":
            return web.Response(status=405)
        page = self.pages.get(request.path, web.Response(text="A page"))
        return web.Response(status=page.status, headers=page.headers)

    async def _send_endless(self, request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(status=501)
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
                self.sent_bytes += 65536
        except ConnectionError:
            return response

    def redirect(self, path: str, target: str, status: int) -> None:
        self.pages[path] = web.Response(status=status, headers={"Location": target})


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
async def host(time: VirtualTime) -> AsyncIterator[Host]:
    host = Host(time)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", host.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield host
    host.is_over.set()
    await runner.cleanup()


@pytest.fixture
def checker(time: VirtualTime) -> LinkChecker:
    return LinkChecker(HostPacer(lambda: time.now, time.sleep), internal=True)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, None),
        (404, FetchFault.NOT_FOUND),
        (410, FetchFault.NOT_FOUND),
        (403, FetchFault.REFUSED),
        (429, FetchFault.REFUSED),
        (503, FetchFault.ERROR),
    ],
)
async def test_the_status_tells_what_a_page_is(
    host: Host, checker: LinkChecker, status: int, fault: FetchFault | None
) -> None:
    host.pages["/page"] = web.Response(status=status)
    assert await checker.check(f"{host.address}/page#part") == LinkResult(fault=fault)
    assert host.asked[:2] == [("GET", "/robots.txt"), ("HEAD", "/page")]


async def test_a_page_is_asked_for_where_its_head_is_refused(host: Host, checker: LinkChecker) -> None:
    assert await checker.check(f"{host.address}/no-head") == LinkResult()
    assert host.asked[1:] == [("HEAD", "/no-head"), ("GET", "/no-head")]


async def test_a_body_is_not_read(host: Host, checker: LinkChecker) -> None:
    assert await checker.check(f"{host.address}/endless") == LinkResult()
    assert host.sent_bytes < 50_000_000


async def test_the_new_address_is_that_up_to_which_redirects_are_permanent(host: Host, checker: LinkChecker) -> None:
    host.redirect("/old", "/new", 301)
    host.redirect("/new", "/newer", 308)
    host.redirect("/newer", "/today", 302)
    host.redirect("/today", "/tomorrow", 301)
    assert await checker.check(f"{host.address}/old") == LinkResult(moved_to=f"{host.address}/newer")
    assert await checker.check(f"{host.address}/newer") == LinkResult()
    host.pages["/tomorrow"] = web.Response(status=404)
    assert await checker.check(f"{host.address}/old") == LinkResult(fault=FetchFault.NOT_FOUND)


@pytest.mark.parametrize("target", ["/loop", "/b"])
async def test_redirects_in_a_circle_lead_nowhere(host: Host, checker: LinkChecker, target: str) -> None:
    host.redirect("/loop", target, 302)
    host.redirect("/b", "/loop", 302)
    assert await checker.check(f"{host.address}/loop") == LinkResult(fault=FetchFault.REDIRECTS)


@pytest.mark.parametrize("target", ["ftp://example.org/", "http://[", "javascript:alert(1)"])
async def test_a_redirect_to_no_page_leads_nowhere(host: Host, checker: LinkChecker, target: str) -> None:
    host.redirect("/odd", target, 301)
    assert await checker.check(f"{host.address}/odd") == LinkResult(fault=FetchFault.INVALID)


async def test_what_robots_txt_forbids_is_not_asked_for(host: Host, checker: LinkChecker) -> None:
    host.robots = "User-agent: *\nDisallow: /private\n\nUser-agent: other\nDisallow: /"
    host.redirect("/shortcut", "/private/page", 302)
    assert await checker.check(f"{host.address}/private/page") == LinkResult(fault=FetchFault.DISALLOWED)
    assert await checker.check(f"{host.address}/shortcut") == LinkResult(fault=FetchFault.DISALLOWED)
    assert await checker.check(f"{host.address}/open") == LinkResult()
    assert not [path for _, path in host.asked if path.startswith("/private")]
    assert host.asked.count(("GET", "/robots.txt")) == 1


async def test_each_host_is_asked_once_a_second(host: Host, checker: LinkChecker) -> None:
    for number in range(3):
        await checker.check(f"{host.address}/{number}")
    assert [(at - BEGAN).total_seconds() for at in host.times] == [0, 1, 2, 3]


@pytest.mark.parametrize(("asked_for", "kept"), [("5", 5), ("0", 1), ("86400", 20)])
async def test_a_host_may_ask_for_a_slower_pace(host: Host, checker: LinkChecker, asked_for: str, kept: int) -> None:
    host.robots = f"User-agent: *\nCrawl-delay: {asked_for}"
    for number in range(3):
        await checker.check(f"{host.address}/{number}")
    assert (host.times[3] - host.times[2]).total_seconds() == kept


async def test_a_server_that_hangs_is_given_up(host: Host, time: VirtualTime) -> None:
    hasty = LinkChecker(HostPacer(lambda: time.now, time.sleep), internal=True, timeout_seconds=0.2)
    assert await hasty.check(f"{host.address}/hangs") == LinkResult(fault=FetchFault.TIMEOUT)


async def test_private_hosts_are_not_asked(host: Host, time: VirtualTime) -> None:
    careful = LinkChecker(HostPacer(lambda: time.now, time.sleep))
    for address in (host.address, host.address.replace("127.0.0.1", "localhost"), "http://169.254.169.254/latest"):
        result = await careful.check(f"{address}/page")
        assert result == LinkResult(fault=FetchFault.PRIVATE)
        assert not result.is_broken
    assert host.asked == []


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://nowhere.invalid/", FetchFault.UNKNOWN_HOST),
        ("http://127.0.0.1:9/", FetchFault.UNREACHABLE),
        ("http://[::1/", FetchFault.INVALID),
        (f"http://{'a' * 70}.example.org/", FetchFault.INVALID),
    ],
)
async def test_faults_are_told_apart(time: VirtualTime, url: str, fault: FetchFault) -> None:
    checker = LinkChecker(HostPacer(lambda: time.now, time.sleep), internal="127.0.0.1" in url)
    assert (await checker.check(url)).fault is fault


async def test_a_certificate_that_nobody_vouches_for_is_a_fault(checker: LinkChecker, tmp_path: Path) -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_make_tls(tmp_path)).start()
    url = f"https://localhost:{runner.addresses[0][1]}/"
    assert await checker.check(url) == LinkResult(fault=FetchFault.TLS)
    await runner.cleanup()


def _make_tls(folder: Path) -> ssl.SSLContext:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    begins = datetime.now(UTC) - timedelta(days=1)
    unsigned = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=2))
    certificate = unsigned.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(secret + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


async def test_without_access_to_the_web_nothing_is_concluded(checker: LinkChecker, host: Host) -> None:
    nowhere = [f"http://127.0.0.{number}:9/" for number in range(2, 6)]
    found: dict[str, LinkResult] = {}

    async def record(results: Mapping[str, LinkResult]) -> None:
        found.update(results)

    with pytest.raises(NoWebAccess):
        await check_links(checker, nowhere, record)
    assert found == {}
    await check_links(checker, [*nowhere, f"{host.address}/page"], record)
    assert {url for url, result in found.items() if result.is_broken} == {*nowhere}


def _faq(slug: str, url: str) -> Faq:
    return Faq(id=f"faq/{slug}", title=slug, text="x", source=Source(name="x", url=url), as_of="2026")


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_in_memory() as database:
        yield database


async def test_a_round_checks_what_was_not_checked_for_a_while(
    host: Host, checker: LinkChecker, database: Database
) -> None:
    entries, now = [_faq("a", f"{host.address}/a"), _faq("b", f"{host.address}/b")], BEGAN
    host.pages["/a"] = web.Response(status=404)
    rounds = LinkRounds(database, lambda: entries, lambda: now, timedelta(days=30))
    await rounds.run(checker)
    now += timedelta(days=29)
    await rounds.run(checker)
    assert len([path for _, path in host.asked if path == "/b"]) == 1
    now += timedelta(days=2)
    await rounds.run(checker)
    async with database.begin() as unit:
        (check,) = await unit.link_checks.list_faulty()
    assert (check.url, check.failing_since, check.checked_at) == (f"{host.address}/a", BEGAN, now)


async def test_addresses_that_work_again_or_are_gone_are_no_longer_faulty(
    host: Host, checker: LinkChecker, database: Database
) -> None:
    entries, now = [_faq("a", f"{host.address}/a"), _faq("b", f"{host.address}/b")], BEGAN
    host.pages |= {"/a": web.Response(status=404), "/b": web.Response(status=404)}
    rounds = LinkRounds(database, lambda: entries, lambda: now, timedelta(days=1))
    await rounds.run(checker)
    now += timedelta(days=2)
    del entries[1], host.pages["/a"]
    await rounds.run(checker)
    async with database.begin() as unit:
        assert await unit.link_checks.list_faulty() == []
        assert [*await unit.link_checks.checked_since(BEGAN)] == [f"{host.address}/a"]
