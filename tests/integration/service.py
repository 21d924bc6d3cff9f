"""Lotse as people run it: a process of its own, with its configuration file and its data directory."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bot.platforms.table import id_pattern
from bot.system.redaction import Redactor
from tests.integration import nursery
from tests.integration.bot_api.world import TOKEN
from tests.integration.patience import PATIENCE
from tests.integration.postgres import connected
from tests.integration.synapse import PASSWORD
from tests.prepared import write_file

_PROGRAM = ("-m", "bot", "run")
# Many run at once.
_UNWATCHED = {"LOTSE_MONITORING__LISTEN": "off"}


@dataclass(kw_only=True)
class Service:
    """May be killed and started again; keeps its data. `sections` are further ones of its configuration file."""

    folder: Path
    homeserver: str = ""
    user_id: str = ""
    telegram: str = ""
    allowed_inviters: tuple[str, ...] = ("*",)
    variables: dict[str, str] = field(default_factory=dict)
    sections: str = ""
    program: tuple[str, ...] = _PROGRAM
    process: asyncio.subprocess.Process | nursery.Born | None = field(default=None, init=False)

    def configure(self) -> Path:
        """Writes down the configuration, and returns where."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "lotse.toml"
        config.write_text(self._config(), encoding="utf-8")
        return config

    async def start(self) -> None:
        config = self.configure()
        self._prepare_database()
        environment = {**_environment(), **_UNWATCHED, **self._secrets(), **self.variables}
        if nursery.CAN_FORK and self.program == _PROGRAM and all(name.startswith("LOTSE_") for name in self.variables):
            log_file = self.folder / "lotse.log"
            self.process = await nursery.start(("run", "--config", str(config)), environment, log_file)
            return
        with (self.folder / "lotse.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self.program, "--config", str(config)),
                cwd=Path(__file__).parents[2],
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _prepare_database(self) -> None:
        """Spare a first start the migrations of SQLite; those of PostgreSQL run in a database that is empty."""
        file = self.folder / "data" / "lotse.db"
        if "LOTSE_DATABASE" not in self.variables and not file.exists():
            write_file(file)

    def kill(self) -> None:
        """As if the power went off."""
        self._running().send_signal(signal.SIGKILL)

    async def crash(self) -> None:
        self.kill()
        await self.ended()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to end, as a service manager does."""
        self._running().send_signal(number)
        return await self.ended()

    async def ended(self, patience: float = PATIENCE) -> int:
        code = await asyncio.wait_for(self._running().wait(), patience)
        self.process = None
        return code

    async def close(self) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.stop()
        self.process = None

    def log(self) -> str:
        file = self.folder / "lotse.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def database(self) -> str:
        """Its URL."""
        return self.variables.get("LOTSE_DATABASE", f"sqlite+aiosqlite:///{self.folder / 'data' / 'lotse.db'}")

    def stored(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        if self.database.startswith("postgresql"):
            with closing(connected(self.database)) as postgres:
                return postgres.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "data" / "lotse.db")) as database:
            return database.execute(query).fetchall()

    def dump(self) -> list[str]:
        """Everything that the database holds."""
        with closing(sqlite3.connect(self.folder / "data" / "lotse.db")) as database:
            return list(database.iterdump())

    def forget_login(self) -> None:
        """The next start logs in with the password, as a new device."""
        (self.store / "session.json").unlink()

    @property
    def store(self) -> Path:
        return self.folder / "data" / "matrix"

    @property
    def device(self) -> str:
        return str(json.loads((self.store / "session.json").read_text())["device_id"])

    async def logs(self, text: str, patience: float = PATIENCE, times: int = 1) -> None:
        """Waits until the log says so, ids aside; another process gives no other sign."""
        text = Redactor.load(self.folder / "data", id_pattern())(text)
        await _until(lambda: self.log().count(text) >= times, patience)

    async def stores(self, query: str, rows: list[tuple[Any, ...]], patience: float = PATIENCE) -> None:
        """Waits until the database says so."""
        await _until(lambda: self.stored(query) == rows, patience)

    def _running(self) -> asyncio.subprocess.Process | nursery.Born:
        assert self.process is not None, "Lotse was not started"
        return self.process

    def _config(self) -> str:
        data = self.folder / "data"
        lines = [f'data_dir = "{data}"', f'database = "{self.database}"']
        return "\n".join(
            (
                *lines,
                *(self._matrix() if self.homeserver else ()),
                *(self._telegram() if self.telegram else ()),
                self.sections,
            )
        )

    def _secrets(self) -> dict[str, str]:
        return {"LOTSE_MATRIX__PASSWORD": PASSWORD} if self.homeserver else {}

    def _matrix(self) -> tuple[str, ...]:
        inviters = ", ".join(f'"{pattern}"' for pattern in self.allowed_inviters)
        return (
            "[matrix]",
            f'homeserver = "{self.homeserver}"',
            f'user_id = "{self.user_id}"',
            f"allowed_inviters = [{inviters}]",
        )

    def _telegram(self) -> tuple[str, ...]:
        return ("[telegram]", f'base_url = "{self.telegram}/bot"', f'token = "{TOKEN}"')


async def _until(reached: Callable[[], bool], patience: float) -> None:
    async with asyncio.timeout(patience):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}


Serve: TypeAlias = Callable[..., Awaitable[Service]]
