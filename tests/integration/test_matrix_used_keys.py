"""A one-time key that was used is gone, also after a crash."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import vodozemac
from nio.crypto import OlmAccount
from nio.store import DefaultStore

from bot.platforms.matrix.login.device_store import read_pickle_key
from tests.integration.person import Person
from tests.integration.service import Service


async def test_a_used_key_does_not_come_back_with_the_store(lotse: Service, anna: Person, tmp_path: Path) -> None:
    """Whoever recorded the first message of a session must not be able to open it once more."""
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    device = anna.client.device_store[lotse.user_id][lotse.device]
    await anna.client.keys_claim({lotse.user_id: [lotse.device]})
    session = anna.client.olm.session_store.get(device.curve25519)
    first = anna.client.olm._olm_encrypt(session, device, "m.dummy", {})
    before = _copy(lotse.store, tmp_path / "before")
    await anna.answered(room, await anna.say(room, "Telefon KI Duisburg"), lotse.user_id)
    await lotse.crash()
    ciphertext = first["ciphertext"][device.curve25519]
    assert ciphertext["type"] == 0
    message = vodozemac.PreKeyMessage.from_base64(ciphertext["body"])
    sender_key = anna.client.olm.account.identity_keys["curve25519"]
    _account(before, lotse).create_inbound_session(sender_key, message)
    with pytest.raises(vodozemac.SessionCreationException):
        _account(lotse.store, lotse).create_inbound_session(sender_key, message)


def _copy(store: Path, target: Path) -> Path:
    """Copy what a running service may be writing to; its journals come and go."""
    target.mkdir()
    for file in store.iterdir():
        if file.suffix == ".db":
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target / file.name)) as copy:
                source.backup(copy)
        elif not file.name.endswith(("-journal", "-wal", "-shm")):
            shutil.copy(file, target)
    return target


def _account(folder: Path, lotse: Service) -> OlmAccount:
    """As a start would load it."""
    return DefaultStore(lotse.user_id, lotse.device, str(folder), read_pickle_key(folder)).load_account()
