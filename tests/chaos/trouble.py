"""What goes wrong in a day: sudden deaths, and everything else that machines and networks do."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from tests.integration.bot_api.faults import Fault, bad_gateway, broken_connection, too_many_requests
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service
from tests.integration.synapse import Synapse
from tests.integration.test_announcement_faults import full_disk, locked_database

# Of which the start takes about half.
_LONGEST_LIFE = 2.6
_FROZEN_SECONDS = 30
# Longer than a transaction waits for another one.
_FAULT_SECONDS = 8


@dataclass(kw_only=True)
class Trouble:
    """`happened` counts by kind."""

    lotse: Service
    synapse: Synapse
    api: BotApi
    moments: Random
    happened: dict[str, int] = field(default_factory=dict)

    async def strikes(self, turn: int, turns: int) -> None:
        """A sudden death in every turn, and now and then something else before."""
        await asyncio.sleep(_LONGEST_LIFE * self.moments.random())
        if turn % 3 == 0:
            self._at_telegram()
        for name, (share, other) in self._others().items():
            if turn in {int(turns * part) for part in share}:
                await other()
                self._count(name)
        if self._has_ended():
            # As a service manager would find it.
            self._count("ended by itself")
        else:
            await self.lotse.crash()
            self._count("SIGKILL")
        await self.lotse.start()

    def _has_ended(self) -> bool:
        return self.lotse.process is None or self.lotse.process.returncode is not None

    def _others(self) -> dict[str, tuple[tuple[float, ...], Callable[[], Awaitable[None]]]]:
        """By name: after which shares of the day, and what."""
        return {
            "homeserver restarted": ((0.2, 0.7), self._without_homeserver),
            "SIGSTOP for 30 s": ((0.4,), self._frozen),
            "locked database": ((0.3, 0.8), self._locked),
            "full disk": ((0.5, 0.9), self._full),
            "clock an hour on": ((0.6,), lambda: self._jump(signal.SIGUSR1)),
            "clock an hour back": ((0.85,), lambda: self._jump(signal.SIGUSR2)),
        }

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

    async def _frozen(self) -> None:
        self._send(signal.SIGSTOP)
        await asyncio.sleep(_FROZEN_SECONDS)
        self._send(signal.SIGCONT)

    async def _locked(self) -> None:
        with locked_database(self.lotse):
            await asyncio.sleep(_FAULT_SECONDS)

    async def _full(self) -> None:
        with full_disk(self.lotse):
            await asyncio.sleep(_FAULT_SECONDS)

    async def _jump(self, way: signal.Signals) -> None:
        # Only once it listens.
        await self.lotse.crash()
        running = self.lotse.log().count("Lotse is running")
        await self.lotse.start()
        await self.lotse.logs("Lotse is running", times=running + 1)
        self._send(way)
        await asyncio.sleep(1)

    def _send(self, number: signal.Signals) -> None:
        assert self.lotse.process is not None
        self.lotse.process.send_signal(number)
