"""What whoever watches Lotse sees."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from socket import AF_UNIX, SOCK_DGRAM, socket

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.platforms.telegram.client import POLL_SECONDS
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.patience import PATIENCE
from tests.integration.service import Service
from tests.integration.synapse import free_port
from tests.integration.test_announcement_faults import full_disk


@dataclass(frozen=True)
class Watched:
    """A service, and the place where it can be watched."""

    service: Service
    address: str

    async def get(self, path: str) -> tuple[int, str]:
        async with ClientSession() as session, session.get(f"http://{self.address}{path}") as response:
            return response.status, await response.text()

    async def becomes(self, status: int) -> None:
        """Wait until it is ready, or not any more."""
        async with asyncio.timeout(PATIENCE):
            while (await self.get("/readyz"))[0] != status:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def metrics(self) -> dict[str, float]:
        """Those of /metrics, by name and labels."""
        _, text = await self.get("/metrics")
        return {
            " ".join((sample.name, *sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
async def watched(api: BotApi, tmp_path: Path) -> AsyncIterator[Watched]:
    address = f"127.0.0.1:{free_port()}"
    service = Service(folder=tmp_path / "service", telegram=api.url, variables={"LOTSE_MONITORING__LISTEN": address})
    await service.start()
    await service.logs("Lotse is running")
    yield Watched(service, address)
    await service.close()


async def test_metrics_say_what_has_happened_and_not_to_whom(watched: Watched, api: BotApi) -> None:
    anna = Human(api=api)
    for question in ("E-Mail KI Duisburg", "Wie wird das Wetter morgen?"):
        await anna.writes(question)
        await anna.hears()
    await watched.service.stores("SELECT count(*) FROM deliveries WHERE state = 'sent'", [(2,)])
    metrics = await watched.metrics()
    assert metrics["lotse_questions_total answer telegram"] == 1
    assert metrics["lotse_questions_total none telegram"] == 1
    assert metrics["lotse_deliveries_total telegram sent"] == 2
    assert metrics["lotse_answer_seconds_count telegram"] == 2
    assert metrics["lotse_outbox_deliveries pending"] == 0
    assert 0 <= metrics["lotse_sync_lag_seconds telegram"] < 60
    _, text = await watched.get("/metrics")
    assert str(anna.user.id) not in text
    assert "Duisburg" not in text


async def test_it_is_alive_and_ready(watched: Watched, api: BotApi) -> None:
    anna = Human(api=api)
    await anna.writes("E-Mail KI Duisburg")
    await anna.hears()
    status, text = await watched.get("/readyz")
    assert (status, '"ready": true' in text, '"telegram": true' in text) == (200, True, True)
    assert (await watched.get("/healthz"))[0] == 200


async def test_it_is_ready_as_soon_as_telegram_has_answered_once(watched: Watched, api: BotApi) -> None:
    """While the request for what is new waits for somebody to write."""
    await api.until(lambda: len(api.asked("getUpdates")) > 1, POLL_SECONDS / 2)
    status, text = await watched.get("/readyz")
    assert (status, '"telegram": true' in text) == (200, True)
    assert [poll.timeout for poll in api.asked("getUpdates")] == [0, POLL_SECONDS]


async def test_a_full_disk_is_told_once_and_over_when_there_is_room(watched: Watched, api: BotApi) -> None:
    anna = Human(api=api)
    await watched.becomes(200)
    # The log may grow a little, the database may not take in a page.
    with full_disk(watched.service, 4_096):
        await anna.writes("E-Mail KI Duisburg")
        await watched.becomes(503)
        asked = len(api.asked("getUpdates"))
        await api.until(lambda: len(api.asked("getUpdates")) > asked + 1)
        _, text = await watched.get("/readyz")
        assert '"database": false' in text
        assert "free space on its disk" in text
        assert watched.service.log().count("free space on its disk") == 1
        assert [line for line in watched.service.log().splitlines() if " failed" in line] == []
    assert "integration@stadt-duisburg.de" in (await anna.hears()).text
    await watched.service.logs("The database can be written again")
    await watched.becomes(200)


async def test_it_is_not_ready_before_the_platform_is_there(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    nowhere = f"http://127.0.0.1:{free_port()}"
    service = Service(folder=tmp_path, telegram=nowhere, variables={"LOTSE_MONITORING__LISTEN": address})
    await service.start()
    await service.logs("Lotse is running")
    status, text = await Watched(service, address).get("/readyz")
    assert (status, '"telegram": false' in text) == (503, True)
    assert (await Watched(service, address).get("/healthz"))[0] == 200
    await service.close()


async def test_systemd_is_told_from_the_start_to_the_end(api: BotApi, tmp_path: Path) -> None:
    name = str(tmp_path / "notify")
    with socket(AF_UNIX, SOCK_DGRAM) as manager:
        manager.settimeout(PATIENCE)
        manager.bind(name)
        service = Service(folder=tmp_path, telegram=api.url, variables={"NOTIFY_SOCKET": name})
        await service.start()
        told = [await asyncio.to_thread(manager.recv, 100)]
        while told[-1] != b"READY=1":
            told.append(await asyncio.to_thread(manager.recv, 100))
        assert await asyncio.to_thread(manager.recv, 100) == b"WATCHDOG=1"
        ending = asyncio.create_task(service.stop())
        while told[-1] != b"STOPPING=1":
            told.append(await asyncio.to_thread(manager.recv, 100))
        assert await ending == 0
    assert {*told} == {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"}


async def test_that_the_address_is_taken_keeps_nobody_from_being_answered(watched: Watched, tmp_path: Path) -> None:
    async with BotApi().opened() as other:
        service = Service(
            folder=tmp_path / "second", telegram=other.url, variables={"LOTSE_MONITORING__LISTEN": watched.address}
        )
        await service.start()
        await service.logs(f"Monitoring can't be served on {watched.address}")
        anna = Human(api=other)
        await anna.writes("E-Mail KI Duisburg")
        assert "integration@stadt-duisburg.de" in (await anna.hears()).text
        await service.close()
