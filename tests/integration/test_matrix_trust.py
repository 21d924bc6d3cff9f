"""Cross-signing on a real homeserver: Lotse's device is believed, and nobody's identity is ever replaced unasked."""

import asyncio
import re
import stat
from collections.abc import AsyncIterator

import pytest

from tests.integration.conftest import unique
from tests.integration.gate import Gate, Moment
from tests.integration.keyring import Keyring
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell
from tests.integration.synapse import PASSWORD, Synapse

_SIGNED = "is cross-signed"
_FOREIGN = "another client made the identity"


async def _start(service: Service, until: str = _SIGNED) -> None:
    before = service.log().count(until)
    await service.start()
    await service.logs(until, times=before + 1)


async def _set_up(shell: Shell, *options: str, typed: str = "", password: str = PASSWORD) -> tuple[int, str, str]:
    return await shell.lotse("setup", *options, typed=typed, LOTSE_MATRIX__PASSWORD=password)


async def _connect(shell: Shell, synapse: Synapse, account: str, typed: str = "") -> str:
    """What is printed."""
    options = ["--homeserver", synapse.url, "--user-id", account, "--allowed-inviter", "*"]
    code, out, err = await _set_up(shell, *options, typed=typed)
    assert code == 0, err
    return out


def _recovery_key(printed: str) -> str:
    (key,) = re.findall(r"^    (\S.*)$", printed, re.MULTILINE)
    return str(key)


@pytest.fixture
async def account(synapse: Synapse) -> str:
    return await synapse.register(unique("lotse"))


