"""The results of links in a draft, requested when its author asks for it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from knowledge.links import find_links

_KEPT_FOR = timedelta(minutes=10)
_MOST_KEPT = 500
_MOST_AT_ONCE = 10
# Somebody sits before the page.
_PATIENCE_SECONDS = 15

Check: TypeAlias = Callable[[str], Awaitable[LinkResult]]


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedLink:
    """An address in a text; `result` is None if it has not been tried lately."""

    url: str
    result: LinkResult | None


class LinkResults:
    """Keeps the results of addresses for some minutes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, LinkResult]] = {}

    def list_known(self, texts: Collection[str], now: datetime) -> Sequence[TriedLink]:
        """Return the addresses in texts, in their order."""
        self._forget(now)
        urls = dict.fromkeys(url for text in texts for url in find_links(text))
        return [TriedLink(url=url, result=self._kept[url][1] if url in self._kept else None) for url in urls]

    async def try_all(self, texts: Collection[str], check: Check, now: datetime) -> Sequence[TriedLink]:
        """Try the addresses in texts that have not been tried lately, at most some, and return all."""
        untried = [link.url for link in self.list_known(texts, now) if link.result is None][:_MOST_AT_ONCE]
        found = await asyncio.gather(*(try_link(url, check) for url in untried))
        self._keep(dict(zip(untried, found, strict=True)), now)
        return self.list_known(texts, now)

    def _keep(self, results: Mapping[str, LinkResult], now: datetime) -> None:
        if len(self._kept) + len(results) > _MOST_KEPT:
            self._kept.clear()
        self._kept.update({url: (now, result) for url, result in results.items()})

    def _forget(self, now: datetime) -> None:
        self._kept = {url: kept for url, kept in self._kept.items() if now - kept[0] < _KEPT_FOR}


async def try_link(url: str, check: Check, seconds: float = _PATIENCE_SECONDS) -> LinkResult:
    """Return what an address leads to, as far as that is known within this time."""
    try:
        async with asyncio.timeout(seconds):
            return await check(url)
    except TimeoutError:
        return LinkResult(fault=FetchFault.TIMEOUT)
