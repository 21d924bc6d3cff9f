"""Setting Lotse up, as a person or a script does it: against a real homeserver, with commands as processes."""

import json
import stat

import pytest

from tests.integration.conftest import unique
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD, Synapse


@pytest.fixture
async def account(synapse: Synapse) -> str:
    return await synapse.register(unique("lotse"))


async def test_answers_become_a_login_and_a_file_without_the_password(
    shell: Shell, synapse: Synapse, account: str
) -> None:
    code, out, err = await shell.lotse("setup", typed=f"{synapse.url}\n{account}\n\n{PASSWORD}\n")
    assert code == 0, err
    assert out.endswith(f"Logged in as {account}, as lotse.toml says. Start Lotse with `lotse run`.\n")
    assert PASSWORD not in out + err + shell.file.read_text(encoding="utf-8")
    assert 'allowed_inviters = ["*:lotse.test"]' in shell.file.read_text(encoding="utf-8")
    assert stat.S_IMODE(shell.file.stat().st_mode) == 0o600
    assert (await shell.check("matrix"))[0] == "ok"


async def test_a_login_that_holds_is_kept_and_the_file_left_alone(shell: Shell, synapse: Synapse, account: str) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    assert (await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    device, document = shell.device(), shell.file.read_text(encoding="utf-8")
    assert (await shell.lotse("setup", *options))[0] == 1
    assert (await shell.lotse("setup", LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    assert (shell.device(), shell.file.read_text(encoding="utf-8")) == (device, document)


async def test_a_wrong_password_is_told_and_nothing_is_written(shell: Shell, synapse: Synapse, account: str) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    code, out, err = await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD="wrong-one")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert account in err
    assert "wrong-one" not in err
    assert not shell.file.exists()


async def test_the_doctor_sees_that_a_login_was_revoked(shell: Shell, synapse: Synapse, account: str) -> None:
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    assert (await shell.lotse("setup", *options, LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    session = shell.folder / "data" / "matrix" / "session.json"
    revoked = {**json.loads(session.read_text()), "access_token": "revoked"}
    session.write_text(json.dumps(revoked))
    assert (await shell.check("matrix"))[0] == "failed"
    assert (await shell.lotse("setup", LOTSE_MATRIX__PASSWORD=PASSWORD))[0] == 0
    assert (await shell.check("matrix"))[0] == "ok"
