"""Time limits for the bodies of requests, against clients that send them drop by drop."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import StreamReader


class SlowBody(TimeoutError):
    """A body that did not arrive in time; whatever reads it gets this."""


class BodyTimer:
    """Fails a body that stands still for `idle_seconds` or takes longer than `total_seconds`, while a context is open.

    A body also stands still while nobody reads it and its buffer is full.
    """

    def __init__(self, body: StreamReader, idle_seconds: float, total_seconds: float) -> None:
        self._body = body
        self._idle_seconds = idle_seconds
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + total_seconds
        self._received = 0
        self._next_check: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        if not self._body.is_eof():
            self._schedule_check()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._next_check is not None:
            self._next_check.cancel()

    def _schedule_check(self) -> None:
        self._received = self._body.total_bytes
        moment = min(self._loop.time() + self._idle_seconds, self._deadline)
        self._next_check = self._loop.call_at(moment, self._check)

    def _check(self) -> None:
        if self._body.is_eof() or self._body.exception() is not None:
            return
        if self._body.total_bytes == self._received or self._loop.time() >= self._deadline:
            self._body.set_exception(SlowBody())
        else:
            self._schedule_check()
