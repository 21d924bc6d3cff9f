"""The history of an entry from the shell."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import execute
from bot.storage.database import open_database
from handlers.curation.model.fields import EDITABLE, FieldName
from knowledge.entries import AnyRecord, Centre
from tests.prepared import bundle

_Capture = pytest.CaptureFixture[str]
_URL = "sqlite+aiosqlite:///data/lotse.db"
_DUISBURG = next(each for each in bundle().centres if each.id == "centre/duisburg")
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two revisions: the shipped entry, and one with another number."""
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir(mode=0o700)
    asyncio.run(_store())


async def _store() -> None:
    changed = EDITABLE[FieldName.PHONE].write(_DUISBURG, "0203 283-9999")
    async with open_database(_URL) as database, database.begin() as unit:
        await unit.records.put(_DUISBURG, "lotse", _NOW)
        await unit.records.save(changed, 1, "matrix:@mia:example.org", _NOW + timedelta(hours=1), "im Chat geändert")


async def _load() -> tuple[AnyRecord, str | None]:
    async with open_database(_URL) as database, database.begin() as unit:
        (last,) = await unit.records.list_revisions(_DUISBURG.id, None, 1)
    return last.record, last.reason


def test_it_tells_who_changed_what_when_and_why(capsys: _Capture) -> None:
    assert execute(["knowledge", "history", _DUISBURG.id]) == 0
    head, second, first = capsys.readouterr().out.splitlines()
    assert head.split() == ["Revision", "When", "Author", "Action", "Reason", "Changes"]
    assert "matrix:@mia:example.org" in second
    assert "2026-11-23 11:00" in second
    assert "im Chat geändert" in second
    assert "Telefon: 0203 283-8111 → 0203 283-9999" in second
    assert ("lotse" in first, "created" in first) == (True, True)


def test_an_earlier_revision_comes_into_force_again(capsys: _Capture) -> None:
    assert execute(["knowledge", "restore", _DUISBURG.id, "1", "--yes"]) == 0
    assert "Telefon: 0203 283-9999 → 0203 283-8111" in capsys.readouterr().out
    restored, reason = asyncio.run(_load())
    assert isinstance(restored, Centre)
    assert [each.field for each in restored.checked] == ["contact.phone"]
    assert (restored.model_copy(update={"checked": ()}), reason) == (_DUISBURG, "restored revision 1")
    assert execute(["knowledge", "restore", _DUISBURG.id, "1", "--yes"]) == 0
    assert "Nothing differs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["history", "centre/nirgendwo"], "No entry has the id centre/nirgendwo"),
        (["restore", "centre/duisburg", "99", "--yes"], "centre/duisburg has no revision 99"),
    ],
)
def test_what_is_not_there_is_said(command: list[str], says: str, capsys: _Capture) -> None:
    assert execute(["knowledge", *command]) == 1
    assert says in capsys.readouterr().err
