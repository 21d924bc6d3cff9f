"""A process whose event loop is stuck ends, one that was only stopped does not; systemd is told that all is well."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.runtime.watchdog import EXIT_STUCK, notify, watch_event_loop
from tests.integration.patience import PATIENCE

# `DOES` is what the event loop does while it is watch_event_loop.
_PROGRAM = """
import asyncio, os, re, signal, sys, time
from bot.runtime.watchdog import watch_event_loop

async def main():
    async with watch_event_loop({seconds}):
        await asyncio.sleep(0)
        print("begun", flush=True)
        {does}

asyncio.run(main())
"""


def _begun(does: str, seconds: float) -> subprocess.Popen[str]:
    program = _PROGRAM.format(does=does, seconds=seconds)
    root = Path(__file__).parents[2]
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", program], cwd=root, text=True, stdout=pipe, stderr=pipe)  # noqa: S603
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def test_a_loop_that_waits_for_something_is_ended_and_says_where() -> None:
    _, told = (process := _begun("time.sleep(600)", 0.5)).communicate(timeout=PATIENCE)
    assert process.returncode == EXIT_STUCK
    assert told.startswith("The event loop is stuck: Lotse ends, to be started again.")
    assert "in main" in told


def test_a_loop_that_computes_and_lets_no_thread_run_is_ended_and_says_where() -> None:
    _, told = (process := _begun('re.match("(a+)+$", "a" * 60 + "b")', 0.5)).communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGPROF
    assert "in main" in told


def test_a_stopped_process_goes_on() -> None:
    """However long it was stopped: here for longer than its loop may stand still."""
    process = _begun("await asyncio.to_thread(sys.stdin.readline)", 0.2)
    process.send_signal(signal.SIGSTOP)
    waiting = subprocess.run(["/bin/sleep", "1"], check=True)  # the stop itself
    assert waiting.returncode == 0
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_without_a_limit_nothing_is_ended() -> None:
    process = _begun("time.sleep(0.5)", 0)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


@pytest.fixture(params=["file", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What systemd listens on."""
    name = str(tmp_path / "notify") if request.param == "file" else f"@{tmp_path.name}-{id(request)}"
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(PATIENCE)
        listening.bind(name.replace("@", "\0"))
        yield listening


async def test_systemd_is_told_that_the_loop_turns(manager: socket.socket) -> None:
    async with watch_event_loop(60):
        told = [await asyncio.to_thread(manager.recv, 100) for _ in range(2)]
    assert told == [b"WATCHDOG=1"] * 2


def test_nobody_is_told_where_nobody_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nothing"))
    notify("READY=1")
