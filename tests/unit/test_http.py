"""The HTTP server that the parts of the process share."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import ClientPayloadError, ClientSession, web
from aiohttp.typedefs import Handler

from bot.system.http.listener import CannotListen
from bot.system.http.parts import STOPPING, Limits
from bot.system.http.paths import PathTaken
from bot.system.http.server import HttpServer
from tests.integration.synapse import free_port

_SOON = 10
_QUICK = Limits(head=0.3, idle_body=0.2, body=0.5, drain=0.2)
_LARGE = 10_000


@pytest.fixture
def listen() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def _app(path: str, text: str) -> web.Application:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text)

    app = web.Application()
    app.router.add_get(path, answer)
    return app


def _desk() -> web.Application:
    """Return an application with a middleware, a form and a stream."""

    @web.middleware
    async def sign(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if not response.prepared:
            response.headers["X-Desk"] = "here"
        return response

    async def home(_: web.Request) -> web.Response:
        return web.Response(text="home")

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: first\n\n")
        await request.config_dict[STOPPING].wait()
        await response.write(b"data: last\n\n")
        return response

    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await asyncio.Event().wait()
        return response

    app = web.Application(middlewares=[sign])
    app.add_routes([web.get("", home), web.get("/", home), web.post("/form", take)])
    app.add_routes([web.get("/stream", stream), web.get("/hang", hang)])
    return app


@asynccontextmanager
async def _mounted(listen: str, limits: Limits | None = None) -> AsyncIterator[str]:
    """Serve the desk; yield its address."""
    http = HttpServer(limits)
    async with http.mount(_desk(), listen=listen, owner="the desk", below="/desk", most_bytes=_LARGE):
        yield f"http://{listen}/desk"


async def _get(client: ClientSession, listen: str, path: str) -> tuple[int, str]:
    async with client.get(f"http://{listen}{path}") as response:
        return response.status, await response.text()


async def _send(writer: asyncio.StreamWriter, parts: tuple[bytes, ...], pause: float) -> None:
    for part in parts:
        writer.write(part)
        await asyncio.sleep(pause)


@asynccontextmanager
async def _connected(listen: str, *sent: bytes, pause: float = 0.0) -> AsyncIterator[asyncio.StreamReader]:
    """Send bytes as they are, with pauses of so many seconds, while the context is open; yield what comes back."""
    host, _, port = listen.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    sending = asyncio.create_task(_send(writer, sent, pause))
    try:
        async with asyncio.timeout(_SOON):
            yield reader
    finally:
        sending.cancel()
        writer.close()


async def _fetch_raw(listen: str, path: str) -> tuple[bytes, bytes]:
    """Return the status line and the body of a path that is sent as it is."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    async with _connected(listen, request) as reader:
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    return head.splitlines()[0], body


async def _post_slowly(listen: str, *body: bytes, pause: float = 0.0) -> bytes:
    """Return the status line of the answer to a form of 100 bytes that comes in such parts."""
    head = b"POST /desk/form HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    async with _connected(listen, head, *body, pause=pause) as reader:
        return await reader.readline()


async def test_parts_with_one_address_are_told_apart_by_path(listen: str, client: ClientSession) -> None:
    http = HttpServer()
    async with (
        http.claim(listen, "the first", "/first").serve(_app("/first", "1")),
        http.claim(listen, "the second", "/second").serve(_app("/second", "2")),
        http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
    ):
        assert await _get(client, listen, "/first") == (200, "1")
        assert await _get(client, listen, "/second") == (200, "2")
        assert await _get(client, listen, "/desk") == (200, "home")
        assert await _get(client, listen, "/desk/") == (200, "home")


@pytest.mark.parametrize("path", ["/", "/other", "/first/", "/first/more", "/firstly", "/desks", "/d%65sk", "//first"])
async def test_a_path_that_nobody_serves_is_an_empty_404(path: str, listen: str) -> None:
    http = HttpServer()
    async with (
        http.claim(listen, "the first", "/first").serve(_app("/first", "1")),
        http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
    ):
        assert await _fetch_raw(listen, path) == (b"HTTP/1.1 404 Not Found", b"")


