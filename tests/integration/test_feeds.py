"""Feeds are read over the network: with limits, from where they were set, and again after a failure."""

import asyncio
import logging
import os
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.cli.environment.library_logs import hush_libraries
from bot.jobs.feeds.contents import UnreadableFeed
from bot.jobs.feeds.fetching import MAX_BYTES, FetchFailed, fetch
from bot.jobs.feeds.parser_process import Limits, ParseOptions, build_environment, parse_in_subprocess
from bot.jobs.feeds.parsing import parse_feed
from bot.jobs.feeds.polling import FeedPoller
from bot.settings.announcements import FeedSettings
from bot.storage.database import Database
from bot.system.http.fetch_faults import FetchFault
from bot.system.http.public_hosts import is_public, pin_address
from handlers.core.events import Event, FeedFailed, FeedRead
from tests.prepared import open_in_memory

BERLIN = ZoneInfo("Europe/Berlin")
CASES = Path(__file__).parents[1] / "feeds"
ITEM = b'<rss version="2.0"><channel><item><guid>1</guid><title>Eins</title></item></channel></rss>'


@dataclass
class Site:
    """Answers as it is told to, on 127.0.0.1."""

    address: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = ITEM
    asked: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self.headers.get("ETag") and request.headers.get("If-None-Match") == self.headers["ETag"]:
            return web.Response(status=304)
        return web.Response(status=self.status, headers=self.headers, body=self.body)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, port = runner.addresses[0]
    site.address = f"http://127.0.0.1:{port}"
    yield site
    await runner.cleanup()


async def test_what_has_not_changed_is_not_fetched(site: Site) -> None:
    site.headers["ETag"] = '"7"'
    first = await fetch(f"{site.address}/feed", internal=True)
    assert first is not None
    assert first.version == '"7"'
    assert await fetch(f"{site.address}/feed", first.version, internal=True) is None


@pytest.mark.parametrize("status", [404, 410, 500])
async def test_a_server_that_has_nothing_says_so(site: Site, status: int) -> None:
    site.status = status
    with pytest.raises(FetchFailed, match=str(status)):
        await fetch(f"{site.address}/feed", internal=True)


async def test_what_is_too_large_is_not_read_to_its_end(site: Site) -> None:
    site.body = b"x" * (MAX_BYTES + 1)
    with pytest.raises(FetchFailed, match="too large"):
        await fetch(f"{site.address}/feed", internal=True)


