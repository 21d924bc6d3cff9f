"""A day in which everything goes wrong: `python -m tests.chaos [--seed N] [--kills N] [--replicas N] [--stops S]`.

With `--stops` each of the `--kills` is a stop (SIGSTOP) for so many seconds, and nothing else goes wrong. It exits with
1 if anything is amiss.
"""

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.stage import homeserver
from tests.bench.tables import show
from tests.chaos import shifted
from tests.chaos.day import ADDRESSES, EXCHANGES, LEAST_TURNS, QUESTIONS, Day, settled
from tests.chaos.trouble import HELPS, RUNS, Trouble
from tests.chaos.verdict import verdicts
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Person
from tests.integration.postgres import databases
from tests.integration.service import Service
from tests.integration.synapse import Synapse, free_port
from tests.integration.test_exchange import channel
from tests.integration.test_telegram import HOOK

_PATIENCE_S = 600
_SYNCS = 10
# At least, beside those who put questions to colleagues.
_ASKERS = 20


@dataclass(frozen=True, kw_only=True)
class Options:
    """`kills` are sudden deaths, or stops for so many seconds."""

    seed: int = 1
    kills: int = 200
    replicas: int = 1
    stops: float = 0
    addresses: int = ADDRESSES
    questions: int = QUESTIONS

    @property
    def has_webhook(self) -> bool:
        """A process that is stopped would take no webhook, and no load balancer is there to pass it by."""
        return self.replicas > 1 and not self.stops


async def main(options: Options) -> int:
    moments, began = Random(options.seed), perf_counter()  # noqa: S311
    with TemporaryDirectory() as temporary, homeserver(Path(temporary)) as synapse, databases() as create:
        folder = Path(temporary)
        async with BotApi().opened() as api:
            (folder / "anna").mkdir()
            anna = await Person.enter(synapse.url, await synapse.register("anna"), folder / "anna")
            services = await _services(options, folder, synapse, api, anna, create)
            people = [
                Human(api=api, name=f"Mensch {number}")
                for number in range(max(options.addresses // 2, EXCHANGES + _ASKERS))
            ]
            # Who has never opened the chat can't be written to.
            assert all(human.room for human in people)
            day = Day(
                lotse=services[0],
                anna=anna,
                people=people,
                moments=moments,
                addresses=options.addresses,
                questions=options.questions,
            )
            trouble = Trouble(services=services, synapse=synapse, api=api, moments=moments)
            await _pass(day, trouble, options)
            found = await verdicts(day)
            for service in services:
                await service.close()
            await anna.leave()
    title = f"What happened (seed {options.seed}, {options.replicas} at work, {perf_counter() - began:.0f} s)"
    show(title, ("", "times"), _rows(trouble.happened))
    if trouble.waited:
        seconds = [(f"{number}", f"{waited:.1f}") for number, waited in enumerate(trouble.waited, 1)]
        show("How long people waited who asked while one was stopped", ("stop", "seconds"), seconds)
    columns = ("", "expected", "lost", "of these marked", "doubled", "of these marked")
    show("What the servers have", columns, [verdict.row() for verdict in found])
    return 0 if all(verdict.is_good for verdict in found) and not api.faults else 1


async def _services(
    options: Options, folder: Path, synapse: Synapse, api: BotApi, anna: Person, create: Callable[[], str]
) -> list[Service]:
    """Started; one on SQLite, or several on PostgreSQL."""
    variables = {"LOTSE_ROLES__EDITORS": f"matrix:{anna.id}", "LOTSE_ANNOUNCEMENTS__QUIET": "false"}
    if options.replicas > 1:
        variables |= {"LOTSE_DATABASE": create(), "LOTSE_DATA_DIR": str(folder / "data")}
    user_id = await synapse.register("lotse")
    services = [
        Service(
            folder=folder / f"lotse-{number}",
            homeserver=synapse.url,
            user_id=user_id,
            telegram=api.url,
            variables={**variables, **(_hook() if options.has_webhook else {})},
            # A clock that jumps needs another program, which has no watchdog.
            program=("-m", "bot", "run") if options.stops else shifted.PROGRAM,
        )
        for number in range(options.replicas)
    ]
    for number, service in enumerate(services):
        await service.start()
        if options.stops:
            await service.logs(HELPS if number else RUNS, _PATIENCE_S)
    return services


async def _pass(day: Day, trouble: Trouble, options: Options) -> None:
    """From the morning until nothing is left to be done."""
    lotse, anna, api = day.lotse, day.anna, trouble.api
    day.channel = await channel(anna, lotse, encrypted=False)
    await day.begin(options.kills)
    for turn in range(options.kills):
        if options.has_webhook:
            listens = day.moments.choice(trouble.services).variables["LOTSE_TELEGRAM__LISTEN"]
            api.settings["webhook"] = f"http://{listens}/telegram"
        await day.turn(turn)
        if options.stops:
            await trouble.stops(options.stops, turn, day.ask_both)
        else:
            await trouble.strikes(turn, options.kills)
    api.trouble.clear()
    async with asyncio.timeout(_PATIENCE_S):
        await day.finish()
    await settled(lotse, _PATIENCE_S)
    for _ in range(_SYNCS):
        # The keys of what was said last.
        await anna.sync(wait=0)


def _hook() -> dict[str, str]:
    """Any of several services takes what Telegram brings."""
    return {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{free_port()}"}


def _rows(happened: dict[str, int]) -> list[tuple[str, str]]:
    return [(name, str(times)) for name, times in sorted(happened.items())]


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Return what was asked for on the command line; ends the program with a sentence where that can't be done."""
    parser = ArgumentParser(prog="python -m tests.chaos", description="A day in which everything goes wrong.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=_number_of_kills, default=200, help=f"at least {LEAST_TURNS}")
    parser.add_argument("--replicas", type=int, default=1, help="services on one PostgreSQL, instead of one on SQLite")
    parser.add_argument("--stops", type=float, default=0, help="stop one for so many seconds instead of killing it")
    parser.add_argument("--addresses", type=int, default=ADDRESSES, help="how many read announcements")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many are asked")
    return Options(**vars(parser.parse_args(arguments)))


def _number_of_kills(text: str) -> int:
    kills = int(text)
    if kills < LEAST_TURNS:
        raise ArgumentTypeError(f"a day needs at least {LEAST_TURNS} kills, so that all its parts have a turn")
    return kills


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parse())))
