"""Export and import of spreadsheets, cards and linked data from the shell."""

import asyncio
import csv
import io
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import execute
from bot.cli.spreadsheets import AUTHOR
from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from bot.storage.engine.tables import revisions
from knowledge.entries import AnyEntry, Centre, Visibility
from tests.prepared import bundle

_URL = "sqlite+aiosqlite:///data/lotse.db"
_Capture = pytest.CaptureFixture[str]
_SUMMARY = "{} neu, {} geändert, {} unverändert, {} Konflikt, {} Fehler"
_COUNT = len(bundle().entries)


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir(mode=0o700)


def _edit(changes: Mapping[str, Mapping[str, str]], source: str = "k.csv", target: str = "k.csv") -> None:
    """Set cells of a CSV file by the id of their row."""
    rows = list(csv.DictReader(io.StringIO(Path(source).read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    for row in rows:
        row.update(changes.get(row["ID"], {}))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    Path(target).write_text(file.getvalue(), encoding="utf-8-sig", newline="")


def _entry(id_: str) -> AnyEntry:
    async def load() -> AnyEntry:
        async with open_database(_URL) as database:
            return next(entry for entry in (await DatabaseKnowledge(database).load()).entries if entry.id == id_)

    return asyncio.run(load())


def _phone(id_: str) -> str | None:
    centre = _entry(id_)
    assert isinstance(centre, Centre)
    return centre.contact.phone


def _set_phone(id_: str, phone: str) -> None:
    """Change a centre as an editor would in the meantime."""

    async def change() -> None:
        async with open_database(_URL) as database, database.begin() as unit:
            await unit.records.seed(bundle(), datetime.now(UTC))
            found = (await unit.records.load()).centres
            centre = next(each for each in found if each.id == id_)
            contact = centre.contact.model_copy(update={"phone": phone})
            await unit.records.put(centre.model_copy(update={"contact": contact}), "Anna", datetime.now(UTC))

    asyncio.run(change())


class _SlowAnswer(io.StringIO):
    """Somebody who agrees, but only after somebody else has changed a centre."""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        assert size
        _set_phone("centre/bonn", "0228 1111111")
        return "y\n"


def _last_revisions(count: int) -> list[tuple[str, str, str]]:
    async def load() -> list[tuple[str, str, str]]:
        async with open_database(_URL) as database, database.begin() as unit:
            statement = select(revisions.c.id, revisions.c.author, revisions.c.action)
            rows = await unit.connection.execute(statement.order_by(revisions.c.number.desc()).limit(count))
            return [(row.id, row.author, row.action) for row in rows]

    return asyncio.run(load())


@pytest.mark.parametrize("name", ["k.xlsx", "k.csv"])
def test_an_export_is_taken_back_unchanged(name: str, capfd: _Capture) -> None:
    assert execute(["knowledge", "export", name]) == 0
    assert execute(["knowledge", "import", name, "--preview"]) == 0
    assert execute(["knowledge", "import", name]) == 0
    summary = _SUMMARY.format(0, 0, _COUNT, 0, 0)
    assert capfd.readouterr().out.splitlines() == [
        f"{_COUNT} entries are in {name}.",
        *(summary, "Nichts zu ändern."),
        *(summary, "Nichts zu ändern."),
    ]
    assert not Path("data/lotse.db").exists()


def test_an_edited_row_is_shown_asked_about_and_written_as_a_revision(
    capfd: _Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(["knowledge", "export", "k.csv", "--only", "centre"])
    _edit({"centre/bonn": {"Telefon": "0228 77-9999"}})
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert execute(["knowledge", "import", "k.csv"]) == 0
    out = capfd.readouterr().out
    assert "Neue und geänderte Zeilen schreiben (1)? [y/N]: " in out
    assert "0228 77-3101" in out
    assert "0228 77-9999" in out
    assert out.endswith("Geschrieben: 1.\n")
    assert _phone("centre/bonn") == "0228 77-9999"
    assert _last_revisions(1) == [("centre/bonn", AUTHOR, "updated")]
    assert _entry("offer/griffbereit")


@pytest.mark.parametrize("answer", ["", "n\n"])
def test_nothing_is_written_by_a_preview_or_without_an_answer(
    answer: str, capfd: _Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    execute(["knowledge", "export", "k.csv"])
    _edit({"centre/bonn": {"Telefon": "0228 77-9999"}})
    assert execute(["knowledge", "import", "k.csv", "--preview"]) == 0
    assert execute(["knowledge", "import", "k.csv"]) == 1
    assert capfd.readouterr().err.endswith("Stopped: there was no answer.\n")
    assert not Path("data/lotse.db").exists()


def test_errors_keep_everything_from_being_written_unless_the_good_rows_are_asked_for(capfd: _Capture) -> None:
    execute(["knowledge", "export", "k.csv", "--only", "centre"])
    _edit({"centre/bonn": {"Telefon": "0228 77-9999"}, "centre/bochum": {"Postleitzahl": "4478"}})
    capfd.readouterr()
    assert execute(["knowledge", "import", "k.csv", "--yes"]) == 1
    told = capfd.readouterr()
    assert "E4: Postleitzahl braucht fünf Ziffern, nicht „4478“.\n" in told.out
    assert told.err.startswith("Nichts geschrieben: ")
    assert not Path("data/lotse.db").exists()
    assert execute(["knowledge", "import", "k.csv", "--preview", "--good-rows"]) == 1
    assert not Path("data/lotse.db").exists()
    assert execute(["knowledge", "import", "k.csv", "--yes", "--good-rows", "--language", "en"]) == 1
    told = capfd.readouterr()
    assert "E4: Postleitzahl needs five digits" in told.out
    assert told.err.splitlines()[-1] == "Rows with errors are not written."
    assert _phone("centre/bonn") == "0228 77-9999"


def test_a_newer_edit_is_never_overwritten(capfd: _Capture) -> None:
    execute(["knowledge", "export", "k.csv"])
    _set_phone("centre/bonn", "0228 1111111")
    _set_phone("centre/bochum", "0234 2222222")
    _edit({"centre/bonn": {"Telefon": "0228 77-9999"}, "centre/duisburg": {"Telefon": "0203 3333333"}})
    capfd.readouterr()
    assert execute(["knowledge", "import", "k.csv", "--yes"]) == 1
    told = capfd.readouterr()
    # Nobody has edited the row of Bochum, so that it is none of the conflicts.
    assert _SUMMARY.format(0, 1, _COUNT - 2, 1, 0) in told.out
    assert "„centre/bonn“ wurde nach dem Export geändert." in told.out
    assert told.err.startswith("Nicht geschrieben, weil es eine neuere Fassung gibt: centre/bonn.")
    numbers = [_phone(f"centre/{name}") for name in ("bonn", "bochum", "duisburg")]
    assert numbers == ["0228 1111111", "0234 2222222", "0203 3333333"]


def test_an_edit_between_preview_and_answer_is_not_overwritten(
    capfd: _Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(["knowledge", "export", "k.csv"])
    _edit({"centre/bonn": {"Telefon": "0228 77-9999"}, "centre/duisburg": {"Telefon": "0203 3333333"}})
    monkeypatch.setattr(sys, "stdin", _SlowAnswer())
    capfd.readouterr()
    assert execute(["knowledge", "import", "k.csv"]) == 1
    told = capfd.readouterr()
    assert told.out.endswith("Geschrieben: 1.\n")
    assert "centre/bonn" in told.err
    assert [_phone(f"centre/{name}") for name in ("bonn", "duisburg")] == ["0228 1111111", "0203 3333333"]


def test_a_new_row_becomes_an_entry_and_others_stay_in_force() -> None:
    Path("neu.csv").write_text("ID;Titel;Text;Quelle;Stand\nfaq/neu;Neu?;Ja.;Stadt;2026\n", encoding="utf-8")
    assert execute(["knowledge", "import", "neu.csv", "--yes"]) == 0
    assert _entry("faq/neu").title == "Neu?"
    assert _entry("centre/bonn")
    assert _last_revisions(1) == [("faq/neu", AUTHOR, "created")]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("k.xlsx", b"", "Die Datei ist leer.\n"),
        ("k.xlsx", b"ID;Telefon", "Das ist keine XLSX-Datei: Öffne sie in der Tabellenkalkulation und speichere sie"),
        ("k.csv", b"Name;Ort\n", "Die Zeile mit den Spaltennamen fehlt: Eine Spalte muss „ID“ heißen.\n"),
    ],
)
def test_an_unreadable_file_is_told_in_one_sentence(name: str, content: bytes, sentence: str, capfd: _Capture) -> None:
    Path(name).write_bytes(content)
    assert execute(["knowledge", "import", name]) == 1
    err = capfd.readouterr().err
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_the_terminal_obeys_no_cell(capfd: _Capture) -> None:
    execute(["knowledge", "export", "k.csv"])
    _edit({"centre/bonn": {"Telefon": "0228 77-9999", "Ort": "[bold]x[/bold]\u202e"}})
    capfd.readouterr()
    execute(["knowledge", "import", "k.csv", "--preview"])
    out = capfd.readouterr().out
    assert "[bold]x[/bold]" in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["export", "k.csv", "--only", "centre/bon"], 1),
        (["export", "k.vcf", "--only", "faq"], 1),
        (["export", "folder", "--only", "faq"], 2),
        (["export", "file"], 2),
        (["import", "folder", "--preview"], 2),
        (["import", "file"], 1),
        (["check", "k.xlsx"], 1),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], code: int, capfd: _Capture) -> None:
    Path("folder").mkdir()
    Path("file").touch()
    Path("k.xlsx").touch()
    assert execute(["knowledge", *arguments]) == code
    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("only", "count"), [((), 54), (("centre/bonn",), 1), (("centre/bonn", "centre/bochum", "faq"), 2)]
)
def test_centres_are_written_as_cards(only: tuple[str, ...], count: int) -> None:
    assert execute(["knowledge", "export", "k.vcf", *(word for name in only for word in ("--only", name))]) == 0
    assert Path("k.vcf").read_bytes().count(b"BEGIN:VCARD\r\n") == count


