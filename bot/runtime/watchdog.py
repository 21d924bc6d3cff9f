"""Ends a process whose event loop is stuck, so that it is started again, and tells systemd while it is not.

What systemd is told: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html.
"""

import asyncio
import contextlib
import faulthandler
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import AF_UNIX, SOCK_DGRAM, socket
from threading import Event, Thread

# With which exit code a process ends that was stuck.
EXIT_STUCK = 4
NEVER = 0.0
# Where what can't wait for the log is written, whatever stands in its place.
_STDERR = 2
_CHECKS = 5
_MAX_INTERVAL = 1.0


def notify(state: str) -> None:
    """Tell whoever started this process `READY=1`, `WATCHDOG=1` or `STOPPING=1`, if it wants to know. Do not raise."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket(AF_UNIX, SOCK_DGRAM) as messenger, contextlib.suppress(OSError):
        messenger.setblocking(False)
        # A name that begins with @ is no file.
        messenger.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


@asynccontextmanager
async def watch_event_loop(seconds: float) -> AsyncIterator[None]:
    """End the process when its event loop does not turn for so long while the context is open, or NEVER.

    The time for which the process itself was stopped does not count.
    """
    watchdog = _Watchdog(seconds)
    beating = asyncio.create_task(watchdog.beat())
    thread = Thread(target=watchdog.watch, name="watchdog", daemon=True)
    if seconds != NEVER:
        faulthandler.register(signal.SIGPROF, file=_STDERR, chain=True)
        thread.start()
    try:
        yield
    finally:
        beating.cancel()
        watchdog.end()


class _Watchdog:
    """A thread sees that a loop waits for something; a timer of the kernel, that it computes and lets no thread run."""

    def __init__(self, seconds: float) -> None:
        self._looks = _CHECKS if seconds <= _CHECKS * _MAX_INTERVAL else round(seconds / _MAX_INTERVAL)
        self._pause = seconds / self._looks if seconds != NEVER else _MAX_INTERVAL
        self._seconds = seconds
        self._turns = 0
        self._ended = Event()

    async def beat(self) -> None:
        """From the event loop, until cancelled."""
        while True:
            self._turns += 1
            notify("WATCHDOG=1")
            # In seconds of computing; its signal ends the process.
            signal.setitimer(signal.ITIMER_PROF, self._seconds)
            await asyncio.sleep(self._pause / 2)

    def watch(self) -> None:
        """Looks are counted rather than seconds: there are none while the process is stopped."""
        seen, missed = 0, 0
        while not self._ended.wait(self._pause):
            missed = missed + 1 if self._turns == seen else 0
            seen = self._turns
            if missed >= self._looks:
                _abort()

    def end(self) -> None:
        self._ended.set()
        signal.setitimer(signal.ITIMER_PROF, NEVER)


def _abort() -> None:
    """Not in order, as nothing would answer; whatever was under way is taken up by the next start."""
    # The loop may hold the lock of the log.
    os.write(_STDERR, b"The event loop is stuck: Lotse ends, to be started again. It was here:\n")
    faulthandler.dump_traceback(_STDERR)
    os._exit(EXIT_STUCK)
