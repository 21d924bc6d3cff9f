"""How an identity reaches homeservers that ask for a confirmation, each in its own way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from nio import AsyncClient
from pydantic import SecretStr

from bot.platforms.base.contract import PermanentFailure, PlatformRefused
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.publishing import Owner, Unconfirmed, publish_identity, upload_signatures
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.failures import Refusal

_USER = "@lotse:lotse.test"
_PAGE = "https://account.lotse.test/?action=org.matrix.cross_signing_reset"
_BY_PASSWORD = {"flows": [{"stages": ["m.login.sso"]}, {"stages": ["m.login.password"]}], "session": "s1", "params": {}}
_BY_PAGE = {"flows": [{"stages": ["m.oauth"]}], "session": "dummy", "params": {"m.oauth": {"url": _PAGE}}}

Answer = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]


@asynccontextmanager
async def _homeserver(answer: Answer) -> AsyncIterator[Api]:
    async def respond(request: web.Request) -> web.Response:
        status, body = answer(await request.json())
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_post("/{path:.*}", respond)
    server = TestServer(app)
    await server.start_server()
    client = AsyncClient(str(server.make_url("/")).rstrip("/"), _USER)
    try:
        yield Api(client)
    finally:
        await client.close()
        await server.close()


def _guarded(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    auth = body.get("auth", {})
    known = auth.get("session") == "s1" and auth.get("identifier") == {"type": "m.id.user", "user": _USER}
    if known and auth.get("password") == "right":
        return 200, {}
    return 401, {**_BY_PASSWORD, **({"errcode": "M_FORBIDDEN"} if auth else {})}


async def test_the_password_confirms_an_identity() -> None:
    async with _homeserver(_guarded) as api:
        await publish_identity(api, Identity.new(_USER), Owner(password=SecretStr("right")))


@pytest.mark.parametrize(("password", "said"), [(None, "asks for the password"), ("wrong", "did not take")])
async def test_without_the_right_password_an_identity_is_not_confirmed(password: str | None, said: str) -> None:
    async with _homeserver(_guarded) as api:
        with pytest.raises(Unconfirmed, match=said):
            await publish_identity(api, Identity.new(_USER), Owner(password=SecretStr(password) if password else None))


async def test_a_page_of_the_homeserver_that_has_to_confirm_it_is_named() -> None:
    async with _homeserver(lambda _: (401, _BY_PAGE)) as api:
        with pytest.raises(Unconfirmed) as unconfirmed:
            await publish_identity(api, Identity.new(_USER), Owner(password=SecretStr("right")))
        assert _PAGE in str(unconfirmed.value)


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (404, {"errcode": "M_UNRECOGNIZED"}, Refusal),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, PlatformRefused),
        (401, {"flows": "none"}, Unconfirmed),
    ],
)
async def test_other_answers_are_failures(status: int, body: dict[str, Any], failure: type[Exception]) -> None:
    async with _homeserver(lambda _: (status, body)) as api:
        with pytest.raises(failure):
            await publish_identity(api, Identity.new(_USER), Owner(password=SecretStr("right")))


async def test_a_signature_that_is_turned_down_is_a_failure() -> None:
    refused = {"failures": {_USER: {"DEVICE": {"errcode": "M_INVALID_SIGNATURE"}}}}
    async with _homeserver(lambda _: (200, refused)) as api:
        with pytest.raises(PermanentFailure, match="DEVICE"):
            await upload_signatures(api, {_USER: {"DEVICE": {}}})
    async with _homeserver(lambda _: (200, {"failures": {}})) as api:
        await upload_signatures(api, {_USER: {"DEVICE": {}}})
