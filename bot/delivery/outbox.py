"""Carries deliveries to their platforms, each room in order, and keeps account of them."""

import logging
from asyncio import Lock, Semaphore, gather, sleep, to_thread
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from random import random
from weakref import WeakValueDictionary

from bot.delivery import repeats
from bot.delivery.clock_rollback import ClockRollback
from bot.delivery.pacing import MINUTE, Slot
from bot.delivery.queue import QueuedRoom
from bot.delivery.results import NO_TEXTS, DeliveryTexts, ResultRecorder, SendResult
from bot.delivery.worker import Sleep
from bot.delivery.workers import Workers
from bot.monitoring.metrics import Metrics
from bot.platforms import (
    FAILURES,
    Action,
    Delivery,
    DeliveryId,
    Misdirected,
    PermanentFailure,
    Platform,
    TemporaryFailure,
)
from bot.platforms.table import shared_platforms
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from bot.storage.messaging.deliveries import Claim, DeliveryKind, Lane, find_lane
from bot.storage.unit_of_work import UnitOfWork
from bot.system.batching import Batcher
from bot.system.clock import Clock
from bot.system.tracebacks import format_trace, log_level
from handlers.core.events import Attachment, PlatformName
from handlers.core.messages import Message

log = logging.getLogger(__name__)

# Of announcements in line: more than a platform takes until the next look.
MAX_QUEUED_ANNOUNCEMENTS = 500
# Copies of announcements on their way to a platform that sets no pace: what a person says comes in between.
MAX_CONCURRENT_ANNOUNCEMENTS = 8
# In one transaction: more would let an answer wait.
BATCH_SIZE = 64
# Of more characters a text is not split while a transaction is open and nobody else is answered.
LONG_TEXT = 20_000
_MAX_CACHED_SPLITS = 16


