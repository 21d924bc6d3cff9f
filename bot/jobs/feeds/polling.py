"""Polling of feeds on schedule."""

import logging
from asyncio import Lock, gather
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.jobs.feeds.contents import Contents, UnreadableFeed
from bot.jobs.feeds.fetching import FeedResponse, FetchFailed, fetch
from bot.jobs.feeds.parser_process import Limits, ParseOptions, ParserCrashed, parse_in_subprocess
from bot.settings.announcements import FeedSettings
from bot.storage.database import Database
from bot.system.http.fetch_faults import FetchFault
from bot.system.tracebacks import format_trace, log_level
from handlers.core.events import Address, Event, EventId, FeedFailed, FeedRead, PlatformName, RoomId, Sender

log = logging.getLogger(__name__)

Handle: TypeAlias = Callable[[Event], Awaitable[object]]

# Editors are alerted when a feed has been failing for so long.
ALERT_AFTER = timedelta(hours=24)


class FeedPoller:
    """Polls due feeds and dispatches their contents; a failed poll is repeated at the next interval."""

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
        self._parsing_lock = Lock()

    async def poll(self) -> None:
        """Poll all feeds that are due. Does not raise for a single feed."""
        if not self._feeds:
            return
        async with self._database.begin() as unit:
            due = await unit.feeds.due([*self._feeds], self._clock())
        await gather(*(self._poll_feed(slug, version) for slug, version in due.items()))

    async def _poll_feed(self, slug: str, version: str) -> None:
        """Poll one feed; failures to fetch or parse it are logged and noted."""
        feed = self._feeds[slug]
        try:
            event = await self._read(slug, feed, version)
        except (FetchFailed, UnreadableFeed) as error:
            reason = str(error) or "it is no feed that can be understood"
            log.warning("The feed %s could not be read: %s", slug, reason)
            fault = error.fault if isinstance(error, FetchFailed) else FetchFault.UNREADABLE
            await self._note_failure(slug, feed, fault)
            return
        except ParserCrashed as error:
            log.error("The feed %s could not be read: %s", slug, error)  # noqa: TRY400
            await self._note_failure(slug, feed, FetchFault.FAILED)
            return
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "The feed %s could not be read: %s", slug, format_trace(error))
            await self._note_failure(slug, feed, FetchFault.FAILED)
            return
        if event is not None:
            await self._handle(event)
        await self._schedule_next(slug, feed)

    async def _read(self, slug: str, feed: FeedSettings, version: str) -> FeedRead | None:
        fetched = await fetch(feed.url.get_secret_value(), version, internal=feed.internal)
        if fetched is None:
            return None
        now = self._clock()
        contents = await self._parse(fetched, now, feed)
        # Without a version a calendar is fetched each time: what is due of it changes with time too.
        version = "" if contents.is_calendar else fetched.version
        return FeedRead(
            id=EventId(f"feed {slug} {token_hex(8)}"),
            feed=slug,
            items=contents.items,
            followed=contents.followed,
            faults=contents.faults,
            series=contents.series,
            version=version,
            **self._create_event_fields(slug),
        )

    async def _parse(self, fetched: FeedResponse, now: datetime, feed: FeedSettings) -> Contents:
        """Parse one feed at a time, to limit the use of CPU and memory."""
        async with self._parsing_lock:
            options = ParseOptions(
                now=now,
                zone=self._zone.key,
                remind_before=feed.remind_before,
                address=fetched.address,
                charset=fetched.charset,
                limits=self._limits,
            )
            return await parse_in_subprocess(fetched.content, options)

    async def _note_failure(self, slug: str, feed: FeedSettings, fault: FetchFault) -> None:
        now = self._clock()
        since = await self._schedule_next(slug, feed, fault) or now
        if now - since >= ALERT_AFTER:
            # The same id each time, so that the event is handled once.
            id_ = EventId(f"feed {slug} fails since {since.isoformat()}")
            await self._handle(FeedFailed(id=id_, feed=slug, since=since, **self._create_event_fields(slug)))

    async def _schedule_next(self, slug: str, feed: FeedSettings, fault: FetchFault | None = None) -> datetime | None:
        """Schedule the next poll; return since when the feed has been failing, or None."""
        now = self._clock()
        async with self._database.begin() as unit:
            next_at = now + timedelta(minutes=feed.every_minutes)
            return await unit.feeds.plan(slug, next_at, None if fault is None else now, fault)

    def _create_event_fields(self, slug: str) -> dict[str, Any]:
        sender = Sender(platform=PlatformName.CONSOLE, id=f"feed:{slug}")
        address = Address(platform=sender.platform, room=RoomId(sender.id))
        return {"at": self._clock(), "address": address, "sender": sender}
