"""The exchange: from a colleague's reply to the asker's copy, beside an echo; and many threads at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from nio import SyncResponse

from bot.platforms.base.contract import Delivery, PermanentFailure
from bot.runtime.app import build
from bot.runtime.services import App
from bot.settings.loading import Settings
from handlers.core.events import (
    Address,
    Attachment,
    EventId,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
    ThreadId,
)
from handlers.core.messages import DeliveryId, Message
from handlers.exchange.model.exchange import Copy, Draft, Signature
from tests.bench.latency import syncing
from tests.bench.stage import EDITOR, Stage, stage
from tests.bench.tables import beside_the_echo, show
from tests.deliveries import claim_next, mark_sent
from tests.integration.person import Person, in_thread

_WARM_UP = 10
_REPLIES = 150
_BETWEEN_S = 0.25  # what a bot does after its answer is not to fall into the next one's time
_GIVEN_UP_S = 60
_THREADS = 500
_PER_SECOND = 50
_SECONDS = 20


async def exchange() -> None:
    async with stage() as on:
        times = await _latency(on)
    title = f"Exchange on Matrix: from a colleague's reply to the asker's copy, {_REPLIES} replies"
    show(title, ("", "median ms", "p99 ms", "median ×", "p99 ×"), beside_the_echo(times))
    with TemporaryDirectory() as folder:
        row = await _many_threads(Path(folder))
    title = f"Exchange: {_THREADS} open threads, {_PER_SECOND} replies a second for {_SECONDS} s, two copies each"
    show(title, ("copies", "lost", "median ms", "p99 ms", "replies/s", "still waiting at the end"), [row])


@dataclass(kw_only=True)
class _Reader:
    """Syncs all the while, and says when a text has come in."""

    person: Person
    awaited: str = ""
    seen: "asyncio.Future[float] | None" = None

    def heard(self, response: SyncResponse) -> None:
        for info in response.rooms.join.values():
            for event in info.timeline.events:
                ours = event.sender == self.person.id
                is_it = not ours and self.awaited and self.awaited in event.source["content"].get("body", "")
                if is_it and self.seen is not None and not self.seen.done():
                    self.seen.set_result(perf_counter())

    async def takes(self, by: Person, room: str, text: str, **content: Any) -> float:
        """Milliseconds until the text has come in that another person writes."""
        self.awaited, self.seen = text, asyncio.get_running_loop().create_future()
        began = perf_counter()
        await by.say(room, text, **content)
        return (await asyncio.wait_for(self.seen, _GIVEN_UP_S) - began) * 1000


async def _latency(on: Stage) -> Mapping[str, Sequence[float]]:
    """A reply in a thread until the asker reads it; and a word to an echo bot until it is said back."""
    asker, colleague = await on.enter("asker"), await on.enter(EDITOR)
    (lotse, _), (echo, _) = on.bots.values()
    channel = await colleague.open_room(lotse)
    direct = await asker.open_room(lotse, direct=True)
    beside = await asker.open_room(echo, colleague.id)
    await colleague.client.join(beside)
    for person, room, others in ((colleague, channel, [lotse]), (asker, direct, [lotse]), (asker, beside, [echo])):
        await person.with_company(room, *others)
    thread = in_thread(await _asked(asker, direct, colleague, channel, lotse))
    beginning = await colleague.say(beside, "Ein neues Thema")
    to_echo = {"m.mentions": {"user_ids": [echo]}, **in_thread(beginning)}
    reader = _Reader(person=asker)
    times: dict[str, list[float]] = {name: [] for name in on.bots}
    async with syncing(asker, reader.heard):
        for number in range(_WARM_UP + _REPLIES):
            for name, room, content in (("Lotse", channel, thread), ("echo bot", beside, to_echo)):
                text = f"Antwort {number} an {name}."
                times[name].append(await reader.takes(colleague, room, text, **content))
                await asyncio.sleep(_BETWEEN_S)
    for person in (asker, colleague):
        await person.leave()
    return {name: taken[_WARM_UP:] for name, taken in times.items()}


async def _asked(asker: Person, direct: str, colleague: Person, channel: str, lotse: str) -> str:
    """The event of a question in the channel."""
    command = await colleague.say(channel, "!lotse /kanal kim ja")
    await colleague.answered(channel, command, lotse)
    for text in ("/frage Hat jemand Erfahrung mit KIM?", "/themenwahl", "/thema kim", "/zeichnen none", "/absenden"):
        await asker.answered(direct, await asker.say(direct, text), lotse)

    def posts() -> list[str]:
        said = [event for event in colleague.heard(channel) if event["sender"] == lotse]
        return [str(event["event_id"]) for event in said if "#A1" in event.get("content", {}).get("body", "")]

    await colleague.until(lambda: bool(posts()))
    return posts()[0]


@dataclass(kw_only=True)
class _Sink:
    """A platform that takes everything at once."""

    name: PlatformName
    arrived: dict[str, float] = field(default_factory=dict)
    pace: None = None

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None: ...

    def parts(self, message: Message) -> list[Message]:
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(attachment.name)

    async def send(self, delivery: Delivery) -> MessageId:
        self.arrived[f"{delivery.message.address.room} {delivery.message.text}"] = perf_counter()
        return MessageId(f"m-{delivery.id}")


async def _many_threads(folder: Path) -> Sequence[str]:
    """Replies come in at an even pace, whether those before are done or not."""
    async with build(Settings(data_dir=folder)) as app:
        matrix, telegram = _Sink(name=PlatformName.MATRIX), _Sink(name=PlatformName.TELEGRAM)
        app.reachable_platforms.update({matrix.name: matrix, telegram.name: telegram})
        await _open_threads(app)
        began: list[float] = []
        at_work: list[asyncio.Task[str | None]] = []
        start = perf_counter()
        for number in range(_PER_SECOND * _SECONDS):
            await asyncio.sleep(max(0.0, start + number / _PER_SECOND - perf_counter()))
            began.append(perf_counter())
            at_work.append(asyncio.create_task(app.dispatcher.handle(_reply(number))))
        waiting = sum(not task.done() for task in at_work)
        await asyncio.gather(*at_work)
        seconds = perf_counter() - start
    copies = {**matrix.arrived, **telegram.arrived}
    ends = [max(at for key, at in copies.items() if f"Nr {number}\\." in key) for number in range(len(began))]
    times = [1000 * (end - at) for at, end in zip(began, ends, strict=True)]
    return (
        str(len(copies)),
        str(2 * len(began) - len(copies)),
        f"{median(times):.1f}",
        f"{quantiles(times, n=100)[98]:.1f}",
        f"{len(began) / seconds:.1f}",
        str(waiting),
    )


async def _open_threads(app: App) -> None:
    now = datetime.now(UTC)
    async with app.database.begin() as unit:
        for number in range(_THREADS):
            asker = Sender(platform=PlatformName.TELEGRAM, id=str(number))
            draft = Draft(text=f"Frage {number}", topic="kim", signature=Signature.NONE)
            address = Address(platform=PlatformName.TELEGRAM, room=RoomId(str(number)))
            exchange = await unit.exchanges.open(draft, asker, address, "anonym", now)
            for platform, room in ((PlatformName.MATRIX, "!kim"), (PlatformName.TELEGRAM, "-100")):
                at = Address(platform=platform, room=RoomId(room))
                post = Delivery(id=DeliveryId(f"{platform}-{number}"), message=Message(address=at, text="Frage"))
                await unit.copies.add(Copy(delivery=post.id, address=at, exchange=exchange.number))
                await unit.deliveries.add([post], "reply", now)
                await claim_next(unit, (platform, at.room), now)
                await mark_sent(unit, post.id, MessageId(f"${post.id}"), now)


def _reply(number: int) -> MessageReceived:
    """In one thread after the other."""
    root = f"$matrix-{number % _THREADS}"
    return MessageReceived(
        id=EventId(f"e{number}"),
        at=datetime.now(UTC),
        address=Address(platform=PlatformName.MATRIX, room=RoomId("!kim"), thread=ThreadId(root)),
        sender=Sender(platform=PlatformName.MATRIX, id=f"@bea{number % 40}:example.org", name="Bea"),
        message=MessageId(f"$r{number}"),
        text=f"Antwort Nr {number}.",
    )