class Outbox:
    """Every room has a lane of its own. Of the rooms of platforms that several processes send to, each has a share.

    `platforms` may grow.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[PlatformName, Platform],
        clock: Clock,
        metrics: Metrics | None = None,
        chance: Callable[[], float] = random,
        sleep: Sleep = sleep,
        sentences: DeliveryTexts = NO_TEXTS,
        replica: Replica | None = None,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock
        self._texts = sentences
        self._replica = replica or Replica.alone()
        self._lane_locks: WeakValueDictionary[Lane, Lock] = WeakValueDictionary()
        self._in_flight: dict[Lane, DeliveryId] = {}
        self._recovered: set[Lane] = set()
        self._clock_rollback = ClockRollback()
        self._workers = Workers(platforms, self._send_queued, clock, sleep)
        self._results = ResultRecorder(database, self._workers, clock, metrics or Metrics(), chance, sentences)
        self._split_cache: dict[Hashable, Sequence[Message]] = {}
        self._added: Counter[PlatformName] = Counter()
        self._announcement_slots: dict[PlatformName, Semaphore] = {}
        # One transaction for many costs little more than one for one.
        self._claim_batcher = Batcher(self._claim_all, BATCH_SIZE)
        self._record_batcher = Batcher(self._record_all, BATCH_SIZE)

    def find_unsplit(self, deliveries: Iterable[Delivery]) -> Sequence[Message]:
        """Return the messages that are so long that they should be split before the transaction that adds them."""
        messages = (each.message for each in deliveries if each.action not in (Action.DELETION, Action.DEPARTURE))
        return [each for each in messages if len(each.text) > LONG_TEXT and _split_key(each) not in self._split_cache]

    async def split(self, messages: Iterable[Message]) -> None:
        """Split messages beside the event loop; the next `add` of the same finds their parts."""
        for message in messages:
            platform = self._platforms.get(message.address.platform)
            if platform is not None:
                while len(self._split_cache) >= _MAX_CACHED_SPLITS:
                    del self._split_cache[next(iter(self._split_cache))]
                self._split_cache[_split_key(message)] = await to_thread(platform.parts, message)

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery], kind: DeliveryKind) -> None:
        """Writes deliveries down as part of the caller's transaction."""
        parts = [
            part
            for delivery in deliveries
            for part in [*self._split_delivery(delivery), *await _delete_continuations(unit, delivery)]
        ]
        # Too many are counted if the transaction fails, never too few.
        self._added.update(part.message.address.platform for part in parts)
        await unit.deliveries.add(parts, kind, self._clock())
        await self._replica.notify(unit.connection, Notification.OUTBOX)

    def count_added(self, name: PlatformName) -> int:
        """Return how many deliveries to a platform this process has written down since it began."""
        return self._added[name]

    def count_messages(self, message: Message) -> int:
        """As how many messages its platform would show it."""
        platform = self._platforms.get(message.address.platform)
        return len(_append_whole_files(platform.parts(message))) if platform else 1

    def _split_delivery(self, delivery: Delivery) -> Iterator[Delivery]:
        """What is too long for one message of its platform follows in others, which are about the first."""
        platform = self._platforms.get(delivery.message.address.platform)
        if platform is None or delivery.action in (Action.DELETION, Action.DEPARTURE):
            yield delivery
            return
        first, *others = _append_whole_files(
            self._get_cached_parts(delivery.message) or platform.parts(delivery.message)
        )
        yield replace(delivery, message=first)
        for number, other in enumerate(others, 2):
            yield Delivery(
                id=DeliveryId(f"{delivery.id}.{number}"), message=other, target=delivery.target or delivery.id
            )

    def _get_cached_parts(self, message: Message) -> Sequence[Message]:
        """Return the parts of a message that was split before, for where this one goes; none if it was not."""
        parts = self._split_cache.get(_split_key(message), ())
        return [
            replace(
                message,
                text=part.text,
                attachment=message.attachment if part.attachment else None,
                choices=message.choices if part.choices else (),
                cards=part.cards,
            )
            for part in parts
        ]

    async def recover(self, names: Collection[PlatformName] | None = None) -> None:
        """Takes up what was left half done on these platforms, or on all, and their pace; before anything is sent."""
        now = self._clock()
        begun = frozenset(self._platforms if names is None else names)
        async with self._database.begin(fenced=True) as unit:
            await self._clock_rollback.recover(unit, now)
            self._workers.divide(self._replica.shard.count)
            for name, holds in (await unit.rate_limit_holds.get_current(begun, now)).items():
                self._workers.start(name, holds)
            lanes = await self._recover_interrupted(unit)
            if any(self._platforms[name].pace for name in begun):
                sent = [*await unit.deliveries.list_sent_since(now - MINUTE), *((lane, now) for lane in lanes)]
                self._workers.note_sent(each for each in sent if each[0][0] in begun)

    async def _recover_interrupted(self, unit: UnitOfWork) -> Sequence[Lane]:
        """What processes that are gone were sending."""
        left = await unit.deliveries.find_interrupted(self._platforms, self._replica.alive)
        for delivery, lane in left:
            await self._results.record_interrupted(unit, delivery, lane[0])
            self._recovered.add(lane)
        return [lane for _, lane in left]

    def reserve_for_reply(self, name: PlatformName) -> None:
        """Somebody is going to be answered there."""
        if name in self._platforms:
            self._workers[name].reserve_for_reply()

    async def deliver(self, lanes: Iterable[Lane]) -> None:
        """Sends the answers due in these rooms; returns when it has been tried, or must wait. Does not raise."""
        await gather(*(self._deliver_lane(lane) for lane in set(lanes) if self._is_in_shard(lane)))

    def _is_in_shard(self, lane: Lane) -> bool:
        name, room = lane
        return name in self._platforms and (name not in shared_platforms() or self._replica.shard.contains(room))

    async def finish_in_flight(self, lane: Lane) -> None:
        """Waits for what is on its way into a room: what was said there may be about it. Does not raise."""
        if lane in self._in_flight or lane in self._recovered:
            await self.deliver([lane])
            self._recovered.discard(lane)

    async def start_due(self) -> None:
        """Starts on all rooms in which something is due, and does not wait for them."""
        # As long as enough announcements wait in line, none are added.
        served = [
            name for name in self._platforms if self._workers[name].count_announcements() < MAX_QUEUED_ANNOUNCEMENTS
        ]
        share = self._replica.shard
        async with self._database.begin(fenced=True) as unit:
            now = self._clock()
            if await self._clock_rollback.recover(unit, now):
                self._workers.release_deferred()
            if self._workers.divide(share.count):
                self._workers.note_sent(await unit.deliveries.list_sent_since(now - MINUTE))
            await self._recover_interrupted(unit)
            answers = await unit.deliveries.find_due_lanes(self._platforms, now, share=share)
            announcements = await unit.deliveries.find_due_lanes(served, now, share=share, announcements=True)
        # What is being sent by `deliver` keeps its turn; there is then nothing left to do.
        self._workers.put([*answers, *self._in_flight], announcement=False)
        self._workers.put(announcements, announcement=True)

    async def deliver_due(self) -> None:
        """Sends all that is due and may be sent now; returns when it has been tried."""
        await self.start_due()
        await self._workers.wait_until_idle()

    async def close(self) -> None:
        """Stops sending; what is on its way is taken up by the next start."""
        await self._workers.close()
        await gather(self._claim_batcher.close(), self._record_batcher.close())

    async def _send_queued(self, name: PlatformName, waiting: QueuedRoom, place: Slot) -> bool:
        """Sends the next delivery of a room; whether there is more. Does not raise."""
        lane = (name, waiting.room)
        try:
            async with self._lane_locks.setdefault(lane, Lock()):
                await self._recover_lane(lane)
                return await self._send_next(lane, place, announcements=waiting.announcement)
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "A room of %s waits for the next look: %s", name, format_trace(error))
            return False

    async def _deliver_lane(self, lane: Lane) -> None:
        """Sends the answers due in one room, as long as nothing has to wait. Does not raise."""
        try:
            async with self._lane_locks.setdefault(lane, Lock()):
                await self._recover_lane(lane)
                while await self._deliver_next(lane):
                    pass
        except Exception as error:  # noqa: BLE001
            log.log(log_level(error), "A room of %s waits for the next look: %s", lane[0], format_trace(error))

    async def _deliver_next(self, lane: Lane) -> bool:
        """Whether there is more."""
        name, room = lane
        pump = self._workers[name]
        if pump.limiter.delay(room, announcement=False):
            pump.put(QueuedRoom(room, announcement=False))
            return False
        place = pump.limiter.reserve(room, announcement=False)
        try:
            with place.hold():
                return await self._send_next(lane, place, announcements=False)
        finally:
            pump.wake()

    async def _send_next(self, lane: Lane, place: Slot, *, announcements: bool) -> bool:
        # Where the pace is counted, what is claimed together would leave in a burst.
        is_paced = self._platforms[lane[0]].pace is not None
        asked = (lane, announcements)
        claimed = (await self._claim_all([asked]))[0] if is_paced else await self._claim_batcher.submit(asked)
        if claimed is None:
            return False
        place.start()
        async with self._announcement_slot(claimed.delivery):
            outcome = await self._send(self._platforms[lane[0]], claimed.delivery)
        await (self._record_all([(claimed, outcome)]) if is_paced else self._record_batcher.submit((claimed, outcome)))
        return claimed.more

    def _announcement_slot(self, delivery: Delivery) -> AbstractAsyncContextManager[object]:
        """While some are on their way, the next are claimed already, and those before written down."""
        name = delivery.message.address.platform
        if delivery.message.announcement is None or self._platforms[name].pace is not None:
            return nullcontext()
        return self._announcement_slots.setdefault(name, Semaphore(MAX_CONCURRENT_ANNOUNCEMENTS))

    async def _claim_all(self, asked: Sequence[tuple[Lane, bool]]) -> Sequence[Claim | None]:
        """What comes next in each lane, with or without announcements."""
        async with self._database.begin(fenced=True) as unit:
            claimed = await unit.deliveries.claim_all(dict(asked), self._clock(), self._replica.number)
            self._in_flight |= {lane: each.delivery.id for lane, each in claimed.items()}
        return [claimed.get(lane) for lane, _ in asked]

    async def _recover_lane(self, lane: Lane) -> None:
        """A send of this process that was cancelled, or whose end could not be written down."""
        left = self._in_flight.get(lane)
        if left is not None:
            async with self._database.begin(fenced=True) as unit:
                await self._results.record_interrupted(unit, left, lane[0])
            del self._in_flight[lane]

    async def _send(self, platform: Platform, delivery: Delivery) -> SendResult:
        try:
            file = await self._fetch(delivery.message.attachment)
        except PermanentFailure as failure:
            if not delivery.message.text:
                return failure
            # What was said with a file that is gone is still worth reading.
            delivery, file = replace(delivery, message=replace(delivery.message, attachment=None)), b""
        except Exception as failure:  # noqa: BLE001
            # Nothing has been sent yet.
            return failure if isinstance(failure, FAILURES) else TemporaryFailure(type(failure).__name__)
        # Since it was claimed this process may have been stopped, and another may be sending it.
        await self._replica.confirm_lease()
        try:
            return await repeats.send_marked(
                platform, replace(delivery, file=file) if file else delivery, self._texts.repeated
            )
        except Exception as failure:  # noqa: BLE001
            return failure

    async def _fetch(self, attachment: Attachment | None) -> bytes:
        if attachment is None:
            return b""
        if attachment.platform is None:
            return await self._read_file(attachment)
        platform = self._platforms.get(attachment.platform)
        if platform is None:
            raise PermanentFailure(f"{attachment.platform} is not configured any more")
        return await platform.fetch(attachment)

    async def _read_file(self, attachment: Attachment) -> bytes:
        async with self._database.begin() as unit:
            content = await unit.files.content(attachment)
        if content is None:
            raise PermanentFailure("the file is not kept any more")
        return content

    async def _record_all(self, ended: Sequence[tuple[Claim, SendResult]]) -> Sequence[None]:
        await self._results.record(ended)
        for claimed, outcome in ended:
            self._in_flight.pop(find_lane(claimed.delivery), None)
            if isinstance(outcome, Misdirected):
                lane = (claimed.delivery.message.address.platform, outcome.room)
                self._workers.put([lane], announcement=claimed.delivery.message.announcement is not None)
        return [None] * len(ended)


def _split_key(message: Message) -> Hashable:
    """Return all of a message that its parts depend on."""
    labels = tuple(choice.label for choice in message.choices)
    return message.address.platform, message.text, labels, message.attachment is not None, message.cards


def _append_whole_files(parts: Sequence[Message]) -> list[Message]:
    """Return the parts of a message, and behind them the whole of its text if that stands in a second file."""
    followed: list[Message] = []
    wholes: list[Message] = []
    for part in parts:
        file = part.attachment
        if file is None or file.whole is None:
            followed.append(part)
        else:
            followed.append(replace(part, attachment=replace(file, whole=None)))
            wholes.append(replace(part, text="", attachment=file.whole, choices=(), cards=()))
    return [*followed, *wholes]


async def _delete_continuations(unit: UnitOfWork, delivery: Delivery) -> Sequence[Delivery]:
    """What followed on a message goes when that message changes or goes."""
    if delivery.target is None:
        return []
    empty = Message(address=delivery.message.address, text="")
    return [
        Delivery(id=DeliveryId(f"{delivery.id}-{part}"), message=empty, action=Action.DELETION, target=part)
        for part in await unit.deliveries.find_continuations(delivery.target)
    ]
