"""What servers do to a connection, and what is known afterwards of a request that was sent on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from traceback import format_exception
from typing import Any

import httpx
import pytest
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.telegram.client import RawBot
from bot.platforms.telegram.failures import OutcomeUnknown, get_result
from bot.platforms.telegram.request import Request
from tests.integration.bot_api.wire import SENT, Line, Scene

TOKEN = "4711:secret"
SENT_OK, NOT_SENT, UNKNOWN = "sent", "not sent", "unknown"
SHORT_SECONDS = 0.3


async def answers(line: Line) -> None:
    while True:
        await line.request()
        await line.answer()


async def resets(line: Line) -> None:
    line.reset()


async def resets_after_head(line: Line) -> None:
    await line.head()
    line.reset()


async def resets_after_request(line: Line) -> None:
    await line.request()
    line.reset()


async def closes(_: Line) -> None:
    return


async def closes_after_head(line: Line) -> None:
    await line.head()


async def closes_after_request(line: Line) -> None:
    await line.request()


async def hangs(line: Line) -> None:
    await line.head()
    await asyncio.Event().wait()


async def hangs_after_request(line: Line) -> None:
    await line.request()
    await asyncio.Event().wait()


async def hangs_at_once(_: Line) -> None:
    await asyncio.Event().wait()


def says(*parts: bytes, hangs: bool = False) -> Scene:
    """Answer a whole request with these bytes; then close."""

    async def scene(line: Line) -> None:
        await line.request()
        for part in parts:
            await line.write(part)
        if hangs:
            await asyncio.Event().wait()

    return scene


def says_at_once(data: bytes) -> Scene:
    """Say something before anything was asked; then close."""

    async def scene(line: Line) -> None:
        await line.write(data)

    return scene


async def forges(line: Line) -> None:
    await line.request()
    line.forge()
    await asyncio.Event().wait()


def chunked(*chunks: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(chunks)


STALE = SENT.replace(b"7", b"6")
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + SENT[:50]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`before`: what python-telegram-bot's class knows, if it is something else. `short`: bounds of a moment."""

    scene: Scene
    expected: str = UNKNOWN
    before: str = ""
    certificate: str = ""
    trusted: bool = True
    short: tuple[str, ...] = ()


Make = Callable[..., BaseRequest]
OWN, LIBRARYS = Request, HTTPXRequest
CLASSES = pytest.mark.parametrize("make", [OWN, LIBRARYS], ids=["own", "library's"])


@asynccontextmanager
async def bot_at(
    url: str, make: Make, *short: str, connections: int = 4, proxy: str | None = None
) -> AsyncIterator[RawBot]:
    bounds: dict[str, Any] = dict.fromkeys(("read_timeout", "write_timeout", "connect_timeout", "pool_timeout"), 60.0)
    bounds |= dict.fromkeys(short, SHORT_SECONDS)
    request, other = (make(connection_pool_size=connections, proxy=proxy, **bounds) for _ in range(2))
    bot = RawBot(
        TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request, get_updates_request=other
    )
    try:
        yield bot
    finally:
        await request.shutdown()
        await other.shutdown()


async def known(bot: RawBot, make: Make, **given: Any) -> str:
    """Return what is known of a message after it was tried to send it."""
    try:
        if make is LIBRARYS:
            await bot.send_message(5, "Hallo", **given)
        else:
            await get_result(bot.send_message(5, "Hallo", **given))
    except TelegramError as error:
        return _as_before(error)
    except (OutcomeUnknown, TemporaryFailure) as failure:
        shown = "".join(format_exception(failure))
        found = UNKNOWN if isinstance(failure, OutcomeUnknown) else NOT_SENT
    else:
        return SENT_OK
    # Of the token.
    assert "secret" not in shown
    return found


def _as_before(error: TelegramError) -> str:
    """Read the failure of the library's class as Lotse did as long as it used that."""
    not_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    cause = error.__cause__
    return UNKNOWN if isinstance(cause, httpx.HTTPError) and not isinstance(cause, not_sent) else NOT_SENT
