"""`lotse outbox`, as people at a shell and scripts rely on it."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.cli import execute
from bot.platforms.base.contract import Delivery
from bot.storage.database import open_database
from bot.storage.engine.tables import deliveries
from bot.storage.unit_of_work import UnitOfWork
from handlers.core.events import Address, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import DeliveryId, Message
from tests.deliveries import claim_next, mark_sent
from tests.prepared import write_file

SECRET, ROOM, PERSON = "Geheimnis", RoomId("!room:example.org"), "@anna:example.org"
NOW = datetime.now(UTC)


def in_database(do: Callable[[UnitOfWork], Awaitable[Any]]) -> Any:
    async def done() -> Any:
        async with open_database("sqlite+aiosqlite:///data/lotse.db") as database, database.begin() as unit:
            return await do(unit)

    return asyncio.run(done())


def row(id_: str) -> Row[Any]:
    async def found(unit: UnitOfWork) -> Row[Any]:
        return (await unit.connection.execute(select(deliveries).where(deliveries.c.id == id_))).one()

    row: Row[Any] = in_database(found)
    return row


@pytest.fixture(autouse=True)
def _deliveries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each state, named like it."""
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    async def write(unit: UnitOfWork) -> None:
        for state in ("sent", "failed-1", "failed-2", "uncertain", "held", "sending", "waiting", "new"):
            address = Address(platform=PlatformName.MATRIX, room=RoomId(f"{ROOM}{state}"))
            reader = Sender(platform=PlatformName.MATRIX, id=PERSON)
            message = Message(address=address, text=SECRET, mention=reader, private_to=reader)
            id_, at = DeliveryId(state), datetime.now(UTC) if state == "new" else NOW - timedelta(days=2)
            await unit.deliveries.add([Delivery(id=id_, message=message)], "reply", at)
            if state not in ("waiting", "new"):
                await claim_next(unit, (PlatformName.MATRIX, address.room), NOW)
            match state.partition("-")[0]:
                case "sent":
                    await mark_sent(unit, id_, MessageId("$1"), NOW)
                case "failed":
                    await unit.deliveries.give_up(id_, f"refused in {ROOM}")
                case "uncertain":
                    await unit.deliveries.mark_uncertain(id_, "interrupted")
                case "held":
                    await unit.deliveries.hold(id_, "nobody is there")

    write_file(Path("data/lotse.db"))
    Path("data").chmod(0o700)
    in_database(write)


def listed(capfd: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    assert execute(["outbox", "list", "--json", *options]) == 0
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)
    return found


def test_what_failed_or_hangs_is_listed_without_texts_and_ids(capfd: pytest.CaptureFixture[str]) -> None:
    found = listed(capfd)
    assert [each["id"] for each in found] == ["failed-1", "failed-2", "uncertain", "held", "sending", "waiting"]
    first = found[0]
    assert list(first) == ["id", "platform", "kind", "action", "room", "state", "since", "tries", "why"]
    assert (first["platform"], first["kind"], first["action"]) == ("matrix", "reply", "message")
    assert (first["state"], first["tries"]) == ("failed", 1)
    assert datetime.fromisoformat(first["since"]) == NOW - timedelta(days=2)
    assert first["room"].startswith("~")
    assert first["why"].startswith("refused in ~")
    assert execute(["outbox", "list"]) == 0
    table = capfd.readouterr().out
    assert "uncertain" in table
    assert "nobody is there" in table
    told = json.dumps(found) + table
    assert not [word for word in (SECRET, ROOM, PERSON) if word in told]


def test_the_list_can_be_narrowed(capfd: pytest.CaptureFixture[str]) -> None:
    assert [each["id"] for each in listed(capfd, "--state", "uncertain", "--state", "held")] == ["uncertain", "held"]
    assert [each["id"] for each in listed(capfd, "--state", "pending")] == ["waiting", "new"]
    assert [each["id"] for each in listed(capfd, "--limit", "2")] == ["failed-1", "failed-2"]
    assert execute(["outbox", "list", "--limit", "2"]) == 0
    assert capfd.readouterr().err == "There are more: see --limit.\n"
    assert execute(["outbox", "list", "--state", "sent"]) == 2
    assert execute(["outbox", "list", "--limit", "0"]) == 2


@pytest.mark.parametrize("id_", ["failed-1", "uncertain", "held", "waiting", "unc"])
def test_one_is_sent_again(id_: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["outbox", "retry", id_]) == 0
    assert "goes out again" in capfd.readouterr().out
    found = row("uncertain" if id_ == "unc" else id_)
    assert (found.state, found.text) == ("pending", SECRET)
    # It has a whole day again.
    assert found.created_at >= NOW
    assert found.due_at >= NOW


def test_all_that_failed_goes_out_again(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["outbox", "retry", "--all-failed"]) == 0
    assert capfd.readouterr().out == "2 deliveries go out again.\n"
    assert [row(id_).state for id_ in ("failed-1", "failed-2")] == ["pending", "pending"]
    assert row("uncertain").state == "uncertain"


@pytest.mark.parametrize("id_", ["failed-1", "uncertain", "held", "waiting"])
def test_one_is_dropped_with_its_text(id_: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["outbox", "drop", id_]) == 0
    assert capfd.readouterr().out == f"Delivery {id_} is dropped.\n"
    found = row(id_)
    assert (found.state, found.error, found.text, found.mention) == ("skipped", "dropped", None, None)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["retry", "sent"], 1, "Delivery sent is sent: there is nothing to retry or drop.\n"),
        (["drop", "sent"], 1, "Delivery sent is sent: there is nothing to retry or drop.\n"),
        (["retry", "sending"], 1, "Delivery sending is being sent just now.\n"),
        (["drop", "sending"], 1, "Delivery sending is being sent just now.\n"),
        (["drop", "x"], 1, "There is no delivery x; `lotse outbox list` shows those that failed or are stuck.\n"),
        (["drop", "%"], 1, "There is no delivery %; `lotse outbox list` shows those that failed or are stuck.\n"),
        (["retry", "failed"], 1, "Several deliveries begin with failed: give more of the id.\n"),
        (["retry"], 2, "Give the ID of a delivery, or --all-failed.\n"),
        (["retry", "1", "--all-failed"], 2, "Give the ID of a delivery, or --all-failed.\n"),
    ],
)
def test_what_can_not_be_done_is_told_in_a_sentence(
    arguments: list[str], code: int, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert execute(["outbox", *arguments]) == code
    assert capfd.readouterr() == ("", sentence)


def test_without_its_text_nothing_can_go_out_again(capfd: pytest.CaptureFixture[str]) -> None:
    in_database(lambda unit: unit.backlog.clear_old_content(NOW + timedelta(days=1), 100))
    assert execute(["outbox", "retry", "failed-1"]) == 1
    assert capfd.readouterr().err == "The content of delivery failed-1 is no longer kept.\n"
    assert execute(["outbox", "retry", "--all-failed"]) == 0
    assert capfd.readouterr().out == "0 deliveries go out again; the content of 2 is no longer kept.\n"


def test_without_a_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    (empty / "data").mkdir(parents=True)
    monkeypatch.chdir(empty)
    assert execute(["outbox", "list"]) == 1
    assert capfd.readouterr().err == "There is no database yet: the first start makes it.\n"
    assert not list((empty / "data").iterdir())
