"""`lotse knowledge check --links`: what the addresses in entries lead to."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.cli.environment.databases import load_knowledge_from, open_to_write
from bot.jobs.links.checking import LinkChecker
from bot.jobs.links.rounds import NoWebAccess, check_links, list_addresses
from bot.settings.loading import Settings
from bot.storage.database import Database
from bot.storage.web.link_checks import LinkResult
from bot.system.http.fetch_faults import FetchFault
from handlers.core.sanitising import to_one_line
from knowledge.entries import AnyEntry, Knowledge
from knowledge.links import list_links

_WORDS: Mapping[FetchFault, str] = {
    FetchFault.INVALID: "is no address on the web",
    FetchFault.PRIVATE: "is inside the network",
    FetchFault.UNKNOWN_HOST: "has an unknown host",
    FetchFault.UNREACHABLE: "can't be reached",
    FetchFault.TLS: "has no valid certificate",
    FetchFault.TIMEOUT: "does not answer in time",
    FetchFault.NOT_FOUND: "is not found",
    FetchFault.REFUSED: "keeps programs out",
    FetchFault.ERROR: "answers with an error",
    FetchFault.REDIRECTS: "redirects in a circle",
    FetchFault.DISALLOWED: "keeps programs out by its robots.txt",
}


def check_in_force(settings: Settings) -> None:
    """Check the addresses in the entries in force and store what is found; raises ClickException if one is broken."""
    asyncio.run(_check_in_force(settings))


def check_bundle(bundle: Knowledge) -> None:
    """Check the addresses in a bundle and store nothing; raises ClickException if one is broken."""
    _report(bundle.entries, asyncio.run(_check(bundle.entries)))


async def _check_in_force(settings: Settings) -> None:
    async with open_to_write(settings.database_url) as database:
        entries = (await load_knowledge_from(database)).entries
        results = await _check(entries, database)
        async with database.begin() as unit:
            await unit.link_checks.forget_others(results)
    _report(entries, results)


async def _check(entries: Sequence[AnyEntry], database: Database | None = None) -> Mapping[str, LinkResult]:
    """Return what each address leads to; show the progress on stderr if that is a terminal."""
    urls, results = list_addresses(entries), dict[str, LinkResult]()
    with _create_progress() as progress:
        task = progress.add_task("addresses", total=len(urls))

        async def record(found: Mapping[str, LinkResult]) -> None:
            results.update(found)
            progress.update(task, completed=len(results))
            if database is not None:
                async with database.begin() as unit:
                    await unit.link_checks.record(found, datetime.now(UTC))

        try:
            await check_links(LinkChecker(), urls, record)
        except NoWebAccess as error:
            raise click.ClickException("No address can be reached: is there access to the web?") from error
    return results


def _create_progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _report(entries: Iterable[AnyEntry], results: Mapping[str, LinkResult]) -> None:
    """Name each address that does not lead to its page, with its entries, and the numbers; raises ClickException."""
    holders = _find_holders(entries)
    for url, result in sorted(results.items(), key=lambda found: (not found[1].is_broken, found[0])):
        if result.fault is not None or result.moved_to:
            click.echo(to_one_line(f"{url} {_describe(result)} ({', '.join(holders[url])})"))
    broken = sum(result.is_broken for result in results.values())
    unknown = sum(result.fault is not None for result in results.values()) - broken
    moved = sum(bool(result.moved_to) for result in results.values())
    works = len(results) - broken - unknown
    click.echo(f"{len(results)} addresses: {works} work, {moved} of them moved; {broken} broken, {unknown} unknown.")
    if broken:
        raise click.ClickException(f"{broken} {'address leads' if broken == 1 else 'addresses lead'} nowhere.")


def _describe(result: LinkResult) -> str:
    return f"has moved to {result.moved_to}" if result.fault is None else _WORDS[result.fault]


def _find_holders(entries: Iterable[AnyEntry]) -> Mapping[str, Sequence[str]]:
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for url in list_links(entry):
            holders[url].append(entry.id)
    return holders
