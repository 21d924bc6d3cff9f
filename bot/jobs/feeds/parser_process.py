"""Feeds, read in a process of their own: what takes too much time or memory there is killed, and holds nobody up."""

import os
import resource
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.jobs.feeds.contents import Contents, UnreadableFeed
from bot.system.tracebacks import format_trace

_ROOT = Path(__file__).parents[3]
_NOT_UNDERSTOOD, _FAILED, _OUT_OF_MEMORY = 3, 4, 5
_NICENESS = 10
_LONGEST_TRACE = 1_000


class ParserCrashed(Exception):
    """A fault of the program: where it is, without a word of what was read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The limits of the process that reads: computing time, time in all, and memory beyond its start."""

    cpu_seconds: int = 10
    seconds: float = 60
    memory_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class ParseOptions:
    """The terms of reading a feed: when and in which zone, its address, and the charset that its server names."""

    now: datetime
    zone: str
    remind_before: timedelta | None = None
    address: str = ""
    charset: str = ""
    limits: Limits = Limits()


_READING, _CONTENTS = TypeAdapter(ParseOptions), TypeAdapter(Contents)


async def parse_in_subprocess(content: bytes, reading: ParseOptions) -> Contents:
    """Return what the feed tells; raises NotUnderstood, also if it takes too much, and ReadingFailed."""
    process = await create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=build_environment()
    )
    try:
        async with timeout(reading.limits.seconds):
            said, fault = await process.communicate(_READING.dump_json(reading) + b"\n" + content)
    except TimeoutError as error:
        raise UnreadableFeed("it takes too long to read") from error
    finally:
        await _kill(process)
    if process.returncode == 0:
        return _CONTENTS.validate_json(said)
    if process.returncode == _NOT_UNDERSTOOD:
        raise UnreadableFeed
    if process.returncode == _OUT_OF_MEMORY:
        raise UnreadableFeed("it takes too much memory to read")
    if process.returncode is not None and process.returncode < 0:
        raise UnreadableFeed("it takes too long to read")
    raise ParserCrashed(fault[-_LONGEST_TRACE:].decode(errors="replace"))


async def _kill(process: Process) -> None:
    """Kill the process if it still runs, and wait for its end."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def build_environment() -> dict[str, str]:
    """Return the environment of the process: the same code, and none of the secrets of the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH"))))}


def _apply_limits(limits: Limits) -> None:
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> int:
    """Read from standard input how and what, and write what it tells; return what has become of it."""
    # Only this process loads what reads feeds, not the one that starts it.
    from bot.jobs.feeds.parsing import parse_feed  # noqa: PLC0415

    reading = _READING.validate_json(sys.stdin.buffer.readline())
    _apply_limits(reading.limits)
    try:
        contents = parse_feed(
            sys.stdin.buffer.read(),
            reading.now,
            ZoneInfo(reading.zone),
            reading.remind_before,
            address=reading.address,
            charset=reading.charset,
        )
        sys.stdout.buffer.write(_CONTENTS.dump_json(contents))
    except UnreadableFeed:
        return _NOT_UNDERSTOOD
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001
        sys.stderr.write(format_trace(error))
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
