"""What goes wrong in a day: sudden deaths, and everything else that machines and networks do."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from tests.chaos.shifted import LISTENS
from tests.integration.bot_api.faults import Fault, bad_gateway, broken_connection, too_many_requests
from tests.integration.bot_api.server import BotApi
from tests.integration.postgres import connected
from tests.integration.service import Service
from tests.integration.synapse import Synapse
from tests.integration.test_announcement_faults import full_disk, locked_database

# Of which the start takes about half.
_LONGEST_LIFE = 2.6
_FROZEN_SECONDS = 30
# Longer than a transaction waits for another one.
_FAULT_SECONDS = 8
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid != pg_backend_pid() AND datname = current_database()"
)

_Others: TypeAlias = dict[str, tuple[tuple[float, ...], Callable[[], Awaitable[None]]]]


@dataclass(kw_only=True)
class Trouble:
    """One of the services at a time, or what they need. `happened` counts by kind."""

    services: Sequence[Service]
    synapse: Synapse
    api: BotApi
    moments: Random
    happened: dict[str, int] = field(default_factory=dict)

    async def strikes(self, turn: int, turns: int) -> None:
        """A sudden death in every turn, and now and then something else before."""
        victim = self.moments.choice(self.services)
        await asyncio.sleep(_LONGEST_LIFE * self.moments.random())
        if turn % 3 == 0:
            self._at_telegram()
        for name, (share, other) in self._others(victim).items():
            if turn in {int(turns * part) for part in share}:
                await other()
                self._count(name)
        for service in self.services:
            if service.process is None or service.process.returncode is not None:
                # As a service manager would find it.
                self._count("ended by itself")
                await service.start()
            elif service is victim:
                await service.crash()
                self._count("SIGKILL")
                await service.start()

    def _others(self, victim: Service) -> _Others:
        """By name: after which shares of the day, and what."""
        everywhere: _Others = {
            "homeserver restarted": ((0.2, 0.7), self._without_homeserver),
            "SIGSTOP for 30 s": ((0.4,), lambda: self._frozen(victim)),
            "clock an hour on": ((0.6,), lambda: self._jump(signal.SIGUSR1)),
            "clock an hour back": ((0.85,), lambda: self._jump(signal.SIGUSR2)),
        }
        if len(self.services) > 1:
            return {**everywhere, "connections to the database cut": ((0.3, 0.8), self._cut)}
        on_file: _Others = {
            "locked database": ((0.3, 0.8), lambda: self._locked(victim)),
            "full disk": ((0.5, 0.9), lambda: self._full(victim)),
        }
        return {**everywhere, **on_file}

    def _count(self, name: str) -> None:
        self.happened[name] = self.happened.get(name, 0) + 1

    def _at_telegram(self) -> None:
        after = self.moments.random() < 0.5
        kinds: tuple[Callable[[], Fault], ...] = (
            lambda: bad_gateway("sendMessage"),
            lambda: bad_gateway("getUpdates"),
            lambda: too_many_requests("sendMessage", 1),
            lambda: broken_connection("sendMessage", after=after),
            lambda: broken_connection("getUpdates", after=after),
        )
        self.api.trouble.append(self.moments.choice(kinds)())
        self._count("fault of the Bot API")

    async def _without_homeserver(self) -> None:
        await asyncio.to_thread(self.synapse.stop)
        await asyncio.sleep(2)
        await asyncio.to_thread(self.synapse.start)

    async def _frozen(self, service: Service) -> None:
        _send(service, signal.SIGSTOP)
        await asyncio.sleep(_FROZEN_SECONDS)
        _send(service, signal.SIGCONT)

    async def _locked(self, service: Service) -> None:
        with locked_database(service):
            await asyncio.sleep(_FAULT_SECONDS)

    async def _full(self, service: Service) -> None:
        with full_disk(service):
            await asyncio.sleep(_FAULT_SECONDS)

    async def _cut(self) -> None:
        """As when the server is started again."""
        with closing(connected(self.services[0].database)) as database:
            database.execute(_TERMINATE)
        await asyncio.sleep(_FAULT_SECONDS)

    async def _jump(self, way: signal.Signals) -> None:
        for service in self.services:
            # Only once it listens.
            await service.crash()
            listening = service.log().count(LISTENS)
            await service.start()
            await service.logs(LISTENS, times=listening + 1)
        for service in self.services:
            _send(service, way)
        await asyncio.sleep(1)


def _send(service: Service, number: signal.Signals) -> None:
    assert service.process is not None
    # One that has ended by itself is found at the end of the turn.
    with suppress(ProcessLookupError):
        service.process.send_signal(number)
