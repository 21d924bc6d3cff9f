"""Back up and restore everything of an installation in one file.

It holds the database with the knowledge and people's choices, the Matrix keys and the configuration, encrypted with a
passphrase in the format of age (https://age-encryption.org/v1), which other programs can read too.
"""

import json
import os
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath
from shutil import which
from tempfile import TemporaryFile, mkstemp
from typing import IO

import pyrage
from sqlalchemy import URL, Engine, create_engine, make_url

from bot.platforms.matrix import FOLDER
from bot.runtime.backup_leftovers import PREFIX, remove_leftovers
from bot.settings.loading import Settings, list_variables, referenced_files
from bot.storage.engine.copying import connect_read_only, open_undamaged
from bot.storage.engine.failures import BackupError
from bot.storage.engine.schema import HEAD, SchemaVersion, read_version
from bot.system import private_files
from bot.system.redaction import KEY_FILE

DATABASE, DUMP, CONFIGURATION, _MANIFEST = "lotse.db", "lotse.dump", "lotse.toml", "manifest.json"
_FORMAT = 1
# age refuses what would take 16 times as long here as where it was made; it guesses that from a few milliseconds, in
# which a busy machine seems slow.
_TOO_MUCH_WORK = "Excessive work"
_MOST_GUESSES = 20
# Restored tables belong to the user who restores them.
_WITHOUT_OWNER = ("--no-owner", "--no-privileges")


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """A backup, opened in memory."""

    archive: tarfile.TarFile
    created_at: str
    schema: SchemaVersion

    @property
    def configuration(self) -> bytes | None:
        return self.read(CONFIGURATION)

    def read(self, name: str) -> bytes | None:
        """Return the content of a file; None if the backup does not hold it."""
        found = self.open(name)
        return None if found is None else found.read()

    def open(self, name: str) -> IO[bytes] | None:
        member = next((each for each in self.archive.getmembers() if _is_file(each, PurePosixPath(name))), None)
        return self.archive.extractfile(member) if member else None

    def list_files(self, folder: str) -> list[str]:
        """Return the names of the files in a folder of the backup."""
        paths = (PurePosixPath(each.name) for each in self.archive.getmembers() if each.isreg())
        return [path.name for path in paths if path.parent == PurePosixPath(folder)]


def _is_file(member: tarfile.TarInfo, path: PurePosixPath) -> bool:
    return member.isreg() and PurePosixPath(member.name) == path


def create_backup(settings: Settings, config: Path, passphrase: str) -> bytes:
    """Return an encrypted backup, also while the service runs. Raises BackupError.

    `config` is left out if there is no such file. Temporary copies are files without a name, which vanish with the
    process however it ends.
    """
    remove_leftovers(settings.data_dir)
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        # The database first: Matrix repeats later events, but not keys.
        saved = _save_database(settings, archive)
        _save_matrix(settings.data_dir / FOLDER, archive)
        for file, name in ((config, CONFIGURATION), (settings.data_dir / KEY_FILE, KEY_FILE)):
            if file.exists():
                _add(archive, name, BytesIO(file.read_bytes()))
        created_at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        manifest = {"format": _FORMAT, "lotse": version("lotse"), "created_at": created_at, **asdict(saved)}
        _add(archive, _MANIFEST, BytesIO(json.dumps(manifest).encode()))
    encrypted: bytes = pyrage.passphrase.encrypt(packed.getvalue(), passphrase)
    return encrypted


def list_not_included(settings: Settings, config: Path) -> tuple[str, ...]:
    """Return what a new machine needs besides a backup, such as "/etc/lotse/token (telegram.token_file)"."""
    files = (f"{path} ({setting})" for setting, path in referenced_files(settings))
    variables = (f"the variable {name}" for name in list_variables())
    return (*(() if config.exists() else (f"a configuration ({config} is not there)",)), *files, *variables)


def open_backup(encrypted: bytes, passphrase: str) -> Backup:
    """Decrypt a backup.

    Raises BackupError if it is none, comes from a newer version, the passphrase is wrong, or this machine is too slow.
    """
    packed = _decrypt(encrypted, passphrase)
    try:
        archive = tarfile.open(fileobj=BytesIO(packed), mode="r:gz")  # noqa: SIM115
        contents = Backup(archive=archive, created_at="", schema=SchemaVersion(revision=None, oldest=None))
        manifest = json.loads(contents.read(_MANIFEST) or b"")
        is_known = manifest["format"] == _FORMAT
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupError("The file is encrypted, but is not a backup of Lotse.") from error
    if not is_known:
        raise BackupError(f"The backup was made by Lotse {manifest.get('lotse')}: restore it with that version.")
    saved = SchemaVersion(revision=manifest.get("revision"), oldest=manifest.get("oldest"))
    if saved.is_too_new:
        raise BackupError(
            f"The backup was made by a newer version of Lotse (its tables are of revision {saved.revision}, this "
            f"version knows them up to {HEAD}): restore it with that version."
        )
    return Backup(archive=archive, created_at=str(manifest["created_at"]), schema=saved)


