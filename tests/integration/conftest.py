"""People and services for a test."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.wire import certified
from tests.integration.other_make import EnterOtherwise, OtherMake, other_make
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import Synapse


@pytest.fixture
async def enter(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Enter]:
    """Somebody with an account: a new one, or another device of one that there is."""
    async with AsyncExitStack() as stack:

        async def enter(name: str = "anna", *, account: str | None = None) -> Person:
            user_id = account or await synapse.register(unique(name))
            folder = tmp_path / f"device-{secrets.token_hex(4)}"
            folder.mkdir()
            person = await Person.enter(synapse.url, user_id, folder)
            stack.push_async_callback(person.leave)
            return person

        yield enter


@pytest.fixture
async def enter_otherwise(synapse: Synapse, tmp_path: Path) -> AsyncIterator[EnterOtherwise]:
    """Somebody with a new account and a client of another make."""
    async with AsyncExitStack() as stack:

        async def enter(
            name: str = "otto",
            *,
            account: str | None = None,
            recovery_key: str | None = None,
            homeserver: str = synapse.url,
        ) -> OtherMake:
            user_id = account or await synapse.register(unique(name))
            log = tmp_path / f"{name}.log"
            return await stack.enter_async_context(other_make(homeserver, user_id, log, recovery_key))

        yield enter


@pytest.fixture
async def anna(enter: Enter) -> Person:
    return await enter("anna")


@pytest.fixture
async def serve(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Serve]:
    """A service with an account of its own, not yet started."""
    async with AsyncExitStack() as stack:

        async def serve(
            homeserver: str = synapse.url, allowed_inviters: tuple[str, ...] = ("*",), **variables: str
        ) -> Service:
            service = Service(
                folder=tmp_path / f"service-{secrets.token_hex(4)}",
                homeserver=homeserver,
                user_id=await synapse.register(unique("lotse")),
                allowed_inviters=allowed_inviters,
                variables=variables,
            )
            stack.push_async_callback(service.close)
            return service

        yield serve


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API; no request to it may be faulty."""
    async with BotApi().opened() as api:
        yield api
    assert api.faults == []


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(folder=tmp_path)


@pytest.fixture
async def lotse(serve: Serve) -> Service:
    service = await serve()
    await service.start()
    return service


@pytest.fixture
def otto(api: BotApi) -> Human:
    return Human(api=api, name="Otto Geheim")


@pytest.fixture
async def both(serve: Serve, api: BotApi, anna: Person, otto: Human) -> Service:
    """A service on both platforms, on which Anna and Otto are editors."""
    editors = [f"matrix:{anna.id}", f"telegram:{otto.user.id}"]
    service = await serve(LOTSE_ROLES__EDITORS=json.dumps(editors))
    service.telegram = api.url
    await service.start()
    return service


@pytest.fixture
def certificates(tmp_path: Path) -> dict[str, Path]:
    """For this machine, for another, and out of date."""
    old = tmp_path / "old"
    old.mkdir()
    return {
        "127.0.0.1": certified(tmp_path),
        "example.org": certified(tmp_path, "example.org"),
        "127.0.0.1 old": certified(old, days=-1),
    }


def unique(name: str) -> str:
    return f"{name}-{secrets.token_hex(4)}"
