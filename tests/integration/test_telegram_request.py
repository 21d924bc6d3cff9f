"""What is known of a request that failed: that it was not sent, or nothing; whenever and however the connection breaks.

A request that is said not to be sent is repeated without a word, so that a wrong one doubles what people read. The
request class of python-telegram-bot is the yardstick.
"""

import asyncio
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.bot_api.scenes import (
    CLASSES,
    HALF,
    LIBRARYS,
    NOT_SENT,
    SENT_OK,
    SHORT_SECONDS,
    STALE,
    UNKNOWN,
    Case,
    Make,
    answers,
    bot_at,
    chunked,
    closes,
    closes_after_head,
    closes_after_request,
    forges,
    hangs_after_request,
    hangs_at_once,
    known,
    resets,
    resets_after_head,
    resets_after_request,
    says,
    says_at_once,
)
from tests.integration.bot_api.wire import SENT, Line, Scene, Wire
from tests.integration.synapse import free_port

CASES = {
    "answered": Case(scene=answers, expected=SENT_OK),
    "reset at once": Case(scene=resets),
    "reset after the head": Case(scene=resets_after_head),
    "reset after the request": Case(scene=resets_after_request),
    "closed at once": Case(scene=closes),
    "closed after the head": Case(scene=closes_after_head),
    "closed after the request": Case(scene=closes_after_request),
    "no answer": Case(scene=hangs_after_request, short=("read_timeout",)),
    "half a status": Case(scene=says(b"HTTP/1.1 2")),
    "half a head": Case(scene=says(b"HTTP/1.1 200 OK\r\nContent-Le")),
    "half a body": Case(scene=says(HALF)),
    "half a body, then nothing": Case(scene=says(HALF, hangs=True), short=("read_timeout",)),
    "no HTTP": Case(scene=says(b"SSH-2.0-OpenSSH_9.2\r\n")),
    "a chunk without a size": Case(scene=says(chunked(b"zz\r\n", SENT, b"\r\n"))),
    "a chunk that is cut": Case(scene=says(chunked(b"80\r\n", SENT))),
    "no last chunk": Case(scene=says(chunked(b"%x\r\n%s\r\n" % (len(SENT), SENT)))),
    "two lengths": Case(scene=says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n" + SENT)),
    "broken compression": Case(
        scene=says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello")
    ),
    "no JSON": Case(scene=says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), before=NOT_SENT),
    "only an interim answer": Case(scene=says(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "refused by a gateway": Case(
        scene=says(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>"), expected=NOT_SENT
    ),
    "moved": Case(
        scene=says(b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), expected=NOT_SENT
    ),
    "TLS, answered": Case(scene=answers, certificate="127.0.0.1", expected=SENT_OK),
    "TLS, unknown authority": Case(scene=answers, certificate="127.0.0.1", trusted=False, expected=NOT_SENT),
    "TLS, another name": Case(scene=answers, certificate="example.org", expected=NOT_SENT),
    "TLS, out of date": Case(scene=answers, certificate="127.0.0.1 old", expected=NOT_SENT),
    "TLS, closed after the request": Case(scene=closes_after_request, certificate="127.0.0.1"),
    "TLS, reset after the request": Case(scene=resets_after_request, certificate="127.0.0.1"),
    "TLS, half a body": Case(scene=says(HALF), certificate="127.0.0.1"),
    "TLS, a forged record": Case(scene=forges, certificate="127.0.0.1", before=NOT_SENT),
    "TLS, no answer": Case(scene=hangs_after_request, certificate="127.0.0.1", short=("read_timeout",)),
}


@CLASSES
@pytest.mark.parametrize("name", CASES)
async def test_what_is_known_after_a_failure(
    name: str, make: Make, certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    file = certificates[case.certificate] if case.certificate else None
    if file is not None and case.trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with Wire(scenes=[case.scene], certificate=file).opened() as wire, bot_at(wire.url, make, *case.short) as bot:
        found = await known(bot, make)
    assert found == (case.before if make is LIBRARYS and case.before else case.expected)
    # Whatever happens, nothing is sent a second time within one request.
    assert len(wire.requests) <= 1


NO_CONNECTION = {
    "closed in the handshake": (closes, ()),
    "reset in the handshake": (resets, ()),
    "no TLS": (says_at_once(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ()),
    "no handshake": (hangs_at_once, ("connect_timeout",)),
}


@CLASSES
@pytest.mark.parametrize("name", NO_CONNECTION)
async def test_without_a_handshake_nothing_is_sent(name: str, make: Make) -> None:
    scene, short = NO_CONNECTION[name]
    async with Wire(scenes=[scene]).opened() as wire, bot_at(wire.url.replace("http", "https"), make, *short) as bot:
        assert await known(bot, make) == NOT_SENT


@CLASSES
async def test_a_server_that_is_not_there_is_sent_nothing(make: Make) -> None:
    for url in (f"http://127.0.0.1:{free_port()}", f"https://127.0.0.1:{free_port()}", "http://nowhere.invalid"):
        async with bot_at(url, make) as bot:
            assert await known(bot, make) == NOT_SENT


@CLASSES
async def test_a_server_that_takes_no_connection_is_sent_nothing(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as queue:
        for _ in range(3):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        async with bot_at(f"http://127.0.0.1:{server.getsockname()[1]}", make, "connect_timeout") as bot:
            assert await known(bot, make) == NOT_SENT


@CLASSES
async def test_a_request_that_finds_no_connection_free_is_not_sent(make: Make) -> None:
    async with Wire(scenes=[hangs_after_request]).opened() as wire, bot_at(wire.url, make, connections=1) as bot:
        first = asyncio.create_task(known(bot, make))
        await wire.until(lambda: len(wire.requests) == 1)
        assert await known(bot, make, pool_timeout=SHORT_SECONDS, connect_timeout=SHORT_SECONDS) == NOT_SENT
        assert len(wire.lines) == 1
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


# What the server does to a connection that is idle: what it says, and whether it closes.
IDLE = {
    "closed": (b"", True),
    "told of a time-out": (b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", False),
    "told of a time-out and closed": (b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", True),
    "given a second answer": (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(STALE), STALE), False),
}


@CLASSES
@pytest.mark.parametrize("turns", [0, 1, 2, 5], ids=lambda turns: f"{turns} turns")
@pytest.mark.parametrize("name", IDLE)
async def test_an_idle_connection_that_has_ended_is_not_written_on(name: str, make: Make, turns: int) -> None:
    """However far the client's loop has noticed."""
    said, ends = IDLE[name]
    async with Wire(scenes=[answers]).opened() as wire, bot_at(wire.url, make) as bot:
        await bot.send_message(5, "Hallo")
        wire.lines[0].say(said)
        if ends:
            wire.lines[0].shut()
        for _ in range(turns):
            await asyncio.sleep(0)
        sent = await bot.send_message(5, "Hallo")
        assert (sent.message_id, len(wire.lines), len(wire.requests)) == (7, 2, 2)


@CLASSES
@pytest.mark.parametrize("turns", [0, 1, 2, 5], ids=lambda turns: f"{turns} turns")
@pytest.mark.parametrize("length", [1, 9, 17, 20, 39, 60])
async def test_half_an_answer_that_nobody_asked_for_never_becomes_one(make: Make, turns: int, length: int) -> None:
    stale = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(STALE), STALE)

    async def scene(line: Line) -> None:
        await line.request()
        await line.answer()
        await line.request()
        await line.write(stale[length:])
        await line.answer()

    async with Wire(scenes=[scene, answers]).opened() as wire, bot_at(wire.url, make) as bot:
        await bot.send_message(5, "Hallo")
        wire.lines[0].say(stale[:length])
        for _ in range(turns):
            await asyncio.sleep(0)
        found = await known(bot, make)
        assert (found, len(wire.lines)) in {(SENT_OK, 2), (UNKNOWN, 1)}
        assert (await bot.send_message(5, "Hallo")).message_id == 7


def answers_then(scene: Scene) -> Scene:
    """Answer one request, and play a scene with the second on the same connection."""

    async def both(line: Line) -> None:
        await line.request()
        await line.answer()
        await scene(line)

    return both


REUSED = {
    "closed after the head": closes_after_head,
    "closed after the request": closes_after_request,
    "reset after the head": resets_after_head,
    "reset after the request": resets_after_request,
    "half a body": says(HALF),
}


@CLASSES
@pytest.mark.parametrize("name", REUSED)
async def test_on_a_connection_used_before_nothing_is_sent_twice(name: str, make: Make) -> None:
    async with Wire(scenes=[answers_then(REUSED[name]), answers]).opened() as wire, bot_at(wire.url, make) as bot:
        assert await known(bot, make) == SENT_OK
        assert await known(bot, make) == UNKNOWN
        assert len(wire.lines) == 1
        assert await known(bot, make) == SENT_OK


@CLASSES
async def test_connections_are_used_again(make: Make) -> None:
    async with Wire(scenes=[answers]).opened() as wire, bot_at(wire.url, make) as bot:
        assert [await known(bot, make) for _ in range(5)] == [SENT_OK] * 5
        assert len(wire.lines) == 1
