"""Which libraries a command or an installation loads: those that it needs, and not those of all the others."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from knowledge.loader import SHIPPED, load_bundle

_ROOT = Path(__file__).parents[2]
_ASK = """
import json, sys
from bot.cli import execute
code = execute(["ask", "--json", "KI Hattingen"])
print(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""
_START = """
import asyncio, json, logging, sys
import bot.cli.run
from bot.runtime import app
from bot.settings.loading import read

class Started(logging.Handler):
    def __init__(self, stop):
        super().__init__()
        self.stop = stop

    def emit(self, record):
        if record.getMessage().startswith("Lotse is running"):
            self.stop.set()

async def start():
    stop = asyncio.Event()
    log = logging.getLogger("bot.runtime.services")
    log.setLevel(logging.INFO)
    log.addHandler(Started(stop))
    async with app.build(read()) as service:
        await service.run(stop)

asyncio.run(start())
print(json.dumps(sorted(sys.modules)))
"""
_MATRIX = {"nio", "vodozemac", "peewee", "Crypto", "jsonschema"}
_TELEGRAM = {"telegram", "httpx", "httpcore"}
_SERVICE = {"aiohttp", "apscheduler", "prometheus_client", "structlog", "handlers.routes", "bot.runtime.app"}
_DATABASE = {"sqlalchemy", "aiosqlite", "bot.storage.engine.tables"}
_SERVER = {"psycopg", "psycopg_binary"}
_MIGRATIONS = {"alembic", "mako"}
_FEEDS = {"feedparser", "icalendar", "recurring_ical_events", "bot.jobs.feeds.polling"}
_TERMINAL = {"rich", "pygments", "prompt_toolkit"}
_FILES = {"yaml", "knowledge.loader", "xlsxwriter", "knowledge.spreadsheets.reading"}
# Needed neither by a question nor by an idle service.
_NEVER = {"holidays", "numpy.ma", "pyrage", "starlette"}
_HANDLERS = {
    "handlers.commands",
    "handlers.core.commands",
    "handlers.announcements.model.announcement",
    "handlers.announcements.schedule.date_times",
    "handlers.exchange.model.exchange",
}


def _loaded(code: str, folder: Path, **settings: str) -> set[str]:
    """Return the modules that a process has loaded whose code prints them in its last line."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    environment = {**inherited, "PYTHONPATH": str(_ROOT), "XDG_CACHE_HOME": str(folder / "cache"), **settings}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


async def _make_database(folder: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{folder / 'data' / 'lotse.db'}") as database:
        await DatabaseKnowledge(database).seed(load_bundle(SHIPPED), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize("has_database", [False, True])
def test_a_question_at_the_shell_loads_nothing_of_the_service(has_database: bool, tmp_path: Path) -> None:
    if has_database:
        asyncio.run(_make_database(tmp_path))
    else:
        assert "yaml" in _loaded(_ASK, tmp_path)
    loaded = _loaded(_ASK, tmp_path)
    assert loaded & {"click", "numpy", "sqlite3"} == {"click", "numpy", "sqlite3"}
    others = _MATRIX | _TELEGRAM | _SERVICE | _DATABASE | _SERVER | _MIGRATIONS | _FEEDS | _TERMINAL | _FILES
    assert loaded & (others | _NEVER | _HANDLERS) == set()


@pytest.mark.parametrize(
    ("settings", "wanted", "others"),
    [
        (
            {"LOTSE_TELEGRAM__TOKEN": f"123456789:{'A' * 35}", "LOTSE_TELEGRAM__BASE_URL": "http://127.0.0.1:1/bot"},
            {"telegram", "httpx"},
            _MATRIX,
        ),
        (
            {
                "LOTSE_MATRIX__HOMESERVER": "http://127.0.0.1:1",
                "LOTSE_MATRIX__USER_ID": "@lotse:example.org",
                "LOTSE_MATRIX__PASSWORD": "secret",
            },
            {"nio", "vodozemac"},
            _TELEGRAM,
        ),
    ],
    ids=["Telegram", "Matrix"],
)
def test_a_service_loads_its_platform_and_its_database_only(
    settings: dict[str, str], wanted: set[str], others: set[str], tmp_path: Path
) -> None:
    asyncio.run(_make_database(tmp_path))
    loaded = _loaded(_START, tmp_path, **settings)
    assert wanted <= loaded
    others = others | _SERVER | {"sqlalchemy.dialects.postgresql"} | _MIGRATIONS | _FEEDS | _TERMINAL | _FILES
    assert loaded & (others | _NEVER) == set()
