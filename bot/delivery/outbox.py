"""Deliver the outbox: claim deliveries, send them room by room in order, record the results."""

import logging
from asyncio import Lock, Semaphore, gather, sleep, to_thread
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from random import random
from weakref import WeakValueDictionary

from bot.delivery import repeats
from bot.delivery.clock_rollback import ClockRollback
from bot.delivery.queue import QueuedRoom
from bot.delivery.rate_limiter import MINUTE, Slot
from bot.delivery.results import NO_TEXTS, DeliveryTexts, ResultRecorder, SendResult
from bot.delivery.workers import Sleep, Workers
from bot.monitoring.metrics import Metrics
from bot.platforms.base.contract import (
    FAILURES,
    Action,
    Delivery,
    PermanentFailure,
    Platform,
    TemporaryFailure,
    WrongRoom,
)
from bot.platforms.table import traits_of
from bot.storage.cluster.replicas import Notification, Replica
from bot.storage.database import Database
from bot.storage.messaging.deliveries import Claim, DeliveryKind, Lane, find_lane
from bot.storage.unit_of_work import UnitOfWork
from bot.system.batching import Batcher
from bot.system.clock import Clock
from bot.system.tracebacks import format_trace, log_level
from handlers.core.events import Attachment, PlatformName
from handlers.core.messages import DeliveryId, Message

log = logging.getLogger(__name__)

# More than a platform takes until the next poll.
MAX_QUEUED_ANNOUNCEMENTS = 500
# On platforms without a pace, so that replies get through in between.
MAX_CONCURRENT_ANNOUNCEMENTS = 8
# More in one transaction would delay replies.
BATCH_SIZE = 64
# Longer texts are split in a thread, before the transaction.
LONG_TEXT = 20_000
_MAX_CACHED_SPLITS = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyClaim:
    """A claim made in the transaction that adds the delivery; `held` keeps its lane and slot from others."""

    claim: Claim
    slot: Slot
    held: ExitStack

    @property
    def lane(self) -> Lane:
        return find_lane(self.claim.delivery)

    def release(self) -> None:
        """Let others send in the lane; may be repeated."""
        self.held.close()


