"""Parsing of feeds in a process of their own, which is killed if it takes too much time or memory."""

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
from bot.system.child_processes import add_import_path
from bot.system.tracebacks import format_trace

_UNREADABLE, _FAILED, _OUT_OF_MEMORY = 3, 4, 5
_NICENESS = 10
_MAX_TRACE_LENGTH = 1_000


class ParserCrashed(Exception):
    """A bug of the parser; its text is a traceback without any content of the feed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The limits of the parser process: CPU time, elapsed time, and memory beyond that at its start."""

    cpu_seconds: int = 10
    seconds: float = 60
    memory_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class ParseOptions:
    """Options of one parse: time and zone, the feed's address, the charset of its HTTP header, and the limits."""

    now: datetime
    zone: str
    remind_before: timedelta | None = None
    address: str = ""
    charset: str = ""
    limits: Limits = Limits()


_OPTIONS, _CONTENTS = TypeAdapter(ParseOptions), TypeAdapter(Contents)


async def parse_in_subprocess(content: bytes, options: ParseOptions) -> Contents:
    """Parse a feed; raises UnreadableFeed, also if the limits are exceeded, and ParserCrashed."""
    process = await create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=build_environment()
    )
    try:
        async with timeout(options.limits.seconds):
            output, trace = await process.communicate(_OPTIONS.dump_json(options) + b"\n" + content)
    except TimeoutError as error:
        raise UnreadableFeed("it takes too long to read") from error
    finally:
        await _kill(process)
    if process.returncode == 0:
        return _CONTENTS.validate_json(output)
    if process.returncode == _UNREADABLE:
        raise UnreadableFeed
    if process.returncode == _OUT_OF_MEMORY:
        raise UnreadableFeed("it takes too much memory to read")
    if process.returncode is not None and process.returncode < 0:
        raise UnreadableFeed("it takes too long to read")
    raise ParserCrashed(trace[-_MAX_TRACE_LENGTH:].decode(errors="replace"))


async def _kill(process: Process) -> None:
    """Kill the process if it still runs, and wait for its end."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def build_environment() -> dict[str, str]:
    """Return the environment of the process: the same import path, without the settings and secrets of the service."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return add_import_path(variables)


def _apply_limits(limits: Limits) -> None:
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> int:
    """Parse options and feed from standard input, write the contents to standard output and return the exit code."""
    # Imported here, as only this process needs the parsers, not the one that starts it.
    from bot.jobs.feeds.parsing import parse_feed  # noqa: PLC0415

    options = _OPTIONS.validate_json(sys.stdin.buffer.readline())
    _apply_limits(options.limits)
    try:
        contents = parse_feed(
            sys.stdin.buffer.read(),
            options.now,
            ZoneInfo(options.zone),
            options.remind_before,
            address=options.address,
            charset=options.charset,
        )
        sys.stdout.buffer.write(_CONTENTS.dump_json(contents))
    except UnreadableFeed:
        return _UNREADABLE
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001
        sys.stderr.write(format_trace(error))
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
