"""Detect a blocked event loop and end the process, so that the service manager starts it again.

The protocol of systemd: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html.
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

# The exit code of a process whose event loop was stuck.
EXIT_STUCK = 4
NEVER = 0.0
# The file descriptor, as the log may be blocked.
_STDERR = 2
_CHECKS = 5
_MAX_INTERVAL = 1.0


def notify(state: str) -> None:
    """Send `READY=1`, `WATCHDOG=1` or `STOPPING=1` to the service manager, if there is one. Does not raise."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket(AF_UNIX, SOCK_DGRAM) as messenger, contextlib.suppress(OSError):
        messenger.setblocking(False)
        # A name that begins with @ is in the abstract namespace.
        messenger.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


@asynccontextmanager
async def watch_event_loop(seconds: float) -> AsyncIterator[None]:
    """End the process with EXIT_STUCK if its event loop is blocked for so long, unless `seconds` is NEVER.

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
    """A thread detects a loop that waits; a kernel timer detects one that computes and lets no thread run."""

    def __init__(self, seconds: float) -> None:
        self._checks = _CHECKS if seconds <= _CHECKS * _MAX_INTERVAL else round(seconds / _MAX_INTERVAL)
        self._interval = seconds / self._checks if seconds != NEVER else _MAX_INTERVAL
        self._seconds = seconds
        self._beats = 0
        self._ended = Event()

    async def beat(self) -> None:
        """Show that the event loop turns, until cancelled."""
        while True:
            self._beats += 1
            notify("WATCHDOG=1")
            # Measured in CPU seconds; its signal ends the process.
            signal.setitimer(signal.ITIMER_PROF, self._seconds)
            await asyncio.sleep(self._interval / 2)

    def watch(self) -> None:
        """Count missed beats rather than seconds, so that the time in which the process was stopped does not count."""
        seen, missed = 0, 0
        while not self._ended.wait(self._interval):
            missed = missed + 1 if self._beats == seen else 0
            seen = self._beats
            if missed >= self._checks:
                _abort()

    def end(self) -> None:
        self._ended.set()
        signal.setitimer(signal.ITIMER_PROF, NEVER)


def _abort() -> None:
    """Exit without clean-up, as nothing would answer; the next start resumes what was under way."""
    # The loop may hold the lock of the log.
    os.write(_STDERR, b"The event loop is stuck: Lotse ends, to be started again. It was here:\n")
    faulthandler.dump_traceback(_STDERR)
    os._exit(EXIT_STUCK)
