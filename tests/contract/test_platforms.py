"""What every platform does for Lotse: one suite for the terminal, a homeserver, and a platform that is added."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Protocol

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from pydantic import SecretStr
from rich.console import Console

from bot.platforms import table
from bot.platforms.base.contract import Delivery, PermanentFailure, Platform
from bot.platforms.base.space_members import SpaceMembers
from bot.platforms.console.platform import ConsolePlatform
from bot.platforms.matrix.platform import MatrixPlatform, MatrixStores
from bot.runtime.app import build
from bot.settings.loading import Settings
from bot.settings.matrix import MatrixSettings
from bot.storage.adapters.inbox import DatabaseInbox
from bot.storage.adapters.matrix import DatabaseOfferedChoices, DatabaseVerifications
from bot.storage.adapters.room_changes import DatabaseRoomChanges
from bot.storage.database import open_database
from handlers.core.events import Address, Event, MessageReceived, PlatformName, RoomId
from handlers.core.messages import Choice, DeliveryId, Message, escape
from tests.integration.conftest import unique
from tests.integration.patience import PATIENCE
from tests.integration.person import Person
from tests.integration.synapse import PASSWORD, Synapse
from tests.line_chat import LineChat, register_line


class Bench(Protocol):
    """A platform that runs, and a person on it."""

    platform: Platform
    running: "asyncio.Task[None]"
    events: "asyncio.Queue[Event]"

    async def say(self, text: str) -> None: ...

    async def sees(self, text: str) -> str:
        """Waits until the person sees it; everything that they see."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Terminal:
    keyboard: PipeInput
    screen: StringIO
    platform: Platform
    events: "asyncio.Queue[Event]"
    running: "asyncio.Task[None]"

    async def say(self, text: str) -> None:
        self.keyboard.send_text(f"{text}\r")

    async def sees(self, text: str) -> str:
        assert text in self.screen.getvalue()
        return self.screen.getvalue()


@dataclass(kw_only=True)
class Homeserver:
    person: Person
    room: str
    platform: Platform
    events: "asyncio.Queue[Event]"
    running: "asyncio.Task[None]"
    _bodies: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        await self.person.say(self.room, text)

    async def sees(self, text: str) -> str:
        await self.person.until(lambda: text in self._read(), PATIENCE)
        return self._read()

    def _read(self) -> str:
        return "\n".join(str(event.get("content", {}).get("body", "")) for event in self.person.heard(self.room))


@dataclass(kw_only=True)
class Socket:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    platform: Platform
    events: "asyncio.Queue[Event]"
    running: "asyncio.Task[None]"
    _lines: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        self.writer.write(f"{text}\n".encode())

    async def sees(self, text: str) -> str:
        async with asyncio.timeout(PATIENCE):
            while not any(text in line for line in self._lines):
                self._lines.append((await self.reader.readline()).decode())
        return "".join(self._lines)


@asynccontextmanager
async def line(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Bench]:  # noqa: ARG001
    events: asyncio.Queue[Event] = asyncio.Queue()
    platform = LineChat(events.put, now)
    running = asyncio.create_task(platform.run())
    async with connected(await platform.port) as (reader, writer):
        yield Socket(reader=reader, writer=writer, platform=platform, events=events, running=running)
    await _ended(running)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect to the chat by lines as Anna."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"anna\n")
        yield reader, writer
    finally:
        writer.close()


@asynccontextmanager
async def terminal(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Bench]:  # noqa: ARG001
    events: asyncio.Queue[Event] = asyncio.Queue()
    screen = StringIO()
    with create_pipe_input() as keyboard:
        prompt: PromptSession[str] = PromptSession(input=keyboard, output=DummyOutput())
        platform = ConsolePlatform(events.put, now, prompt, Console(file=screen, width=200))
        running = asyncio.create_task(platform.run())
        await events.get()  # the greeting that a new chat asks for
        yield Terminal(keyboard=keyboard, screen=screen, platform=platform, events=events, running=running)
        await _ended(running)