@pytest.fixture
async def other_client(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Another installation, which knows nothing of the first but the account."""
    return Shell(folder=tmp_path_factory.mktemp("other"))


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


async def test_the_first_start_makes_an_identity_that_signs_the_device(
    serve: Serve, anna: Person, enter: Enter
) -> None:
    lotse = await serve()
    await _start(lotse)
    assert (await Keyring.of(lotse.user_id, seen_by=anna)).trusts(lotse.device)
    other_device = await enter(account=lotse.user_id)
    keys = await Keyring.of(lotse.user_id, seen_by=other_device)
    assert keys.is_trusted_by(lotse.device)
    assert not keys.trusts(str(other_device.client.device_id))


async def test_the_private_keys_are_for_lotse_alone(serve: Serve) -> None:
    lotse = await serve()
    await _start(lotse)
    assert {stat.S_IMODE(file.stat().st_mode) for file in lotse.store.glob("identity*")} == {0o600}


async def test_a_restart_changes_nothing(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    before = await Keyring.of(lotse.user_id, seen_by=anna)
    await lotse.stop()
    await _start(lotse)
    assert await Keyring.of(lotse.user_id, seen_by=anna) == before


async def test_a_new_device_is_signed_by_the_same_identity(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    before, device = await Keyring.of(lotse.user_id, seen_by=anna), lotse.device
    await lotse.stop()
    lotse.forget_login()
    await _start(lotse)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, lotse.device != device, keys.trusts(lotse.device)) == (before.master, True, True)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("request_", ["/keys/upload", "/device_signing/upload", "/signatures/upload"])
async def test_a_creation_that_a_crash_interrupted_is_completed(
    serve: Serve, anna: Person, gate: Gate, moment: Moment, request_: str
) -> None:
    lotse = await serve(homeserver=gate.url)
    gate.hold(moment, request_)
    await lotse.start()
    await gate.holds_one()
    await lotse.crash()
    before = await Keyring.of(lotse.user_id, seen_by=anna)
    gate.release()
    await _start(lotse)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert keys.trusts(lotse.device)
    assert before.master in (None, keys.master)
    assert [file.name for file in lotse.store.glob("identity*")] == ["identity.json"]


async def test_without_the_password_that_a_homeserver_asks_for_lotse_runs_and_says_what_is_missing(
    serve: Serve, anna: Person, gate: Gate
) -> None:
    lotse = await serve(homeserver=gate.url)
    gate.hold("before", "/device_signing/upload")
    await lotse.start()
    await gate.holds_one()
    await lotse.crash()
    gate.release()

    gate.asks_for_password = True
    lotse.variables["LOTSE_MATRIX__PASSWORD"] = ""
    await _start(lotse, until="The homeserver asks for the password of [matrix] to confirm the identity.")
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    await anna.answered(room, await anna.say(room, "Wer ist für Bochum zuständig?"), lotse.user_id)
    await lotse.stop()
    assert (await Shell(folder=lotse.folder).check("encryption"))[0] == "failed"

    del lotse.variables["LOTSE_MATRIX__PASSWORD"]
    await _start(lotse)
    assert (await Keyring.of(lotse.user_id, seen_by=anna)).trusts(lotse.device)


async def test_keys_that_are_lost_here_come_back_with_the_recovery_key(
    shell: Shell, synapse: Synapse, account: str, anna: Person
) -> None:
    key = _recovery_key(await _connect(shell, synapse, account))
    before = await Keyring.of(account, seen_by=anna)
    (shell.store / "identity.json").unlink()
    outcome, detail = await shell.check("encryption")
    assert (outcome, "the keys of the identity are not here" in detail) == ("note", True)
    code, out, _ = await _set_up(shell)
    assert (code, "a next one would not be" in out) == (0, True)
    assert (await _set_up(shell, typed=f"{key}\n"))[0] == 0
    assert (await shell.check("encryption"))[0] == "ok"
    assert await Keyring.of(account, seen_by=anna) == before


async def test_set_up_prints_a_recovery_key_once(shell: Shell, synapse: Synapse, account: str, anna: Person) -> None:
    printed = await _connect(shell, synapse, account)
    key = _recovery_key(printed)
    assert (await Keyring.of(account, seen_by=anna)).trusts(shell.device())
    assert (await shell.check("encryption"))[0] == "ok"
    kept = [file.read_bytes() for file in shell.folder.rglob("*") if file.is_file()]
    assert not any(part in content for content in kept for part in (key.encode(), key.replace(" ", "").encode()))
    code, again, _ = await _set_up(shell)
    assert (code, "recovery key" in again) == (0, False)


async def test_set_up_makes_the_secret_storage_that_run_could_not_show(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    await lotse.stop()
    shell = Shell(folder=lotse.folder)
    before = await Keyring.of(lotse.user_id, seen_by=anna)
    assert await shell.check("encryption") == (
        "note",
        f"device {lotse.device} is cross-signed; there is no recovery key yet: `lotse setup` makes one",
    )
    code, printed, err = await _set_up(shell)
    assert code == 0, err
    assert _recovery_key(printed)
    assert (await shell.check("encryption"))[0] == "ok"
    assert await Keyring.of(lotse.user_id, seen_by=anna) == before


@pytest.mark.slow
async def test_an_identity_of_another_client_is_taken_over_with_its_recovery_key(
    serve: Serve, synapse: Synapse, other_client: Shell, anna: Person
) -> None:
    lotse = await serve()
    key = _recovery_key(await _connect(other_client, synapse, lotse.user_id))
    theirs = await Keyring.of(lotse.user_id, seen_by=anna)

    await _start(lotse, until=_FOREIGN)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, keys.trusts(lotse.device)) == (theirs.master, False)
    await lotse.stop()
    shell = Shell(folder=lotse.folder)
    assert (await shell.check("encryption"))[0] == "failed"

    code, printed, err = await _set_up(shell, typed=f"{key}\n")
    assert (code, "recovery key" in printed) == (0, False), err
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, keys.trusts(lotse.device)) == (theirs.master, True)
    assert (await shell.check("encryption"))[0] == "ok"

    lotse.forget_login()
    await _start(lotse)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, keys.trusts(lotse.device)) == (theirs.master, True)


@pytest.mark.parametrize("wrong", ["EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d", "open sesame"])
async def test_a_wrong_recovery_key_changes_nothing(
    shell: Shell, other_client: Shell, synapse: Synapse, account: str, anna: Person, wrong: str
) -> None:
    await _connect(other_client, synapse, account)
    await _connect(shell, synapse, account)
    before = await Keyring.of(account, seen_by=anna)
    code, out, err = await shell.lotse("setup", LOTSE_MATRIX__PASSWORD=PASSWORD, LOTSE_MATRIX__RECOVERY_KEY=wrong)
    assert (code, out) == (1, "")
    assert err == f"The recovery key does not open the secret storage of {account}; nothing was changed.\n"
    assert await Keyring.of(account, seen_by=anna) == before


async def test_without_a_recovery_key_the_device_stays_unsigned_and_set_up_says_so(
    shell: Shell, other_client: Shell, synapse: Synapse, account: str, anna: Person
) -> None:
    await _connect(other_client, synapse, account)
    assert "is not cross-signed" in await _connect(shell, synapse, account, typed="\n")
    assert not (await Keyring.of(account, seen_by=anna)).trusts(shell.device())
    outcome, detail = await shell.check("encryption")
    assert (outcome, "recovery key" in detail) == ("failed", True)


async def test_an_identity_is_replaced_only_when_told_so(
    shell: Shell, other_client: Shell, synapse: Synapse, account: str, anna: Person
) -> None:
    lost = _recovery_key(await _connect(other_client, synapse, account))
    await _connect(shell, synapse, account)
    theirs = await Keyring.of(account, seen_by=anna)
    code, printed, err = await _set_up(shell, "--reset-identity")
    assert code == 0, err
    keys = await Keyring.of(account, seen_by=anna)
    assert (keys.master != theirs.master, keys.trusts(shell.device())) == (True, True)
    assert (await shell.check("encryption"))[0] == "ok"

    code, _, err = await _set_up(other_client, typed=f"{lost}\n")
    assert (code, "does not open" in err) == (1, True)
    code, _, err = await _set_up(other_client, typed=f"{_recovery_key(printed)}\n")
    assert code == 0, err
    assert (await Keyring.of(account, seen_by=anna)).trusts(other_client.device())


async def test_a_replacement_is_asked_for_at_a_terminal(
    shell: Shell, synapse: Synapse, account: str, anna: Person
) -> None:
    await _connect(shell, synapse, account)
    before = await Keyring.of(account, seen_by=anna)
    code, out, err = await shell.at_terminal("setup", "--reset-identity", typed="n\n", LOTSE_MATRIX__PASSWORD=PASSWORD)
    assert (code, out, "stays as it is" in err) == (1, "", True)
    assert await Keyring.of(account, seen_by=anna) == before
    code, out, _ = await shell.at_terminal("setup", "--reset-identity", typed="y\n", LOTSE_MATRIX__PASSWORD=PASSWORD)
    assert (code, "recovery key" in out) == (0, True)
    assert (await Keyring.of(account, seen_by=anna)).master != before.master


async def test_a_replacement_that_a_crash_interrupted_leaves_no_keys_of_the_old_identity(
    shell: Shell, synapse: Synapse, gate: Gate, account: str, anna: Person
) -> None:
    old = _recovery_key(await _connect(shell, synapse, account))
    shell.file.write_text(shell.file.read_text().replace(synapse.url, gate.url))
    await _set_up(shell)
    before = await Keyring.of(account, seen_by=anna)
    gate.hold("before", "/account_data/m.cross_signing.master")
    replacing = asyncio.create_task(_set_up(shell, "--reset-identity"))
    await gate.holds_one()
    replacing.cancel()
    await asyncio.wait([replacing])
    gate.release()

    code, out, err = await _set_up(shell)
    assert (code, "lacks the keys of its identity" in out) == (0, True), out
    keys = await Keyring.of(account, seen_by=anna)
    assert (keys.master != before.master, keys.trusts(shell.device())) == (True, True)
    code, out, err = await _set_up(shell, typed=f"{old}\n")
    assert (code, "recovery key" in out) == (0, False), err
    assert (await shell.check("encryption"))[0] == "ok"


async def test_a_homeserver_that_does_not_take_the_password_keeps_the_old_identity(
    shell: Shell, synapse: Synapse, account: str, anna: Person
) -> None:
    await _connect(shell, synapse, account)
    before = await Keyring.of(account, seen_by=anna)
    code, _, err = await _set_up(shell, "--reset-identity", password="wrong-one")
    assert (code, err) == (1, "The homeserver did not take the password of [matrix] as a confirmation.\n")
    code, out, _ = await _set_up(shell)
    assert (code, "recovery key" in out) == (0, False)
    assert await Keyring.of(account, seen_by=anna) == before
    assert (await shell.check("encryption"))[0] == "ok"


async def test_a_damaged_store_is_refused_and_a_new_device_keeps_the_identity(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    await lotse.stop()
    before, device = await Keyring.of(lotse.user_id, seen_by=anna), lotse.device
    (database,) = lotse.store.glob("*.db")
    database.write_bytes(b"")
    await lotse.start()
    assert await lotse.ended() == 3
    assert "lotse setup --new-device" in lotse.log().splitlines()[-1]

    shell = Shell(folder=lotse.folder)
    code, _, err = await _set_up(shell, "--new-device", password="wrong-one")
    assert (code, "did not let" in err, shell.device()) == (1, True, device)
    code, _, err = await _set_up(shell, "--new-device")
    assert code == 0, err
    (aside,) = (shell.folder / "data").glob("matrix-*")
    assert {"session.json", "pickle.key", database.name} <= {file.name for file in aside.iterdir()}
    await _start(lotse)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, lotse.device != device, keys.trusts(lotse.device)) == (before.master, True, True)