async def test_no_detour_leads_from_one_part_to_another(listen: str) -> None:
    http = HttpServer()
    async with (
        http.claim(listen, "monitoring", "/metrics").serve(_app("/metrics", "secret")),
        http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
    ):
        for path in ("/desk/../metrics", "/desk/%2e%2e/metrics", "/desk%2f..%2fmetrics", "/desk/./../metrics"):
            status, body = await _fetch_raw(listen, path)
            assert (status, body.count(b"secret")) == (b"HTTP/1.1 404 Not Found", 0), path


async def test_parts_with_two_addresses_do_not_share_paths(client: ClientSession) -> None:
    http = HttpServer()
    one, other = (f"127.0.0.1:{free_port()}" for _ in range(2))
    async with (
        http.claim(one, "the first", "/same").serve(_app("/same", "1")),
        http.claim(other, "the second", "/same", "/more").serve(_app("/same", "2")),
    ):
        assert await _get(client, one, "/same") == (200, "1")
        assert await _get(client, other, "/same") == (200, "2")
        assert await _get(client, one, "/more") == (404, "")


async def test_a_part_comes_and_goes_while_another_is_served(listen: str, client: ClientSession) -> None:
    http = HttpServer()
    guest = http.claim(listen, "the guest", "/guest")
    async with http.claim(listen, "the host", "/host").serve(_app("/host", "host")):
        assert await _get(client, listen, "/guest") == (503, "")
        for visit in ("once", "twice"):
            async with guest.serve(_app("/guest", visit)):
                assert await _get(client, listen, "/guest") == (200, visit)
            assert await _get(client, listen, "/guest") == (503, "")
            assert await _get(client, listen, "/host") == (200, "host")


async def test_an_address_is_free_once_the_last_part_has_left(listen: str, client: ClientSession) -> None:
    http = HttpServer()
    first, second = http.claim(listen, "the first", "/first"), http.claim(listen, "the second", "/second")
    async with AsyncExitStack() as stays:
        async with first.serve(_app("/first", "1")):
            await stays.enter_async_context(second.serve(_app("/second", "2")))
        assert await _get(client, listen, "/second") == (200, "2")
        with pytest.raises(CannotListen, match=rf"^{listen} \(OSError\)$"):
            await stays.enter_async_context(HttpServer().claim(listen, "x", "/").serve(web.Application()))
    async with HttpServer().claim(listen, "x", "/first").serve(_app("/first", "new")):
        assert await _get(client, listen, "/first") == (200, "new")


async def test_a_part_is_served_later_where_the_address_was_taken_at_first(listen: str, client: ClientSession) -> None:
    claim = HttpServer().claim(listen, "the first", "/first")
    async with HttpServer().claim(listen, "x", "/").serve(web.Application()):
        with pytest.raises(CannotListen):
            async with claim.serve(_app("/first", "1")):
                pass
    async with claim.serve(_app("/first", "1")):
        assert await _get(client, listen, "/first") == (200, "1")


@pytest.mark.parametrize(
    ("one", "other"), [("/same", "/same"), ("/same/", "/same"), ("/same", "/same/"), ("/", "/"), ("/a/b", "/a/b/")]
)
def test_two_parts_can_not_have_the_same_path(one: str, other: str) -> None:
    http = HttpServer()
    http.claim("127.0.0.1:80", "monitoring", one)
    with pytest.raises(PathTaken, match=r"^monitoring and the desk both need the path /\S* on 127\.0\.0\.1:80: give"):
        http.claim("127.0.0.1:080", "the desk", other)
    http.claim("127.0.0.1:81", "the desk", other)


async def test_the_longest_claim_wins(listen: str, client: ClientSession) -> None:
    http = HttpServer()
    async with (
        http.claim(listen, "the rest", "/").serve(_app("/{path:.*}", "rest")),
        http.claim(listen, "the inner", "/desk/inner").serve(_app("/desk/inner", "inner")),
        http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
    ):
        assert await _get(client, listen, "/desk") == (200, "home")
        assert await _get(client, listen, "/desk/inner") == (200, "inner")
        assert await _get(client, listen, "/desks") == (200, "rest")


