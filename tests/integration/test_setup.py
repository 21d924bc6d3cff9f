"""Setting Lotse up, as a person or a script does it: against a real homeserver, with commands as processes."""

import asyncio
import json
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.conftest import unique
from tests.integration.synapse import PASSWORD, Synapse

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class _Shell:
    """A folder in which somebody types commands."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "lotse.toml"

    async def lotse(self, *arguments: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
        """Exit code, what was printed, what was complained of."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": str(_ROOT), **variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
        return process.returncode or 0, out.decode(), err.decode()

    async def matrix(self) -> str:
        """What the doctor says about Matrix."""
        _, out, _ = await self.lotse("doctor", "--json")
        return next(str(check["outcome"]) for check in json.loads(out)["checks"] if check["name"] == "matrix")

    def device(self) -> str:
        return str(json.loads((self.folder / "data" / "matrix" / "session.json").read_text())["device_id"])


@pytest.fixture
def shell(tmp_path: Path) -> _Shell:
    return _Shell(folder=tmp_path)


@pytest.fixture
async def account(synapse: Synapse) -> str:
    return await synapse.register(unique("lotse"))


async def test_answers_become_a_login_and_a_file_without_the_password(
    shell: _Shell, synapse: Synapse, account: str
) -> None:
    code, out, err = await shell.lotse("setup", typed=f"{synapse.url}\n{account}\n\n{PASSWORD}\n")
    assert (code, out) == (0, f"Logged in as {account}, as lotse.toml says. Start Lotse with `lotse run`.\n"), err
    assert PASSWORD not in out + err + shell.file.read_text(encoding="utf-8")
    assert 'allowed_inviters = ["*:lotse.test"]' in shell.file.read_text(encoding="utf-8")
    assert stat.S_IMODE(shell.file.stat().st_mode) == 0o600
    assert await shell.matrix() == "ok"


async def test_a_login_that_holds_is_kept_and_the_file_left_alone(
    shell: _Shell, synapse: Synapse, account: str
) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    assert (await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    device, document = shell.device(), shell.file.read_text(encoding="utf-8")
    assert (await shell.lotse("setup", *options))[0] == 1
    assert (await shell.lotse("setup", LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    assert (shell.device(), shell.file.read_text(encoding="utf-8")) == (device, document)


async def test_a_wrong_password_is_told_and_nothing_is_written(shell: _Shell, synapse: Synapse, account: str) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    code, out, err = await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD="wrong-one")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert account in err
    assert "wrong-one" not in err
    assert not shell.file.exists()


async def test_the_doctor_sees_that_a_login_was_revoked(shell: _Shell, synapse: Synapse, account: str) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    assert (await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    session = shell.folder / "data" / "matrix" / "session.json"
    revoked = {**json.loads(session.read_text()), "access_token": "revoked"}
    session.write_text(json.dumps(revoked))
    assert await shell.matrix() == "failed"
    assert (await shell.lotse("setup", LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    assert await shell.matrix() == "ok"
