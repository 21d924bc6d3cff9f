"""What goes wrong in a day: sudden deaths, and everything else that machines and networks do."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import TypeAlias

from tests.chaos.shifted import LISTENS
from tests.integration.bot_api.faults import Fault, bad_gateway, broken_connection, too_many_requests
from tests.integration.bot_api.server import BotApi
from tests.integration.postgres import connected
from tests.integration.service import Service
from tests.integration.synapse import Synapse
from tests.integration.test_announcement_faults import full_disk, locked_database

# What a service says that leads, and one that does not.
RUNS, HELPS = "Lotse is running", "this one helps"
# Of which the start takes about half.
_LONGEST_LIFE = 2.6
_FROZEN_SECONDS = 30
# For a service to start or end on a machine that has much else to do.
_PATIENCE_S = 600
# Longer than a transaction waits for another one.
_FAULT_SECONDS = 8
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid != pg_backend_pid() AND datname = current_database()"
)

_Others: TypeAlias = dict[str, tuple[tuple[float, ...], Callable[[], Awaitable[None]]]]


@dataclass(kw_only=True)
class Trouble:
    """One of the services at a time, or what they need. `happened` counts by kind.

    `waited` is for how many seconds people waited each time that one was stopped.
    """

    services: Sequence[Service]
    synapse: Synapse
    api: BotApi
    moments: Random
    happened: dict[str, int] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)

    async def stops(self, seconds: float, turn: int, ask: Callable[[], Awaitable[None]]) -> None:
        """Stop one of them for a time; `ask` returns when what is asked meanwhile has been answered.

        Every other time it is the one that leads.
        """
        victim = self._leader() if turn % 2 == 0 else self.moments.choice(self.services)
        await asyncio.sleep(_LONGEST_LIFE * self.moments.random())
        _send(victim, signal.SIGSTOP)
        stopped_at = monotonic()
        self._count(f"SIGSTOP for {seconds:g} s")
        if len(self.services) > 1:
            await self._waits(ask)
        await asyncio.sleep(stopped_at + seconds - monotonic())
        _send(victim, signal.SIGCONT)
        if len(self.services) == 1:
            await self._waits(ask)
            return
        await victim.ended(_PATIENCE_S)
        self._count("ended by itself")
        helped = victim.log().count(HELPS)
        await victim.start()
        # One that is starting is given more time than a stop lasts.
        await victim.logs(HELPS, _PATIENCE_S, times=helped + 1)

    async def _waits(self, ask: Callable[[], Awaitable[None]]) -> None:
        began = monotonic()
        await ask()
        self.waited.append(monotonic() - began)

    def _leader(self) -> Service:
        """The one that leads by its lease; another process than Lotse's would not be found."""
        if len(self.services) == 1:
            return self.services[0]
        ((machine,),) = self.services[0].stored("SELECT machine FROM leases ORDER BY place LIMIT 1")
        (found,) = (each for each in self.services if each.process and machine.endswith(f"process {each.process.pid}"))
        return found

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
