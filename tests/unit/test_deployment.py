"""What Lotse is deployed with speaks of settings, files and metrics that there are."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.cli import cli
from bot.monitoring.health import Health
from bot.monitoring.metrics import Metrics
from bot.settings.loading import setting_names, variable_name
from bot.settings.service import MonitoringSettings
from bot.settings.telegram import TelegramSettings
from bot.web.admission import MAX_BODY
from bot.web.pages.operations.status import BACKUP_OVERDUE_AFTER

_ROOT = Path(__file__).parents[2]
_FILES = ("Dockerfile", "compose.yaml", "deploy/lotse", "deploy/lotse.service", "deploy/lotse-backup.service")


def _read(name: str) -> str:
    return (_ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _FILES)
def test_every_variable_is_a_setting(name: str) -> None:
    assert {*re.findall(r"LOTSE_\w+", _read(name))} <= {variable_name(key) for key in setting_names()}


def test_the_image_holds_what_it_copies_and_nothing_else() -> None:
    copied = {
        part
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", _read("Dockerfile"), re.MULTILINE)
        for part in line.split()
    }
    assert all((_ROOT / each).exists() for each in copied)
    allowed = {line.removeprefix("!") for line in _read(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == allowed


def test_the_image_runs_a_command_without_root_and_tells_its_health() -> None:
    text = _read("Dockerfile")
    assert re.search(r"^USER lotse$", text, re.MULTILINE)
    assert "--require-hashes" in text
    (command,) = json.loads(re.findall(r"^CMD (.*)$", text, re.MULTILINE)[-1])
    assert command in cli.list_commands(None)  # type: ignore[arg-type]
    assert f"{MonitoringSettings().listen}/healthz" in text


def test_the_services_fit_together() -> None:
    composed = yaml.safe_load(_read("compose.yaml"))
    lotse = composed["services"]["lotse"]
    assert lotse["read_only"]
    assert lotse["cap_drop"] == ["ALL"]
    named = {each.partition(":")[0] for service in composed["services"].values() for each in service["volumes"]}
    assert {name for name in named if not name.startswith(".")} == {*composed["volumes"]}


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "deploy/Caddyfile"])
def test_the_proxies_pass_on_pages_for_people_and_telegram_only(name: str) -> None:
    settings = re.sub(r"#.*", "", _read(name))
    assert {*re.findall(r"(?<=[ ^])/[a-z]+", settings)} == {"/telegram", "/redaktion"}
    assert "404" in settings
    assert {*re.findall(r"[\d.]+:\d+", settings)} == {TelegramSettings.model_fields["listen"].default}


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "docs/operations.md"])
def test_nginx_lets_pass_what_the_desk_takes(name: str) -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", _read(name))
    assert int(megabytes) * 1024 * 1024 == MAX_BODY


def test_every_metric_is_documented_and_shown() -> None:
    metrics = {re.sub(r"_(total|bucket|count|sum|created)$", "", name) for name in _metrics()}
    board = _read("docs/grafana.json")
    told = _read("docs/operations.md")
    assert metrics
    for metric in metrics:
        assert f"`{metric}" in told
        assert metric in board
    shown = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"lotse_\w+", board)}
    assert shown == metrics


def test_alerts_are_about_metrics_that_there_are() -> None:
    (group,) = yaml.safe_load(_read("docs/alerts.yaml"))["groups"]
    rules = {rule["alert"]: rule for rule in group["rules"]}
    assert len(rules) == len(group["rules"])
    for rule in rules.values():
        used = re.findall(r"lotse_\w+", rule["expr"])
        assert used
        assert {*used} <= _metrics()
        assert rule["annotations"]["summary"]
    counted = {state for rule in rules.values() for state in re.findall(r'state="(\w+)"', rule["expr"])}
    assert counted == {"failed", "uncertain", "held"}
    assert all(f"`{state}`" in _read("docs/operations.md") for state in counted)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_the_alerts() -> None:
    subprocess.run(["promtool", "check", "rules", _ROOT / "docs" / "alerts.yaml"], check=True)  # noqa: S603, S607
    subprocess.run(["promtool", "test", "rules", Path(__file__).with_name("alerts.yaml")], check=True)  # noqa: S603, S607


def test_backups_are_overdue_for_prometheus_when_they_are_for_the_desk() -> None:
    assert f"> {BACKUP_OVERDUE_AFTER.total_seconds():.0f}\n" in _read("docs/alerts.yaml")


def _metrics() -> set[str]:
    text = Metrics().render(Health()).decode()
    return {*re.findall(r"^# TYPE (lotse_\w+)", text, re.MULTILINE)}