async def test_a_mounted_application_keeps_its_middlewares_to_itself(listen: str, client: ClientSession) -> None:
    http = HttpServer()
    async with (
        http.claim(listen, "the first", "/first").serve(_app("/first", "1")),
        http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
    ):
        async with client.get(f"http://{listen}/desk/") as response:
            assert response.headers["X-Desk"] == "here"
        async with client.get(f"http://{listen}/first") as response:
            assert "X-Desk" not in response.headers


async def test_a_stream_ends_in_order_when_its_part_leaves(listen: str, client: ClientSession) -> None:
    async with AsyncExitStack() as service:
        desk = await service.enter_async_context(_mounted(listen))
        async with client.get(f"{desk}/stream") as response:
            assert await response.content.readuntil(b"\n\n") == b"data: first\n\n"
            async with asyncio.timeout(_SOON):
                await service.aclose()
                assert await response.content.read() == b"data: last\n\n"


async def test_a_stream_holds_up_no_other_part(listen: str, client: ClientSession) -> None:
    http = HttpServer(_QUICK)
    async with http.claim(listen, "the first", "/first").serve(_app("/first", "1")):
        async with (
            http.mount(_desk(), listen=listen, owner="the desk", below="/desk"),
            client.get(f"http://{listen}/desk/hang") as response,
        ):
            assert response.status == 200
            assert await _get(client, listen, "/first") == (200, "1")
        assert await _get(client, listen, "/desk") == (503, "")
        assert await _get(client, listen, "/first") == (200, "1")


async def test_requests_that_do_not_end_are_cut_off(listen: str, client: ClientSession) -> None:
    async with AsyncExitStack() as service:
        await service.enter_async_context(_mounted(listen, _QUICK))
        async with client.get(f"http://{listen}/desk/hang") as response:
            async with asyncio.timeout(_SOON):
                await service.aclose()
            with pytest.raises(ClientPayloadError):
                await response.read()


async def test_an_oversize_body_is_refused(listen: str, client: ClientSession) -> None:
    async with _mounted(listen) as desk:
        for size, status in ((_LARGE, 200), (_LARGE + 1, 413)):
            async with client.post(f"{desk}/form", data=b"x" * size) as response:
                assert response.status == status


async def test_a_compressed_body_stays_compressed(listen: str, client: ClientSession) -> None:
    bomb = gzip.compress(bytes(1_000 * _LARGE))
    async with (
        _mounted(listen) as desk,
        client.post(f"{desk}/form", data=bomb[:_LARGE], headers={"Content-Encoding": "gzip"}) as response,
    ):
        assert (response.status, await response.text()) == (200, str(min(len(bomb), _LARGE)))


async def test_an_oversize_head_is_refused(listen: str) -> None:
    async with _mounted(listen):
        head = b"GET /desk HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n"
        async with _connected(listen, head) as reader:
            assert await reader.readline() == b"HTTP/1.0 400 Bad Request\r\n"


async def test_a_body_that_stands_still_is_given_up(listen: str) -> None:
    async with _mounted(listen, _QUICK):
        assert await _post_slowly(listen, b"x") == b"HTTP/1.1 408 Request Timeout\r\n"


async def test_a_body_that_drips_is_given_up(listen: str) -> None:
    async with _mounted(listen, _QUICK):
        assert await _post_slowly(listen, *[b"x"] * 99, pause=0.05) == b"HTTP/1.1 408 Request Timeout\r\n"


async def test_a_body_that_takes_a_while_is_read(listen: str) -> None:
    async with _mounted(listen, Limits(idle_body=0.5)):
        assert await _post_slowly(listen, *[b"x" * 10] * 10, pause=0.1) == b"HTTP/1.1 200 OK\r\n"


async def test_a_head_that_does_not_come_is_given_up(listen: str) -> None:
    async with _mounted(listen, _QUICK), _connected(listen, b"GET /desk HTTP/1.1\r\nHost: ") as reader:
        assert await reader.read() == b""