@asynccontextmanager
async def homeserver(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Bench]:
    events: asyncio.Queue[Event] = asyncio.Queue()
    synapse: Synapse = request.getfixturevalue("synapse")
    lotse = await synapse.register(unique("lotse"))
    (folder / "device").mkdir()
    person = await Person.enter(synapse.url, await synapse.register(unique("anna")), folder / "device")
    settings = MatrixSettings(
        homeserver=synapse.url, user_id=lotse, password=SecretStr(PASSWORD), allowed_inviters=("*",)
    )
    async with open_database(f"sqlite+aiosqlite:///{folder / 'lotse.db'}") as database:
        stores = MatrixStores(
            inbox=DatabaseInbox(database),
            room_changes=DatabaseRoomChanges(database),
            verifications=DatabaseVerifications(database),
            offers=DatabaseOfferedChoices(database),
        )
        spaces = SpaceMembers(PlatformName.MATRIX, (), now)
        platform = MatrixPlatform(settings, folder, stores, events.put, now, spaces)
        running = asyncio.create_task(platform.run())
        room = await person.open_room(lotse, direct=True)
        await person.with_company(room, lotse)
        yield Homeserver(person=person, room=room, platform=platform, events=events, running=running)
        await _ended(running)
        await platform.close()
        await person.leave()


async def _ended(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


Open = Callable[[pytest.FixtureRequest, Path], AbstractAsyncContextManager[Bench]]


@pytest.fixture(params=[terminal, homeserver, line], ids=["console", "matrix", "line"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    opened: Open = request.param
    async with opened(request, tmp_path) as bench:
        yield bench


async def heard(bench: Bench, text: str) -> MessageReceived:
    """The one event of what the person says."""
    await bench.say(text)
    async with asyncio.timeout(PATIENCE):
        event = await bench.events.get()
    assert isinstance(event, MessageReceived)
    return event


def delivery(address: Address, text: str, *choices: str) -> Delivery:
    offered = tuple(Choice(label=label, says=label) for label in choices)
    return Delivery(id=DeliveryId("d1"), message=Message(address=address, text=text, choices=offered))


async def test_what_a_person_writes_is_one_event(bench: Bench) -> None:
    event = await heard(bench, "Wer ist für Unna zuständig?")
    assert event.text == "Wer ist für Unna zuständig?"
    assert event.address.platform == event.sender.platform == bench.platform.name
    assert event.direct
    assert event.addressed
    assert event.id
    assert event.sender.id
    assert event.at.tzinfo is not None
    assert (await heard(bench, "Danke")).id != event.id
    assert bench.events.empty()


async def test_a_delivery_is_seen_with_its_choices(bench: Bench) -> None:
    event = await heard(bench, "Hallo")
    assert await bench.platform.send(delivery(event.address, "**Guten Tag**", "Kontakt", "Angebote"))
    seen = await bench.sees("2. Angebote")
    assert "Guten Tag" in seen
    assert "1. Kontakt" in seen
    assert "**" not in seen


async def test_text_from_outside_is_shown_as_it_is(bench: Bench) -> None:
    text = "<b>x</b> *y* [z](javascript:1) `q`"
    event = await heard(bench, "Hallo")
    await bench.platform.send(delivery(event.address, escape(text)))
    assert text in await bench.sees(text)


async def test_a_room_that_is_not_there_is_a_permanent_failure(bench: Bench) -> None:
    event = await heard(bench, "Hallo")
    nowhere = Address(platform=event.address.platform, room=RoomId("!nowhere:example.org"))
    with pytest.raises(PermanentFailure):
        await bench.platform.send(delivery(nowhere, "Hallo"))


async def test_it_ends_when_it_is_told_to(bench: Bench) -> None:
    await heard(bench, "Hallo")
    bench.running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await bench.running
    await bench.platform.close()


async def test_a_platform_is_added_by_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[LineChat] = []
    monkeypatch.setattr(table, "PLATFORMS", (*table.PLATFORMS, register_line(opened.append)))
    async with build(Settings(data_dir=tmp_path)) as app:
        running = asyncio.create_task(app.run(asyncio.Event()))
        async with asyncio.timeout(PATIENCE), connected(await opened[0].port) as (reader, writer):
            writer.write("Wer ist für Unna zuständig?\n".encode())
            answer = (await reader.readuntil(b"\n\n")).decode()
        await _ended(running)
    assert "Kommunales Integrationszentrum Kreis Unna" in answer
