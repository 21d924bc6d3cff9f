"""A day in which everything goes wrong: `python -m tests.chaos [--seed N] [--kills N] [--replicas N]`.

It exits with 1 if anything is amiss.
"""

import asyncio
import sys
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.stage import homeserver
from tests.bench.tables import show
from tests.chaos.day import ADDRESSES, Day, settled
from tests.chaos.trouble import Trouble
from tests.chaos.verdict import verdicts
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Person
from tests.integration.postgres import databases
from tests.integration.service import Service
from tests.integration.synapse import free_port
from tests.integration.test_exchange import channel
from tests.integration.test_telegram import HOOK

_PATIENCE_S = 600
_SYNCS = 10


async def main(seed: int, kills: int, replicas: int) -> int:
    moments, began = Random(seed), perf_counter()  # noqa: S311
    with TemporaryDirectory() as temporary, homeserver(Path(temporary)) as synapse, databases() as create:
        folder = Path(temporary)
        async with BotApi().opened() as api:
            (folder / "anna").mkdir()
            anna = await Person.enter(synapse.url, await synapse.register("anna"), folder / "anna")
            variables = {"LOTSE_ROLES__EDITORS": f"matrix:{anna.id}", "LOTSE_ANNOUNCEMENTS__QUIET": "false"}
            if replicas > 1:
                variables |= {"LOTSE_DATABASE": create(), "LOTSE_DATA_DIR": str(folder / "data")}
            user_id = await synapse.register("lotse")
            services = [
                Service(
                    folder=folder / f"lotse-{number}",
                    homeserver=synapse.url,
                    user_id=user_id,
                    telegram=api.url,
                    variables={**variables, **(_hook() if replicas > 1 else {})},
                    program=("-m", "tests.chaos.shifted"),
                )
                for number in range(replicas)
            ]
            for service in services:
                await service.start()
            people = [Human(api=api, name=f"Mensch {number}") for number in range(ADDRESSES // 2)]
            # Who has never opened the chat can't be written to.
            assert all(human.room for human in people)
            lotse = services[0]
            day = Day(lotse=lotse, anna=anna, people=people, moments=moments)
            day.channel = await channel(anna, lotse, encrypted=False)
            await day.begin(kills)
            trouble = Trouble(services=services, synapse=synapse, api=api, moments=moments)
            for turn in range(kills):
                if replicas > 1:
                    listens = moments.choice(services).variables["LOTSE_TELEGRAM__LISTEN"]
                    api.settings["webhook"] = f"http://{listens}/telegram"
                await day.turn(turn)
                await trouble.strikes(turn, kills)
            api.trouble.clear()
            async with asyncio.timeout(_PATIENCE_S):
                await day.finish()
            await settled(lotse, _PATIENCE_S)
            for _ in range(_SYNCS):
                # The keys of what was said last.
                await anna.sync(wait=0)
            found = await verdicts(day)
            for service in services:
                await service.close()
            await anna.leave()
    title = f"What happened (seed {seed}, {replicas} at work, {perf_counter() - began:.0f} s)"
    show(title, ("", "times"), _rows(trouble.happened))
    columns = ("", "expected", "lost", "of these marked", "doubled", "of these marked")
    show("What the servers have", columns, [verdict.row() for verdict in found])
    return 0 if all(verdict.is_good for verdict in found) and not api.faults else 1


def _hook() -> dict[str, str]:
    """Any of several services takes what Telegram brings."""
    return {**HOOK, "LOTSE_TELEGRAM__LISTEN": f"127.0.0.1:{free_port()}"}


def _rows(happened: dict[str, int]) -> list[tuple[str, str]]:
    return [(name, str(times)) for name, times in sorted(happened.items())]


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m tests.chaos", description="A day in which everything goes wrong.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--replicas", type=int, default=1, help="services on one PostgreSQL, instead of one on SQLite")
    options = parser.parse_args()
    sys.exit(asyncio.run(main(options.seed, options.kills, options.replicas)))
