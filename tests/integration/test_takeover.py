"""A leader that is stopped, as by a hung machine: another takes its place, and it does nothing more when it wakes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from aiohttp import ClientConnectionError, ClientSession

from knowledge.loader import SHIPPED, load_bundle
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.conftest import unique
from tests.integration.news import MARK
from tests.integration.patience import PATIENCE
from tests.integration.person import Person
from tests.integration.postgres import Databases
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse, free_port

# Asserted, with a lease of so many seconds instead of eight; on a machine of one's own it takes ten.
_ANSWERS_WITHIN = 40
_LEASE = "5"
_LEAST_STOP = 4
# The leader dies or sleeps anywhere between a question's arrival and its answer.
_MOMENTS = 1.0
_ROUNDS = 3

Pair = tuple[Service, Service]


@pytest.fixture
async def pair(synapse: Synapse, api: BotApi, tmp_path: Path, postgres: Databases) -> AsyncIterator[Pair]:
    """Two on both platforms, of which the first leads."""
    variables = {
        "LOTSE_DATABASE": postgres.migrated(),
        "LOTSE_DATA_DIR": str(tmp_path / "data"),
        "LOTSE_SERVICE__LEASE_SECONDS": _LEASE,
    }
    user_id = await synapse.register(unique("lotse"))
    first, second = (
        Service(
            folder=tmp_path / name,
            homeserver=synapse.url,
            user_id=user_id,
            telegram=api.url,
            variables={**variables, "LOTSE_MONITORING__LISTEN": f"127.0.0.1:{free_port()}"},
        )
        for name in ("first", "second")
    )
    async with AsyncExitStack() as stack:
        for service, sign in ((first, "Lotse is running"), (second, "this one helps")):
            await service.start()
            stack.push_async_callback(service.close)
            stack.callback(wake, service)
            await service.logs(sign)
        yield first, second


def wake(service: Service) -> None:
    """One that is stopped would not end."""
    if service.process is not None and service.process.returncode is None:
        send(service, signal.SIGCONT)


def send(service: Service, number: signal.Signals) -> None:
    assert service.process is not None
    service.process.send_signal(number)


class Asked:
    """Questions on both platforms, each about another centre, so that every answer can be told from the others."""

    def __init__(self, anna: Person, otto: Human, room: str, lotse: str) -> None:
        self.anna, self.otto, self.room, self.lotse = anna, otto, room, lotse
        self.titles = iter(load_bundle(SHIPPED).centres)
        self.on_matrix: list[str] = []
        self.on_telegram: list[str] = []

    async def ask(self) -> None:
        self.on_matrix.append(await self.anna.say(self.room, next(self.titles).title))
        self.on_telegram.append(next(self.titles).title)
        await self.otto.writes(self.on_telegram[-1])

    async def last_answered(self) -> None:
        await self.anna.answered(self.room, self.on_matrix[-1], self.lotse)
        await self.otto.hears_that(self.on_telegram[-1])

    async def times(self) -> tuple[list[int], list[int]]:
        """Return how often each was answered, on Matrix and on Telegram, there without marked repetitions."""
        matrix = [len(await self.anna.replies(self.room, event, self.lotse)) for event in self.on_matrix]
        texts = [shown.text for shown in self.otto.room.by_bot]
        answers = [[text for text in texts if title in text] for title in self.on_telegram]
        unmarked = [sum(MARK not in text for text in each) for each in answers]
        return matrix, [max(count, min(1, len(each))) for count, each in zip(unmarked, answers, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("encrypted", [False, True])
async def test_nothing_is_lost_or_doubled_when_the_leader_stops(
    pair: Pair, anna: Person, api: BotApi, encrypted: bool
) -> None:
    moments = Random(encrypted)  # noqa: S311
    leader, other = pair
    room = await anna.open_room(leader.user_id, direct=True, encrypted=encrypted)
    await anna.with_company(room, leader.user_id)
    asked = Asked(anna, Human(api=api), room, leader.user_id)
    for _ in range(_ROUNDS):
        await asked.ask()
        await asyncio.sleep(_MOMENTS * moments.random())  # the moment at which it is stopped
        send(leader, signal.SIGSTOP)
        await asked.ask()
        began = monotonic()
        await asked.last_answered()
        assert monotonic() - began < _ANSWERS_WITHIN
        # On the same machine it is killed, as it may have been stopped while it saved keys.
        assert await leader.ended() == -signal.SIGKILL
        helps = leader.log().count("this one helps")
        await leader.start()
        await leader.logs("this one helps", times=helps + 1)
        leader, other = other, leader
    await asked.ask()
    await asked.last_answered()
    matrix, telegram = await asked.times()
    assert matrix == [1] * len(matrix)
    ((unsure,),) = leader.stored("SELECT count(*) FROM deliveries WHERE state = 'uncertain'")
    assert max(telegram) == 1
    assert telegram.count(0) <= unsure


async def test_one_that_wakes_up_late_ends_and_says_why(api: BotApi, tmp_path: Path, postgres: Databases) -> None:
    """As on another machine, where nobody can kill it: it is not in the way."""
    variables = {"LOTSE_DATABASE": postgres(), "LOTSE_SERVICE__LEASE_SECONDS": _LEASE}
    otto = Human(api=api)
    first, second = (Service(folder=tmp_path / name, telegram=api.url, variables=variables) for name in ("a", "b"))
    await first.start()
    await first.logs("Lotse is running")
    await second.start()
    await second.logs("this one helps")
    send(first, signal.SIGSTOP)
    await otto.writes("E-Mail KI Duisburg")
    await otto.hears_that("integration@stadt-duisburg.de")
    send(first, signal.SIGCONT)
    assert await first.ended() == 1
    assert "start Lotse again" in first.log()
    assert len(otto.room.by_bot) == 1
    assert await second.stop() == 0


async def test_a_standby_says_what_it_waits_for(pair: Pair) -> None:
    leader, other = pair
    status, told = await _readiness(other)
    assert status == 200
    assert told["role"].startswith("standby: waits for the lease of ")
    _, told = await _readiness(leader)
    assert told["role"] == "leader"


async def test_who_was_alone_goes_on_after_a_stop(serve: Serve, api: BotApi, anna: Person) -> None:
    """On SQLite nobody takes its place; the stop is shorter here than in the long form, but at any moment."""
    moments = Random(1)  # noqa: S311
    lotse = await serve()
    lotse.telegram = api.url
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    asked = Asked(anna, Human(api=api), room, lotse.user_id)
    for _ in range(_ROUNDS):
        await asked.ask()
        await asyncio.sleep(_MOMENTS * moments.random())  # the moment at which it is stopped
        send(lotse, signal.SIGSTOP)
        await asked.ask()
        await asyncio.sleep(_LEAST_STOP)  # the stop itself
        send(lotse, signal.SIGCONT)
        await asked.last_answered()
    assert await asked.times() == ([1] * _ROUNDS * 2, [1] * _ROUNDS * 2)
    assert await lotse.stop() == 0


async def _readiness(service: Service) -> tuple[int, dict[str, str]]:
    """As soon as it can be asked."""
    address = service.variables["LOTSE_MONITORING__LISTEN"]
    async with ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            with suppress(ClientConnectionError):
                async with session.get(f"http://{address}/readyz") as response:
                    return response.status, await response.json()
            await asyncio.sleep(0.1)
