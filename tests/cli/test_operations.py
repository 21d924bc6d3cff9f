"""What the page for operators tells to type works as it is written."""

import asyncio
import os
import pwd
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.cli import execute
from bot.settings.loading import Settings
from bot.storage.database import open_database
from tests.integration import nursery

_ROOT = Path(__file__).parents[2]
_PLACES = ("/etc/", "/srv/lotse", "/usr/local/", "/var/")
# Typed for `install /dev/stdin`.
_SECRET = "Regenschirm am Kanal\n"
# These need a machine of their own, a network or a server: looked at, and not run.
_LOOKED_AT = {"useradd", "git", "make", "systemctl", "journalctl", "docker", "chown", "cd"}
_NEED_A_SERVER = ("database",)
# The page names one that nobody has.
_A_DELIVERY = "4f0c"
# What the wrapper starts: the program, or what tells the environment and the arguments for a process that is forked.
_RUNS = f'#!/bin/sh\nPYTHONPATH="{_ROOT}" exec "{sys.executable}" -m bot "$@"\n'
_TELLS = """#!/bin/sh
env -0
printf '\\0'
printf '%s\\0' "$@"
"""


def _blocks(page: str) -> Iterator[list[str]]:
    for block in re.findall(r"(?:^    .*\n)+", (_ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE):
        yield [line.strip() for line in block.splitlines()]


def _is_settings(block: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(block))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _commands() -> list[list[str]]:
    """Every command of the page in its order."""
    lines = [line for block in _blocks("operations.md") if not _is_settings(block) for line in block]
    return [shlex.split(part, comments=True) for line in lines for part in line.split(" && ")]


@dataclass(frozen=True)
class Machine:
    """A root folder in which the paths of the page lie, for whoever runs the test."""

    root: Path

    @property
    def here(self) -> Path:
        """Where the commands are typed."""
        return self.root / "root"

    def lay_out(self) -> None:
        for folder in ("root", "srv/lotse/.venv/bin", "etc/systemd/system", "var/lib", "var/backups"):
            (self.root / folder).mkdir(parents=True)
        for name in ("deploy", "docs"):
            (self.root / "srv/lotse" / name).symlink_to(_ROOT / name)
        program = self.root / "srv/lotse/.venv/bin/lotse"
        program.write_text(_TELLS if nursery.CAN_FORK else _RUNS)
        program.chmod(0o755)
        (self.here / "lotse.toml").write_text('office = "Amt"\n')

    def adopt(self) -> None:
        """The wrapper's paths and its user, as soon as it is installed."""
        wrapper = self.root / "usr/local/bin/lotse"
        text = self._placed(wrapper.read_text()).replace("user=lotse\n", f"user={pwd.getpwuid(os.geteuid()).pw_name}\n")
        wrapper.write_text(text)

    def start(self) -> None:
        """As the first start of the service does."""

        async def begin() -> None:
            async with open_database(Settings(data_dir=self.root / "var/lib/lotse").database_url):
                pass

        asyncio.run(begin())

    def run(self, command: list[str]) -> "subprocess.CompletedProcess[str]":
        """As it is typed, but within the root and without other users."""
        program, *arguments = map(self._placed, command)
        for option in ("-o", "-g") if program == "install" else ():
            if option in arguments:
                del arguments[arguments.index(option) : arguments.index(option) + 2]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
        path = f"{self.root}/usr/local/bin{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(  # noqa: S603
            [program, *arguments],
            cwd=self.here,
            env={**inherited, "PATH": path},
            input=_SECRET,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if program != "lotse" or not nursery.CAN_FORK or done.returncode:
            return done
        variables, _, told = done.stdout.partition("\0\0")
        environment = dict(variable.split("=", 1) for variable in variables.split("\0"))
        forked = nursery.run(told.split("\0")[:-1], environment, self.here, _SECRET.encode(), patience=120)
        return subprocess.CompletedProcess(command, forked.returncode, forked.stdout.decode(), forked.stderr.decode())

    def _placed(self, text: str) -> str:
        text = re.sub(rf"(?<![\w.])(?={'|'.join(_PLACES)})", str(self.root), text)
        newest = max((path.name for path in (self.root / "var/backups").glob("lotse/*.age")), default="")
        return re.sub(r"lotse-\d{4}-\d\d-\d\dT\d{6}Z\.age", newest, text)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.lay_out()
    return machine


@pytest.mark.slow
def test_the_commands_of_the_page_work_in_their_order(machine: Machine) -> None:
    ran = []
    for command in _commands():
        needs_more = command[0] == "lotse" and (command[1] in _NEED_A_SERVER or command[-1] == _A_DELIVERY)
        if command[0] in _LOOKED_AT or needs_more:
            if command[:2] == ["systemctl", "enable"] and command[-1] == "lotse":
                machine.start()
            continue
        done = machine.run(command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if command[-1] == "/usr/local/bin/lotse":
            machine.adopt()
        ran.append(command)
    programs = [command[1] for command in ran if command[0] == "lotse"]
    assert {"doctor", "backup", "restore"} <= {*programs}
    assert (machine.root / "var/lib/lotse/lotse.db").exists()
    assert (machine.root / "etc/lotse/telegram-token").read_text() == _SECRET
    assert not (machine.here / "data").exists()


@pytest.mark.parametrize("command", _commands(), ids=" ".join)
def test_a_command_names_what_there_is(command: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    syntax = subprocess.run(["sh", "-n", "-c", shlex.join(command)], capture_output=True, check=False)  # noqa: S603, S607
    assert syntax.returncode == 0
    for part in command:
        if part.startswith("/srv/lotse/deploy/"):
            assert (_ROOT / part.removeprefix("/srv/lotse/")).is_file()
    match command:
        case ["lotse", *arguments]:
            assert _is_understood(arguments), capfd.readouterr().err
        case ["systemctl", _, *options, unit]:
            assert set(options) <= {"--now"}
            assert (_ROOT / "deploy" / (unit if "." in unit else f"{unit}.service")).is_file()
        case ["journalctl", "--unit", unit, *_]:
            assert (_ROOT / "deploy" / f"{unit}.service").is_file()
        case ["docker", "compose", "exec", service, program, *arguments]:
            assert service in yaml.safe_load((_ROOT / "compose.yaml").read_text())["services"]
            assert program == "lotse"
            assert _is_understood(arguments), capfd.readouterr().err
        case ["make", *_, target]:
            rules = (_ROOT / "Makefile").read_text().replace("$(VENV)", ".venv")
            assert re.search(rf"^{re.escape(target)}:", rules, re.MULTILINE)
        case [program, *_]:
            assert program in _LOOKED_AT | {"install", "mv"}


@pytest.mark.parametrize("unit", sorted((_ROOT / "deploy").glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_finds_what_the_commands_find(unit: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = unit.read_text()
    ((program, *arguments),) = (shlex.split(line) for line in re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE))
    wrapper = (_ROOT / "deploy" / "lotse").read_text()
    shared = f"{program} {shlex.join(arguments[:2])}"
    assert arguments[0] == "--config"
    assert shared in wrapper
    assert _is_understood(arguments), capfd.readouterr().err
    (data,) = re.findall(r"LOTSE_DATA_DIR=(\S+)", text)
    assert f"LOTSE_DATA_DIR={data}\n" in wrapper
    (user,) = re.findall(r"^User=(\S+)$", text, re.MULTILINE)
    assert f"user={user}\n" in wrapper


def test_the_image_dumps_the_database_of_its_neighbour() -> None:
    image = yaml.safe_load((_ROOT / "compose.yaml").read_text())["services"]["postgres"]["image"]
    version = re.search(r"postgres:(\d+)", image)
    assert version is not None
    assert f"ARG POSTGRES={version[1]}\n" in (_ROOT / "Dockerfile").read_text()


def test_the_page_for_an_emergency_fits_on_one_screen_and_names_what_there_is(
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = (_ROOT / "docs" / "notfall.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 32
    commands = [shlex.split(found.replace("NUMMER", "1")) for found in re.findall(r"`(lotse [^`]+)`", text)]
    assert commands
    for command in commands:
        assert _is_understood(command[1:]), (command, capfd.readouterr().err)


def _is_understood(arguments: list[str]) -> bool:
    """Whether the command and its options are there; nothing is done."""
    return execute([*arguments, "--help"]) == 0