def _decrypt(encrypted: bytes, passphrase: str) -> bytes:
    for _ in range(_MOST_GUESSES):
        try:
            packed: bytes = pyrage.passphrase.decrypt(encrypted, passphrase)
        except pyrage.DecryptError as error:
            if _TOO_MUCH_WORK not in str(error):
                raise BackupError("The passphrase is wrong, or the backup is incomplete.") from error
        else:
            return packed
    raise BackupError("This machine is too busy or too slow to open the backup: try again, or on a faster one.")


def restore_backup(contents: Backup, settings: Settings) -> None:
    """Write a backup to an empty data directory and an empty database. Raises BackupError."""
    data_dir = private_files.make_private_folder(settings.data_dir)
    there = [name for name in (DATABASE, FOLDER, KEY_FILE) if (data_dir / name).exists()]
    if there:
        raise BackupError(f"{data_dir} is not empty ({', '.join(there)}): restore into an empty data_dir.")
    _restore_database(contents, settings)
    key = contents.read(KEY_FILE)
    if key is not None:
        private_files.write(data_dir / KEY_FILE, key)
    for name in contents.list_files(FOLDER):
        private_files.write(
            private_files.make_private_folder(data_dir / FOLDER) / name, contents.read(f"{FOLDER}/{name}") or b""
        )


def _save_database(settings: Settings, archive: tarfile.TarFile) -> SchemaVersion:
    """Add the database to the archive and return its schema version."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        with TemporaryFile(dir=settings.data_dir) as dump:
            _run_client("pg_dump", url, (*_WITHOUT_OWNER, "--format=custom"), output=dump)
            _add(archive, DUMP, dump)
        return _read_version(create_engine(url, hide_parameters=True))
    file = Path(str(url.database))
    if not file.exists():
        raise BackupError(f"There is no database {file} yet: nothing to back up.")
    with _copy_database(file, settings.data_dir) as copy:
        _add(archive, DATABASE, copy)
    return _read_version(create_engine("sqlite://", creator=partial(connect_read_only, file), hide_parameters=True))


def _read_version(engine: Engine) -> SchemaVersion:
    try:
        with engine.connect() as connection:
            return read_version(connection)
    finally:
        engine.dispose()


def _restore_database(contents: Backup, settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        dump = contents.read(DUMP)
        if dump is None:
            raise BackupError(
                "The backup is of an SQLite database: restore it without `database`, then `lotse database move`."
            )
        _run_client("pg_restore", url, (*_WITHOUT_OWNER, "--exit-on-error", "--single-transaction"), given=dump)
        return
    database = contents.open(DATABASE)
    if database is None:
        raise BackupError("The backup is of a PostgreSQL database: set `database` to an empty one.")
    file = Path(str(url.database))
    if file.exists():
        raise BackupError(f"{file} already exists: restore into an empty data_dir.")
    private_files.write(file, database)


def _save_matrix(source: Path, archive: tarfile.TarFile) -> None:
    if not source.is_dir():
        return
    for file in sorted(source.iterdir()):
        name = f"{FOLDER}/{file.name}"
        if file.suffix == ".db":
            with _copy_database(file, source.parent) as copy:
                _add(archive, name, copy)
        elif file.is_file() and not file.name.endswith(("-wal", "-shm", "-journal", ".new")):
            _add(archive, name, BytesIO(file.read_bytes()))


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.mode, member.size = 0o600, content.seek(0, os.SEEK_END)
    content.seek(0)
    archive.addfile(member, content)


@contextmanager
def _copy_database(source: Path, folder: Path) -> Iterator[IO[bytes]]:
    """Yield a consistent copy of a database that may be in use, as a file without a name. Raises BackupError."""
    with open_undamaged(source) as there, _open_unnamed_database(folder) as (here, copy):
        there.backup(here)
        here.close()
        yield copy


@contextmanager
def _open_unnamed_database(folder: Path) -> Iterator[tuple[sqlite3.Connection, IO[bytes]]]:
    """Yield an empty SQLite database, whose file loses its name before anything is written to it, and that file."""
    number, name = mkstemp(prefix=PREFIX, dir=folder)
    os.close(number)
    path = Path(name)
    try:
        here = sqlite3.connect(path, isolation_level=None)
        # A journal would be a file with a name; the first query opens the database file.
        here.execute("PRAGMA journal_mode=OFF")
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    with closing(here), file:
        yield here, file


def _run_client(
    program: str, url: URL, options: Iterable[str], *, given: bytes = b"", output: IO[bytes] | None = None
) -> None:
    """Run one of PostgreSQL's client programs, its password hidden from the list of processes. Raises BackupError."""
    found = which(program)
    if found is None:
        raise BackupError(f"{program} is not installed: it comes with PostgreSQL's client programs.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [found, f"--dbname={address}", *options]
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603
        command,
        env=environment,
        input=given,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        *_, reason = ["no reason given", *done.stderr.decode(errors="replace").strip().splitlines()]
        raise BackupError(f"{program} failed: {reason}")
