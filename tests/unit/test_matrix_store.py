"""A device whose files are damaged or mixed up is refused, and no file is touched."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from nio import MatrixRoom, SyncResponse
from nio.crypto import OlmDevice

from bot.platforms.base.contract import PlatformRefused, Unreachable
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.vault import Vault
from bot.platforms.matrix.crypto.client import Client, create_client
from bot.platforms.matrix.crypto.key_upkeep import RoomKeys
from bot.platforms.matrix.login.device_store import read_pickle_key, restore_device, set_device_aside
from bot.platforms.matrix.login.login import Session, open_client, save_session
from bot.settings.matrix import MatrixSettings
from bot.storage.engine.failures import LeadershipLost

_HOMESERVER = "http://127.0.0.1:9"
_USER = "@lotse:lotse.test"
_OTHER = "@anna:lotse.test"
_SETTINGS = MatrixSettings(homeserver=_HOMESERVER, user_id=_USER)


async def _device(folder: Path, device_id: str, user_id: str = _USER) -> Path:
    """The database of a device, as nio makes it."""
    client = create_client(_HOMESERVER, user_id, folder, read_pickle_key(folder))
    client.restore_login(user_id, device_id, "token")
    await client.close()
    save_session(Session(homeserver=_HOMESERVER, user_id=user_id, device_id=device_id, access_token="token"), folder)
    return folder / f"{user_id}_{device_id}.db"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "matrix"
    await _device(folder, "MINE")
    Vault(folder, read_pickle_key(folder)).settle(Identity.new(_USER))
    return folder


def _database(folder: Path) -> Path:
    return folder / f"{_USER}_MINE.db"


def _remove_database(folder: Path) -> None:
    _database(folder).unlink()


def _empty_database(folder: Path) -> None:
    _database(folder).write_bytes(b"")


def _overwrite_database(folder: Path) -> None:
    _database(folder).write_bytes(b"not a database at all" * 1000)


def _truncate_database(folder: Path) -> None:
    content = _database(folder).read_bytes()
    _database(folder).write_bytes(content[: len(content) // 2])


def _damage_database(folder: Path) -> None:
    content = _database(folder).read_bytes()
    _database(folder).write_bytes(content[:4096] + bytes(len(content) - 4096))


def _remove_pickle_key(folder: Path) -> None:
    (folder / "pickle.key").unlink()


def _remove_pickle_key_and_database(folder: Path) -> None:
    _remove_pickle_key(folder)
    _remove_database(folder)


def _empty_pickle_key(folder: Path) -> None:
    (folder / "pickle.key").write_text("\n")


def _change_pickle_key(folder: Path) -> None:
    """Nothing but the database tells that it does not fit."""
    (folder / "pickle.key").write_bytes(b"\xffanother")
    (folder / "identity.json").unlink()


def _damage_identity(folder: Path) -> None:
    file = folder / "identity.json"
    file.write_text(file.read_text()[:-10])


def _damage_session(folder: Path) -> None:
    (folder / "session.json").write_text("{")


async def test_whole_files_are_opened(folder: Path) -> None:
    client = await open_client(_SETTINGS, folder)
    assert (client.device_id, client.olm.account.shared) == ("MINE", False)
    await client.close()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (_remove_database, "is missing"),
        (_empty_database, "_MINE.db can't be read"),
        (_overwrite_database, "_MINE.db can't be read"),
        (_truncate_database, "_MINE.db can't be read"),
        (_damage_database, "_MINE.db can't be read"),
        (_remove_pickle_key, "pickle.key is missing"),
        (_remove_pickle_key_and_database, "pickle.key is missing"),
        (_empty_pickle_key, "pickle.key is empty"),
        (_change_pickle_key, "pickle.key does not fit"),
        (_damage_identity, "identity.json can't be read"),
        (_damage_session, "session.json can't be read"),
    ],
)
async def test_damage_is_refused_with_what_to_do(folder: Path, damage: Callable[[Path], None], named: str) -> None:
    damage(folder)
    before = _contents(folder)
    with pytest.raises(PlatformRefused, match="backup, or run `lotse setup --new-device`") as refused:
        await open_client(_SETTINGS, folder)
    assert named in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert _contents(folder) == before


async def test_the_database_of_another_device_is_refused(folder: Path, tmp_path: Path) -> None:
    other = await _device(tmp_path / "other", "OTHER")
    shutil.copy(other, _database(folder))
    with pytest.raises(PlatformRefused, match="does not hold the encryption keys of device MINE"):
        await open_client(_SETTINGS, folder)


async def test_an_identity_of_another_account_is_refused(folder: Path) -> None:
    Vault(folder, read_pickle_key(folder)).settle(Identity.new("@other:lotse.test"))
    with pytest.raises(PlatformRefused, match="belongs to @other:"):
        await open_client(_SETTINGS, folder)


def test_a_device_is_set_aside_without_its_identity(folder: Path) -> None:
    before, identity = _contents(folder), Vault(folder, read_pickle_key(folder)).current()
    aside = set_device_aside(folder)
    assert set(_contents(folder)) == {"pickle.key", "identity.json"}
    assert Vault(folder, read_pickle_key(folder)).current() == identity
    assert _contents(aside) == {name: content for name, content in before.items() if name != "identity.json"}
    restore_device(aside, folder)
    assert _contents(folder) == before
    assert not aside.exists()


def test_an_identity_that_can_not_be_read_is_set_aside_too(folder: Path) -> None:
    _remove_pickle_key(folder)
    before = _contents(folder)
    assert _contents(set_device_aside(folder)) == before
    assert _contents(folder) == {}


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_keys_that_another_process_is_changing_are_left_alone(folder: Path) -> None:
    """As long as it may still save them; afterwards they are read as they are then."""
    with closing(sqlite3.connect(_database(folder))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="another process is changing the encryption keys"):
            await open_client(_SETTINGS, folder)
        other.rollback()
    await (await open_client(_SETTINGS, folder)).close()


async def test_a_device_that_another_process_uses_by_now_is_not_used(folder: Path) -> None:
    client = await open_client(_SETTINGS, folder)

    async def is_lost() -> None:
        raise LeadershipLost

    client.confirm_leadership = is_lost
    with pytest.raises(LeadershipLost):
        await client.sync()
    with pytest.raises(LeadershipLost):
        await client.receive_response(SyncResponse.from_dict({"next_batch": "1"}))
    await client.close()


async def test_nothing_is_encrypted_with_keys_that_another_process_uses_by_now(folder: Path, tmp_path: Path) -> None:
    """Its sessions would overwrite newer ones, with which the other process has written since."""
    client, other = await open_client(_SETTINGS, folder), create_client(_HOMESERVER, _OTHER, tmp_path, "key")
    other.restore_login(_OTHER, "THEIRS", "token")
    client.olm.device_store.add(_describe_device(other))
    client.olm.create_session(_make_one_time_key(other), other.olm.account.identity_keys["curve25519"])
    room = MatrixRoom("!room:lotse.test", _USER, encrypted=True)
    room.add_member(_OTHER, None, None)
    room.members_synced = True
    client.rooms[room.room_id] = room
    before = _read_sessions(folder)
    assert before

    async def is_lost() -> None:
        raise LeadershipLost

    client.confirm_leadership = is_lost
    with pytest.raises(LeadershipLost):
        await RoomKeys(client).prepare(room)
    assert _read_sessions(folder) == before
    for each in (client, other):
        await each.close()


def _describe_device(client: Client) -> OlmDevice:
    keys = client.olm.account.identity_keys
    return OlmDevice(client.user_id, client.device_id, keys)


def _make_one_time_key(client: Client) -> str:
    account = client.olm.account
    account.generate_one_time_keys(1)
    key: str = next(iter(account.one_time_keys["curve25519"].values()))
    return key


def _read_sessions(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(_database(folder))) as database:
        return database.execute("SELECT session_id, session FROM olmsessions").fetchall()