def _gzip(content: bytes, form: int = 31) -> bytes:
    deflater = zlib.compressobj(9, wbits=form)
    return deflater.compress(content) + deflater.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", _gzip(ITEM)),
        ("X-GZIP", _gzip(ITEM)),
        ("gzip", _gzip(ITEM[:20]) + _gzip(ITEM[20:])),
        ("gzip", _gzip(ITEM) + b"\0" * 512),
        ("deflate", _gzip(ITEM, 15)),
        ("deflate", _gzip(ITEM, -15)),
        ("identity", ITEM),
        ("", ITEM),
        ("identity, gzip", _gzip(ITEM)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_compressed_is_read(site: Site, encoding: str, body: bytes) -> None:
    site.headers["Content-Encoding"], site.body = encoding, body
    fetched = await fetch(f"{site.address}/feed", internal=True)
    assert fetched is not None
    assert fetched.content == ITEM
    assert site.asked[0].headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip, gzip", _gzip(_gzip(ITEM)), "more than once"),
        ("gzip,deflate", _gzip(_gzip(ITEM), 15), "more than once"),
        ("br", ITEM, "not asked for"),
        ("zstd", ITEM, "not asked for"),
        ("gzip", ITEM, "damaged"),
        ("gzip", _gzip(ITEM)[:-9], "breaks off"),
        ("gzip", b"\x1f", "breaks off"),
        ("deflate", b"\xff\xff" + ITEM, "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_compressed_otherwise_is_refused(site: Site, encoding: str, body: bytes, reason: str) -> None:
    site.headers["Content-Encoding"], site.body = encoding, body
    with pytest.raises(FetchFailed, match=reason):
        await fetch(f"{site.address}/feed", internal=True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
async def test_what_swells_takes_no_more_memory_than_a_feed_may(site: Site, encoding: str) -> None:
    """The body holds a hundred megabytes in a hundred kilobytes, or in less than one."""
    site.body = _gzip(b" " * 100_000_000, 15 if encoding == "deflate" else 31)
    site.body = _gzip(site.body) if encoding == "gzip, gzip" else site.body
    site.headers["Content-Encoding"] = encoding
    tracemalloc.start()
    with pytest.raises(FetchFailed, match=r"too large|more than once"):
        await fetch(f"{site.address}/feed", internal=True)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * MAX_BYTES


@pytest.mark.parametrize("host", [f"{'a' * 64}.example.org", "a..example.org", f"xn--{'ü' * 70}.example.org"])
async def test_what_can_be_no_host_is_refused(host: str) -> None:
    with pytest.raises(FetchFailed):
        await fetch(f"http://{host}/feed")


@pytest.mark.parametrize("target", ["http://[", "http://a..b/", f"//{'a' * 64}.example.org/"])
async def test_a_redirect_to_what_is_no_address_is_refused(site: Site, target: str) -> None:
    site.status, site.headers["Location"] = 302, target
    with pytest.raises(FetchFailed):
        await fetch(f"{site.address}/feed", internal=True)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4001:80b::200e", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::8.8.8.8", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:7f00:1::1", False),
        ("2002:a00:1::", False),
        ("2001:0:7f00:1::1", False),
        ("::127.0.0.1", False),
        ("::8.8.8.8", False),
        ("::ffff:0:10.0.0.1", False),
        ("fec0::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("100::1", False),
        ("2001:db8::1", False),
        ("ff02::1", False),
        ("::", False),
        ("192.88.99.1", False),
        ("100.64.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_addresses_of_the_open_internet(address: str, is_open: bool) -> None:
    assert is_public(address) is is_open


async def test_no_other_host_is_reached_by_way_of_a_feed(site: Site) -> None:
    site.status, site.headers["Location"] = 302, site.address.replace("127.0.0.1", "localhost") + "/inside"
    with pytest.raises(FetchFailed, match="another host"):
        await fetch(f"{site.address}/feed", internal=True)
    assert len(site.asked) == 1


async def test_a_ring_of_redirects_ends(site: Site) -> None:
    site.status, site.headers["Location"] = 302, "/feed"
    with pytest.raises(FetchFailed, match="redirects too often"):
        await fetch(f"{site.address}/feed", internal=True)


async def test_nobody_answers() -> None:
    with pytest.raises(FetchFailed, match="ConnectError"):
        await fetch("http://127.0.0.1:1/feed", internal=True)


_INSIDE = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1")  # noqa: S104


@pytest.mark.parametrize("host", _INSIDE)
async def test_nothing_inside_the_network_is_reached_unless_that_is_set(site: Site, host: str) -> None:
    with pytest.raises(FetchFailed, match="inside the network"):
        await fetch(f"{site.address.replace('127.0.0.1', host)}/feed")
    assert site.asked == []


async def test_what_is_looked_at_is_what_is_reached() -> None:
    client = httpx.AsyncClient()
    request = client.build_request("GET", "https://8.8.8.8/feed")
    await pin_address(request)
    assert (request.url.host, request.headers["Host"], request.extensions["sni_hostname"]) == ("8.8.8.8",) * 3
    await client.aclose()


class Reader:
    """Reads a feed every hour, with a clock of its own."""

    def __init__(self, database: Database, feeds: dict[str, FeedSettings]) -> None:
        self.database, self.settings, self.limits = database, feeds, Limits()
        self.events: list[Event] = []
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    async def hear(self, event: Event) -> None:
        self.events.append(event)

    async def later(self, hours: float) -> list[Event]:
        """What has been told by then."""
        self.now += timedelta(hours=hours)
        self.events.clear()
        await FeedPoller(self.database, self.settings, self.hear, lambda: self.now, BERLIN, self.limits).poll()
        return [*self.events]


@pytest.fixture
async def reader(site: Site) -> AsyncIterator[Reader]:
    settings = FeedSettings(url=SecretStr(f"{site.address}/secret"), internal=True)
    async with open_in_memory() as database:
        yield Reader(database, {"lasi": settings})


async def test_it_is_read_on_schedule(site: Site, reader: Reader) -> None:
    (read,) = await reader.later(0)
    assert isinstance(read, FeedRead)
    assert [item.title for item in read.items] == ["Eins"]
    assert await reader.later(0.9) == []
    assert len(await reader.later(0.1)) == 1
    assert len(site.asked) == 2


async def test_what_takes_too_long_holds_nobody_up(
    site: Site, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    """The title alone has two hundred thousand tags."""
    reader.limits = Limits(cpu_seconds=2)
    site.body = ITEM.replace(b"Eins", b"<b>x</b>" * 200_000)
    reading, turns = asyncio.create_task(reader.later(0)), 0
    while not (await asyncio.wait([reading], timeout=0.05))[0]:
        turns += 1
    assert reading.result() == []
    assert "The feed lasi could not be read: it takes too long to read" in caplog.text
    assert turns > 5, "others had their turns meanwhile"


async def test_what_takes_too_much_memory_ends(site: Site, reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    reader.limits = Limits(memory_bytes=8 * 1024 * 1024)
    site.body = ITEM.replace(b"Eins", b"x" * 4_000_000)
    assert await reader.later(0) == []
    assert "The feed lasi could not be read: it takes too much memory to read" in caplog.text


async def test_a_reading_that_is_given_up_leaves_no_process() -> None:
    content = ITEM.replace(b"Eins", b"<b>x</b>" * 200_000)
    options = ParseOptions(now=datetime(2026, 11, 23, 9, tzinfo=UTC), zone="Europe/Berlin", limits=Limits(seconds=0.5))
    with pytest.raises(UnreadableFeed, match="too long"):
        await parse_in_subprocess(content, options)
    assert await asyncio.to_thread(_children) == []


def _children() -> list[str]:
    """Return the processes of readers that this one has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
            command = status.with_name("cmdline").read_bytes()
            if int(fields[1]) == os.getpid() and b"bot.jobs.feeds.parser_process" in command:
                found.append(status.parent.name)
    return found


async def test_a_reader_knows_no_secrets_and_gives_the_whole(
    site: Site, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_MATRIX__PASSWORD", "geheim")
    assert not [name for name in build_environment() if name.startswith("LOTSE_")]
    site.body = (CASES / "feed-html.xml").read_bytes()
    (read,) = await reader.later(0)
    assert isinstance(read, FeedRead)
    contents = parse_feed(site.body, reader.now, BERLIN, timedelta(hours=24), address=f"{site.address}/secret")
    assert read.items == contents.items


async def test_after_a_day_of_failures_it_is_told_and_then_it_goes_on(
    site: Site, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hush_libraries()
    site.body = b"<html>Wartung</html>"
    assert await reader.later(0) == []
    assert await reader.later(23) == []
    failed, again = [*await reader.later(1), *await reader.later(1)]
    assert isinstance(failed, FeedFailed)
    assert failed.since == reader.now - timedelta(hours=25)
    assert failed.id == again.id, "the same event is handled once"
    site.body = ITEM
    assert isinstance((await reader.later(1))[0], FeedRead)
    site.status = 503
    assert await reader.later(1) == []
    assert "secret" not in caplog.text
    assert "The feed lasi could not be read: its server answers 503" in caplog.text


async def test_why_a_feed_cannot_be_read_is_kept_until_it_can(site: Site, reader: Reader) -> None:
    faults = []
    for status, body in ((404, ITEM), (200, b"<html>Wartung</html>"), (200, b"x" * (MAX_BYTES + 1)), (200, ITEM)):
        site.status, site.body = status, body
        await reader.later(1)
        async with reader.database.begin() as unit:
            faults.append((await unit.feed_readings.list())["lasi"].fault)
    assert faults == [FetchFault.NOT_FOUND, FetchFault.UNREADABLE, FetchFault.TOO_LARGE, None]


@pytest.mark.parametrize(
    ("url", "internal", "fault"),
    [
        ("http://nowhere.invalid/", False, FetchFault.UNKNOWN_HOST),
        ("http://127.0.0.1:9/", True, FetchFault.UNREACHABLE),
        ("http://127.0.0.1:9/", False, FetchFault.PRIVATE),
    ],
)
async def test_a_failure_has_its_cause(url: str, internal: bool, fault: FetchFault) -> None:
    with pytest.raises(FetchFailed) as failed:
        await fetch(url, internal=internal)
    assert failed.value.fault is fault


async def test_a_feed_that_moved_to_another_host_says_so(site: Site) -> None:
    site.status, site.headers = 301, {"Location": "https://other.example.org/feed"}
    with pytest.raises(FetchFailed) as failed:
        await fetch(site.address, internal=True)
    assert failed.value.fault is FetchFault.MOVED
