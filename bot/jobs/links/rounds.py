"""Checking of many addresses, several hosts at a time, and of those that are due in the service."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from bot.jobs.links.checking import LinkChecker
from bot.storage.database import Database
from bot.storage.web.link_checks import LinkResult
from bot.system.clock import Clock
from bot.system.http.fetch_faults import FetchFault
from knowledge.entries import AnyEntry
from knowledge.links import list_links

log = logging.getLogger(__name__)

Record: TypeAlias = Callable[[Mapping[str, LinkResult]], Awaitable[None]]

_HOSTS_AT_ONCE = 8
_MOST_A_ROUND = 200
# Faults that a network of one's own may be to blame for, or that pass; the address is tried once more.
_PASSING = (FetchFault.UNKNOWN_HOST, FetchFault.UNREACHABLE, FetchFault.TIMEOUT, FetchFault.ERROR)
# If so many hosts can't be reached and none can, it is not the hosts.
_HOSTS_TO_JUDGE = 4


class NoWebAccess(Exception):
    """No host could be reached, so that nothing is known about the addresses."""


def list_addresses(entries: Iterable[AnyEntry]) -> Sequence[str]:
    """Return all addresses in entries, sorted, each once."""
    return sorted({url for entry in entries for url in list_links(entry)})


async def check_links(checker: LinkChecker, urls: Iterable[str], record: Record) -> None:
    """Check addresses and record what is found; raises NoWebAccess, and records nothing, if no host can be reached."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    findings, gate = _Findings(record), asyncio.Semaphore(_HOSTS_AT_ONCE)
    async with asyncio.TaskGroup() as tasks:
        for some in by_host.values():
            tasks.create_task(_check_host(checker, some, gate, findings))
    await findings.finish()


class _Findings:
    """Results, held back until one tells that there is access to the web."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._held: dict[str, LinkResult] = {}
        self._has_access = False

    async def add(self, url: str, result: LinkResult) -> None:
        self._held[url] = result
        self._has_access = self._has_access or not _is_passing(result)
        if self._has_access:
            await self._flush()

    async def finish(self) -> None:
        """Record what was held back, unless no host could be reached: then raise NoWebAccess."""
        if not self._has_access and len({_host(url) for url in self._held}) >= _HOSTS_TO_JUDGE:
            raise NoWebAccess
        await self._flush()

    async def _flush(self) -> None:
        held, self._held = self._held, {}
        if held:
            await self._record(held)


async def _check_host(checker: LinkChecker, urls: Iterable[str], gate: asyncio.Semaphore, findings: _Findings) -> None:
    """Check the addresses of one host, and those whose fault may pass once more in the end."""
    async with gate:
        again = []
        for url in urls:
            result = await checker.check(url)
            if _is_passing(result):
                again.append(url)
            else:
                await findings.add(url, result)
        for url in again:
            await findings.add(url, await checker.check(url))


def _is_passing(result: LinkResult) -> bool:
    return result.fault in _PASSING


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class LinkRounds:
    """Checks the addresses that were not checked for a while, some at a time; one round is called at intervals."""

    def __init__(
        self, database: Database, entries: Callable[[], Collection[AnyEntry]], clock: Clock, every: timedelta
    ) -> None:
        self._database = database
        self._entries = entries
        self._clock = clock
        self._every = every

    async def run(self, checker: LinkChecker | None = None) -> None:
        """Check what is due."""
        urls = await asyncio.to_thread(list_addresses, self._entries())
        async with self._database.begin() as unit:
            await unit.link_checks.forget_others(urls)
            recent = await unit.link_checks.checked_since(self._clock() - self._every)
        due = [url for url in urls if url not in recent][:_MOST_A_ROUND]
        if not due:
            return
        try:
            await check_links(checker or LinkChecker(), due, self._record)
        except NoWebAccess:
            log.warning("No address in entries can be reached: without access to the web, set knowledge.links_days = 0")

    async def _record(self, results: Mapping[str, LinkResult]) -> None:
        async with self._database.begin() as unit:
            await unit.link_checks.record(results, self._clock())
