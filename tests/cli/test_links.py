"""`lotse knowledge check --links`: addresses are tried from the shell."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import execute
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from bot.storage.web.link_checks import LinkCheck
from knowledge.entries import Faq, Knowledge, Source
from knowledge.exporter import write_bundle

_URL = "sqlite+aiosqlite:///data/lotse.db"
_BROKEN, _PRIVATE = "http://nowhere.invalid/page", "http://127.0.0.1:9/page"
_Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir(mode=0o700)


def _knowledge(*urls: str) -> Knowledge:
    return Knowledge.from_records(
        Faq(id=f"faq/number-{number}", title="x", text="x", source=Source(name="x", url=url), as_of="2026")
        for number, url in enumerate(urls)
    )


async def _bring_into_force(knowledge: Knowledge) -> None:
    async with open_database(_URL) as database:
        await DatabaseKnowledge(database).import_(knowledge, "test", datetime.now(UTC))


async def _list_faulty() -> list[LinkCheck]:
    async with open_database(_URL) as database, database.begin() as unit:
        return [*await unit.link_checks.list_faulty()]


def test_broken_addresses_in_force_are_named_and_stored(capsys: _Capture) -> None:
    asyncio.run(_bring_into_force(_knowledge(_BROKEN, _PRIVATE, _BROKEN)))
    assert execute(["knowledge", "check", "--links"]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        f"{_BROKEN} has an unknown host (faq/number-0, faq/number-2)",
        f"{_PRIVATE} is inside the network (faq/number-1)",
        "2 addresses: 0 work, 0 of them moved; 1 broken, 1 unknown.",
    ]
    assert output.err == "1 address leads nowhere.\n"
    broken, private = asyncio.run(_list_faulty())
    assert (broken.url, broken.result.is_broken, broken.failing_since) == (_BROKEN, True, broken.checked_at)
    assert (private.url, private.failing_since) == (_PRIVATE, None)


def test_addresses_of_a_bundle_are_checked_and_not_stored(capsys: _Capture) -> None:
    write_bundle(_knowledge(_PRIVATE), Path("bundle"))
    assert execute(["knowledge", "check", "--links", "bundle"]) == 0
    assert "1 addresses: 0 work, 0 of them moved; 0 broken, 1 unknown." in capsys.readouterr().out
    assert asyncio.run(_list_faulty()) == []


def test_without_access_to_the_web_nothing_is_stored(capsys: _Capture) -> None:
    asyncio.run(_bring_into_force(_knowledge(*(f"http://{name}.invalid/" for name in "abcd"))))
    assert execute(["knowledge", "check", "--links"]) == 1
    assert capsys.readouterr().err == "No address can be reached: is there access to the web?\n"
    assert asyncio.run(_list_faulty()) == []


def test_there_is_something_to_check() -> None:
    assert execute(["knowledge", "check"]) == 2
