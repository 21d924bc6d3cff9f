"""The files of Lotse's device: damaged or mixed up, they are refused and never replaced."""

import secrets
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import vodozemac
from nio.crypto import OlmAccount

from bot.platforms.base.contract import PlatformRefused, Unreachable
from bot.platforms.matrix.cross_signing import vault
from bot.platforms.matrix.cross_signing.vault import Vault
from bot.platforms.matrix.homeserver.failures import create_device_error
from bot.system import private_files

SESSION = "session.json"
_PICKLE_KEY = "pickle.key"
# Nobody is answered meanwhile.
_PATIENCE_SECONDS = 0.5
_UNFIT = (vodozemac.PickleException, vodozemac.LibolmPickleException, ValueError)


def read_pickle_key(folder: Path) -> str:
    """Return the key that encrypts the keys in the folder; create it the first time. Raises PlatformRefused."""
    path = folder / _PICKLE_KEY
    if not path.exists():
        if _depending(folder):
            raise create_device_error(f"{path} is missing, without which the keys beside it can't be read", folder)
        private_files.make_private_folder(folder)
        private_files.write(path, secrets.token_urlsafe(32))
    key = path.read_bytes().decode("ascii", errors="replace").strip()
    if not key:
        raise create_device_error(f"{path} is empty", folder)
    return key


def keys_file(folder: Path, user_id: str, device_id: str) -> Path:
    """Return the key file of a device that has logged in; raises PlatformRefused if it is missing."""
    file = folder / f"{user_id}_{device_id}.db"
    if not file.exists():
        # nio would make new keys for the same device, which no other client could believe.
        raise create_device_error(f"{file} is missing, the encryption keys of device {device_id}", folder)
    return file


def check_device(folder: Path, user_id: str, device_id: str) -> None:
    """Raise PlatformRefused unless the encryption keys of the device are there and can be read.

    Raises Unreachable while another process is changing them, which may be one that hangs.
    """
    file = keys_file(folder, user_id, device_id)
    try:
        pickled = _account(file, user_id, device_id)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
        if name == "SQLITE_BUSY":
            raise Unreachable("another process is changing the encryption keys") from error
        raise create_device_error(f"{file} can't be read ({name})", folder) from error
    if pickled is None:
        raise create_device_error(f"{file} does not hold the encryption keys of device {device_id}", folder)
    try:
        OlmAccount.from_pickle(pickled, read_pickle_key(folder))
    except _UNFIT as error:
        raise create_device_error(f"{folder / _PICKLE_KEY} does not fit {file.name}", folder) from error


def set_device_aside(folder: Path) -> Path:
    """Move the device's files to a folder and return it; the identity stays if it can be read."""
    private_files.make_private_folder(folder)
    aside = folder.with_name(f"{folder.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    aside.mkdir(mode=0o700)
    staying = _identity_files(folder)
    if staying:
        shutil.copy2(folder / _PICKLE_KEY, aside)
    # Without the session nothing of the rest is in use, wherever this is interrupted.
    for file in sorted(folder.iterdir(), key=lambda file: file.name != SESSION):
        if file.name not in staying:
            file.rename(aside / file.name)
    return aside


def restore_device(aside: Path, folder: Path) -> None:
    for file in sorted(aside.iterdir(), key=lambda file: file.name == SESSION):
        file.replace(folder / file.name)
    aside.rmdir()


def _account(file: Path, user_id: str, device_id: str) -> bytes | None:
    address = f"{file.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as database:
        # Don't read what another process has begun to change.
        database.execute("BEGIN EXCLUSIVE")
        (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        query = "SELECT account FROM accounts WHERE user_id = ? AND device_id = ?"
        row = database.execute(query, (user_id, device_id)).fetchone()
    return bytes(row[0]) if row else None


def _depending(folder: Path) -> list[Path]:
    return [*folder.glob("*.db"), *(folder / name for name in (SESSION, *vault.FILES) if (folder / name).exists())]


def _identity_files(folder: Path) -> set[str]:
    """Return the files needed to read the identity; none if it can't be read or is not there."""
    try:
        seeds = Vault(folder, read_pickle_key(folder))
        readable = seeds.current() is not None or seeds.draft() is not None
    except PlatformRefused:
        return set()
    return {_PICKLE_KEY, *vault.FILES} if readable else set()