def test_linked_data_is_json() -> None:
    assert execute(["knowledge", "export", "k.jsonld", "--only", "centre/bonn"]) == 0
    assert json.loads(Path("k.jsonld").read_text(encoding="utf-8"))["@graph"][0]["@id"] == "#centre/bonn"


def test_the_tables_of_a_bundle_are_no_spreadsheets(capfd: _Capture) -> None:
    execute(["knowledge", "export", "bundle"])
    capfd.readouterr()
    assert execute(["knowledge", "import", "bundle/municipalities.csv"]) == 0
    assert capfd.readouterr().out.startswith("0 created, 0 updated, ")


@pytest.mark.parametrize("path", ["wissen", "k.csv", "k.jsonld"])
def test_what_is_not_for_everybody_is_exported_on_request(path: str, capsys: _Capture) -> None:
    _hide("faq/ziele", Visibility.INTERNAL)
    assert execute(["knowledge", "export", path]) == 0
    assert "Tresor" not in _read_all(path)
    assert execute(["knowledge", "export", path, "--visible-to", "network"]) == 0
    assert "Tresor" not in _read_all(path)
    assert execute(["knowledge", "export", path, "--visible-to", "internal"]) == 0
    assert "Tresor" in _read_all(path)
    capsys.readouterr()


def test_an_import_leaves_what_the_export_left_out(capsys: _Capture) -> None:
    _hide("faq/ziele", Visibility.NETWORK)
    assert execute(["knowledge", "export", "wissen"]) == 0
    assert "1 not for everybody are left out" in capsys.readouterr().err
    assert execute(["knowledge", "import", "wissen"]) == 0
    assert "0 archived" in capsys.readouterr().out
    assert _entry("faq/ziele").visibility is Visibility.NETWORK


def _read_all(path: str) -> str:
    files = Path(path).iterdir() if Path(path).is_dir() else [Path(path)]
    return "".join(file.read_text(encoding="utf-8-sig") for file in files)


def _hide(id_: str, visibility: Visibility) -> None:
    """Seed the shipped knowledge, with one entry that not everybody may read."""

    async def change() -> None:
        shipped = bundle()
        entry = next(entry for entry in shipped.entries if entry.id == id_)
        hidden = entry.model_copy(update={"visibility": visibility, "text": "Es steht im Tresor."})
        async with open_database(_URL) as database, database.begin() as unit:
            await unit.records.seed(shipped, datetime.now(UTC))
            await unit.records.put(hidden, AUTHOR, datetime.now(UTC))

    asyncio.run(change())


def test_a_directory_is_exported_to_be_printed(capsys: _Capture) -> None:
    assert execute(["knowledge", "export", "verzeichnis.html"]) == 0
    assert "entries are in verzeichnis.html." in capsys.readouterr().out
    assert "Register der Orte" in Path("verzeichnis.html").read_text(encoding="utf-8")


def test_only_files_of_entries_take_a_choice_of_them() -> None:
    assert execute(["knowledge", "export", "verzeichnis.html", "--only", "centre"]) == 2
