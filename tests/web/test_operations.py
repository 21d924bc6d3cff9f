"""How the service is doing, at the desk."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

import bot
from bot.jobs.history import JobHistory
from bot.monitoring.backups import find_last_backup, note_backup
from bot.monitoring.checks import Check, Outcome
from bot.runtime.doctor import Doctor
from bot.settings.loading import Settings
from bot.settings.matrix import MatrixSettings
from bot.settings.telegram import TelegramSettings
from bot.settings.web import PATH, WebSettings
from bot.storage.engine.schema import HEAD
from bot.web.app import create_app
from handlers.core.events import PlatformName, RoomId
from tests.web.conftest import ADMIN, URL, Browser, DeskHouse, to_text

_BOT = Path(bot.__file__).parent


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
    assert f"revision {HEAD}" in shown
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


async def test_the_record_of_processing_has_a_log_of_deletions(admin: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        await unit.deletion_log.add({"exchanges": 3, "texts": 2, "person": 1}, house.now)
        await unit.deletion_log.add({"exchanges": 50}, house.now - timedelta(days=31))
        await unit.deletion_log.add({"exchanges": 99}, house.now - timedelta(days=400))
    shown = await admin.text("/betrieb/datenschutz")
    assert "was dazu gesagt wurde 2 Jahre 53 Do 26.11." in shown
    assert "November 2026 5 1 Oktober 2026 50 0" in shown
    assert "ohne Text und Absender*in 5 Jahre" in shown
    assert "nur einmal braucht 365 Tage" in shown


def test_every_kind_of_deletion_stands_beside_its_period() -> None:
    job, page = (_BOT / path for path in ("jobs/retention.py", "web/base/templates/operations/retention.html"))
    kinds = set(re.findall(r'^ +"(\w+)": await', job.read_text(encoding="utf-8"), re.MULTILINE))
    assert kinds
    assert kinds <= set(re.findall(r'"([a-z_]+)"', page.read_text(encoding="utf-8")))


def test_every_check_has_a_name() -> None:
    checks, page = (_BOT / path for path in ("cli/doctor_checks.py", "web/base/templates/operations/parts.html"))
    run = set(re.findall(r'^ {8}"([a-z_ ]+)": \w', checks.read_text(encoding="utf-8"), re.MULTILINE))
    assert "configuration" in run
    assert run <= set(re.findall(r'"([a-z_ ]+)": (?:_\(|")', page.read_text(encoding="utf-8")))


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


async def test_the_record_of_processing_tells_hosts_and_periods_but_no_secrets(
    stranger: Browser, house: DeskHouse, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        office="LaKI <NRW>",
        database=SecretStr("postgresql+psycopg://lotse:db-secret@db.example.org/lotse"),
        matrix=MatrixSettings(
            homeserver="https://user:hs-secret@matrix.example.org/path",
            user_id="@lotse:example.org",
            password=SecretStr("pw-secret"),
        ),
        telegram=TelegramSettings(token=SecretStr("4711:AAE" + "x" * 32)),
        web=WebSettings(url=URL),
    )
    outer = web.Application()
    outer.add_subapp(PATH, create_app(replace(house.desk(tmp_path), settings=settings)))
    async with TestServer(outer) as server:
        browser = await Browser(server=server, client=stranger.client, house=house).sign_in(ADMIN)
        page = await (await browser.get("/betrieb/datenschutz")).text()
    shown = to_text(page)
    for told in (
        "LaKI <NRW>",
        "matrix.example.org",
        "db.example.org",
        "api.telegram.org",
        "Art. 30 DSGVO",
        "Ablage der Sicherungen",
    ):
        assert told in shown
    assert "3 Konten der Redaktion, 0 Konten der Moderation, 1 Konto des Betriebs" in shown
    assert "Ankündigungen, wer sie bekam und was zurückkam 2 Jahre" in shown
    for hidden in ("secret", "4711:AAE", "<NRW>"):
        assert hidden not in page.replace("secret-of", "")


async def test_platforms_are_those_configured_and_those_that_run(
    stranger: Browser, house: DeskHouse, tmp_path: Path
) -> None:
    desk = house.desk(tmp_path)
    settings = desk.settings.model_copy(update={"telegram": TelegramSettings(token=SecretStr("4711:AAE" + "x" * 32))})
    outer = web.Application()
    outer.add_subapp(PATH, create_app(replace(desk, settings=settings, platforms=[PlatformName.MATRIX])))
    async with TestServer(outer) as server:
        browser = await Browser(server=server, client=stranger.client, house=house).sign_in(ADMIN)
        shown = await browser.text("/betrieb")
    assert "Matrix verbunden" in shown
    assert "Telegram verbunden" in shown
    assert "Console" not in shown


async def test_all_checks_of_the_doctor_are_run_on_request(admin: Browser, house: DeskHouse) -> None:
    house.checks = [
        Check(name="feeds", outcome=Outcome.FAILED, detail="<https://example.org> can't be read"),
        Check(name="encryption", outcome=Outcome.OK, detail="cross-signed"),
    ]
    shown = await admin.text("/betrieb/pruefungen")
    assert "Feeds kaputt <https://example.org> can't be read Schlüssel in Ordnung cross-signed" in shown
    house.checks = None
    assert "Die Prüfungen kamen zu keinem Ende." in await admin.text("/betrieb/pruefungen")


async def test_the_doctor_runs_beside_the_service_with_its_configuration(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('office = "Amt"\n', encoding="utf-8")
    found = {check.name: check for check in await Doctor(file, tmp_path / "missing").run()}
    assert str(file) in found["configuration"].detail
    assert "missing is not there yet" in found["data_dir"].detail
    file.write_text('ofice = "Amt"\n', encoding="utf-8")
    (check,) = await Doctor(file, tmp_path).run()
    assert check.outcome is Outcome.FAILED


async def test_it_is_for_admins_only(editor: Browser) -> None:
    assert (await editor.get("/betrieb")).status == 404
    assert (await editor.get("/betrieb/datenschutz")).status == 404
    assert (await editor.get("/betrieb/pruefungen")).status == 404
    assert "Betrieb</a>" not in await (await editor.get("/")).text()
