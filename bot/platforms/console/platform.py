"""The console platform: lines in, styled text out."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from bot import rendering
from bot.platforms.base.contract import Action, Delivery, Handle, PermanentFailure
from bot.platforms.base.sanitising import sanitise_text
from bot.rendering.terminal import render_terminal
from handlers.core.events import Address, Attachment, EventId, MessageId, MessageReceived, PlatformName, RoomId, Sender
from handlers.core.messages import Message

_GREETING = "/start"
_LEAVING = frozenset({"exit", "quit", "ende", "/exit", "/quit", "/ende", "tschüss", "tschuess"})
_PROMPT = "> "


def open_console(handle: Handle, clock: Callable[[], datetime]) -> "ConsolePlatform":
    """Return a console platform on this terminal."""
    return ConsolePlatform(handle, clock, PromptSession(), Console(highlight=False))


class ConsolePlatform:
    """A session at the terminal: a room of its own, so that a new session does not continue an old conversation."""

    name = PlatformName.CONSOLE
    pace = None

    def __init__(
        self, handle: Handle, clock: Callable[[], datetime], prompt: PromptSession[str], console: Console
    ) -> None:
        self._handle = handle
        self._clock = clock
        self._prompt = prompt
        self._console = console
        # The number and not the name: in a container the user may have none.
        self._person = Sender(platform=PlatformName.CONSOLE, id=str(os.getuid()))
        self._address = Address(platform=PlatformName.CONSOLE, room=RoomId(str(uuid4())))

    async def run(self) -> None:
        """Take what the person writes until they leave."""
        await self._take(_GREETING)
        while (text := await self._line()) is not None:
            if text:
                await self._take(text)

    def parts(self, message: Message) -> Sequence[Message]:
        """Return the message unchanged: a terminal takes any length."""
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(f"a terminal holds no files such as {attachment.name!r}")

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.message.address != self._address:
            raise PermanentFailure("that session has ended")
        if delivery.action is Action.DEPARTURE:
            return MessageId("")
        self._console.print()
        self._console.print(render_terminal(rendering.append_choices(delivery.message)))
        self._console.print()
        return MessageId(delivery.id)

    async def close(self) -> None:
        """Do nothing: the terminal stays open."""

    async def _line(self) -> str | None:
        """Return the next line; None when the person leaves."""
        try:
            with patch_stdout(raw=True):
                text = (await self._prompt.prompt_async(_PROMPT, handle_sigint=False)).strip()
        except (EOFError, KeyboardInterrupt):
            return None
        return None if text.casefold() in _LEAVING else text

    async def _take(self, text: str) -> None:
        event = str(uuid4())
        await self._handle(
            MessageReceived(
                id=EventId(event),
                at=self._clock(),
                address=self._address,
                sender=self._person,
                message=MessageId(event),
                text=sanitise_text(text),
                direct=True,
                addressed=True,
            )
        )
