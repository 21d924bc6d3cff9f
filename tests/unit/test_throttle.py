"""One person's flood waits; the allowance comes back with time."""

from datetime import UTC, datetime, timedelta

from bot.system.throttle import Allowances, Throttle
from handlers.core.events import PlatformName, Sender

ANNA, BEA = (Sender(platform=PlatformName.MATRIX, id=name) for name in ("@anna:x", "@bea:x"))
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_a_burst_is_free_and_then_there_is_a_pace() -> None:
    flood = Throttle(burst=3, per_minute=30, clock=lambda: START)
    waits = [flood.take(ANNA) for _ in range(6)]
    assert [delay for delay, _ in waits] == [seconds(0)] * 3 + [seconds(2), seconds(4), seconds(6)]
    assert [tell for _, tell in waits] == [False] * 3 + [True, False, False]
    assert flood.take(BEA) == (seconds(0), False)


def test_after_a_rest_everything_begins_anew() -> None:
    now = START
    flood = Throttle(burst=1, per_minute=60, clock=lambda: now)
    for _ in range(3):
        flood.take(ANNA)
    now = START + seconds(2)
    assert flood.take(ANNA) == (seconds(1), False)
    now = START + seconds(60)
    assert [flood.take(ANNA) for _ in range(2)] == [(seconds(0), False), (seconds(1), True)]


def test_what_is_refused_makes_nobody_wait_longer() -> None:
    now = START
    limit = Allowances[str](burst=2, per_minute=60, clock=lambda: now)
    assert [limit.admit("x") for _ in range(5)] == [seconds(each) for each in (0, 0, 1, 1, 1)]
    now = START + seconds(1)
    assert [limit.admit("x") for _ in range(2)] == [seconds(0), seconds(1)]


def test_what_is_remembered_is_bounded() -> None:
    flood = Throttle(burst=1, per_minute=60, clock=lambda: START)
    flood.take(ANNA)
    for number in range(10_000):
        flood.take(Sender(platform=PlatformName.MATRIX, id=str(number)))
    assert flood.take(ANNA) == (seconds(0), False)


def test_a_persons_accounts_share_one_allowance() -> None:
    phone = Sender(platform=PlatformName.TELEGRAM, id="4711")
    flood = Throttle(burst=2, per_minute=60, clock=lambda: START)
    flood.link_accounts([ANNA, phone])
    assert [flood.take(each)[0] for each in (ANNA, phone, phone, ANNA)] == [seconds(each) for each in (0, 0, 1, 2)]
    assert flood.take(Sender(platform=ANNA.platform, id=ANNA.id, name="Somebody else"))[0] == seconds(3)
    flood.link_accounts([phone])
    assert flood.take(phone) == (seconds(0), False)
