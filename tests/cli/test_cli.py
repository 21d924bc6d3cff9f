"""The `lotse` command as scripts and people at a shell rely on it."""

import asyncio
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from bot.cli import execute
from bot.platforms.base.ports import Verification, VerificationState
from bot.platforms.matrix.verification.emoji import emoji_names
from bot.runtime.lock import lock_data_dir
from bot.settings.loading import Settings
from bot.storage.adapters.matrix import DatabaseVerifications
from bot.storage.database import open_database
from knowledge.loader import SHIPPED
from tests.integration import nursery
from tests.integration.synapse import free_port

_ROOT = Path(__file__).parents[2]
_KEYS = ["text", "kind", "entries", "topic", "language", "reply", "choices", "took_ms"]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(_ROOT))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _installation() -> None:
    Path("data").mkdir(mode=0o700)


def _lotse(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # What is set there counts when Python starts.
    if nursery.CAN_FORK and "PYTHONIOENCODING" not in os.environ:
        return nursery.run(arguments, os.environ, Path.cwd(), stdin, patience=60)
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)  # noqa: S603


def _one_sentence(message: str) -> bool:
    return message.count("\n") == 1 and message.endswith(".\n") and "Traceback" not in message


def _asked(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert execute(["ask", "--json", *arguments]) == 0
    document = json.loads(capfd.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_the_version_is_that_of_the_project() -> None:
    """If not, it was installed before the version changed: `make run` and `make test` renew that."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert _lotse("--version").stdout.decode() == f"Lotse {project['version']}\n"


def test_an_answer_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    document = _asked(capfd, "Welches KI ist für Hattingen zuständig?")
    assert list(document) == _KEYS
    assert document["text"] == "Welches KI ist für Hattingen zuständig?"
    assert document["kind"] == "answer"
    assert document["topic"] is None
    assert document["language"] == "de"
    assert isinstance(document["entries"], list)
    assert list(document["entries"][0]) == ["id", "title", "score"]
    assert document["entries"][0]["id"] == "centre/ennepe-ruhr-kreis"
    assert "Ennepe-Ruhr-Kreis" in str(document["reply"])
    assert "\n1. Angebote" in str(document["reply"])


def test_a_question_for_colleagues_names_its_topic(capfd: pytest.CaptureFixture[str]) -> None:
    document = _asked(capfd, "Wer hat Erfahrung mit KIM?")
    assert (document["kind"], document["topic"]) == ("exchange", "kim")


def test_an_answer_for_people_needs_no_quotes_around_the_question(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["ask", "KI", "Hattingen"]) == 0
    assert capfd.readouterr().out.startswith("Kommunales Integrationszentrum Ennepe-Ruhr-Kreis\n")


def test_an_explanation_leaves_the_json_alone(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["ask", "--json", "--explain", "KI Hattingen"]) == 0
    captured = capfd.readouterr()
    assert list(json.loads(captured.out)) == _KEYS
    assert captured.err.startswith("kind: answer\n")
    assert "centre/ennepe-ruhr-kreis" in captured.err


def test_a_batch_keeps_order_blank_lines_and_damaged_text() -> None:
    done = _lotse("ask", "--json", "--batch", "-", stdin="KI Köln\n\n".encode() + b"Gr\xfc\xdfe\r\nHallo")
    assert done.returncode == 0
    documents = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [document["text"] for document in documents] == ["KI Köln", "", "Gr��e", "Hallo"]
    assert all(list(document) == _KEYS for document in documents)
    assert documents[1]["kind"] == "none"
    assert documents[3]["kind"] == "smalltalk"


def test_blocks_of_a_batch_are_conversations_of_one_person_each() -> None:
    lines = ["KI Herne", "1", "", "Was ist Rucksack Kita?", "zwei", "", "1"]
    done = _lotse("ask", "--json", "--batch", "-", "--conversation", stdin="\n".join(lines).encode())
    assert done.returncode == 0
    contact, offers, entry, _, stranger = map(json.loads, done.stdout.decode().splitlines())
    assert list(contact) == _KEYS
    assert contact["entries"][0]["id"] == "centre/herne"
    assert contact["choices"] == ["Angebote", "Mehr", "Kolleg*innen fragen"]
    assert "Kommunales Integrationsmanagement (KIM)" in offers["choices"]
    assert entry["entries"][0]["id"] == "offer/rucksack-kita"
    assert stranger["entries"] == []


def test_a_batch_from_a_file_writes_utf8_whatever_the_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "questions").write_text("KI Köln\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = _lotse("ask", "--json", "--batch", "questions")
    assert json.loads(done.stdout.decode("utf-8"))["text"] == "KI Köln"
    assert _lotse("ask", "Wer ist für Köln zuständig?").returncode == 0


def test_asking_loads_no_platform_and_leaves_no_database(tmp_path: Path) -> None:
    code = "import sys; from bot.cli import execute; execute(['ask', 'Hallo']); sys.exit('nio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)  # noqa: S603
    assert done.returncode == 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["--nothing"],
        ["ask"],
        ["ask", "x", "--batch", "-", "--json"],
        ["ask", "--batch", "-"],
        ["ask", "x", "--conversation"],
        ["ask", "--json", "--batch", "missing"],
        ["knowledge"],
        ["knowledge", "import"],
        ["knowledge", "check", "missing"],
        ["knowledge", "eval", "--json"],
    ],
)
def test_wrong_usage_is_told_in_a_sentence(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(arguments) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert _one_sentence(captured.err)


@pytest.mark.parametrize("arguments", [["--nothing"], ["ask", "x", "--config", "missing.toml"]])
def test_the_process_says_what_the_command_says(arguments: list[str]) -> None:
    done = _lotse(*arguments)
    assert done.returncode == (2 if arguments == ["--nothing"] else 1)
    assert _one_sentence(done.stderr.decode())
    assert done.stdout == b""


@pytest.mark.parametrize("command", ["run", "setup", "doctor", "ask", "knowledge", "knowledge import"])
def test_every_command_explains_itself(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute([*command.split(), "--help"]) == 0
    assert "Usage: lotse" in capfd.readouterr().out


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LOTSE_OFICE", "x")
    assert execute(["ask", "x"]) == 1
    assert capfd.readouterr().err == "Unknown variable LOTSE_OFICE; the nearest known one is LOTSE_OFFICE.\n"


def test_a_database_that_cannot_be_reached_is_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTSE_DATABASE", "postgresql+psycopg://lotse:geheim@127.0.0.1:9/lotse")
    assert execute(["knowledge", "list"]) == 1
    message = capfd.readouterr().err
    assert _one_sentence(message)
    assert "geheim" not in message


@pytest.mark.usefixtures("_installation")
def test_an_export_is_taken_back_unchanged(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["knowledge", "export", "out"]) == 0
    assert execute(["knowledge", "check", "out"]) == 0
    capfd.readouterr()
    assert execute(["knowledge", "import", "out"]) == 0
    assert execute(["knowledge", "import", "out"]) == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first.endswith(" created, 0 updated, 0 unchanged, 0 archived")
    assert second == f"0 created, 0 updated, {first.split()[0]} unchanged, 0 archived"


@pytest.mark.usefixtures("_installation")
def test_an_import_is_in_force_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    execute(["knowledge", "export", "out"])
    execute(["knowledge", "import", "out"])
    centres = tmp_path / "out" / "centres.yaml"
    centres.write_text(centres.read_text(encoding="utf-8").replace("Hattingen", "Neustadt"), encoding="utf-8")
    offers = (tmp_path / "out" / "offers.yaml").read_text(encoding="utf-8").split("\n- id:")[0]
    (tmp_path / "out" / "offers.yaml").write_text(offers, encoding="utf-8")
    capfd.readouterr()
    assert execute(["knowledge", "import", "out/offers.yaml"]) == 0
    assert execute(["knowledge", "list"]) == 0
    listed = capfd.readouterr().out
    assert " archived" in listed
    assert listed.count("offer/") == 1
    assert "centre/bochum" in listed


def test_faults_of_a_bundle_are_told_a_line_each(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "faqs.yaml").write_text("- id: faq/a\n  titel: x\n- id: nothing\n", encoding="utf-8")
    for command in ("check", "import"):
        assert execute(["knowledge", command, "faqs.yaml"]) == 1
        lines = capfd.readouterr().err.splitlines()
        assert len(lines) > 2
        assert all(line.startswith("faqs.yaml:") for line in lines)
    assert not (tmp_path / "data").exists()


def test_the_search_is_measured_on_any_corpus(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pages = [{"id": "a", "title": "Griffbereit", "text": "Eltern und Kinder"}, {"id": "b", "title": "X", "text": "Amt"}]
    asked = [{"id": "1", "question": "Was ist Griffbereit?", "expected": ["a"]}]
    (tmp_path / "c").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")
    (tmp_path / "q").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    assert execute(["knowledge", "eval", "--corpus", "c", "--questions", "q", "--json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert (report["questions"], report["recall_at_1"]) == (1, 1.0)
    (tmp_path / "q").write_text("{}", encoding="utf-8")
    assert execute(["knowledge", "eval", "--corpus", "c", "--questions", "q", "--json"]) == 1
    assert _one_sentence(capfd.readouterr().err)


def test_the_doctor_finds_a_new_installation_well(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["doctor", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["ok"] is True
    names = [check["name"] for check in document["checks"]]
    assert names == [
        "configuration",
        "time zone",
        "data_dir",
        "database",
        "knowledge",
        "matrix",
        "encryption",
        "member spaces",
        "telegram",
        "feeds",
        "retention",
    ]
    assert execute(["doctor"]) == 0
    assert "54 centres" in capfd.readouterr().out


def test_the_doctor_tells_everything_that_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTSE_MATRIX__HOMESERVER", "http://127.0.0.1:9")
    monkeypatch.setenv("LOTSE_MATRIX__USER_ID", "@lotse:example.org")
    monkeypatch.setenv("LOTSE_DATABASE", "postgresql+psycopg://lotse@127.0.0.1:9/lotse")
    assert execute(["doctor", "--json"]) == 1
    checks = json.loads(capfd.readouterr().out)["checks"]
    failed = {check["name"] for check in checks if check["outcome"] == "failed"}
    assert failed == {"database", "knowledge", "matrix"}


@pytest.mark.parametrize("command", ["doctor", "run"])
def test_what_would_end_the_service_is_told_before(
    command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTSE_ROLES__ADMINS", "telegram:name")
    monkeypatch.setenv("LOTSE_LIMITS__LATE_AFTER_MINUTES", "1e308")
    assert execute([command]) == 1
    told = " ".join("".join(capfd.readouterr()).split())
    assert "1e308 is not a number from 0.01 to 525600." in told
    assert "entry 1: expected the number of a Telegram account" in told


@pytest.mark.parametrize("command", ["doctor", "run"])
def test_a_webhook_on_a_path_of_monitoring_is_refused(
    command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "TELEGRAM__TOKEN": f"123456789:{'A' * 35}",
        "TELEGRAM__BASE_URL": "http://127.0.0.1:9/bot",
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_URL": "https://lotse.example.org/metrics",
        "TELEGRAM__LISTEN": "127.0.0.1:9464",
    }.items():
        monkeypatch.setenv(f"LOTSE_{name}", value)
    assert execute([command]) == 1
    told = " ".join("".join(capfd.readouterr()).split())
    assert "monitoring and Telegram's webhook both need the path /metrics on 127.0.0.1:9464: give one of them" in told


def test_setup_writes_nothing_if_the_login_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTSE_MATRIX__PASSWORD", "geheim")
    arguments = ["--homeserver", "http://127.0.0.1:9", "--user-id", "@lotse:example.org", "--allowed-inviter", "*:b"]
    assert execute(["setup", *arguments]) == 1
    message = capfd.readouterr().err
    assert _one_sentence(message)
    assert "could be reached" in message
    assert not (tmp_path / "lotse.toml").exists()


def test_setup_leaves_an_existing_file_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lotse.toml").write_text('office = "Amt"\n', encoding="utf-8")
    assert execute(["setup"]) == 1
    assert "already exists" in capfd.readouterr().err
    assert (tmp_path / "lotse.toml").read_text(encoding="utf-8") == 'office = "Amt"\n'


def test_setup_tells_which_answers_are_wrong() -> None:
    done = _lotse("setup", stdin=b"ftp://matrix.example.org\nlotse\n*\ngeheim\n")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-2:] == [
        'matrix.homeserver: expected an address such as "https://matrix.example.org".',
        'matrix.user_id: expected a Matrix id such as "@lotse:example.org".',
    ]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """Watched, though nobody can write to it."""
    monkeypatch.setenv("LOTSE_MONITORING__LISTEN", f"127.0.0.1:{free_port()}")
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        yield process
        process.kill()


def test_the_service_runs_without_a_terminal_and_ends_when_told_to(
    service: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert service.stderr
    before = list(islice(service.stderr, 1))
    second = _lotse("run")
    service.send_signal(signal.SIGTERM)
    after = service.stderr.read()
    assert "Lotse is running" in before[0]
    assert service.wait(30) == 0
    assert "Lotse has stopped" in after
    assert second.returncode == 1
    assert _one_sentence(second.stderr.decode())
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.fixture
def _desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_WEB__URL", "https://lotse.example.org")
    monkeypatch.setenv("LOTSE_WEB__LISTEN", f"127.0.0.1:{free_port()}")


@pytest.mark.usefixtures("_desk")
def test_a_service_with_a_desk_says_where_it_is() -> None:
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stderr
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    assert "The web desk is at https://lotse.example.org/redaktion, served on 127.0.0.1:" in first


@pytest.mark.usefixtures("_desk")
def test_a_chat_at_a_terminal_says_where_the_desk_is() -> None:
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        os.close(terminal)
        with os.fdopen(keyboard, encoding="utf-8") as screen:
            assert screen.readline() == "The web desk is at https://lotse.example.org/redaktion.\n"
            process.send_signal(signal.SIGTERM)
            process.wait()


@pytest.mark.parametrize("variables", [{}, {"LOTSE_MONITORING__LISTEN": "off"}])
def test_a_service_that_nobody_can_reach_ends_with_an_error(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = _lotse("run")
    assert done.returncode == 1
    assert _one_sentence(done.stderr.decode())
    assert "No platform is configured" in done.stderr.decode()
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
@pytest.mark.parametrize("command", [["doctor"], ["knowledge", "list"], ["run"]], ids=" ".join)
def test_the_configuration_may_be_named_before_or_behind_the_command(
    command: list[str], before: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("other.toml").write_text('ofice = "Amt"\n')
    given = ["--config", "other.toml"]
    assert execute([*given, *command] if before else [*command, *given]) == 1
    assert "Unknown setting ofice" in " ".join("".join(capfd.readouterr()).split())


def test_the_doctor_names_what_it_read_and_looks_at_other_data(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def found(*arguments: str) -> dict[str, str]:
        assert execute(["doctor", "--json", *arguments]) == 0
        return {check["name"]: check["detail"] for check in json.loads(capfd.readouterr().out)["checks"]}

    assert found()["configuration"].startswith(f"there is no {tmp_path / 'lotse.toml'}, so the defaults hold")
    Path("other.toml").write_text('data_dir = "there"\n')
    assert found("--config", "other.toml")["configuration"].startswith(f"{tmp_path / 'other.toml'}: ")
    assert str(tmp_path / "there") in found("--config", "other.toml")["data_dir"]
    elsewhere = found("--config", "other.toml", "--data-dir", "elsewhere")
    assert str(tmp_path / "elsewhere") in elsewhere["data_dir"]
    assert "elsewhere" in elsewhere["database"]


def test_a_service_that_no_platform_lets_in_ends_with_a_code_of_its_own() -> None:
    Path("lotse.toml").write_text('[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser_id = "@lotse:example.org"\n')
    done = _lotse("run")
    assert done.returncode == 3
    assert "lotse setup" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.usefixtures("_installation")
def test_the_confidence_is_fitted_to_a_bundle_and_to_what_is_in_force(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["knowledge", "export", "out"]) == 0
    faqs, offers = Path("out/faqs.yaml"), Path("out/offers.yaml")
    for file in (faqs, offers):
        some = re.sub(r"\n  about: .*", "", file.read_text(encoding="utf-8")).split("\n- id:")[:8]
        file.write_text("\n- id:".join(some) + "\n", encoding="utf-8")
    assert execute(["knowledge", "check", "out"]) == 0
    assert "lotse knowledge fit out" in capfd.readouterr().err
    assert execute(["knowledge", "fit", "out"]) == 0
    fitted = Path("out/confidence.yaml").read_text(encoding="utf-8")
    capfd.readouterr()
    assert execute(["knowledge", "check", "out", "--phrasings"]) == 0
    assert capfd.readouterr().err == ""
    Path("out/confidence.yaml").unlink()
    assert execute(["knowledge", "import", "out"]) == 0
    assert execute(["knowledge", "fit"]) == 0
    assert execute(["knowledge", "export", "again"]) == 0
    assert Path("again/confidence.yaml").read_text(encoding="utf-8") == fitted
    faqs.write_text("")
    offers.write_text("")
    assert execute(["knowledge", "fit", "out"]) == 1
    assert "expected entries with phrasings" in capfd.readouterr().err


@pytest.mark.usefixtures("_installation")
def test_a_part_imported_first_leaves_the_rest_of_what_ships(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    part = tmp_path / "topics.yaml"
    part.write_bytes((SHIPPED / "topics.yaml").read_bytes())
    assert execute(["knowledge", "import", str(part)]) == 0
    assert capfd.readouterr().out.startswith("0 created, 0 updated, ")
    assert _asked(capfd, "KI Hattingen")["kind"] == "answer"


@pytest.mark.usefixtures("_installation")
def test_what_is_kept_of_a_person_is_written_out(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["privacy", "export", "matrix", "@anna:example.org"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["accounts"] == ["matrix:@anna:example.org"]
    assert found["data"] == {}
    assert execute(["privacy", "export", "fax", "anna"]) == 2


@pytest.mark.usefixtures("_installation")
def test_a_person_is_forgotten_once_that_is_confirmed(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert execute(["privacy", "forget", "matrix", "@anna:example.org"]) == 1
    assert "can't be undone" in capfd.readouterr().out
    assert execute(["privacy", "forget", "matrix", "@anna:example.org", "--yes"]) == 0
    assert "All data of @anna:example.org has been erased; 0 messages" in capfd.readouterr().out


def test_a_terminal_obeys_no_name_of_others(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    odd = "\x1b[2K\u202ednim\u2028ZEILE\x9b31m"
    asked = Verification(
        id="a" * 40,
        user_id="@eve:example.org",
        device_id=f"A{odd}",
        state=VerificationState.COMPARING,
        updated_at=datetime.now(UTC),
        emoji=(1, 2, 3, 4, 5, 6, 7),
    )

    async def write() -> None:
        async with open_database(Settings().database_url) as database:
            await DatabaseVerifications(database).write(asked)

    asyncio.run(write())
    with lock_data_dir(Settings().data_dir):  # as a running service does
        assert execute(["matrix", "verify"]) == 0
    assert execute(["knowledge", "export", "out"]) == 0
    offers = tmp_path / "out" / "offers.yaml"
    written = offers.read_text(encoding="utf-8")
    title = f"  title: {json.dumps(f'A{odd}')}"
    offers.write_text(re.sub(r"(?m)^  title: .*$", lambda _: title, written, count=1), encoding="utf-8")
    assert execute(["knowledge", "import", "out"]) == 0
    assert execute(["knowledge", "list"]) == 0
    (tmp_path / "news.md").write_text(f"Hallo{odd}", encoding="utf-8")
    assert execute(["announce", "create", "--draft", "--file", "news.md"]) == 0
    assert execute(["announce", "list"]) == 0
    shown = capfd.readouterr().out
    assert shown.count("[2K") == 3
    assert not set(shown) & set("\x1b\x9b\u202e\u2028")


def test_all_emoji_of_a_verification_stand_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    longest = tuple(sorted(range(64), key=lambda index: len(emoji_names([index])))[-7:])
    compared = Verification(
        id="a" * 40,
        user_id="@somebody.with.a.name:matrix.example.org",
        device_id="ABCDEFGHIJ",
        state=VerificationState.COMPARING,
        updated_at=datetime.now(UTC),
        emoji=longest,
    )

    async def write() -> None:
        async with open_database(Settings().database_url) as database:
            await DatabaseVerifications(database).write(compared)

    asyncio.run(write())
    with lock_data_dir(Settings().data_dir):  # as a running service does
        assert execute(["matrix", "verify"]) == 0
    (line,) = (line for line in capfd.readouterr().out.splitlines() if compared.number in line)
    assert emoji_names(longest) in line
