"""The service with a clock that jumps: an hour on with SIGUSR1, an hour back with SIGUSR2, over restarts too."""

import asyncio
import logging
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot import app
from bot.cli.logs import hush_libraries, log_to_stderr
from bot.config import read
from bot.nameless import Nameless

_HOUR = timedelta(hours=1)


async def main(config: Path) -> None:
    settings, kept = read(config), config.with_name("clock")
    hush_libraries()
    log_to_stderr(logging.INFO, "text", Nameless.of(settings.data_dir))
    ahead = int(kept.read_text()) if kept.exists() else 0
    stop = asyncio.Event()

    def now() -> datetime:
        return app.now() + ahead * _HOUR

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
    async with app.build(settings, clock=now) as running:
        await running.run(stop)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[-1])))
