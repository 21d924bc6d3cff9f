"""Poll feeds on schedule."""

import logging
from asyncio import Lock, gather
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.jobs.feeds.entries import Contents
from bot.jobs.feeds.excerpts import NotUnderstood
from bot.jobs.feeds.fetching import Fetched, Unreachable, fetch
from bot.jobs.feeds.subprocess import Limits, Reading, ReadingFailed, read_apart
from bot.settings.announcements import FeedSettings
from bot.storage.database import Database
from bot.system.tracebacks import format_trace, log_level
from handlers.core.events import Address, Event, EventId, FeedFailed, FeedRead, PlatformName, RoomId, Sender

log = logging.getLogger(__name__)

Handle: TypeAlias = Callable[[Event], Awaitable[object]]

# The editors learn of it when a feed can't be read for so long.
TOLD_AFTER = timedelta(hours=24)


class Feeds:
    """Polls the feeds that are due and dispatches what they hold; a failed poll is repeated at the next interval."""

    def __init__(
        self,
        database: Database,
        feeds: Mapping[str, FeedSettings],
        handle: Handle,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        limits: Limits = Limits(),  # noqa: B008
    ) -> None:
        self._database = database
        self._feeds = feeds
        self._handle = handle
        self._clock = clock
        self._zone = zone
        self._limits = limits
        self._reading_lock = Lock()

    async def poll(self) -> None:
        """Poll all feeds that are due. Does not raise for a single feed."""
        if not self._feeds:
            return
        async with self._database.begin() as unit:
            due = await unit.feeds.due([*self._feeds], self._clock())
        await gather(*(self._poll_feed(slug, version) for slug, version in due.items()))

    async def _poll_feed(self, slug: str, version: str) -> None:
        """Poll one feed. Does not raise."""
        feed = self._feeds[slug]
        try:
            event = await self._read(slug, feed, version)
        except (Unreachable, NotUnderstood) as error:
            reason = str(error) or "it is no feed that can be understood"
            log.warning("The feed %s could not be read: %s", slug, reason)
            await self._note_failure(slug, feed)
            return
        except ReadingFailed as error:
            log.error("The feed %s could not be read: %s", slug, error)  # noqa: TRY400
            await self._note_failure(slug, feed)
            return
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "The feed %s could not be read: %s", slug, format_trace(error))
            await self._note_failure(slug, feed)
            return
        if event is not None:
            await self._handle(event)
        await self._plan(slug, feed, failing_since=None)

    async def _read(self, slug: str, feed: FeedSettings, version: str) -> FeedRead | None:
        fetched = await fetch(feed.url.get_secret_value(), version, internal=feed.internal)
        if fetched is None:
            return None
        now = self._clock()
        contents = await self._contents(fetched, now, feed)
        # What is due of a calendar changes with the days, not only with the calendar.
        version = "" if contents.is_calendar else fetched.version
        return FeedRead(
            id=EventId(f"feed {slug} {token_hex(8)}"),
            feed=slug,
            items=contents.items,
            followed=contents.followed,
            faults=contents.faults,
            series=contents.series,
            version=version,
            **self._told(slug),
        )

    async def _contents(self, fetched: Fetched, now: datetime, feed: FeedSettings) -> Contents:
        """Read one feed after the other, so that many at once do not take up the machine."""
        async with self._reading_lock:
            reading = Reading(
                now=now,
                zone=self._zone.key,
                remind_before=feed.remind_before,
                address=fetched.address,
                charset=fetched.charset,
                limits=self._limits,
            )
            return await read_apart(fetched.content, reading)

    async def _note_failure(self, slug: str, feed: FeedSettings) -> None:
        now = self._clock()
        since = await self._plan(slug, feed, failing_since=now) or now
        if now - since >= TOLD_AFTER:
            # The same event each time, so that it is handled once.
            id_ = EventId(f"feed {slug} fails since {since.isoformat()}")
            await self._handle(FeedFailed(id=id_, feed=slug, since=since, **self._told(slug)))

    async def _plan(self, slug: str, feed: FeedSettings, failing_since: datetime | None) -> datetime | None:
        next_at = self._clock() + timedelta(minutes=feed.every_minutes)
        async with self._database.begin() as unit:
            return await unit.feeds.plan(slug, next_at, failing_since)

    def _told(self, slug: str) -> dict[str, Any]:
        sender = Sender(platform=PlatformName.CONSOLE, id=f"feed:{slug}")
        address = Address(platform=sender.platform, room=RoomId(sender.id))
        return {"at": self._clock(), "address": address, "sender": sender}
