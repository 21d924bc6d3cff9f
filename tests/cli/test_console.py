"""The chat at the terminal goes the same way as every other: dispatcher, outbox, platform."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.platforms.base.contract import Delivery, PermanentFailure
from bot.platforms.console.platform import ConsolePlatform
from bot.runtime.app import build
from bot.runtime.services import App
from bot.settings.loading import Settings
from handlers.core.events import Address, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


@asynccontextmanager
async def _chat(folder: Path, keyboard: PipeInput) -> AsyncIterator[tuple[App, ConsolePlatform, StringIO]]:
    async with build(Settings(data_dir=folder)) as app:
        screen = StringIO()
        prompt: PromptSession[str] = PromptSession(input=keyboard, output=DummyOutput())
        console = Console(file=screen, width=100)
        platform = ConsolePlatform(app.dispatcher.handle, lambda: datetime.now(UTC), prompt, console)
        app.reachable_platforms[platform.name] = platform
        yield app, platform, screen


async def test_it_greets_answers_and_takes_a_number_as_a_choice(tmp_path: Path, keyboard: PipeInput) -> None:
    async with _chat(tmp_path, keyboard) as (_, platform, screen):
        keyboard.send_text("Welches KI ist für Hattingen zuständig?\r1\r\rexit\r")
        await platform.run()
    said = screen.getvalue()
    assert "Ich bin Lotse" in said
    assert "Kommunales Integrationszentrum Ennepe-Ruhr-Kreis" in said
    assert "1. Angebote" in said
    assert "Seiteneinsteigerberatung" in said.split("1. Angebote")[1]


@pytest.mark.parametrize("leaving", ["\x04", "\x03", "ENDE\r", "/quit\r", "Tschüss\r"])
async def test_it_ends_when_the_person_leaves(leaving: str, tmp_path: Path, keyboard: PipeInput) -> None:
    async with _chat(tmp_path, keyboard) as (_, platform, screen):
        keyboard.send_text(leaving)
        await platform.run()
    assert "Ich bin Lotse" in screen.getvalue()


async def test_what_was_said_in_an_earlier_session_is_not_shown(tmp_path: Path, keyboard: PipeInput) -> None:
    earlier = Address(platform=PlatformName.CONSOLE, room=RoomId("earlier"))
    async with _chat(tmp_path, keyboard) as (_, platform, screen):
        with pytest.raises(PermanentFailure):
            await platform.send(Delivery(id=DeliveryId("d"), message=Message(address=earlier, text="x")))
    assert screen.getvalue() == ""
