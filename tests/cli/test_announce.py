"""`lotse announce`, as scripts and people at a shell rely on it."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import execute
from bot.storage.database import open_database
from handlers.announcements.model.announcement import AnnouncementState, Reader
from handlers.core.events import Address, PlatformName, RoomId, Sender
from tests.prepared import write_file

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    write_file(Path("data/lotse.db"))

    async def subscribe() -> None:
        async with open_database("sqlite+aiosqlite:///data/lotse.db") as database, database.begin() as unit:
            bea = Sender(platform=PlatformName.MATRIX, id="@bea:example.org", name="Bea")
            address = Address(platform=PlatformName.MATRIX, room=RoomId("!bea:example.org"))
            await unit.readers.put(
                Reader(address=address, sender=bea, tags=frozenset({"source/office"}), chosen_at=NOW)
            )

    asyncio.run(subscribe())
    Path("news.md").write_text("Hallo {vorname|zusammen}, **morgen** ist Treffen.", encoding="utf-8")


def create(*options: str) -> int:
    return execute(["announce", "create", "--file", "news.md", *options])


def state_of(number: int) -> AnnouncementState:
    async def found() -> AnnouncementState:
        async with open_database("sqlite+aiosqlite:///data/lotse.db") as database, database.begin() as unit:
            announcement = await unit.announcements.get(number)
            assert announcement is not None
            return announcement.state

    return asyncio.run(found())


def test_planned_shown_listed_and_cancelled(capfd: pytest.CaptureFixture[str]) -> None:
    assert create("--at", "2099-12-01 09:00", "--attach", "news.md") == 0
    told = capfd.readouterr().out
    assert told == "Announcement 1 is scheduled: Tue, 01.12.2099, 09:00, to 1 (Matrix 1).\n"
    assert execute(["announce", "show", "1"]) == 0
    shown = capfd.readouterr().out
    assert "<strong>morgen</strong>" in shown
    assert "<b>morgen</b>" in shown
    assert "news.md" in shown
    assert execute(["announce", "list"]) == 0
    assert "Hallo" in capfd.readouterr().out
    assert execute(["announce", "cancel", "1"]) == 0
    assert state_of(1) is AnnouncementState.CANCELLED


def test_where_two_must_agree_one_login_is_not_enough(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_ANNOUNCEMENTS__FOUR_EYES", "true")
    monkeypatch.setenv("LOGNAME", "anna")
    assert create() == 0
    assert "is waiting" in capfd.readouterr().out
    assert execute(["announce", "approve", "1"]) == 1
    assert capfd.readouterr().err == "A second person has to approve it.\n"
    monkeypatch.setenv("LOGNAME", "otto")
    assert execute(["announce", "approve", "1"]) == 0
    assert state_of(1) is AnnouncementState.SCHEDULED


def test_a_report_as_lines(capfd: pytest.CaptureFixture[str]) -> None:
    assert create("--at", "2099-12-01 09:00") == 0
    capfd.readouterr()
    assert execute(["announce", "show", "1", "--csv"]) == 0
    assert capfd.readouterr().out.startswith("figure,reason,number\nrecipients,,1\nsent,,0\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--audience", "regierungsbezirk:Arnsbreg"), "I don't know “Arnsbreg”. Do you mean “Arnsberg”?"),
        (("--audience", "zentrum:bochum"), "It reaches nobody like that. Please change the audience."),
        (("--at", "2020-01-01 09:00"), "This point in time is over. Please choose another."),
        (("--at", "2099-02-30 09:00"), "There is no such point in time."),
    ],
)
def test_what_is_refused_leaves_nothing(
    capfd: pytest.CaptureFixture[str], options: tuple[str, ...], sentence: str
) -> None:
    assert create(*options) == 1
    assert capfd.readouterr().err.strip() == sentence
    assert execute(["announce", "list"]) == 0
    assert "Hallo" not in capfd.readouterr().out


@pytest.mark.parametrize("verb", ["show", "approve", "cancel", "pause", "resume"])
def test_an_unknown_number_is_a_stated_failure(capfd: pytest.CaptureFixture[str], verb: str) -> None:
    assert execute(["announce", verb, "99"]) == 1
    assert "There is no announcement 99" in capfd.readouterr().err


def test_recall_asks_first(capfd: pytest.CaptureFixture[str]) -> None:
    assert create("--at", "2099-12-01 09:00") == 0
    assert execute(["announce", "recall", "1"]) == 1
    assert execute(["announce", "recall", "1", "--yes"]) == 1
    assert "nothing to recall" in capfd.readouterr().err
