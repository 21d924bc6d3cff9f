"""The service with a clock that jumps: an hour on with SIGUSR1, an hour back with SIGUSR2, over restarts too."""

import asyncio
import logging
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.environment.library_logs import hush_libraries
from bot.platforms.table import id_pattern
from bot.runtime import app
from bot.settings.loading import read
from bot.storage.cluster import join_cluster
from bot.system import clock
from bot.system.logging import log_to_stderr
from bot.system.redaction import Redactor

PROGRAM = ("-m", "tests.chaos.shifted")
LISTENS = "The clock can jump from now on."
_HOUR = timedelta(hours=1)
_FILE = "clock"


def set_clock(folder: Path, *, ahead: int) -> None:
    """Let a service with this folder have a clock that is so many hours ahead at its next start."""
    (folder / _FILE).write_text(str(ahead))


async def main(config: Path) -> None:
    settings, kept = read(config), config.with_name(_FILE)
    hush_libraries()
    log_to_stderr(logging.INFO, "text", Redactor.load(settings.data_dir, id_pattern()))
    ahead = int(kept.read_text()) if kept.exists() else 0
    stop = asyncio.Event()

    def now() -> datetime:
        return clock.now() + ahead * _HOUR

    def jump(hours: int) -> None:
        nonlocal ahead
        ahead += hours
        kept.write_text(str(ahead))

    loop = asyncio.get_running_loop()
    for number, does in (
        (signal.SIGTERM, stop.set),
        (signal.SIGUSR1, lambda: jump(1)),
        (signal.SIGUSR2, lambda: jump(-1)),
    ):
        loop.add_signal_handler(number, does)
    print(LISTENS, flush=True)  # noqa: T201
    async with join_cluster(settings.database_url, stop) as replica, app.build(settings, replica, clock=now) as running:
        await running.run(stop)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[-1])))
