"""How the service is doing, at the desk."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs.history import JobHistory
from bot.monitoring.backups import find_last_backup, note_backup
from handlers.core.events import PlatformName, RoomId
from tests.web.conftest import Browser, DeskHouse


async def test_it_says_how_everything_is(admin: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        until = house.now + timedelta(minutes=5)
        await unit.rate_limit_holds.put(PlatformName.TELEGRAM, {RoomId("4711"): until, RoomId("4712"): until})
        await unit.rate_limit_holds.put(PlatformName.MATRIX, {RoomId(""): until})
    shown = await admin.text("/betrieb")
    assert "Lotse antwortet." in shown
    assert "Telegram: 2 Räume, längstens bis Do 26.11., 14:25 Uhr" in shown
    assert "Matrix: alles wartet bis Do 26.11., 14:25 Uhr" in shown
    assert "4711" not in shown
    assert "revision 0023" in shown
    assert "Fragen ohne gute Antwort, ohne Absender*in 90 Tage" in shown
    assert "Fragen an Kolleg*innen und was dazu gesagt wurde 2 Jahre" in shown


async def test_what_was_deleted_is_counted(admin: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.deletion_log.add({"exchanges": 3, "person": 1, "drafts": 0}, house.now)
        await unit.deletion_log.add({"exchanges": 4}, house.now)
        await unit.deletion_log.add({"exchanges": 50}, house.now - timedelta(days=31))
    shown = await admin.text("/betrieb")
    assert "was dazu gesagt wurde 2 Jahre 7" in shown
    assert "was gerade unterwegs ist, danach 1" in shown


async def test_a_missing_backup_is_told(admin: Browser, house: DeskHouse, tmp_path: Path) -> None:
    assert "Von keiner ist etwas bekannt" in await admin.text("/betrieb")
    note_backup(tmp_path, house.now - timedelta(hours=3))
    assert "Die letzte: Do 26.11., 11:20 Uhr." in await admin.text("/betrieb")
    note_backup(tmp_path, house.now - timedelta(days=3))
    assert "länger als zwei Tage her" in await admin.text("/betrieb")


@pytest.mark.parametrize("content", ["", "gestern", "2026-11-26T13:20:00"])
def test_a_note_that_can_t_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "last-backup").write_text(content)
    assert find_last_backup(tmp_path) is None


def test_a_backup_that_can_t_be_noted_counts_all_the_same(tmp_path: Path, house: DeskHouse) -> None:
    note_backup(tmp_path / "missing", house.now)
    assert find_last_backup(tmp_path / "missing") is None


def test_the_last_run_and_the_last_failure_of_a_job_are_kept(house: DeskHouse) -> None:
    history = JobHistory()
    history.expect("cleaning", timedelta(hours=1))
    history.note("cleaning", house.now, has_failed=True)
    history.note("cleaning", house.now + timedelta(hours=1), has_failed=False)
    run = history.list()["cleaning"]
    assert (run.every, run.failed_at) == (timedelta(hours=1), house.now)
    assert run.ended_at == house.now + timedelta(hours=1)


async def test_it_is_for_admins_only(editor: Browser) -> None:
    assert (await editor.get("/betrieb")).status == 404
    assert "Betrieb</a>" not in await (await editor.get("/")).text()
