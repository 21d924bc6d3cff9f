"""Which events relate to a message, over as many pages as a homeserver takes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from nio import AsyncClient

from bot.platforms.base.contract import TemporaryFailure
from bot.platforms.matrix.sending.relations import EDIT, Relations

LOTSE, EVE = "@lotse:lotse.test", "@eve:lotse.test"
PAGES: dict[str | None, dict[str, Any]] = {
    None: {"chunk": [{"event_id": "$3", "sender": LOTSE}, {"event_id": "$x", "sender": EVE}], "next_batch": "second"},
    "second": {"chunk": [{"event_id": "$2", "sender": LOTSE}, {"sender": LOTSE}, "nonsense"]},
}


@pytest.fixture
async def server() -> AsyncIterator[tuple[Relations, dict[str, int]]]:
    answers = {"status": 200}

    async def respond(request: web.Request) -> web.Response:
        assert request.path.endswith("/rooms/!r:x/relations/$1/m.replace")
        if answers["status"] != 200:
            return web.json_response({"errcode": "M_UNRECOGNIZED"}, status=answers["status"])
        return web.json_response(PAGES[request.query.get("from")])

    app = web.Application()
    app.router.add_get("/_matrix/client/v1/{path:.*}", respond)
    server = TestServer(app)
    await server.start_server()
    client = AsyncClient(str(server.make_url("/")).rstrip("/"), LOTSE)
    client.user_id = LOTSE
    yield Relations(client), answers
    await client.close()
    await server.close()


async def test_lotses_own_are_found_on_every_page(server: tuple[Relations, dict[str, int]]) -> None:
    relations, _ = server
    assert await relations.own("!r:x", "$1", EDIT) == ["$3", "$2"]


async def test_a_homeserver_that_knows_no_relations_tells_none(server: tuple[Relations, dict[str, int]]) -> None:
    relations, answers = server
    answers["status"] = 404
    assert await relations.own("!r:x", "$1", EDIT) == []


async def test_a_homeserver_that_fails_is_asked_again_later(server: tuple[Relations, dict[str, int]]) -> None:
    relations, answers = server
    answers["status"] = 502
    with pytest.raises(TemporaryFailure):
        await relations.own("!r:x", "$1", EDIT)
