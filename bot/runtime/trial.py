"""Trial conversations: the service's own handlers on a throw-away database, without a platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from bot.delivery.outbox import Outbox
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import Action, Delivery, PermanentFailure
from bot.runtime.app import create_contexts
from bot.runtime.dispatcher import Dispatcher, FallbackReplies
from bot.settings.loading import Settings
from bot.storage.database import open_database
from bot.system.clock import monotonic_now, now
from bot.system.throttle import Throttle
from handlers import routes
from handlers.core.events import (
    Address,
    Attachment,
    EventId,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.core.messages import Message
from knowledge.search import Finding, Search

_UNLIMITED = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """The messages that answered one line, in order; `finding` is that of the search, None if none was needed."""

    messages: tuple[Message, ...]
    finding: Finding | None


@dataclass
class _Recorder:
    """A platform on which messages arrive at once and are kept until they are taken."""

    name: PlatformName = PlatformName.CONSOLE
    pace: None = None
    messages: list[Message] = field(default_factory=list)

    async def run(self) -> None:
        """Do nothing: no line comes from here."""

    def parts(self, message: Message) -> list[Message]:
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(f"no file {attachment.name!r} here")

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.action in (Action.MESSAGE, Action.EDIT):
            self.messages.append(delivery.message)
        return MessageId(delivery.id)

    async def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One person's direct chat with Lotse."""

    _dispatcher: Dispatcher
    _recorder: _Recorder
    _findings: list[Finding]
    _person: str = field(default_factory=lambda: str(uuid4()))

    def begin_anew(self) -> "Trial":
        """Return the direct chat of another person, who has said nothing yet."""
        return replace(self, _person=str(uuid4()))

    async def say(self, text: str) -> Turn:
        """Return what Lotse answers to a line of this person."""
        self._recorder.messages.clear()
        self._findings.clear()
        event = str(uuid4())
        await self._dispatcher.handle(
            MessageReceived(
                id=EventId(event),
                at=self._dispatcher.contexts.clock(),
                address=Address(platform=PlatformName.CONSOLE, room=RoomId(self._person)),
                sender=Sender(platform=PlatformName.CONSOLE, id=self._person),
                message=MessageId(event),
                text=text,
                direct=True,
                addressed=True,
            )
        )
        finding = self._findings[-1] if self._findings else None
        return Turn(messages=tuple(self._recorder.messages), finding=finding)


@asynccontextmanager
async def open_trial(search: Search, settings: Settings) -> AsyncIterator[Trial]:
    """Yield a direct chat over some knowledge; nothing that is said there is kept."""
    with TemporaryDirectory(prefix="lotse-") as folder:
        async with open_database(f"sqlite+aiosqlite:///{Path(folder) / 'trial.db'}") as database:
            recorder, metrics = _Recorder(), Metrics()
            findings: list[Finding] = []
            outbox = Outbox(database, {recorder.name: recorder}, now, metrics)
            contexts = create_contexts(settings, lambda: search, now)
            dispatcher = Dispatcher(
                database=database,
                outbox=outbox,
                contexts=replace(contexts, observe=lambda _, finding: findings.append(finding)),
                respond=routes.respond,
                fallbacks=FallbackReplies(apology=routes.make_apology, slow_down=routes.ask_to_wait),
                throttle=Throttle(burst=_UNLIMITED, per_minute=_UNLIMITED, clock=monotonic_now),
                metrics=metrics,
            )
            try:
                yield Trial(_dispatcher=dispatcher, _recorder=recorder, _findings=findings)
            finally:
                await outbox.close()
