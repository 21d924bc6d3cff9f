"""The checks of `lotse doctor`, run by a process of their own beside the service."""

import json
import os
import sys
from asyncio import Lock, create_subprocess_exec, timeout
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from pathlib import Path

from bot.monitoring.checks import Check, ChecksFailed, Outcome
from bot.system.child_processes import add_import_path

_PATIENCE_SECONDS = 60


class Doctor:
    """Runs `lotse doctor` with the configuration of the service, one at a time."""

    def __init__(self, config: Path | None, data_dir: Path) -> None:
        given = ("--config", str(config)) if config is not None else ()
        self._arguments = (*given, "doctor", "--json", "--data-dir", str(data_dir))
        self._lock = Lock()

    async def run(self) -> Sequence[Check]:
        """Return all checks; raises ChecksFailed if they come to no end within a minute, or the process crashes."""
        async with self._lock:
            output = await self._read_output()
        try:
            checks = json.loads(output)["checks"]
        except (ValueError, KeyError) as error:
            raise ChecksFailed from error
        return [Check(name=each["name"], outcome=Outcome(each["outcome"]), detail=each["detail"]) for each in checks]

    async def _read_output(self) -> bytes:
        process = await create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", *self._arguments),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            env=add_import_path(os.environ),
        )
        try:
            async with timeout(_PATIENCE_SECONDS):
                output, _ = await process.communicate()
        except TimeoutError as error:
            raise ChecksFailed from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return output