class Outbox:
    """Send deliveries in one lane per room; where several processes send, each serves its shard of the rooms.

    `platforms` may grow while it runs.
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
        # A transaction for many deliveries costs little more than one for a single delivery.
        self._claim_batcher = Batcher(self._claim_all, BATCH_SIZE)
        self._record_batcher = Batcher(self._record_all, BATCH_SIZE)

    def find_unsplit(self, deliveries: Iterable[Delivery]) -> Sequence[Message]:
        """Return the messages that are so long that they should be split before the transaction that adds them."""
        messages = (each.message for each in deliveries if each.action not in (Action.DELETION, Action.DEPARTURE))
        return [each for each in messages if len(each.text) > LONG_TEXT and _split_key(each) not in self._split_cache]

    async def split(self, messages: Iterable[Message]) -> None:
        """Split messages in a thread; the next `add` of the same messages uses the parts."""
        for message in messages:
            platform = self._platforms.get(message.address.platform)
            if platform is not None:
                while len(self._split_cache) >= _MAX_CACHED_SPLITS:
                    del self._split_cache[next(iter(self._split_cache))]
                self._split_cache[_split_key(message)] = await to_thread(platform.parts, message)

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery], kind: DeliveryKind) -> None:
        """Add deliveries in the caller's transaction, splitting what is too long for one message of its platform."""
        parts = [
            part
            for delivery in deliveries
            for part in [*self._split_delivery(delivery), *await _delete_continuations(unit, delivery)]
        ]
        # If the transaction fails too many are counted, never too few.
        self._added.update(part.message.address.platform for part in parts)
        await unit.deliveries.add(parts, kind, self._clock())
        await self._replica.notify(unit.connection, Notification.OUTBOX)

    def count_added(self, name: PlatformName) -> int:
        """Return how many deliveries to a platform this process has added since it started."""
        return self._added[name]

    def count_messages(self, message: Message) -> int:
        """Return in how many messages the platform would show this one."""
        platform = self._platforms.get(message.address.platform)
        return len(_append_whole_files(platform.parts(message))) if platform else 1

    def _split_delivery(self, delivery: Delivery) -> Iterator[Delivery]:
        """Yield a delivery in parts that fit its platform; the later ones continue the first."""
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
        """Return the parts of a message that was split in advance, readdressed to this one; none if it was not."""
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
        """Resume interrupted deliveries and stored limits of these platforms, or of all; call it before sending."""
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
        """Settle deliveries that processes which are gone were sending; return their lanes."""
        left = await unit.deliveries.find_interrupted(self._platforms, self._replica.alive)
        for delivery, lane in left:
            await self._results.record_interrupted(unit, delivery, lane[0])
            self._recovered.add(lane)
        return [lane for _, lane in left]

    def reserve_for_reply(self, name: PlatformName) -> None:
        """Reserve capacity for an interactive reply ahead of queued announcements."""
        if name in self._platforms:
            self._workers[name].reserve_for_reply()

    async def claim_early(self, unit: UnitOfWork, lane: Lane) -> EarlyClaim | None:
        """Claim the next delivery of a lane at the end of the transaction that adds it, if nothing has to wait.

        It must be delivered or released. Nothing else is being sent then, so that there is one such claim at a time: a
        sudden death leaves what is claimed uncertain, and in a burst it would wait for others before it is sent.
        """
        name, room = lane
        # A lock is known while somebody has it or waits for it, who may be waiting for this very transaction.
        is_idle = not self._lane_locks and not self._in_flight
        if not is_idle or not self._is_in_shard(lane) or self._workers[name].limiter.delay(room, announcement=False):
            return None
        lane_lock = self._lane_locks.setdefault(lane, Lock())
        with ExitStack() as held:
            await lane_lock.acquire()
            held.callback(lane_lock.release)
            held.callback(self._workers[name].wake)
            slot = self._workers[name].limiter.reserve(room, announcement=False)
            held.enter_context(slot.hold())
            claims = await unit.deliveries.claim({lane: False}, self._clock(), self._replica.number)
            if lane in claims:
                self._in_flight[lane] = claims[lane].delivery.id
                return EarlyClaim(claim=claims[lane], slot=slot, held=held.pop_all())
        return None

    async def deliver(self, lanes: Iterable[Lane], early: EarlyClaim | None = None) -> None:
        """Send the replies due in these lanes; return when each has been tried or has to wait. Does not raise."""
        claims: dict[Lane, EarlyClaim | None] = {lane: None for lane in lanes if self._is_in_shard(lane)}
        if early is not None:
            claims[early.lane] = early
        await gather(*(self._deliver_lane(lane, claim) for lane, claim in claims.items()))

    def _is_in_shard(self, lane: Lane) -> bool:
        name, room = lane
        return name in self._platforms and (not traits_of(name).is_shared or self._replica.shard.contains(room))

    async def finish_in_flight(self, lane: Lane) -> None:
        """Wait for the delivery in flight in a lane, as what a person says there may be about it. Does not raise."""
        if lane in self._in_flight or lane in self._recovered:
            await self.deliver([lane])
            self._recovered.discard(lane)

    async def start_due(self) -> None:
        """Start on all lanes in which something is due, without waiting for them."""
        # No announcements are queued while enough of them wait.
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
        # Lanes that `deliver` is sending are queued as well: they are found empty afterwards.
        self._workers.put([*answers, *self._in_flight], announcement=False)
        self._workers.put(announcements, announcement=True)

    async def deliver_due(self) -> None:
        """Send all that is due and may be sent now; return when it has been tried."""
        await self.start_due()
        await self._workers.wait_until_idle()

    async def close(self) -> None:
        """Stop sending; the next start resumes what is in flight."""
        await self._workers.close()
        await gather(self._claim_batcher.close(), self._record_batcher.close())

    async def _send_queued(self, name: PlatformName, waiting: QueuedRoom, slot: Slot) -> bool:
        """Send the next delivery of a queued room; return whether there are more. Does not raise."""
        lane = (name, waiting.room)
        try:
            async with self._lane_locks.setdefault(lane, Lock()):
                await self._recover_lane(lane)
                return await self._send_next(lane, slot, announcements=waiting.announcement)
        except Exception as error:  # noqa: BLE001
            _log_put_off(name, error)
            return False

    async def _deliver_lane(self, lane: Lane, early: EarlyClaim | None = None) -> None:
        """Send the replies due in one lane until one has to wait. Does not raise."""
        try:
            if early is not None and not await self._deliver_early(early):
                return
            async with self._lane_locks.setdefault(lane, Lock()):
                await self._recover_lane(lane)
                while await self._deliver_next(lane):
                    pass
        except Exception as error:  # noqa: BLE001
            _log_put_off(lane[0], error)

    async def _deliver_early(self, early: EarlyClaim) -> bool:
        """Send what was claimed early, once the claim is on the disk; return whether there are more."""
        try:
            await self._database.sync()
            return await self._deliver_claimed(early.claim, early.slot)
        finally:
            early.release()

    async def _deliver_next(self, lane: Lane) -> bool:
        """Send the next reply of a lane if the rate limit permits; return whether there are more."""
        name, room = lane
        worker = self._workers[name]
        if worker.limiter.delay(room, announcement=False):
            worker.put(QueuedRoom(room, announcement=False))
            return False
        slot = worker.limiter.reserve(room, announcement=False)
        try:
            with slot.hold():
                return await self._send_next(lane, slot, announcements=False)
        finally:
            worker.wake()

    async def _send_next(self, lane: Lane, slot: Slot, *, announcements: bool) -> bool:
        # Deliveries claimed in a batch would leave in a burst, against the pace.
        is_paced = self._platforms[lane[0]].pace is not None
        asked = (lane, announcements)
        claimed = (await self._claim_all([asked]))[0] if is_paced else await self._claim_batcher.submit(asked)
        return claimed is not None and await self._deliver_claimed(claimed, slot)

    async def _deliver_claimed(self, claimed: Claim, slot: Slot) -> bool:
        """Send what was claimed and record the result; return whether there are more."""
        platform = self._platforms[claimed.delivery.message.address.platform]
        slot.start()
        async with self._announcement_slot(claimed.delivery):
            outcome = await self._send(platform, claimed.delivery)
        is_paced = platform.pace is not None
        await (self._record_all([(claimed, outcome)]) if is_paced else self._record_batcher.submit((claimed, outcome)))
        return claimed.more

    def _announcement_slot(self, delivery: Delivery) -> AbstractAsyncContextManager[object]:
        """Limit concurrent announcements where no pace is set.

        Meanwhile the next ones are claimed already, and earlier ones recorded.
        """
        name = delivery.message.address.platform
        if delivery.message.announcement is None or self._platforms[name].pace is not None:
            return nullcontext()
        return self._announcement_slots.setdefault(name, Semaphore(MAX_CONCURRENT_ANNOUNCEMENTS))

    async def _claim_all(self, asked: Sequence[tuple[Lane, bool]]) -> Sequence[Claim | None]:
        """Claim the next delivery of each lane, with or without announcements; None where there is none."""
        async with self._database.begin(fenced=True) as unit:
            claimed = await unit.deliveries.claim(dict(asked), self._clock(), self._replica.number)
            self._in_flight |= {lane: each.delivery.id for lane, each in claimed.items()}
        return [claimed.get(lane) for lane, _ in asked]

    async def _recover_lane(self, lane: Lane) -> None:
        """Settle a send of this process that was cancelled, or whose result could not be recorded."""
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
            # The text is worth sending even if its file is gone.
            delivery, file = replace(delivery, message=replace(delivery.message, attachment=None)), b""
        except Exception as failure:  # noqa: BLE001
            # Nothing has been sent yet.
            return failure if isinstance(failure, FAILURES) else TemporaryFailure(type(failure).__name__)
        # This process may have been stopped since the claim, and another be sending the delivery.
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
            raise PermanentFailure(f"{attachment.platform} is no longer configured")
        return await platform.fetch(attachment)

    async def _read_file(self, attachment: Attachment) -> bytes:
        async with self._database.begin() as unit:
            content = await unit.files.content(attachment)
        if content is None:
            raise PermanentFailure("the file is no longer kept")
        return content

    async def _record_all(self, ended: Sequence[tuple[Claim, SendResult]]) -> Sequence[None]:
        await self._results.record(ended)
        for claimed, outcome in ended:
            self._in_flight.pop(find_lane(claimed.delivery), None)
            if isinstance(outcome, WrongRoom):
                lane = (claimed.delivery.message.address.platform, outcome.room)
                self._workers.put([lane], announcement=claimed.delivery.message.announcement is not None)
        return [None] * len(ended)


def _log_put_off(name: PlatformName, error: Exception) -> None:
    trace = format_trace(error)
    log.log(log_level(error), "Sending to a room of %s was put off until the next poll: %s", name, trace)


def _split_key(message: Message) -> Hashable:
    """Return all of a message that its parts depend on."""
    labels = tuple(choice.label for choice in message.choices)
    return message.address.platform, message.text, labels, message.attachment is not None, message.cards


def _append_whole_files(parts: Sequence[Message]) -> list[Message]:
    """Return the parts of a message, followed by its whole text where that is attached as a second file."""
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
    """Return deletions of what continues a message that is edited or deleted."""
    if delivery.target is None:
        return []
    empty = Message(address=delivery.message.address, text="")
    return [
        Delivery(id=DeliveryId(f"{delivery.id}-{part}"), message=empty, action=Action.DELETION, target=part)
        for part in await unit.deliveries.find_continuations(delivery.target)
    ]
