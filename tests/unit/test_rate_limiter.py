"""The outbox against platforms that count, in virtual time and on a real database."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.delivery.rate_limit_holds import CAUTIOUS_WAIT
from bot.delivery.rate_limiter import RateLimiter, RateWindow
from bot.platforms.base.contract import Delivery, Platform, RetryScope, TemporaryFailure
from bot.platforms.telegram.traits import PACE
from bot.storage.messaging.deliveries import DeliveryKind, Lane, find_lane
from handlers.core.events import Address, MessageId, PlatformName, RoomId
from handlers.core.messages import DeliveryId, Message
from tests.bench.broadcast import course_of
from tests.platforms import OutgoingOnly
from tests.prepared import open_file
from tests.unit.virtual import Busy, StrictPlatform, VirtualTime

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@dataclass
class Bucket(OutgoingOnly):
    """Limits an account as Synapse does: `burst` messages at once, and then one in `every`; rooms may hang or wait."""

    time: VirtualTime
    burst: int = 3
    every: timedelta = timedelta(seconds=5)
    name: PlatformName = PlatformName.MATRIX
    pace: None = None
    limited: dict[str, timedelta] = field(default_factory=dict)
    hangs: dict[str, float] = field(default_factory=dict)
    arrived: dict[str, datetime] = field(default_factory=dict)
    refused: list[tuple[str, datetime]] = field(default_factory=list)
    impatient: list[str] = field(default_factory=list)
    _full_at: datetime | None = None
    _until: dict[str, datetime] = field(default_factory=dict)

    async def send(self, delivery: Delivery) -> MessageId:
        room, now = delivery.message.address.room, self.time.now
        if now < self._until.get(room, now):
            self.impatient.append(room)
        wait = self.limited.pop(room, None) or self._wait(now)
        if wait:
            self.refused.append((room, now))
            self._until[room] = now + wait
            raise TemporaryFailure("slow down", wait, RetryScope.ACCOUNT)
        self.arrived[delivery.id] = now
        await self.time.sleep(self.hangs.get(room, 0.05))
        return MessageId(delivery.id)

    def _wait(self, now: datetime) -> timedelta:
        full_at = max(self._full_at or now, now)
        wait = full_at - now - (self.burst - 1) * self.every
        if wait > timedelta():
            return wait
        self._full_at = full_at + self.every
        return timedelta()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Busy]:
    async with open_file(tmp_path / "lotse.db") as opened:
        yield Busy(opened)


@pytest.fixture
def time(database: Busy) -> VirtualTime:
    return VirtualTime(database)


@pytest.fixture
def telegram(time: VirtualTime) -> StrictPlatform:
    return StrictPlatform(time=time, pace=PACE)


@dataclass
class Run:
    """One start of the outbox."""

    database: Busy
    time: VirtualTime
    platform: Platform
    outbox: Outbox = field(init=False)
    background: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.outbox = Outbox(
            self.database, {self.platform.name: self.platform}, self.time, chance=lambda: 0.0, sleep=self.time.sleep
        )

    async def write(self, kind: DeliveryKind, *ids: str, room: str | None = None) -> list[Lane]:
        """Each into a room of the same name, or all into one."""
        written = [
            Delivery(
                id=DeliveryId(id_),
                message=Message(address=Address(platform=self.platform.name, room=RoomId(room or id_)), text="Hallo"),
            )
            for id_ in ids
        ]
        async with self.database.begin() as unit:
            await self.outbox.add(unit, written, kind)
        return [find_lane(delivery) for delivery in written]

    async def answer(self, *ids: str, room: str | None = None) -> None:
        """As the dispatcher does."""
        self.do(self.outbox.deliver(await self.write("reply", *ids, room=room)))

    def do(self, work: Coroutine[None, None, None]) -> None:
        self.background.add(asyncio.create_task(work))

    def look_on(self) -> None:
        self.do(self._look())

    async def _look(self) -> None:
        while True:
            await self.outbox.start_due()
            await self.time.sleep(2)

    async def close(self) -> None:
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.outbox.close()


@pytest.fixture
async def paced(database: Busy, time: VirtualTime, telegram: StrictPlatform) -> AsyncIterator[Run]:
    run = Run(database, time, telegram)
    yield run
    await run.close()


@pytest.mark.slow
async def test_a_broadcast_keeps_up_with_its_limits_and_never_exceeds_them(database: Busy) -> None:
    course = await course_of(database, 1000)
    assert course.deliveries == 1000
    assert course.refusals == 0
    assert 0.95 <= course.share <= 1


async def test_a_broadcast_without_a_pace_is_refused(database: Busy, time: VirtualTime) -> None:
    """The platform of these tests does count."""
    platform = StrictPlatform(time=time, pace=None)
    run = Run(database, time, platform)
    await run.write("announcement", *(str(number) for number in range(60)))
    await run.outbox.start_due()
    await time.run(lambda: platform.refusals > 0)
    await run.close()


async def test_an_answer_leaves_at_once_in_the_middle_of_a_broadcast(
    paced: Run, time: VirtualTime, telegram: StrictPlatform
) -> None:
    await paced.write("announcement", *(f"news {number}" for number in range(200)))
    paced.look_on()
    await time.run(lambda: len(telegram.arrived) == 100)
    asked = {}
    for number in range(3):
        asked[f"answer {number}"] = time.now
        await paced.answer(f"answer {number}")
        await time.run(lambda number=number: len(telegram.arrived) >= 120 + 20 * number)  # type: ignore[misc]
    assert {id_: telegram.arrived[id_] for id_ in asked} == asked
    await time.run(lambda: len(telegram.arrived) == 203)
    assert telegram.refusals == 0


async def test_many_answers_go_before_announcements(paced: Run, time: VirtualTime, telegram: StrictPlatform) -> None:
    await paced.write("announcement", *(f"news {number}" for number in range(120)))
    paced.look_on()
    await time.run(lambda: len(telegram.arrived) == 40)
    began = time.now
    await paced.answer(*(f"answer {number}" for number in range(60)))
    await time.run(lambda: len(telegram.arrived) == 180)
    answered = max(at for id_, at in telegram.arrived.items() if id_.startswith("answer"))
    assert answered - began <= timedelta(seconds=2.1)
    assert telegram.refusals == 0


async def test_an_answer_passes_what_is_announced_in_its_room(
    paced: Run, time: VirtualTime, telegram: StrictPlatform
) -> None:
    await paced.write("announcement", "news 1", "news 2", "news 3", room="a")
    paced.look_on()
    await time.run(lambda: "news 1" in telegram.arrived)
    await paced.answer("answer", room="a")
    await time.run(lambda: len(telegram.arrived) == 4)
    assert list(telegram.arrived) == ["news 1", "answer", "news 2", "news 3"]


async def test_a_room_hears_one_a_second_and_a_group_twenty_a_minute(
    paced: Run, time: VirtualTime, telegram: StrictPlatform
) -> None:
    began = time.now
    await paced.answer(*(f"to one {number}" for number in range(22)), room="one")
    await paced.answer(*(f"to many {number}" for number in range(22)), room="-many")
    await time.run(lambda: len(telegram.arrived) == 44)
    assert telegram.refusals == 0
    assert telegram.arrived["to one 21"] - began < timedelta(seconds=30)
    assert timedelta(seconds=60) < telegram.arrived["to many 21"] - began < timedelta(seconds=70)


async def test_a_room_that_waits_holds_up_no_other(paced: Run, time: VirtualTime, telegram: StrictPlatform) -> None:
    await paced.answer("1", "2", room="a")
    await time.run(lambda: "1" in telegram.arrived)
    began = time.now
    await paced.answer("3", room="b")
    await time.run(lambda: len(telegram.arrived) == 3)
    assert telegram.arrived["3"] == began
    assert telegram.arrived["2"] > began


async def test_a_start_knows_what_the_last_run_sent(
    database: Busy, time: VirtualTime, paced: Run, telegram: StrictPlatform
) -> None:
    await paced.answer(*(f"to many {number}" for number in range(20)), room="-many")
    await time.run(lambda: len(telegram.arrived) == 20)
    await paced.answer(*(f"quick {number}" for number in range(25)))
    await time.run(lambda: len(telegram.arrived) == 45)
    await paced.close()  # the last ones are on their way

    again = Run(database, time, telegram)
    await again.outbox.recover()
    await again.write("reply", "to many 20", room="-many")
    await again.write("reply", *(f"soon {number}" for number in range(25)))
    again.look_on()
    await time.run(lambda: len(telegram.arrived) == 71)
    assert telegram.refusals == 0
    await again.close()


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_a_room_was_promised_holds_for_every_kind(
    database: Busy, time: VirtualTime, restarted: bool
) -> None:
    platform = Bucket(time=time, burst=100, limited={"a": timedelta(seconds=40)})
    run = Run(database, time, platform)
    began = time.now
    await run.write("announcement", "news", room="a")
    run.look_on()
    await time.run(lambda: bool(platform.refused))
    if restarted:
        await run.close()
        run = Run(database, time, platform)
        await run.outbox.recover()
        run.look_on()
    await run.answer("answer", room="a")
    await time.run(lambda: len(platform.arrived) == 2)
    assert platform.impatient == []
    assert timedelta(seconds=40) <= platform.arrived["answer"] - began <= timedelta(seconds=43)
    await run.close()


async def test_other_rooms_go_on_when_one_is_limited(database: Busy, time: VirtualTime) -> None:
    platform = Bucket(time=time, burst=100, limited={"a": timedelta(seconds=40)})
    run = Run(database, time, platform)
    began = time.now
    await run.answer("a", "b", "c", "d")
    run.look_on()
    await time.run(lambda: len(platform.arrived) == 4)
    assert all(platform.arrived[id_] - began < SECOND for id_ in "bcd")
    assert [room for room, _ in platform.refused] == ["a"]
    assert platform.impatient == []
    await run.close()


async def test_two_refusals_prove_that_all_must_wait(database: Busy, time: VirtualTime) -> None:
    platform = Bucket(time=time, burst=1, every=timedelta(seconds=30))
    run = Run(database, time, platform)
    began = time.now
    for room in ("a", "b", "c", "d", "e"):
        await run.answer(room)
        await time.run(lambda room=room: room in {*platform.arrived, *(r for r, _ in platform.refused)} or room > "c")  # type: ignore[misc]
    await time.run(lambda: time.now - began > timedelta(seconds=25) or len(platform.refused) > 2)
    assert [room for room, _ in platform.refused] == ["b", "c"]
    run.look_on()
    await time.run(lambda: len(platform.arrived) == 5)
    assert platform.impatient == []
    await run.close()


async def test_after_a_hold_deliveries_go_one_by_one(database: Busy, time: VirtualTime) -> None:
    platform = Bucket(time=time)
    run = Run(database, time, platform)
    names = [f"room {number}" for number in range(12)]
    await run.write("reply", *names)
    began = time.now
    run.look_on()
    await time.run(lambda: len(platform.arrived) == len(names))
    after_the_first = [at for _, at in platform.refused if at > began]
    # Nine messages have to wait for the bucket: each finds out once.
    assert len(after_the_first) <= 10
    assert platform.impatient == []
    assert max(platform.arrived.values()) - began < timedelta(seconds=45 * 1.3)
    await run.close()


async def test_an_accounts_hold_outlasts_a_restart(database: Busy, time: VirtualTime) -> None:
    platform = Bucket(time=time, burst=1, every=timedelta(seconds=30))
    run = Run(database, time, platform)
    began = time.now
    await run.answer("a", "b", "c")
    await time.run(lambda: len(platform.refused) == 2)
    await run.close()
    again = Run(database, time, platform)
    await again.outbox.recover()
    await again.answer("d")
    again.look_on()
    await time.run(lambda: len(platform.arrived) == 2)
    assert len(platform.refused) == 2
    assert max(platform.arrived.values()) - began >= timedelta(seconds=30)
    await again.close()


async def test_care_does_not_make_all_wait_for_one_that_hangs(database: Busy, time: VirtualTime) -> None:
    platform = Bucket(time=time, burst=100, limited={"a": timedelta(seconds=40)}, hangs={"b": 600})
    run = Run(database, time, platform)
    await run.answer("a")
    await time.run(lambda: bool(platform.refused))
    await run.answer("b")
    await time.run(lambda: "b" in platform.arrived)
    await run.answer("c")
    await time.run(lambda: "c" in platform.arrived)
    assert platform.arrived["c"] - platform.arrived["b"] == CAUTIOUS_WAIT
    await run.close()


def test_a_window_frees_its_places_in_order() -> None:
    now, window = NOW, RateWindow(2, SECOND)
    window.add(now)
    window.take()
    assert window.wait(now) == SECOND
    window.release()
    assert window.wait(now) == timedelta()
    window.add(now + SECOND / 4)
    assert window.wait(now + SECOND / 2) == SECOND / 2
    assert window.wait(now + SECOND / 2, reserve=1) == SECOND * 3 / 4
    assert window.wait(now + SECOND) == timedelta()
    assert window.is_empty(now + 2 * SECOND)


def test_a_clock_that_is_set_back_stops_nothing_for_long() -> None:
    now, window = NOW, RateWindow(1, SECOND)
    window.add(now)
    assert window.wait(now - timedelta(hours=1)) == SECOND


@pytest.mark.parametrize(("per_second", "reserve"), [(1, 0), (29, 0), (30, 1), (60, 2)])
def test_answers_have_a_part_of_their_own(per_second: int, reserve: int) -> None:
    assert replace(PACE, per_second=per_second).reserve == reserve


def test_several_senders_share_a_pace() -> None:
    now = NOW
    pacing = RateLimiter(PACE, lambda: now, {})
    pacing.divide(3)
    for number in range(10):
        assert pacing.platform_delay(announcement=False) == timedelta()
        pacing.reserve(RoomId(str(number)), announcement=False).start()
    assert pacing.platform_delay(announcement=False) == PACE.span
