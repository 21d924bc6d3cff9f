"""A folder in which somebody types commands."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.integration import nursery
from tests.integration.patience import PATIENCE

# On a line of its own.
_ADDRESS = re.compile(r"^ +https?://\S+\n", re.MULTILINE)
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Shell:
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "lotse.toml"

    @property
    def store(self) -> Path:
        return self.folder / "data" / "matrix"

    async def lotse(self, *arguments: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
        """Exit code, what was printed, what was complained of."""
        # Other variables may count when Python starts.
        if not nursery.CAN_FORK or not all(name.startswith("LOTSE_") for name in variables):
            return await self._run(asyncio.subprocess.PIPE, typed.encode(), *arguments, **variables)
        run = partial(nursery.run, arguments, self._environment(**variables), self.folder, typed.encode())
        started: list[int] = []
        try:
            done = await asyncio.to_thread(run, patience=PATIENCE, on_start=started.append)
        except asyncio.CancelledError:
            for process in started:
                os.kill(process, signal.SIGKILL)
            raise
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    async def with_a_browser(
        self, browse: Callable[[str], Awaitable[str]], *arguments: str, **variables: str
    ) -> tuple[int, str, str]:
        """As `lotse`, for who opens the address that is shown, and types what comes of it."""
        process = await self._started(asyncio.subprocess.PIPE, *arguments, **variables)
        assert process.stdin is not None
        assert process.stderr is not None
        shown = ""
        async with asyncio.timeout(PATIENCE):
            while (found := _ADDRESS.search(shown)) is None:
                line = await process.stderr.readline()
                assert line, shown
                shown += line.decode()
            out, err = await process.communicate(f"{await browse(found[0].strip())}\n".encode())
        return process.returncode or 0, out.decode(), shown + err.decode()

    async def _run(self, stdin: int, typed: bytes | None, *arguments: str, **variables: str) -> tuple[int, str, str]:
        process = await self._started(stdin, *arguments, **variables)
        try:
            out, err = await asyncio.wait_for(process.communicate(typed), PATIENCE)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, out.decode(), err.decode()

    async def _started(self, stdin: int, *arguments: str, **variables: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder,
            env=self._environment(**variables),
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    def _environment(self, **variables: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
        return {**inherited, "PYTHONPATH": str(_ROOT), **variables}

    async def at_terminal(self, *arguments: str, typed: str, **variables: str) -> tuple[int, str, str]:
        """As `lotse`, for who sits in front of a screen."""
        keyboard, terminal = os.openpty()
        try:
            os.write(keyboard, typed.encode())
            return await self._run(terminal, None, *arguments, **variables)
        finally:
            os.close(keyboard)
            os.close(terminal)

    async def check(self, name: str) -> tuple[str, str]:
        """What the doctor says about a part: outcome and detail."""
        _, out, err = await self.lotse("doctor", "--json")
        assert not err
        return next(
            (str(check["outcome"]), str(check["detail"]))
            for check in json.loads(out)["checks"]
            if check["name"] == name
        )

    def device(self) -> str:
        return str(json.loads((self.store / "session.json").read_text())["device_id"])
