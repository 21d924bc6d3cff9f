"""One file with everything: the database with knowledge and people's choices, the Matrix keys, the configuration.

Encrypted with a passphrase in the format of age (https://age-encryption.org/v1), which other programs can read too.
"""

import json
import os
import subprocess
import tarfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from shutil import copyfile, which
from tempfile import TemporaryDirectory

import pyrage
from sqlalchemy import URL, create_engine, make_url

from bot import private_file
from bot.config import Settings
from bot.platforms.matrix.login import FOLDER
from bot.storage.copying import copy
from bot.storage.failures import BackupError
from bot.storage.schema import HEAD, Form, form

DATABASE, DUMP, CONFIGURATION, _MANIFEST = "lotse.db", "lotse.dump", "lotse.toml", "manifest.json"
_FORMAT = 1
# Whoever restores it owns it.
_UNOWNED = ("--no-owner", "--no-privileges")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """A backup, unpacked into a folder."""

    folder: Path
    created_at: str
    form: Form

    @property
    def configuration(self) -> Path | None:
        file = self.folder / CONFIGURATION
        return file if file.exists() else None


def backup(settings: Settings, config: Path, passphrase: str) -> bytes:
    """While the service runs too; raises BackupError. `config` is left out if there is no such file."""
    with TemporaryDirectory(prefix="lotse-backup-", dir=private_file.folder(settings.data_dir)) as temporary:
        folder = Path(temporary)
        # The database first: what Matrix has brought since is brought again, but keys come only once.
        saved = _save_database(settings, folder)
        _save_matrix(settings.data_dir / FOLDER, folder / FOLDER)
        if config.exists():
            copyfile(config, folder / CONFIGURATION)
        created_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        manifest = {"format": _FORMAT, "lotse": version("lotse"), "created_at": created_at, **asdict(saved)}
        (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        packed = BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            archive.add(folder, arcname=".")
        encrypted: bytes = pyrage.passphrase.encrypt(packed.getvalue(), passphrase)
        return encrypted


def unpack(encrypted: bytes, passphrase: str, folder: Path) -> Contents:
    """Raises BackupError if it is none, is one of a newer version, or the passphrase is another."""
    try:
        packed = pyrage.passphrase.decrypt(encrypted, passphrase)
    except pyrage.DecryptError as error:
        raise BackupError("The passphrase does not fit, or the file is no complete backup.") from error
    try:
        with tarfile.open(fileobj=BytesIO(packed), mode="r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        is_known = manifest["format"] == _FORMAT
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError("The file is encrypted, but is no backup of Lotse.") from error
    if not is_known:
        raise BackupError(f"The backup was made by Lotse {manifest.get('lotse')}: restore it with that version.")
    saved = Form(revision=manifest.get("revision"), oldest=manifest.get("oldest"))
    if saved.is_too_new:
        raise BackupError(
            f"The backup is one of a newer version of Lotse (its tables are of revision {saved.revision}, this version "
            f"knows them up to {HEAD}): restore it with that version."
        )
    return Contents(folder=folder, created_at=str(manifest["created_at"]), form=saved)


def restore(contents: Contents, settings: Settings) -> None:
    """Into an empty data directory and an empty database; raises BackupError."""
    data_dir = settings.data_dir
    if any(file.name != "lock" for file in private_file.folder(data_dir).iterdir()):
        raise BackupError(f"{data_dir} is not empty: restore into an empty data_dir.")
    _bring_database(contents.folder, settings)
    if (contents.folder / FOLDER).is_dir():
        kept = private_file.folder(data_dir / FOLDER)
        for file in (contents.folder / FOLDER).iterdir():
            private_file.write(kept / file.name, file.read_bytes())


def _save_database(settings: Settings, folder: Path) -> Form:
    """Return the form of its tables."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        _run("pg_dump", url, *_UNOWNED, "--format=custom", f"--file={folder / DUMP}")
        return _form_of(url)
    file = Path(str(url.database))
    if not file.exists():
        raise BackupError(f"There is no database {file} yet: nothing to be backed up.")
    copy(file, folder / DATABASE)
    return _form_of(make_url(f"sqlite:///{folder / DATABASE}"))


def _form_of(url: URL) -> Form:
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return form(connection)
    finally:
        engine.dispose()


def _bring_database(folder: Path, settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        if not (folder / DUMP).exists():
            raise BackupError("The backup is one of SQLite: restore it without `database`, then `lotse database move`.")
        _run("pg_restore", url, *_UNOWNED, "--exit-on-error", "--single-transaction", str(folder / DUMP))
        return
    if not (folder / DATABASE).exists():
        raise BackupError("The backup is one of PostgreSQL: set `database` to an empty one.")
    file = Path(str(url.database))
    if file.exists():
        raise BackupError(f"{file} is there already: restore into an empty data_dir.")
    private_file.write(file, (folder / DATABASE).read_bytes())


def _save_matrix(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    private_file.folder(target)
    for file in sorted(source.iterdir()):
        if file.suffix == ".db":
            copy(file, target / file.name)
        elif file.is_file() and not file.name.endswith(("-wal", "-shm", "-journal", ".new")):
            copyfile(file, target / file.name)


def _run(program: str, url: URL, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password is not shown to others on this machine."""
    found = which(program)
    if found is None:
        raise BackupError(f"{program} is not installed: it comes with PostgreSQL's client programs.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [found, f"--dbname={address}", *arguments]
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        *_, reason = ["no reason given", *done.stderr.strip().splitlines()]
        raise BackupError(f"{program} failed: {reason}")
