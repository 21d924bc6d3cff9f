"""What is known of a request that goes through a proxy, and which proxy it goes through."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bot.platforms.telegram.request import proxy_for
from tests.integration.bot_api.scenes import (
    CLASSES,
    HALF,
    LIBRARYS,
    NOT_SENT,
    SENT_OK,
    UNKNOWN,
    Case,
    Make,
    answers,
    bot_at,
    closes,
    closes_after_head,
    closes_after_request,
    hangs,
    hangs_after_request,
    hangs_at_once,
    known,
    resets,
    resets_after_head,
    says,
)
from tests.integration.bot_api.wire import Line, Scene, Wire
from tests.integration.synapse import free_port


def tunnels(*parts: bytes, then: Scene = closes) -> Scene:
    """Take a CONNECT, say something and play a scene."""

    async def scene(line: Line) -> None:
        await line.head()
        for part in parts:
            await line.write(part)
        await then(line)

    return scene


CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_ALL_SHORT = ("read_timeout", "connect_timeout", "pool_timeout")
# By a proxy that should lead to Telegram: nothing of a request is sent before there is TLS through it.
TUNNELS = {
    "closed at once": Case(scene=closes, before=UNKNOWN),
    "reset at once": Case(scene=resets, before=UNKNOWN),
    "refused": Case(scene=tunnels(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), before=UNKNOWN),
    "password wanted": Case(
        scene=tunnels(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), before=UNKNOWN
    ),
    "Telegram is away": Case(scene=tunnels(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), before=UNKNOWN),
    "closed after CONNECT": Case(scene=closes_after_head, before=UNKNOWN),
    "reset after CONNECT": Case(scene=resets_after_head, before=UNKNOWN),
    "no HTTP": Case(scene=tunnels(b"SSH-2.0-OpenSSH_9.2\r\n"), before=UNKNOWN),
    "half an answer": Case(scene=tunnels(b"HTTP/1.1 200 Conn"), before=UNKNOWN),
    "no answer": Case(scene=hangs, before=UNKNOWN, short=_ALL_SHORT),
    "closed in the handshake": Case(scene=tunnels(CONNECTED)),
    "reset in the handshake": Case(scene=tunnels(CONNECTED, then=resets)),
    "no TLS": Case(scene=tunnels(CONNECTED, b"HTTP/1.1 400 Bad Request\r\n\r\n")),
    "no handshake": Case(scene=tunnels(CONNECTED, then=hangs_at_once), short=_ALL_SHORT),
}


@CLASSES
@pytest.mark.parametrize("name", TUNNELS)
async def test_what_a_proxy_does_not_let_through_is_not_sent(name: str, make: Make) -> None:
    case = TUNNELS[name]
    async with (
        Wire(scenes=[case.scene]).opened() as wire,
        bot_at("https://api.telegram.invalid", make, *case.short, proxy=wire.url) as bot,
    ):
        assert await known(bot, make) == (case.before if make is LIBRARYS and case.before else NOT_SENT)


@CLASSES
async def test_through_a_proxy_that_is_not_there_nothing_is_sent(make: Make) -> None:
    for url in ("https://api.telegram.invalid", "http://api.telegram.invalid"):
        async with bot_at(url, make, proxy=f"http://127.0.0.1:{free_port()}") as bot:
            assert await known(bot, make) == NOT_SENT


def relays_to(wire: Wire, *, until_request: bool = False) -> Scene:
    """Tunnel what comes to another server; at most until that has seen a request."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def scene(line: Line) -> None:
        await line.head()
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        await line.write(CONNECTED)
        pumps = [asyncio.create_task(pump(line.reader, writer)), asyncio.create_task(pump(reader, line.writer))]
        try:
            if until_request:
                await wire.until(lambda: bool(wire.requests))
            else:
                await asyncio.gather(*pumps)
        finally:
            for each in pumps:
                each.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            writer.close()

    return scene


THROUGH = {
    "answered": (answers, False, SENT_OK),
    "closed after the request": (closes_after_request, False, UNKNOWN),
    "reset after the head": (resets_after_head, False, UNKNOWN),
    "half a body": (says(HALF), False, UNKNOWN),
    "closed by the proxy": (hangs_after_request, True, UNKNOWN),
}


@CLASSES
@pytest.mark.parametrize("name", THROUGH)
async def test_what_has_gone_through_a_proxy_may_have_arrived(
    name: str, make: Make, certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, until_request, expected = THROUGH[name]
    file = certificates["127.0.0.1"]
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with Wire(scenes=[scene], certificate=file).opened() as server:
        through = relays_to(server, until_request=until_request)
        async with Wire(scenes=[through]).opened() as proxy, bot_at(server.url, make, proxy=proxy.url) as bot:
            assert await known(bot, make) == expected
            assert len(proxy.lines) == 1
            assert len(server.requests) <= 1


@CLASSES
@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (answers, SENT_OK),
        (closes, UNKNOWN),
        (closes_after_request, UNKNOWN),
        (resets_after_head, UNKNOWN),
        (says(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), NOT_SENT),
    ],
)
async def test_a_proxy_without_a_tunnel_is_given_the_request_itself(make: Make, scene: Scene, expected: str) -> None:
    async with (
        Wire(scenes=[scene]).opened() as wire,
        bot_at("http://api.telegram.invalid", make, proxy=wire.url) as bot,
    ):
        assert await known(bot, make) == expected
    assert all(seen.startswith(b"POST http://api.telegram.invalid/bot") for seen in wire.requests)


@CLASSES
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_is_given_its_password(make: Make, scheme: str) -> None:
    heads: list[bytes] = []

    async def scene(line: Line) -> None:
        heads.append(await line.head())

    async with Wire(scenes=[scene]).opened() as wire:
        proxy = wire.url.replace("//", "//anna:pass%20word@")
        async with bot_at(f"{scheme}://api.telegram.invalid", make, proxy=proxy) as bot:
            assert await known(bot, make) != SENT_OK
    assert b"proxy-authorization: basic yw5uytpwyxnzihdvcmq=" in heads[0].lower()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ({"HTTPS_PROXY": "proxy:3128"}, "http://proxy:3128"),
        ({"http_proxy": "http://proxy:3128"}, None),
        ({"all_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "example.org, telegram.org"}, None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "api.telegram.org"}, None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "example.org"}, "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "*"}, None),
    ],
)
def test_the_environment_names_the_proxy(
    variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://api.telegram.org/bot") == expected


def test_a_proxy_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1080")
    with pytest.raises(RuntimeError, match="socks5: name one for http"):
        proxy_for("https://api.telegram.org/bot")
