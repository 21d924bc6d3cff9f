"""Feeds are read over the network: with limits, from where they were set, and again after a failure."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.cli.logs import hush_libraries
from bot.feeds.fetching import MOST_BYTES, Unreachable, fetch
from bot.feeds.hosts import pinned
from bot.feeds.polling import Feeds
from bot.feeds.settings import FeedSettings
from bot.storage.database import Database, open_database
from handlers.events import Event, FeedFailed, FeedRead

BERLIN = ZoneInfo("Europe/Berlin")
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
    with pytest.raises(Unreachable, match=str(status)):
        await fetch(f"{site.address}/feed", internal=True)


async def test_what_is_too_large_is_not_read_to_its_end(site: Site) -> None:
    site.body = b"x" * (MOST_BYTES + 1)
    with pytest.raises(Unreachable, match="too large"):
        await fetch(f"{site.address}/feed", internal=True)


async def test_no_other_host_is_reached_by_way_of_a_feed(site: Site) -> None:
    site.status, site.headers["Location"] = 302, site.address.replace("127.0.0.1", "localhost") + "/inside"
    with pytest.raises(Unreachable, match="another host"):
        await fetch(f"{site.address}/feed", internal=True)
    assert len(site.asked) == 1


async def test_a_ring_of_redirects_ends(site: Site) -> None:
    site.status, site.headers["Location"] = 302, "/feed"
    with pytest.raises(Unreachable, match="one address to the next"):
        await fetch(f"{site.address}/feed", internal=True)


async def test_nobody_answers() -> None:
    with pytest.raises(Unreachable, match="ConnectError"):
        await fetch("http://127.0.0.1:1/feed", internal=True)


_INSIDE = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1")  # noqa: S104


@pytest.mark.parametrize("host", _INSIDE)
async def test_nothing_inside_the_network_is_reached_unless_that_is_set(site: Site, host: str) -> None:
    with pytest.raises(Unreachable, match="inside the network"):
        await fetch(f"{site.address.replace('127.0.0.1', host)}/feed")
    assert site.asked == []


async def test_what_is_looked_at_is_what_is_reached() -> None:
    client = httpx.AsyncClient()
    request = client.build_request("GET", "https://8.8.8.8/feed")
    await pinned(request)
    assert (request.url.host, request.headers["Host"], request.extensions["sni_hostname"]) == ("8.8.8.8",) * 3
    await client.aclose()


class Reader:
    """Reads a feed every hour, with a clock of its own."""

    def __init__(self, database: Database, feeds: dict[str, FeedSettings]) -> None:
        self.feeds = Feeds(database, feeds, self.hear, lambda: self.now, BERLIN)
        self.events: list[Event] = []
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    async def hear(self, event: Event) -> None:
        self.events.append(event)

    async def later(self, hours: float) -> list[Event]:
        """What has been told by then."""
        self.now += timedelta(hours=hours)
        self.events.clear()
        await self.feeds.look()
        return [*self.events]


@pytest.fixture
async def reader(site: Site) -> AsyncIterator[Reader]:
    settings = FeedSettings(url=SecretStr(f"{site.address}/secret"), internal=True)
    async with open_database("sqlite+aiosqlite:///:memory:") as database:
        yield Reader(database, {"lasi": settings})


async def test_it_is_read_on_schedule(site: Site, reader: Reader) -> None:
    (read,) = await reader.later(0)
    assert isinstance(read, FeedRead)
    assert [item.title for item in read.items] == ["Eins"]
    assert await reader.later(0.9) == []
    assert len(await reader.later(0.1)) == 1
    assert len(site.asked) == 2


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
