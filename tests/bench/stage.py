"""A homeserver with Lotse and the echo bot on it, each a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.echo import READY
from tests.integration.person import Person
from tests.integration.service import Service
from tests.integration.synapse import PASSWORD, SERVER_NAME, Synapse

# Whoever enters under this name is one.
EDITOR = "editor"
QUESTIONS = (
    "Wie ist die Telefonnummer vom KI Bochum?",
    "Welches KI ist für Unna zuständig?",
    "E-Mail vom KI Bielefeld",
    "Adresse KI Köln",
    "Was ist Griffbereit?",
    "Telefon KI Duisburg",
    "Wer ist für Gütersloh zuständig?",
    "Was macht Rucksack KiTa?",
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """`bots` by name, Lotse first: the Matrix id and the process of each."""

    synapse: Synapse
    folder: Path
    bots: dict[str, tuple[str, int]]

    async def enter(self, name: str) -> Person:
        folder = self.folder / name
        await asyncio.to_thread(folder.mkdir)
        return await Person.enter(self.synapse.url, await self.synapse.register(name), folder)


@asynccontextmanager
async def stage(*, echo: bool = True) -> AsyncIterator[Stage]:
    with TemporaryDirectory() as temporary, homeserver(Path(temporary)) as synapse:
        folder = Path(temporary)
        async with _lotse(synapse, folder / "lotse") as lotse:
            if not echo:
                yield Stage(synapse=synapse, folder=folder, bots={"Lotse": lotse})
                return
            async with _echo(synapse, folder / "echo") as beside:
                yield Stage(synapse=synapse, folder=folder, bots={"Lotse": lotse, "echo bot": beside})


@contextmanager
def homeserver(folder: Path) -> Iterator[Synapse]:
    synapse = Synapse.prepare(folder / "synapse")
    synapse.start()
    try:
        yield synapse
    finally:
        synapse.stop()


@asynccontextmanager
async def _lotse(synapse: Synapse, folder: Path) -> AsyncIterator[tuple[str, int]]:
    service = Service(
        folder=folder,
        homeserver=synapse.url,
        user_id=await synapse.register("lotse"),
        variables={"LOTSE_ROLES__EDITORS": f"matrix:@{EDITOR}:{SERVER_NAME}"},
    )
    await service.start()
    try:
        assert service.process is not None
        yield service.user_id, service.process.pid
    finally:
        await service.close()


@asynccontextmanager
async def _echo(synapse: Synapse, folder: Path) -> AsyncIterator[tuple[str, int]]:
    await asyncio.to_thread(folder.mkdir)
    user_id = await synapse.register("echo")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.echo", synapse.url, user_id, PASSWORD, str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        if READY not in (await process.stdout.readline()).decode():
            raise RuntimeError("the echo bot ended before it was ready")
        yield user_id, process.pid
    finally:
        process.terminate()
        await process.wait()
